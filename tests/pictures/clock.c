/* Preloaded: a program believes that it is $TEST_CLOCK, in seconds since 1970, and stays so. */
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static time_t test_clock(void)
{
    const char *text = getenv("TEST_CLOCK");
    return text != NULL ? (time_t)strtoll(text, NULL, 10) : 0;
}

time_t time(time_t *out)
{
    time_t now = test_clock();
    if (out != NULL)
        *out = now;
    return now;
}

int clock_gettime(clockid_t id, struct timespec *out)
{
    static int (*real)(clockid_t, struct timespec *);
    if (real == NULL)
        real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    if (id != CLOCK_REALTIME)
        return real != NULL ? real(id, out) : -1;
    *out = (struct timespec){.tv_sec = test_clock()};
    return 0;
}
