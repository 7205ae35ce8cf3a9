/*
 * Every fuzz target is linked with this: it calls fuzz_one, and fails if that wrote to stderr. What
 * a library prints there is neither bounded nor cleaned.
 */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* libFuzzer and the sanitizers get a descriptor of their own for what they print. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static char close_stderr[] = "-close_fd_mask=2";
    char **more = calloc((size_t)*argc + 2, sizeof *more);
    if (more == NULL)
        abort();
    for (int i = 0; i < *argc; i++)
        more[i] = (*argv)[i];
    more[*argc] = close_stderr;
    *argv = more;
    (*argc)++;
    return 0;
}

/* With the first input, stderr becomes a file in memory. */
static void catch_stderr(void)
{
    static bool caught;
    if (caught)
        return;
    int fd = memfd_create("stderr", MFD_CLOEXEC);
    if (fd < 0 || dup2(fd, STDERR_FILENO) < 0)
        abort();
    (void)close(fd);
    caught = true;
}

static void expect_silence(void)
{
    struct stat st;
    if (fstat(STDERR_FILENO, &st) != 0)
        abort();
    if (st.st_size == 0)
        return;
    char text[512];
    ssize_t len = pread(STDERR_FILENO, text, sizeof text, 0);
    (void)printf("written to stderr: %.*s\n", len > 0 ? (int)len : 0, text);
    (void)fflush(stdout);
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    catch_stderr();
    fuzz_one(data, size);
    expect_silence();
    return 0;
}
