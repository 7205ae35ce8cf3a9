#include "support_queue_db/queue_note.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/text.h"
#include "support_queue_db/status_count.h"

enum { NOTE_BYTES = 64, HOLDER_BYTES = 128 };

static bool read_line(int lock_fd, char *text, size_t size, off_t at)
{
    ssize_t got = pread(lock_fd, text, size - 1, at);
    if (got <= 0)
        return false;
    text[got] = '\0';
    char *end = strchr(text, '\n');
    if (end == NULL)
        return false;
    *end = '\0';
    return true;
}

/* Padded with blanks, so that one line never becomes two. */
static bool write_line(int lock_fd, const char *text, size_t size, off_t at)
{
    char line[HOLDER_BYTES + 1];
    (void)snprintf(line, sizeof line, "%-*.*s\n", (int)size - 1, (int)size - 1, text);
    return pwrite(lock_fd, line, size, at) == (ssize_t)size;
}

bool queue_note_read(int lock_fd, long timeout, struct queue_note *note)
{
    char text[NOTE_BYTES + 1];
    long long next;
    long long pruned;
    long noted;
    long unanswered;
    int end = 0;
    *note = (struct queue_note){.next = 0};
    if (!read_line(lock_fd, text, sizeof text, 0) ||
        sscanf(text, "%lld %ld %ld %lld %n", &next, &noted, &unanswered, &pruned, &end) != 4 ||
        end == 0 || text[end] != '\0' || noted != timeout)
        return false;
    *note = (struct queue_note){
        .next = next, .timeout = noted, .unanswered = unanswered, .pruned = pruned};
    return true;
}

void queue_note_write(int lock_fd, const struct queue_note *note)
{
    char text[NOTE_BYTES];
    (void)snprintf(text, sizeof text, "%lld %ld %ld %lld", (long long)note->next, note->timeout,
                   note->unanswered, (long long)note->pruned);
    if (!write_line(lock_fd, text, NOTE_BYTES, 0)) {
        /* Writes no note: the next program then looks at every entry. If even that fails, an old
         * note stays, whose time is no later than before. */
        int ignored = ftruncate(lock_fd, 0);
        (void)ignored;
    }
}

void queue_note_complete(int lock_fd)
{
    char text[NOTE_BYTES];
    static const struct queue_note none;
    if (pread(lock_fd, text, NOTE_BYTES, 0) != NOTE_BYTES || text[NOTE_BYTES - 1] != '\n')
        queue_note_write(lock_fd, &none);
}

bool queue_holder_write(int fd, off_t at)
{
    char text[HOLDER_BYTES + 1];
    char host[STATUS_HOST_SIZE];
    status_host(host);
    (void)snprintf(text, sizeof text, "%.31s %ld %.64s %lld", program_invocation_short_name,
                   (long)getpid(), host, (long long)time(NULL));
    return write_line(fd, text, HOLDER_BYTES, at);
}

bool queue_holder_read(int fd, off_t at, struct queue_holder *holder)
{
    char text[HOLDER_BYTES + 1];
    struct queue_holder read = {.since = 0};
    long long since;
    if (!read_line(fd, text, sizeof text, at) ||
        sscanf(text, "%31s %ld %64s %lld", read.program, &read.process, read.host, &since) != 4 ||
        !status_is_host(read.host))
        return false;
    text_clean_ascii(read.program, holder->program, sizeof holder->program);
    holder->process = read.process;
    memcpy(holder->host, read.host, sizeof holder->host);
    holder->since = since;
    return true;
}

enum holder_state queue_holder_state(const struct queue_holder *holder)
{
    char ours[STATUS_HOST_SIZE];
    char path[48];
    char text[256];
    status_host(ours);
    if (holder->program[0] == '\0' || strcmp(ours, holder->host) != 0)
        return HOLDER_UNKNOWN;
    (void)snprintf(path, sizeof path, "/proc/%ld/stat", holder->process);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return HOLDER_GONE;
    ssize_t got = read(fd, text, sizeof text - 1);
    (void)close(fd);
    text[got > 0 ? got : 0] = '\0';
    const char *end = strrchr(text, ')'); /* ends its name; then come a blank and its state */
    bool stopped = end != NULL && (end[1] == ' ' && (end[2] == 'T' || end[2] == 't'));
    return stopped ? HOLDER_STOPPED : HOLDER_RUNS;
}
