/* Preloaded: every file system appears to be AFS, whose locks hold on one computer only. */
#include <dlfcn.h>
#include <stddef.h>
#include <sys/statfs.h>

enum { AFS = 0x5346414f };

int fstatfs(int fd, struct statfs *st)
{
    static int (*real)(int fd, struct statfs *st);
    if (real == NULL)
        real = (int (*)(int, struct statfs *))dlsym(RTLD_NEXT, "fstatfs");
    int result = real(fd, st);
    if (result == 0)
        st->f_type = AFS;
    return result;
}
