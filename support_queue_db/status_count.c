#include "support_queue_db/status_count.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support_queue_db/queue_dir.h"

#define COUNTERS_FILE "counters"

/* The whole file. It belongs to one host, so its byte order does not matter. */
struct counters {
    char magic[8];
    int64_t since;
    int64_t last_alert;
    uint64_t kinds[STATUS_KINDS];
};

/* After the counters, in a file that has grown since a probe came. */
enum { PROBES = 8 };
struct probed {
    struct counters counters;
    uint64_t next;
    uint64_t numbers[PROBES];
};

static const char magic[8] = {'f', 'c', 'f', 'h', 'c', 'n', 't', '1'};

const char *status_kind_name(enum status_kind kind)
{
    static const char *const names[STATUS_KINDS] = {"calls", "ignored", "repeated", "events",
                                                    "not_understood"};
    return names[kind];
}

static const char host_characters[] =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.-_";

bool status_is_host(const char *name)
{
    size_t len = strspn(name, host_characters);
    return len > 0 && len < STATUS_HOST_SIZE && name[len] == '\0' && name[0] != '.';
}

void status_host(char name[STATUS_HOST_SIZE])
{
    if (gethostname(name, STATUS_HOST_SIZE) != 0)
        name[0] = '\0';
    name[STATUS_HOST_SIZE - 1] = '\0';
    for (char *at = name; *at != '\0'; at++)
        if (strchr(host_characters, *at) == NULL)
            *at = '_';
    if (!status_is_host(name))
        (void)snprintf(name, STATUS_HOST_SIZE, "localhost");
}

int status_host_open(const char *directory)
{
    char host[STATUS_HOST_SIZE];
    int queue = -1;
    status_host(host);
    if (queue_dir_open(directory, false, &queue, NULL) != ERR_OK)
        return -1;
    int at = -1;
    const char *const names[] = {"status", host};
    for (size_t i = 0; i < 2 && queue >= 0; i++) {
        at = openat(queue, names[i], O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (at < 0 && errno == ENOENT && queue_dir_make(queue, names[i], NULL) == ERR_OK)
            at = openat(queue, names[i], O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        (void)close(queue);
        queue = at;
    }
    return at;
}

/* Under another name first, so that nobody sees half a file; the first one wins. */
static bool make_counters(const char *directory, time_t now)
{
    bool made = false;
    struct counters fresh = {.since = now};
    char name[48];
    int at = status_host_open(directory);
    if (at < 0)
        return false;
    memcpy(fresh.magic, magic, sizeof magic);
    (void)snprintf(name, sizeof name, COUNTERS_FILE ".%ld", (long)getpid());
    (void)unlinkat(at, name, 0);
    int fd = openat(at, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0660);
    if (fd >= 0 && fchmod(fd, 0660) == 0 && write(fd, &fresh, sizeof fresh) == sizeof fresh)
        made = linkat(at, name, at, COUNTERS_FILE, 0) == 0 || errno == EEXIST;
    if (fd >= 0) {
        (void)close(fd);
        (void)unlinkat(at, name, 0);
    }
    (void)close(at);
    return made;
}

/* A file of the right size and without a second name; its first bytes would give away another file
 * behind a link. */
static enum err_code map_counters(int fd, int protection, struct counters **counters, struct err *e)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return err_errno(e, ERR_INTERNAL, COUNTERS_FILE);
    if (!S_ISREG(st.st_mode) ||
        (st.st_size != sizeof(struct counters) && st.st_size != sizeof(struct probed)))
        return err_set(e, ERR_DATA, COUNTERS_FILE ": not a file of counters");
    void *mapped = mmap(NULL, sizeof **counters, protection, MAP_SHARED, fd, 0);
    if (mapped == MAP_FAILED)
        return err_errno(e, ERR_INTERNAL, COUNTERS_FILE);
    *counters = mapped;
    if (memcmp((*counters)->magic, magic, sizeof magic) == 0)
        return ERR_OK;
    (void)munmap(mapped, sizeof **counters);
    return err_set(e, ERR_DATA, COUNTERS_FILE ": not a file of counters");
}

static void add_tally(struct counters *counters, const struct status_tally *tally, time_t now)
{
    for (int i = 0; i < STATUS_KINDS; i++) {
        if (tally->kinds[i] == 0)
            continue;
        (void)__atomic_fetch_add(&counters->kinds[i], tally->kinds[i], __ATOMIC_RELAXED);
        if (i != STATUS_NOT_UNDERSTOOD)
            __atomic_store_n(&counters->last_alert, (int64_t)now, __ATOMIC_RELAXED);
    }
}

static bool is_empty(const struct status_tally *tally)
{
    for (int i = 0; i < STATUS_KINDS; i++)
        if (tally->kinds[i] != 0)
            return false;
    return true;
}

/* The caller closes it; -1 if there is none. */
static int open_counters(const char *directory, int how)
{
    char host[STATUS_HOST_SIZE];
    char path[1024];
    status_host(host);
    int len = snprintf(path, sizeof path, "%s/status/%s/" COUNTERS_FILE, directory, host);
    return len >= 0 && (size_t)len < sizeof path
               ? open(path, how | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
               : -1;
}

static int open_or_make(const char *directory, time_t now)
{
    int fd = open_counters(directory, O_RDWR);
    if (fd < 0 && errno == ENOENT && make_counters(directory, now))
        fd = open_counters(directory, O_RDWR);
    return fd;
}

void status_count_tally(const char *directory, struct status_tally *tally, time_t now)
{
    const struct status_tally added = *tally;
    *tally = (struct status_tally){.kinds = {0}};
    if (is_empty(&added))
        return;
    int fd = open_or_make(directory, now);
    if (fd < 0)
        return;
    struct counters *counters;
    if (map_counters(fd, PROT_READ | PROT_WRITE, &counters, NULL) == ERR_OK) {
        add_tally(counters, &added, now);
        (void)munmap(counters, sizeof *counters);
    }
    (void)close(fd);
}

void status_count(const char *directory, enum status_kind kind, time_t now)
{
    struct status_tally one = {.kinds = {0}};
    one.kinds[kind] = 1;
    status_count_tally(directory, &one, now);
}

/* NULL if no probe ever came, unless the caller grows the file. */
static struct probed *map_probed(int fd, int protection, bool grows)
{
    struct stat st;
    struct counters *counters;
    if (map_counters(fd, PROT_READ, &counters, NULL) != ERR_OK) /* not ours */
        return NULL;
    (void)munmap(counters, sizeof *counters);
    if (fstat(fd, &st) != 0 || (st.st_size != sizeof(struct probed) &&
                                (!grows || ftruncate(fd, sizeof(struct probed)) != 0)))
        return NULL;
    struct probed *probed = mmap(NULL, sizeof *probed, protection, MAP_SHARED, fd, 0);
    return probed != MAP_FAILED ? probed : NULL;
}

void status_count_probe(const char *directory, uint64_t number, time_t now)
{
    int fd = open_or_make(directory, now);
    struct probed *probed = fd >= 0 ? map_probed(fd, PROT_READ | PROT_WRITE, true) : NULL;
    if (probed != NULL) {
        uint64_t *kinds = probed->counters.kinds;
        uint64_t at = __atomic_fetch_add(&probed->next, 1, __ATOMIC_RELAXED) % PROBES;
        (void)__atomic_fetch_add(&kinds[STATUS_IGNORED], 1, __ATOMIC_RELAXED);
        __atomic_store_n(&probed->numbers[at], number, __ATOMIC_RELAXED);
        (void)munmap(probed, sizeof *probed);
    }
    if (fd >= 0)
        (void)close(fd);
}

bool status_probe_came(const char *directory, uint64_t number)
{
    int fd = open_counters(directory, O_RDONLY);
    struct probed *probed = fd >= 0 ? map_probed(fd, PROT_READ, false) : NULL;
    bool came = false;
    for (int i = 0; probed != NULL && i < PROBES; i++)
        came = came || __atomic_load_n(&probed->numbers[i], __ATOMIC_RELAXED) == number;
    if (probed != NULL)
        (void)munmap(probed, sizeof *probed);
    if (fd >= 0)
        (void)close(fd);
    return came;
}

enum err_code status_counts_read(int at, struct status_counts *counts, struct err *e)
{
    struct counters *counters;
    int fd = openat(at, COUNTERS_FILE, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return err_errno(e, ERR_DATA, COUNTERS_FILE);
    enum err_code code = map_counters(fd, PROT_READ, &counters, e);
    (void)close(fd);
    if (code != ERR_OK)
        return code;
    *counts = (struct status_counts){
        .since = (time_t)counters->since,
        .last_alert = (time_t)__atomic_load_n(&counters->last_alert, __ATOMIC_RELAXED)};
    for (int i = 0; i < STATUS_KINDS; i++)
        counts->kinds[i] = __atomic_load_n(&counters->kinds[i], __ATOMIC_RELAXED);
    (void)munmap(counters, sizeof *counters);
    return ERR_OK;
}
