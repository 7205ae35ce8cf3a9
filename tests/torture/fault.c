/*
 * Preloaded: of the calls to the C library that a program itself makes and that may fail, the one
 * with the number $FAULT_AT fails. What it was is written to the file $FAULT_LOG. Calls made by
 * libraries are not counted, nor are those of any program but $FAULT_PROGRAM.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

static uintptr_t from, to; /* the program's own code */
static long counted;
static long fault_at;

static int find_code(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size;
    (void)context;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type == PT_LOAD && (part->p_flags & PF_X) != 0) {
            from = info->dlpi_addr + part->p_vaddr;
            to = from + part->p_memsz;
        }
    }
    return 1; /* the first is the program itself */
}

static void __attribute__((constructor)) begin(void)
{
    const char *at = getenv("FAULT_AT");
    const char *program = getenv("FAULT_PROGRAM");
    if (at == NULL || program == NULL || strcmp(program, program_invocation_short_name) != 0)
        return;
    (void)dl_iterate_phdr(find_code, NULL);
    fault_at = strtol(at, NULL, 10);
}

/* For code that must not be counted and must not allocate memory. */
static void tell(const char *name)
{
    const char *path = getenv("FAULT_LOG");
    long fd = path != NULL
                  ? syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND, 0600)
                  : -1;
    if (fd < 0)
        return;
    (void)syscall(SYS_write, fd, name, strlen(name));
    (void)syscall(SYS_write, fd, "\n", 1);
    (void)syscall(SYS_close, fd);
}

static bool fails(const char *name, const void *caller)
{
    if (fault_at == 0 || (uintptr_t)caller < from || (uintptr_t)caller >= to ||
        __atomic_add_fetch(&counted, 1, __ATOMIC_RELAXED) != fault_at)
        return false;
    tell(name);
    return true;
}

#define CALLER __builtin_return_address(0)
/* A function that returns `bad` and sets errno when it fails. */
#define MAY_FAIL(type, name, bad, why, params, args)                                               \
    type name params;                                                                              \
    type name params                                                                               \
    {                                                                                              \
        static type(*real) params;                                                                 \
        if (fails(#name, CALLER)) {                                                                \
            errno = why;                                                                           \
            return bad;                                                                            \
        }                                                                                          \
        if (real == NULL)                                                                          \
            real = (type(*) params)dlsym(RTLD_NEXT, #name);                                        \
        return real args;                                                                          \
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
        if (fails(#name, CALLER)) {                                                                \
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

int fcntl(int fd, int what, ...)
{
    static int (*real)(int, int, ...);
    va_list rest;
    va_start(rest, what);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    if (fails("fcntl", CALLER)) {
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
    bool bad = fails("close", CALLER);
    long result = syscall(SYS_close, fd);
    if (bad)
        errno = EIO;
    return bad ? -1 : (int)result;
}

int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attributes,
                   void *(*run)(void *), void *restrict context)
{
    static int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    if (fails("pthread_create", CALLER))
        return EAGAIN;
    if (real == NULL)
        real = (int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *))dlsym(
            RTLD_NEXT, "pthread_create");
    return real(thread, attributes, run, context);
}

void *malloc(size_t size)
{
    if (!fails("malloc", CALLER))
        return __libc_malloc(size);
    errno = ENOMEM;
    return NULL;
}

void *calloc(size_t count, size_t size)
{
    if (!fails("calloc", CALLER))
        return __libc_calloc(count, size);
    errno = ENOMEM;
    return NULL;
}

void *realloc(void *old, size_t size)
{
    if (!fails("realloc", CALLER))
        return __libc_realloc(old, size);
    errno = ENOMEM;
    return NULL;
}

MAY_FAIL(char *, strdup, NULL, ENOMEM, (const char *text), (text))
MAY_FAIL(char *, strndup, NULL, ENOMEM, (const char *text, size_t size), (text, size))
