/*
 * bench_held QUEUE COMMAND...: for how many milliseconds the lock of the queue is held at a time,
 * at most, while the command runs.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { NAP_NS = 500000 };

static double now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int is_held(int fd)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1};
    return fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

int main(int argc, char **argv)
{
    const struct timespec nap = {.tv_nsec = NAP_NS};
    char path[4096];
    double longest = 0;
    double since = 0;
    int status;
    if (argc < 3)
        return 64;
    (void)snprintf(path, sizeof path, "%s/lock", argv[1]);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
    pid_t child = fd >= 0 ? fork() : -1;
    if (child == 0) {
        (void)execvp(argv[2], argv + 2);
        _exit(127);
    }
    if (child < 0) {
        perror(path);
        return 70;
    }
    while (waitpid(child, &status, WNOHANG) == 0) {
        double now = now_ms();
        if (!is_held(fd))
            since = 0;
        else if (since == 0)
            since = now;
        else if (now - since > longest)
            longest = now - since;
        (void)nanosleep(&nap, NULL);
    }
    (void)printf("%.0f\n", longest);
    return status == 0 ? 0 : 70;
}
