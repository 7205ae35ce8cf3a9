/*
 * bench_spawn CHUNKS PAIRS FILE A B: starts the commands A and B in turn as snmptrapd starts a
 * traphandle, with the text of FILE on standard input, and waits for their ends. Prints the median
 * over all chunks of what A takes compared with B, and the microseconds of one start of each.
 *
 * What else goes on on the machine slows both of a pair, so the ratio of a chunk is better than its
 * times.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/bench/measure.h"

#define CHUNKS_MAX 1000

static char text[65536];
static size_t text_len;

static double now_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static double start_one(const char *command)
{
    double began = now_us();
    FILE *to = popen(command, "w");
    if (to == NULL) {
        perror(command);
        exit(71);
    }
    (void)fwrite(text, 1, text_len, to); /* it does not have to be read */
    int status = pclose(to);
    double took = now_us() - began;
    if (status != 0) {
        (void)fprintf(stderr, "bench_spawn: %s: status %d\n", command, status);
        exit(70);
    }
    return took;
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_size);
    return count % 2 == 1 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

int main(int argc, char **argv)
{
    static double ratio[CHUNKS_MAX];
    static double us[2][CHUNKS_MAX];
    if (argc != 6)
        return 64;
    size_t chunks = strtoul(argv[1], NULL, 10);
    size_t pairs = strtoul(argv[2], NULL, 10);
    FILE *from = fopen(argv[3], "r");
    if (chunks < 1 || chunks > CHUNKS_MAX || pairs < 1 || from == NULL)
        return 64;
    text_len = fread(text, 1, sizeof text, from);
    (void)fclose(from);
    (void)signal(SIGPIPE, SIG_IGN); /* as snmptrapd does */
    for (size_t i = 0; i < chunks; i++) {
        double sum[2] = {0, 0};
        for (size_t n = 0; n < 2 * pairs; n++) {
            size_t which = (n + n / 2) % 2; /* A B B A A B B A */
            sum[which] += start_one(argv[4 + which]);
        }
        ratio[i] = sum[0] / sum[1];
        us[0][i] = sum[0] / (double)pairs;
        us[1][i] = sum[1] / (double)pairs;
    }
    (void)printf("%.3f %.0f %.0f\n", median(ratio, chunks), median(us[0], chunks),
                 median(us[1], chunks));
    return 0;
}
