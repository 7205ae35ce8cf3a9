#include "support_queue_gui/identify_request.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/clock.h"
#include "support_queue_db/queue_ask.h"
#include "support_queue_db/queue_proved.h"
#include "support_queue_db/queue_run.h"
#include "support_queue_db/queue_wake.h"

/* fcfh-identify allows a machine three time-outs, and may have to wait for a free slot first. */
enum { TIMEOUTS = 4 };

/* Each write of an entry makes a new file: its inode and time tell whether there was one. */
static void read_file_version(const struct queue *queue, const char *id,
                              struct identify_request *seen)
{
    char name[QUEUE_NAME_SIZE];
    struct stat st;
    queue_name_of_id(id, name);
    if (fstatat(queue_fd(queue), name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        memset(&st, 0, sizeof st);
    seen->inode = st.st_ino;
    seen->written = st.st_mtim;
}

enum err_code identify_request_start(struct identify_request *request, struct queue *queue,
                                     const struct conf *conf, const char *config_file,
                                     const char *id, const struct addr *address, struct err *e)
{
    *request = (struct identify_request){.address = *address};
    (void)snprintf(request->id, sizeof request->id, "%s", id);
    read_file_version(queue, id, request);
    request->until = clock_ms() + TIMEOUTS * 1000LL * conf->amt.timeout;
    enum err_code code = queue_wake_is_possible(queue, conf, e);
    if (code == ERR_OK)
        code = queue_ask_add(queue, id, address, e);
    return code == ERR_OK ? queue_wake_identify(queue, conf, config_file, e) : code;
}

/* Whether all that fcfh-identify found is there: it writes the entry first, then its proof. */
static bool is_complete(struct queue *queue, const char *id, const struct entry *entry)
{
    struct proved proved;
    if (!entry_has_answered(entry))
        return true;
    return queue_proved_read(queue, id, &proved, NULL) == ERR_OK &&
           proved.when == entry->proof_time;
}

bool identify_request_is_pending(const struct identify_request *request, struct queue *queue)
{
    struct entry entry;
    struct identify_request now = *request;
    if (clock_ms() >= request->until)
        return false;
    if (queue_ask_is_there(queue, request->id))
        return true;
    bool runs = queue_run_is_claimed(queue); /* before looking at what it may have written */
    read_file_version(queue, request->id, &now);
    bool written = now.inode != request->inode || now.written.tv_sec != request->written.tv_sec ||
                   now.written.tv_nsec != request->written.tv_nsec;
    bool is_there = queue_load(queue, request->id, &entry, NULL) == ERR_OK;
    /* A client that must be asked again later has been asked once. */
    bool asked = written && (entry.ask_since == 0 || entry.ask_tries > 0) &&
                 is_complete(queue, request->id, &entry);
    bool moved = is_there && !addr_equal(&entry.address, &request->address);
    entry_free(&entry);
    return runs && is_there && !asked && !moved;
}

enum err_code identify_request_wait(struct queue *queue, const struct conf *conf,
                                    const char *config_file, const char *id,
                                    const struct addr *address, struct err *e)
{
    const struct timespec nap = {.tv_nsec = IDENTIFY_REQUEST_POLL_MS * 1000000L};
    struct identify_request request;
    enum err_code code = identify_request_start(&request, queue, conf, config_file, id, address, e);
    while (code == ERR_OK && identify_request_is_pending(&request, queue))
        (void)nanosleep(&nap, NULL);
    return code;
}
