/*
 * bench_register DIRECTORY: makes a register of 10,000 clients in the directory, which is new, and
 * prints three times in milliseconds: that of reading all of it; the 99th percentile of 10,000
 * look-ups of various clients, as fcfh-identify makes them (whether the directory has changed, who
 * has this UUID, whether its key is only there); and that of checking every file after one has
 * changed.
 */
#include "common/amt/register.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/bench/measure.h"

enum { CLIENTS = 10000, LOOKUPS = 10000 };

static void name_client(unsigned i, char uuid[GUID_TEXT_SIZE], char key[TLS_KEY_SIZE])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef";
    const unsigned mixed = i * 2654435761u;
    (void)snprintf(uuid, GUID_TEXT_SIZE, "%08x-c0de-4a11-8bad-%012x", mixed, i);
    (void)snprintf(key, TLS_KEY_SIZE, "sha256//%043u=", i);
    for (char *at = key + 8; *at != '='; at++) /* no text that begins with many zeros */
        *at = digits[(unsigned)(*at - '0') + mixed % 16];
    key[8 + 42] = 'A';
}

static bool make_client(int dir, unsigned i)
{
    char uuid[GUID_TEXT_SIZE];
    char key[TLS_KEY_SIZE];
    char name[GUID_TEXT_SIZE + 4];
    name_client(i, uuid, key);
    (void)snprintf(name, sizeof name, "%s.xml", uuid);
    int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL, 0640);
    if (fd < 0)
        return false;
    int put = dprintf(fd,
                      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<client version=\"1\">\n"
                      " <uuid>%s</uuid>\n <realm>Digest:%032X</realm>\n"
                      " <tls version=\"1.2\" since=\"2026-11-25T12:00:00Z\"/>\n <key>%s</key>\n"
                      " <serial>SN%06u</serial>\n <name>pc-%u.corp.example</name>\n"
                      " <make>Acme Inc.</make>\n <model>Desk 700</model>\n"
                      " <amt_version>16.1.25</amt_version>\n"
                      " <learned time=\"2026-11-25T12:00:00Z\" from=\"10.20.30.40\" by=\"root\"/>\n"
                      "</client>\n",
                      uuid, i, key, i, i);
    return close(fd) == 0 && put > 0;
}

static void fail(const char *what)
{
    perror(what);
    exit(70);
}

int main(int argc, char **argv)
{
    static double took[LOOKUPS];
    struct client_register *reg;
    struct err e;
    int dir = argc == 2 ? open(argv[1], O_RDONLY | O_DIRECTORY) : -1;
    if (dir < 0)
        return 64;
    for (unsigned i = 0; i < CLIENTS; i++)
        if (!make_client(dir, i))
            fail(argv[1]);
    double cold = 1e9;
    for (int i = 0; i < 3; i++) {
        const double began = now_ms();
        if (register_open(&reg, argv[1], &e) != ERR_OK)
            fail("register_open");
        const double needed = now_ms() - began;
        cold = needed < cold ? needed : cold;
        if (register_count(reg) != CLIENTS || register_bad_file(reg, 0) != NULL)
            fail(register_error(reg));
        if (i < 2)
            register_close(reg);
    }
    /* A directory that changed a moment ago is checked again and again: wait until that is over. */
    double again = now_ms();
    (void)register_refresh(reg);
    again = now_ms() - again;
    (void)sleep(3);
    (void)register_refresh(reg);
    for (unsigned i = 0; i < LOOKUPS; i++) {
        char uuid[GUID_TEXT_SIZE];
        char key[TLS_KEY_SIZE];
        struct guid guid;
        size_t at = 0;
        name_client((unsigned)rand() % CLIENTS, uuid, key);
        const double began = now_ms();
        bool changed = register_refresh(reg);
        bool found = guid_parse(uuid, &guid) && register_by_guid(reg, &guid, &at) != NULL &&
                     register_key_is_unique(reg, key);
        took[i] = now_ms() - began;
        if (changed || !found)
            fail("look-up");
    }
    register_close(reg);
    qsort(took, LOOKUPS, sizeof *took, by_size);
    (void)printf("%.0f %.4f %.0f\n", cold, took[LOOKUPS * 99 / 100], again);
    return 0;
}
