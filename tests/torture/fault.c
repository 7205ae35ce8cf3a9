/*
 * Preloaded: of the calls that a program itself makes to libraries and that may fail, the one with
 * the number $FAULT_AT fails. Its name is written to the file $FAULT_LOG, with the place that it
 * returns to, for addr2line -e PROGRAM; and so is a crash.
 * If $FAULT_AT is 0, none fails, and all are written there. Calls made by libraries are not
 * counted, nor are those of any program but $FAULT_PROGRAM; those of the processes that it forks
 * are. Here are the calls to the C library; fault_libraries.c has those to others.
 */
#include "tests/torture/fault.h"

#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <link.h>
#include <net/if.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <regex.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

static uintptr_t base, from, to; /* where the program is, and its own code */
static long *counted;            /* shared with the processes that it forks */
static long fault_at;

static int find_code(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size;
    (void)context;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type == PT_LOAD && (part->p_flags & PF_X) != 0) {
            base = info->dlpi_addr;
            from = base + part->p_vaddr;
            to = from + part->p_memsz;
        }
    }
    return 1; /* the first is the program itself */
}

/* This must neither be counted nor allocate memory. */
static void tell(const char *line)
{
    const char *path = getenv("FAULT_LOG");
    long fd = path != NULL
                  ? syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND, 0600)
                  : -1;
    if (fd < 0)
        return;
    (void)syscall(SYS_write, fd, line, strlen(line));
    (void)syscall(SYS_close, fd);
}

/* Returns to the instruction that has crashed, which does so again; so does abort. */
static void on_crash(int number)
{
    (void)number;
    tell("crash\n");
}

static void __attribute__((constructor)) begin(void)
{
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    const struct sigaction crash = {.sa_handler = on_crash, .sa_flags = (int)SA_RESETHAND};
    const char *at = getenv("FAULT_AT");
    const char *program = getenv("FAULT_PROGRAM");
    if (at == NULL || program == NULL || strcmp(program, program_invocation_short_name) != 0)
        return;
    (void)dl_iterate_phdr(find_code, NULL);
    for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++)
        (void)sigaction(crashes[i], &crash, NULL);
    fault_at = strtol(at, NULL, 10);
    void *shared =
        mmap(NULL, sizeof *counted, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared != MAP_FAILED)
        counted = shared;
}

bool fault_is_due(const char *name, const void *caller)
{
    if (counted == NULL || (uintptr_t)caller < from || (uintptr_t)caller >= to)
        return false;
    long number = __atomic_add_fetch(counted, 1, __ATOMIC_RELAXED);
    if (fault_at != 0 && number != fault_at)
        return false;
    int before = errno;
    char text[80];
    (void)snprintf(text, sizeof text, "%s, 0x%lx\n", name,
                   (unsigned long)((uintptr_t)caller - base));
    tell(text);
    errno = before;
    return fault_at != 0;
}

/* One with a mode where O_CREAT is among the flags. */
#define MAY_FAIL_TO_OPEN(name, first, before)                                                      \
    int name first;                                                                                \
    int name first                                                                                 \
    {                                                                                              \
        static int(*real) first;                                                                   \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;                           \
        va_end(rest);                                                                              \
        if (fault_is_due(#name, CALLER)) {                                                         \
            errno = EMFILE;                                                                        \
            return -1;                                                                             \
        }                                                                                          \
        if (real == NULL)                                                                          \
            real = (int(*) first)dlsym(RTLD_NEXT, #name);                                          \
        return real before;                                                                        \
    }

MAY_FAIL_TO_OPEN(open, (const char *path, int flags, ...), (path, flags, mode))
MAY_FAIL_TO_OPEN(openat, (int dir, const char *path, int flags, ...), (dir, path, flags, mode))
MAY_FAIL(ssize_t, read, -1, EIO, (int fd, void *to_here, size_t size), (fd, to_here, size))
MAY_FAIL(ssize_t, pread, -1, EIO, (int fd, void *to_here, size_t size, off_t at),
         (fd, to_here, size, at))
MAY_FAIL(ssize_t, __read_chk, -1, EIO, (int fd, void *to_here, size_t size, size_t room),
         (fd, to_here, size, room))
MAY_FAIL(ssize_t, __pread_chk, -1, EIO, (int fd, void *to_here, size_t size, off_t at, size_t room),
         (fd, to_here, size, at, room))
MAY_FAIL(ssize_t, write, -1, ENOSPC, (int fd, const void *what, size_t size), (fd, what, size))
MAY_FAIL(ssize_t, pwrite, -1, ENOSPC, (int fd, const void *what, size_t size, off_t at),
         (fd, what, size, at))
MAY_FAIL(int, fsync, -1, EIO, (int fd), (fd))
MAY_FAIL(int, ftruncate, -1, EIO, (int fd, off_t size), (fd, size))
MAY_FAIL(int, fstat, -1, EIO, (int fd, struct stat *st), (fd, st))
MAY_FAIL(int, stat, -1, EIO, (const char *path, struct stat *st), (path, st))
MAY_FAIL(int, lstat, -1, EIO, (const char *path, struct stat *st), (path, st))
MAY_FAIL(int, fstatat, -1, EIO, (int dir, const char *path, struct stat *st, int flags),
         (dir, path, st, flags))
MAY_FAIL(int, fstatfs, -1, EIO, (int fd, struct statfs *st), (fd, st))
MAY_FAIL(int, access, -1, EIO, (const char *path, int how), (path, how))
MAY_FAIL(int, faccessat, -1, EIO, (int dir, const char *path, int how, int flags),
         (dir, path, how, flags))
MAY_FAIL(int, fchmod, -1, EPERM, (int fd, mode_t mode), (fd, mode))
MAY_FAIL(int, fchown, -1, EPERM, (int fd, uid_t owner, gid_t group), (fd, owner, group))
MAY_FAIL(int, mkdir, -1, ENOSPC, (const char *path, mode_t mode), (path, mode))
MAY_FAIL(int, mkdirat, -1, ENOSPC, (int dir, const char *path, mode_t mode), (dir, path, mode))
MAY_FAIL(int, rename, -1, ENOSPC, (const char *old, const char *new), (old, new))
MAY_FAIL(int, renameat, -1, ENOSPC, (int dir, const char *old, int other, const char *new),
         (dir, old, other, new))
MAY_FAIL(int, linkat, -1, ENOSPC, (int dir, const char *old, int other, const char *new, int flags),
         (dir, old, other, new, flags))
MAY_FAIL(int, unlink, -1, EIO, (const char *path), (path))
MAY_FAIL(int, unlinkat, -1, EIO, (int dir, const char *path, int flags), (dir, path, flags))
MAY_FAIL(DIR *, opendir, NULL, EMFILE, (const char *path), (path))
MAY_FAIL(DIR *, fdopendir, NULL, ENOMEM, (int fd), (fd))
MAY_FAIL(struct dirent *, readdir, NULL, EIO, (DIR * dir), (dir))
MAY_FAIL(FILE *, fopen, NULL, EMFILE, (const char *path, const char *how), (path, how))
MAY_FAIL(FILE *, fdopen, NULL, ENOMEM, (int fd, const char *how), (fd, how))
MAY_FAIL(FILE *, open_memstream, NULL, ENOMEM, (char **text, size_t *size), (text, size))
MAY_FAIL(void *, mmap, MAP_FAILED, ENOMEM,
         (void *at, size_t size, int how, int flags, int fd, off_t offset),
         (at, size, how, flags, fd, offset))
MAY_FAIL(int, memfd_create, -1, EMFILE, (const char *name, unsigned flags), (name, flags))
MAY_FAIL(int, dup2, -1, EMFILE, (int fd, int other), (fd, other))
MAY_FAIL(int, pipe2, -1, EMFILE, (int fds[2], int flags), (fds, flags))
MAY_FAIL(pid_t, fork, -1, EAGAIN, (void), ())
MAY_FAIL(int, socket, -1, EMFILE, (int domain, int type, int protocol), (domain, type, protocol))
MAY_FAIL(int, connect, -1, ENETUNREACH, (int fd, const struct sockaddr *at, socklen_t size),
         (fd, at, size))
MAY_FAIL(int, bind, -1, EADDRINUSE, (int fd, const struct sockaddr *at, socklen_t size),
         (fd, at, size))
MAY_FAIL(int, listen, -1, EADDRINUSE, (int fd, int most), (fd, most))
MAY_FAIL(int, accept4, -1, EMFILE, (int fd, struct sockaddr *at, socklen_t *size, int flags),
         (fd, at, size, flags))
MAY_FAIL(int, setsockopt, -1, ENOBUFS,
         (int fd, int level, int name, const void *value, socklen_t size),
         (fd, level, name, value, size))
MAY_FAIL(int, inotify_init1, -1, EMFILE, (int flags), (flags))
MAY_FAIL(int, inotify_add_watch, -1, ENOSPC, (int fd, const char *path, uint32_t mask),
         (fd, path, mask))
MAY_FAIL(int, eventfd, -1, EMFILE, (unsigned count, int flags), (count, flags))
MAY_FAIL(int, signalfd, -1, EMFILE, (int fd, const sigset_t *mask, int flags), (fd, mask, flags))
MAY_FAIL(int, poll, -1, EINTR, (struct pollfd * fds, nfds_t count, int ms), (fds, count, ms))
MAY_FAIL(int, ppoll, -1, EINTR,
         (struct pollfd * fds, nfds_t count, const struct timespec *time, const sigset_t *mask),
         (fds, count, time, mask))
MAY_FAIL(ssize_t, getrandom, -1, ENOSYS, (void *to_here, size_t size, unsigned flags),
         (to_here, size, flags))
MAY_FAIL(char *, realpath, NULL, EIO, (const char *path, char *resolved), (path, resolved))
MAY_FAIL(ssize_t, readlink, -1, EIO, (const char *path, char *to_here, size_t size),
         (path, to_here, size))
MAY_FAIL(char *, __realpath_chk, NULL, EIO, (const char *path, char *resolved, size_t room),
         (path, resolved, room))
MAY_FAIL(int, __open_2, -1, EMFILE, (const char *path, int flags), (path, flags))
MAY_FAIL(int, __ppoll_chk, -1, EINTR,
         (struct pollfd * fds, nfds_t count, const struct timespec *time, const sigset_t *mask,
          size_t room),
         (fds, count, time, mask, room))
MAY_FAIL(off_t, lseek, -1, EINVAL, (int fd, off_t offset, int whence), (fd, offset, whence))
MAY_FAIL(int, syncfs, -1, EIO, (int fd), (fd))
MAY_FAIL(int, flock, -1, ENOLCK, (int fd, int what), (fd, what))
MAY_FAIL(int, rmdir, -1, EIO, (const char *path), (path))
MAY_FAIL(char *, mkdtemp, NULL, EACCES, (char *path), (path))
MAY_FAIL(int, chdir, -1, EACCES, (const char *path), (path))
MAY_FAIL(int, fflush, EOF, ENOSPC, (FILE * file), (file))
MAY_FAIL(ssize_t, recv, -1, ECONNRESET, (int fd, void *to_here, size_t size, int flags),
         (fd, to_here, size, flags))
MAY_FAIL(ssize_t, __recv_chk, -1, ECONNRESET,
         (int fd, void *to_here, size_t size, size_t room, int flags),
         (fd, to_here, size, room, flags))
MAY_FAIL(ssize_t, send, -1, ECONNRESET, (int fd, const void *what, size_t size, int flags),
         (fd, what, size, flags))
MAY_FAIL(ssize_t, recvfrom, -1, ENOBUFS,
         (int fd, void *to_here, size_t size, int flags, struct sockaddr *at, socklen_t *at_size),
         (fd, to_here, size, flags, at, at_size))
MAY_FAIL(ssize_t, sendto, -1, ENOBUFS,
         (int fd, const void *what, size_t size, int flags, const struct sockaddr *at,
          socklen_t at_size),
         (fd, what, size, flags, at, at_size))
MAY_FAIL(int, shutdown, -1, ENOTCONN, (int fd, int how), (fd, how))
MAY_FAIL(int, getsockname, -1, ENOBUFS, (int fd, struct sockaddr *at, socklen_t *size),
         (fd, at, size))
MAY_FAIL(int, getsockopt, -1, ENOBUFS, (int fd, int level, int name, void *value, socklen_t *size),
         (fd, level, name, value, size))
MAY_FAIL(unsigned, if_nametoindex, 0, EMFILE, (const char *name), (name))
MAY_FAIL(int, gethostname, -1, ENAMETOOLONG, (char *name, size_t size), (name, size))
MAY_FAIL(int, epoll_create1, -1, EMFILE, (int flags), (flags))
MAY_FAIL(int, epoll_ctl, -1, ENOSPC, (int fd, int what, int other, struct epoll_event *event),
         (fd, what, other, event))
MAY_FAIL(int, eventfd_read, -1, EAGAIN, (int fd, eventfd_t *count), (fd, count))
MAY_FAIL(int, eventfd_write, -1, EAGAIN, (int fd, eventfd_t count), (fd, count))
MAY_FAIL(int, nanosleep, -1, EINTR, (const struct timespec *time, struct timespec *left),
         (time, left))
MAY_FAIL(int, sigtimedwait, -1, EAGAIN,
         (const sigset_t *signals, siginfo_t *info, const struct timespec *time),
         (signals, info, time))
MAY_FAIL(int, kill, -1, EPERM, (pid_t pid, int number), (pid, number))
MAY_FAIL(pid_t, waitpid, -1, EINTR, (pid_t pid, int *status, int how), (pid, status, how))
MAY_FAIL(int, waitid, -1, EINTR, (idtype_t what, id_t id, siginfo_t *info, int how),
         (what, id, info, how))
MAY_FAIL(pid_t, setsid, -1, EPERM, (void), ())
MAY_FAIL(int, initgroups, -1, EPERM, (const char *name, gid_t group), (name, group))
MAY_FAIL(int, setgid, -1, EPERM, (gid_t group), (group))
MAY_FAIL(int, setuid, -1, EAGAIN, (uid_t user), (user))
MAY_FAIL(int, getgrouplist, -1, ENOMEM, (const char *name, gid_t group, gid_t *groups, int *count),
         (name, group, groups, count))
MAY_FAIL(struct passwd *, getpwuid, NULL, EMFILE, (uid_t user), (user))
MAY_FAIL(struct passwd *, getpwnam, NULL, EMFILE, (const char *name), (name))
MAY_FAIL(int, getrlimit, -1, EINVAL, (__rlimit_resource_t what, struct rlimit *limit),
         (what, limit))
MAY_FAIL(int, setrlimit, -1, EPERM, (__rlimit_resource_t what, const struct rlimit *limit),
         (what, limit))
MAY_FAIL(int, sched_getaffinity, -1, EPERM, (pid_t pid, size_t size, cpu_set_t *set),
         (pid, size, set))
MAY_FAIL(int, close_range, -1, ENOSYS, (unsigned first, unsigned last, int flags),
         (first, last, flags))
MAY_FAIL(int, unsetenv, -1, ENOMEM, (const char *name), (name))
MAY_FAIL(int, tcgetattr, -1, ENOTTY, (int fd, struct termios *modes), (fd, modes))
MAY_FAIL(int, tcsetattr, -1, EIO, (int fd, int when, const struct termios *modes),
         (fd, when, modes))
MAY_FAIL(int, execve, -1, ENOMEM, (const char *path, char *const arguments[], char *const set[]),
         (path, arguments, set))
MAY_FAIL(int, execvp, -1, ENOMEM, (const char *path, char *const arguments[]), (path, arguments))

/* These return the number of the error. */
MAY_FAIL(int, pthread_create, EAGAIN, EAGAIN,
         (pthread_t *restrict thread, const pthread_attr_t *restrict attributes,
          void *(*run)(void *), void *restrict context),
         (thread, attributes, run, context))
MAY_FAIL(int, pthread_attr_init, ENOMEM, ENOMEM, (pthread_attr_t * attributes), (attributes))
MAY_FAIL(int, regcomp, REG_ESPACE, ENOMEM, (regex_t * expression, const char *text, int flags),
         (expression, text, flags))
MAY_FAIL(int, getpwnam_r, (*result = NULL, EMFILE), EMFILE,
         (const char *name, struct passwd *user, char *room, size_t size, struct passwd **result),
         (name, user, room, size, result))
MAY_FAIL(int, getpwuid_r, (*result = NULL, EMFILE), EMFILE,
         (uid_t id, struct passwd *user, char *room, size_t size, struct passwd **result),
         (id, user, room, size, result))
MAY_FAIL(int, getgrnam_r, (*result = NULL, EMFILE), EMFILE,
         (const char *name, struct group *group, char *room, size_t size, struct group **result),
         (name, group, room, size, result))

int fcntl(int fd, int what, ...)
{
    static int (*real)(int, int, ...);
    va_list rest;
    va_start(rest, what);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    if (fault_is_due("fcntl", CALLER)) {
        errno = ENOLCK;
        return -1;
    }
    if (real == NULL)
        real = (int (*)(int, int, ...))dlsym(RTLD_NEXT, "fcntl");
    return real(fd, what, argument);
}

/* The descriptor is closed all the same. */
int close(int fd)
{
    bool bad = fault_is_due("close", CALLER);
    long result = syscall(SYS_close, fd);
    if (bad)
        errno = EIO;
    return bad ? -1 : (int)result;
}

/* The file is closed all the same. */
int fclose(FILE *file)
{
    static int (*real)(FILE *);
    bool bad = fault_is_due("fclose", CALLER);
    if (real == NULL)
        real = (int (*)(FILE *))dlsym(RTLD_NEXT, "fclose");
    int result = real(file);
    if (bad)
        errno = ENOSPC;
    return bad ? EOF : result;
}

int ioctl(int fd, unsigned long what, ...);
int ioctl(int fd, unsigned long what, ...)
{
    va_list rest;
    va_start(rest, what);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    if (!fault_is_due("ioctl", CALLER))
        return (int)syscall(SYS_ioctl, fd, what, argument);
    errno = ENOTTY;
    return -1;
}

int prctl(int what, ...)
{
    unsigned long more[4];
    va_list rest;
    va_start(rest, what);
    for (size_t i = 0; i < 4; i++)
        more[i] = va_arg(rest, unsigned long);
    va_end(rest);
    if (!fault_is_due("prctl", CALLER))
        return (int)syscall(SYS_prctl, what, more[0], more[1], more[2], more[3]);
    errno = EPERM;
    return -1;
}

/* execl and execlp, whose arguments after the first ones come in a list. */
#define MAY_FAIL_TO_START(name, with)                                                              \
    int name(const char *path, const char *first, ...)                                             \
    {                                                                                              \
        char *arguments[64] = {(char *)first};                                                     \
        size_t count = 1;                                                                          \
        va_list rest;                                                                              \
        va_start(rest, first);                                                                     \
        do                                                                                         \
            arguments[count] = va_arg(rest, char *);                                               \
        while (arguments[count] != NULL && ++count < 63);                                          \
        va_end(rest);                                                                              \
        if (!fault_is_due(#name, CALLER))                                                          \
            return with(path, arguments);                                                          \
        errno = ENOMEM;                                                                            \
        return -1;                                                                                 \
    }
MAY_FAIL_TO_START(execl, execv)
MAY_FAIL_TO_START(execlp, execvp)

void *malloc(size_t size)
{
    if (!fault_is_due("malloc", CALLER))
        return __libc_malloc(size);
    errno = ENOMEM;
    return NULL;
}

void *calloc(size_t count, size_t size)
{
    if (!fault_is_due("calloc", CALLER))
        return __libc_calloc(count, size);
    errno = ENOMEM;
    return NULL;
}

void *realloc(void *old, size_t size)
{
    if (!fault_is_due("realloc", CALLER))
        return __libc_realloc(old, size);
    errno = ENOMEM;
    return NULL;
}

MAY_FAIL(char *, strdup, NULL, ENOMEM, (const char *text), (text))
MAY_FAIL(char *, strndup, NULL, ENOMEM, (const char *text, size_t size), (text, size))
MAY_FAIL(void *, reallocarray, NULL, ENOMEM, (void *old, size_t count, size_t size),
         (old, count, size))
