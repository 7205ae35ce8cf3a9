#include "common/msg.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#define MESSAGE_MAX 1024

enum sink { SINK_STDERR, SINK_JOURNAL, SINK_BOTH };

static const char *program_name = "fcfh";
static enum sink sink = SINK_STDERR;

/* systemd tells with $JOURNAL_STREAM=device:inode which stream leads to the journal, so that a
 * program can see whether its stderr still is that one (systemd.exec(5)). */
static bool stderr_is_journal(void)
{
    const char *stream = getenv("JOURNAL_STREAM");
    struct stat st;
    unsigned long long device;
    unsigned long long inode;
    if (stream == NULL || sscanf(stream, "%llu:%llu", &device, &inode) != 2)
        return false;
    return fstat(STDERR_FILENO, &st) == 0 && st.st_dev == device && st.st_ino == inode;
}

/* Whoever starts us may have closed them. The next file opened would get the number, and what is
 * printed would go into it: a record, say. These fail as a closed one does. */
static void fill_standard_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            (void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

void msg_open(const char *program)
{
    const char *wanted = getenv("FCFH_LOG");
    fill_standard_streams();
    program_name = program;
    if (isatty(STDERR_FILENO) || (wanted != NULL && strcmp(wanted, "stderr") == 0))
        sink = SINK_STDERR;
    else
        sink = stderr_is_journal() ? SINK_JOURNAL : SINK_BOTH;
    if (sink == SINK_BOTH)
        openlog(program_name, LOG_PID, LOG_DAEMON);
}

const char *msg_program(void)
{
    return program_name;
}

void msg_say(enum msg_level level, const char *format, ...)
{
    static const int priorities[] = {LOG_ERR, LOG_WARNING, LOG_INFO};
    int saved = errno;
    char text[MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    if (vsnprintf(text, sizeof text, format, args) >= 0) {
        for (char *c = text; *c != '\0'; c++)
            if (*c < ' ' || *c > '~')
                *c = '?';
        if (sink == SINK_BOTH)
            syslog(priorities[level], "%s", text);
        /* sd-daemon(3): a line on the journal's stream starts with its priority. */
        if (sink == SINK_JOURNAL)
            (void)fprintf(stderr, "<%d>%s: %s\n", priorities[level], program_name, text);
        else if (level != MSG_INFO)
            (void)fprintf(stderr, "%s: %s\n", program_name, text);
    }
    va_end(args);
    errno = saved;
}
