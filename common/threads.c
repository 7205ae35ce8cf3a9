#include "common/threads.h"

#include <malloc.h>
#include <stdbool.h>
#include <sys/resource.h>

#define STACK_SIZE        ((size_t)256 * 1024)
#define DESCRIPTORS_OTHER 32

void threads_begin(void)
{
#ifdef M_ARENA_MAX
    /* glibc reserves 64 MiB of address space for each arena: with a limit on it nothing would be
     * left for stacks. Without a limit, too few arenas make threads wait for each other. */
    struct rlimit limit;
    bool limited = getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
    (void)mallopt(M_ARENA_MAX, limited ? 2 : 8);
#endif
}

size_t threads_limit(size_t wanted, size_t descriptors_each)
{
    rlim_t needed = wanted * descriptors_each + DESCRIPTORS_OTHER;
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= needed)
        return wanted;
    limit.rlim_cur = limit.rlim_max < needed ? limit.rlim_max : needed;
    (void)setrlimit(RLIMIT_NOFILE, &limit); /* anybody may, up to the hard limit */
    (void)getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur >= needed)
        return wanted;
    return limit.rlim_cur >= DESCRIPTORS_OTHER + descriptors_each
               ? (limit.rlim_cur - DESCRIPTORS_OTHER) / descriptors_each
               : 1;
}

int threads_attributes(pthread_attr_t *attributes)
{
    int failed = pthread_attr_init(attributes);
    return failed != 0 ? failed : pthread_attr_setstacksize(attributes, STACK_SIZE);
}
