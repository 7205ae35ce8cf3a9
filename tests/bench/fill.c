/*
 * bench_fill QUEUE COUNT [TICKETS]: so many entries of clients that called in the last hour, that
 * nobody answered for, and that nobody asks any more; the first TICKETS of them have one,
 * "INC0000000" and so on. For a queue that nobody uses yet: nothing is synced or locked.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define TIME "%Y-%m-%dT%H:%M:%SZ"

static int make_entry(int dir, unsigned i, unsigned tickets, time_t now)
{
    char called[32];
    char ticket[96] = "";
    char name[64];
    struct tm tm;
    time_t when = now - 1 - i % 3600;
    if (gmtime_r(&when, &tm) == NULL || strftime(called, sizeof called, TIME, &tm) == 0)
        return -1;
    if (i < tickets)
        (void)snprintf(ticket, sizeof ticket, " <ticket by=\"ada\" time=\"%s\">INC%07u</ticket>\n",
                       called, i);
    (void)snprintf(name, sizeof name, "%08x-c0de-4a11-8bad-0000000000ff.xml", i * 2654435761u);
    int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL, 0660);
    if (fd < 0)
        return -1;
    int put = dprintf(fd,
                      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<client version=\"2\">\n"
                      " <uuid>%.36s</uuid>\n <address>10.%u.%u.%u</address>\n"
                      " <state time=\"%s\" reason=\"unreachable: no route to host\" "
                      "failure=\"unreachable\">failed</state>\n%s <source>pet</source>\n"
                      " <first_call>%s</first_call>\n <last_call>%s</last_call>\n"
                      " <last_seen>%s</last_seen>\n <calls>1</calls>\n"
                      " <recent time=\"%s\" kind=\"call\">pet 10.%u.%u.%u 2 %u "
                      "0800000000000000</recent>\n</client>\n",
                      name, i >> 16 & 255, i >> 8 & 255, i & 255, called, ticket, called, called,
                      called, called, i >> 16 & 255, i >> 8 & 255, i & 255, i);
    return close(fd) == 0 && put > 0 ? 0 : -1;
}

int main(int argc, char **argv)
{
    int dir = argc == 3 || argc == 4 ? open(argv[1], O_RDONLY | O_DIRECTORY) : -1;
    if (dir < 0)
        return 64;
    unsigned count = (unsigned)strtoul(argv[2], NULL, 10);
    unsigned tickets = argc == 4 ? (unsigned)strtoul(argv[3], NULL, 10) : 0;
    for (unsigned i = 0; i < count; i++) {
        if (make_entry(dir, i, tickets, time(NULL)) != 0) {
            perror(argv[1]);
            return 73;
        }
    }
    return 0;
}
