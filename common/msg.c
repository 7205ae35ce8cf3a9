#include "common/msg.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "common/journal.h"

#define MESSAGE_MAX 1024

enum sink { SINK_STDERR, SINK_KEYS, SINK_JOURNAL, SINK_BOTH };

static const char *program_name = "fcfh";
static enum sink sink = SINK_STDERR;

/* Our parent may have closed them. The next file opened would get the number, and what is printed
 * would go into it, for example into a record. These fail like closed ones. */
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
    if (wanted != NULL && strcmp(wanted, "keys") == 0)
        sink = SINK_KEYS;
    else if (isatty(STDERR_FILENO) || (wanted != NULL && strcmp(wanted, "stderr") == 0))
        sink = SINK_STDERR;
    else
        sink = journal_has_stderr() ? SINK_JOURNAL : SINK_BOTH;
    if (sink == SINK_BOTH)
        openlog(program_name, LOG_PID, LOG_DAEMON);
}

const char *msg_program(void)
{
    return program_name;
}

static void clean(char *text)
{
    for (char *c = text; *c != '\0'; c++)
        if (*c < ' ' || *c > '~')
            *c = '?';
}

/* The journal has a field of its own for the program's name. */
static bool send_to_journal(int priority, const struct log_event *event, const char *text)
{
    struct journal_entry entry = {.used = 0};
    const char digit[2] = {(char)('0' + priority), '\0'};
    char address[128];
    (void)snprintf(address, sizeof address, "%s", event->address != NULL ? event->address : "");
    clean(address);
    journal_add(&entry, "MESSAGE", text);
    journal_add(&entry, "PRIORITY", digit);
    journal_add(&entry, "SYSLOG_FACILITY", "3");
    journal_add(&entry, "SYSLOG_IDENTIFIER", program_name);
    journal_add(&entry, "FCFH_EVENT", log_key_name(event->key));
    journal_add(&entry, "FCFH_ID", event->id);
    if (event->also_id != NULL && event->id != NULL && strcmp(event->also_id, event->id) != 0)
        journal_add(&entry, "FCFH_ID", event->also_id);
    journal_add(&entry, "FCFH_ADDRESS", address);
    return journal_send(JOURNAL_SOCKET, &entry);
}

static void write_line(enum msg_level level, const struct log_event *event, const char *text)
{
    static const int priorities[] = {LOG_ERR, LOG_WARNING, LOG_INFO};
    const int priority = priorities[level];
    const char *key = log_key_name(event->key);
    if (sink == SINK_JOURNAL && send_to_journal(priority, event, text))
        return;
    if (sink == SINK_BOTH)
        syslog(priority, "%s [%s]", text, key);
    /* sd-daemon(3): a line on the journal's stream starts with its priority. */
    if (sink == SINK_JOURNAL)
        (void)fprintf(stderr, "<%d>%s: %s [%s]\n", priority, program_name, text, key);
    else if (sink == SINK_KEYS)
        (void)fprintf(stderr, "%s: %s [%s]\n", program_name, text, key);
    else if (level != MSG_INFO)
        (void)fprintf(stderr, "%s: %s\n", program_name, text);
}

static void log_line(enum msg_level level, const struct log_event *event, const char *format,
                     va_list args) __attribute__((format(printf, 3, 0)));

static void log_line(enum msg_level level, const struct log_event *event, const char *format,
                     va_list args)
{
    int saved = errno;
    char text[MESSAGE_MAX];
    int used = 0;
    if (event->object != NULL)
        used = snprintf(text, sizeof text, "%.200s: ", event->object);
    if (used >= 0 && vsnprintf(text + used, sizeof text - (size_t)used, format, args) >= 0) {
        clean(text);
        write_line(level, event, text);
    }
    errno = saved;
}

void msg_log(enum msg_level level, const char *format, ...)
{
    static const enum log_key keys[] = {LOG_ERROR, LOG_WARNING, LOG_NOTE};
    const struct log_event event = {.key = keys[level]};
    va_list args;
    va_start(args, format);
    log_line(level, &event, format, args);
    va_end(args);
}

void msg_event(enum msg_level level, const struct log_event *event, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    log_line(level, event, format, args);
    va_end(args);
}
