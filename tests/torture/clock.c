/*
 * Preloaded: a time of day that a test sets while programs run. $TORTURE_CLOCK names a file of
 * steps, to which tests/torture/step.pl adds: from a given moment of the machine's clock on, the
 * time is this many seconds ahead of that clock or behind it. Files have the time that was set when
 * they were written; with $TORTURE_FILE_TIMES, whatever it says, they have the time that their file
 * system gives, for one whose server has such a clock too. CLOCK_MONOTONIC, which only measures
 * spans, is left as it is.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { STEPS_MAX = 4095 };
#define NS 1000000000LL

struct steps {
    int64_t count;
    int64_t unused;
    struct {
        int64_t from_ns;
        int64_t ahead_s;
    } list[STEPS_MAX];
};

static const struct steps *steps;
static bool leaves_files;

static void __attribute__((constructor)) map_steps(void)
{
    const char *path = getenv("TORTURE_CLOCK");
    leaves_files = getenv("TORTURE_FILE_TIMES") != NULL;
    int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    void *map = fd >= 0 ? mmap(NULL, sizeof *steps, PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;
    if (map != MAP_FAILED)
        steps = map;
    if (fd >= 0)
        (void)close(fd);
}

/* At a moment of the machine's clock. */
static int64_t ahead_at(const struct timespec *when)
{
    const int64_t ns = when->tv_sec * NS + when->tv_nsec;
    int64_t i = steps != NULL ? __atomic_load_n(&steps->count, __ATOMIC_ACQUIRE) : 0;
    while (i > 0 && steps->list[i - 1].from_ns > ns)
        i--;
    return i > 0 ? steps->list[i - 1].ahead_s : 0;
}

static void *next_of(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

int clock_gettime(clockid_t id, struct timespec *out)
{
    static int (*real)(clockid_t, struct timespec *);
    if (real == NULL)
        real = (int (*)(clockid_t, struct timespec *))next_of("clock_gettime");
    int result = real(id, out);
    if (result == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
        out->tv_sec += ahead_at(out);
    return result;
}

time_t time(time_t *out)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_REALTIME, &now);
    if (out != NULL)
        *out = now.tv_sec;
    return now.tv_sec;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
    struct timespec now = {0};
    (void)zone;
    int result = clock_gettime(CLOCK_REALTIME, &now);
    *out = (struct timeval){.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000};
    return result;
}

static int with_times(int result, struct stat *st)
{
    if (result == 0 && !leaves_files) {
        st->st_atim.tv_sec += ahead_at(&st->st_atim);
        st->st_mtim.tv_sec += ahead_at(&st->st_mtim);
        st->st_ctim.tv_sec += ahead_at(&st->st_ctim);
    }
    return result;
}

int fstatat(int dir, const char *restrict path, struct stat *restrict st, int flags)
{
    static int (*real)(int, const char *, struct stat *, int);
    if (real == NULL)
        real = (int (*)(int, const char *, struct stat *, int))next_of("fstatat");
    return with_times(real(dir, path, st, flags), st);
}

int fstat(int fd, struct stat *st)
{
    static int (*real)(int, struct stat *);
    if (real == NULL)
        real = (int (*)(int, struct stat *))next_of("fstat");
    return with_times(real(fd, st), st);
}

int stat(const char *restrict path, struct stat *restrict st)
{
    return fstatat(AT_FDCWD, path, st, 0);
}

int lstat(const char *restrict path, struct stat *restrict st)
{
    return fstatat(AT_FDCWD, path, st, AT_SYMLINK_NOFOLLOW);
}
