/*
 * bench_entries QUEUE COUNT TICKETS OLD: writes entries of clients for which AMT never answered, as
 * a flood of forged calls leaves them, in 250 networks. TICKETS of them have the ticket BENCH; OLD
 * of those without one last called a day ago, the others now. Each file is written in one go.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void make_entry(int dir, unsigned long n, const char *when, const char *ticket)
{
    char name[64], text[1024];
    (void)snprintf(name, sizeof name, "%08lx-0bad-4a11-8bad-%012lx.xml",
                   n * 2654435761u & 0xffffffff, n);
    int len = snprintf(text, sizeof text,
                       "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<client version=\"2\">\n"
                       " <uuid>%.36s</uuid>\n <address>127.250.%lu.%lu</address>\n"
                       " <state time=\"%s\" reason=\"no answer\">failed</state>\n%s"
                       " <source>pet</source>\n <first_call>%s</first_call>\n"
                       " <last_call>%s</last_call>\n <last_seen>%s</last_seen>\n"
                       " <calls>1</calls>\n</client>\n",
                       name, n % 250, n / 250 % 250 + 1, when, ticket, when, when, when);
    int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
    if (fd < 0 || write(fd, text, (size_t)len) != len || close(fd) != 0)
        err(73, "%s", name);
}

int main(int argc, char **argv)
{
    char now[32], yesterday[32], ticket[96];
    if (argc != 5)
        errx(64, "usage: bench_entries QUEUE COUNT TICKETS OLD");
    const unsigned long count = strtoul(argv[2], NULL, 10);
    const unsigned long tickets = strtoul(argv[3], NULL, 10);
    const unsigned long old = strtoul(argv[4], NULL, 10);
    time_t when = time(NULL);
    (void)strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", gmtime(&when));
    when -= 86400;
    (void)strftime(yesterday, sizeof yesterday, "%Y-%m-%dT%H:%M:%SZ", gmtime(&when));
    (void)snprintf(ticket, sizeof ticket, " <ticket by=\"bench\" time=\"%s\">BENCH</ticket>\n",
                   now);
    (void)umask(0);
    int dir = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        err(73, "%s", argv[1]);
    for (unsigned long n = 1; n <= count; n++)
        make_entry(dir, n, n > tickets && n <= tickets + old ? yesterday : now,
                   n <= tickets ? ticket : "");
    return 0;
}
