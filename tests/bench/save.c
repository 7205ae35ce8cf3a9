/*
 * bench_save DIRECTORY: prints how many milliseconds it takes here to write a small file so that it
 * survives a crash, as the queue does it: tmp, fsync, rename, fsync of the directory. This is the
 * median of a hundred.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/bench/measure.h"

enum { TIMES = 100, BYTES = 1200 };

static int save(int dir)
{
    static char text[BYTES];
    memset(text, ' ', sizeof text);
    int fd = openat(dir, "bench.tmp", O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (fd < 0)
        return -1;
    int good = write(fd, text, sizeof text) == BYTES && fsync(fd) == 0;
    return close(fd) == 0 && good && renameat(dir, "bench.tmp", dir, "bench.xml") == 0 &&
                   fsync(dir) == 0
               ? 0
               : -1;
}

int main(int argc, char **argv)
{
    double took[TIMES];
    int dir = argc == 2 ? open(argv[1], O_RDONLY | O_DIRECTORY) : -1;
    if (dir < 0)
        return 64;
    for (int i = 0; i < TIMES; i++) {
        double began = now_ms();
        if (save(dir) != 0) {
            perror(argv[1]);
            return 73;
        }
        took[i] = now_ms() - began;
    }
    (void)unlinkat(dir, "bench.xml", 0);
    qsort(took, TIMES, sizeof *took, by_size);
    (void)printf("%.2f\n", took[TIMES / 2]);
    return 0;
}
