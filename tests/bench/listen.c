/*
 * bench_listen ADDRESS PORT PROGRAM [ARGUMENT]...: runs the program with a UDP socket with a large
 * receive buffer, as systemd does for a .socket unit with ReceiveBuffer=64M. Exits with 77 where
 * that is not allowed.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FIRST_FD = 3, BUFFER = 64 * 1024 * 1024 };

int main(int argc, char **argv)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    char pid[24];
    const int size = BUFFER;
    if (argc < 4 || inet_pton(AF_INET, argv[1], &at.sin_addr) != 1)
        return 64;
    at.sin_port = htons((uint16_t)strtoul(argv[2], NULL, 10));
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0) {
        perror("bench_listen");
        return 69;
    }
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0)
        return 77;
    (void)snprintf(pid, sizeof pid, "%ld", (long)getpid());
    if ((fd != FIRST_FD && dup2(fd, FIRST_FD) != FIRST_FD) || setenv("LISTEN_PID", pid, 1) != 0 ||
        setenv("LISTEN_FDS", "1", 1) != 0) {
        perror("bench_listen");
        return 70;
    }
    (void)execvp(argv[3], argv + 3);
    perror(argv[3]);
    return 70;
}
