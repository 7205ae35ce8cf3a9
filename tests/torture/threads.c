/* Preloaded: a thread takes 0.2 s to end once its function has returned, as on a busy machine, and
 * the program says so if it exits before its threads have ended: then what libraries free at the
 * end of a thread, and at that of the program, is freed by both. */
#include <dirent.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct start {
    void *(*function)(void *);
    void *context;
    long ms;
};

static void *run(void *context)
{
    struct start start = *(struct start *)context;
    const struct timespec end = {start.ms / 1000, start.ms % 1000 * 1000000};
    free(context);
    void *result = start.function(start.context);
    (void)nanosleep(&end, NULL);
    return result;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*function)(void *),
                   void *context)
{
    static int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    static atomic_long ms;
    struct start *start = malloc(sizeof *start);
    if (real == NULL)
        real = (int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *))dlsym(
            RTLD_NEXT, "pthread_create");
    if (start == NULL)
        abort();
    *start = (struct start){function, context, atomic_fetch_add(&ms, 50) + 50};
    int result = real(thread, attributes, run, start);
    if (result != 0)
        free(start);
    return result;
}

__attribute__((destructor)) static void count_threads(void)
{
    DIR *tasks = opendir("/proc/self/task");
    const struct dirent *task;
    int count = 0;
    while (tasks != NULL && (task = readdir(tasks)) != NULL)
        count += task->d_name[0] != '.';
    if (tasks != NULL)
        (void)closedir(tasks);
    if (count != 1)
        (void)fprintf(stderr, "%d threads at the end\n", count);
}
