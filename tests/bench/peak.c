/* bench_peak FILE COMMAND...: runs the command and writes to FILE how many ms it took and how many
 * KiB of memory it used at most. Exits with the command's exit status. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/measure.h"

int main(int argc, char **argv)
{
    struct rusage usage;
    int status;
    if (argc < 3)
        errx(64, "usage: bench_peak FILE COMMAND...");
    double began = now_ms();
    pid_t pid = fork();
    if (pid < 0)
        err(71, "fork");
    if (pid == 0) {
        (void)execvp(argv[2], argv + 2);
        err(69, "%s", argv[2]);
    }
    if (wait4(pid, &status, 0, &usage) != pid)
        err(71, "wait4");
    double took = now_ms() - began;
    FILE *to = fopen(argv[1], "w");
    if (to == NULL || fprintf(to, "%.0f %ld\n", took, usage.ru_maxrss) < 0 || fclose(to) != 0)
        err(73, "%s", argv[1]);
    return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}
