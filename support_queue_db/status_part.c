#include "support_queue_db/status_part.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/file.h"
#include "common/timefmt.h"
#include "common/udp_port.h"
#include "support_queue_db/queue_file.h"
#include "support_queue_db/status_count.h"

enum { SIGN_EVERY_MS = 10000, TEXT_MOST = 512 };

/* A demo uses another port. */
static unsigned trap_port(void)
{
    const char *port = getenv("FCFH_TRAP_PORT");
    return port != NULL ? (unsigned)strtoul(port, NULL, 10) : 162;
}

static const char trapd_program[] = "/usr/sbin/snmptrapd";

static const char *const trapd_names[] = {
    [TRAPD_NOT_CONFIGURED] = "not configured",
    [TRAPD_NOT_THERE] = "not there",
    [TRAPD_STOPPED] = "stopped",
    [TRAPD_RUNS] = "runs",
    [TRAPD_STUCK] = "stuck",
};

static void set_drops(struct status_part *part, uint64_t kernel, time_t now)
{
    /* Less than before: they are other sockets. */
    uint64_t more = kernel >= part->kernel ? kernel - part->kernel : kernel;
    part->kernel = kernel;
    part->dropped += more;
    if (more > 0)
        part->drop_time = now;
}

static bool update_port(const struct conf *conf, struct status_part *part, time_t now)
{
    struct udp_port port;
    if (!udp_port_read(trap_port(), &port))
        return false;
    set_drops(part, port.dropped, now);
    if (port.sockets > 0)
        part->snmptrapd = TRAPD_RUNS;
    else if (conf->collector.address[0] == '\0')
        part->snmptrapd = TRAPD_NOT_CONFIGURED;
    else
        part->snmptrapd = access(trapd_program, X_OK) == 0 ? TRAPD_STOPPED : TRAPD_NOT_THERE;
    return port.queued > 0;
}

void status_part_update(const struct conf *conf, struct status_part *part, time_t now)
{
    (void)update_port(conf, part, now);
}

static time_t time_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    time_t when;
    return text != NULL && time_parse(text, &when) ? when : 0;
}

static uint64_t number_of(const json_t *object, const char *key)
{
    json_int_t number = json_integer_value(json_object_get(object, key));
    return number > 0 ? (uint64_t)number : 0;
}

static enum status_trapd trapd_of(const json_t *object)
{
    const char *word = json_string_value(json_object_get(object, "snmptrapd"));
    for (size_t i = 0; word != NULL && i < sizeof trapd_names / sizeof trapd_names[0]; i++)
        if (strcmp(word, trapd_names[i]) == 0)
            return (enum status_trapd)i;
    return TRAPD_NOT_CONFIGURED;
}

enum err_code status_part_read(int at, const char *name, struct status_part *part, struct err *e)
{
    char *text;
    size_t len;
    enum err_code code = queue_file_read(at, name, &text, &len, e);
    if (code != ERR_OK)
        return code;
    json_t *object = len <= TEXT_MOST ? json_loadb(text, len, 0, NULL) : NULL;
    free(text);
    if (object == NULL)
        return err_set(e, ERR_DATA, "%s: not a sign of life", name);
    *part = (struct status_part){.alive = time_of(object, "alive"),
                                 .snmptrapd = trapd_of(object),
                                 .dropped = number_of(object, "dropped"),
                                 .kernel = number_of(object, "kernel"),
                                 .drop_time = time_of(object, "drop_time")};
    json_decref(object);
    return ERR_OK;
}

/* The caller frees it; NULL: no memory. */
static char *part_as_json(const struct status_part *part)
{
    char alive[TIME_TEXT_SIZE];
    char dropped[TIME_TEXT_SIZE];
    time_format(part->alive, alive);
    time_format(part->drop_time, dropped);
    json_t *object =
        json_pack("{s:s, s:s, s:I, s:I}", "alive", alive, "snmptrapd", trapd_names[part->snmptrapd],
                  "dropped", (json_int_t)part->dropped, "kernel", (json_int_t)part->kernel);
    if (object != NULL && part->drop_time != 0)
        (void)json_object_set_new(object, "drop_time", json_string(dropped));
    char *text = object != NULL ? json_dumps(object, 0) : NULL;
    json_decref(object);
    return text;
}

static void write_part(int at, const char *name, const struct status_part *part)
{
    char temporary[64];
    char *text = part_as_json(part);
    if (text == NULL)
        return;
    (void)snprintf(temporary, sizeof temporary, "%s.%ld", name, (long)getpid());
    (void)unlinkat(at, temporary, 0);
    int fd = openat(at, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0660);
    if (fd >= 0) {
        bool good = fchmod(fd, 0660) == 0 && file_write_all(fd, text, strlen(text)) &&
                    file_write_all(fd, "\n", 1);
        (void)close(fd);
        if (!good || renameat(at, temporary, at, name) != 0)
            (void)unlinkat(at, temporary, 0);
    }
    free(text);
}

static uint64_t handled(int at)
{
    struct status_counts counts = {.since = 0};
    uint64_t all = 0;
    (void)status_counts_read(at, &counts, NULL);
    for (int i = 0; i < STATUS_KINDS; i++)
        all += counts.kinds[i];
    return all;
}

void status_heartbeat(struct status_heartbeat *sign)
{
    if (sign->conf == NULL || clock_ms() < sign->next_ms)
        return;
    sign->next_ms = clock_ms() + SIGN_EVERY_MS;
    int at = status_host_open(sign->conf->queue.directory);
    if (at < 0)
        return;
    struct status_part part = {.alive = 0};
    (void)status_part_read(at, sign->name, &part, NULL);
    part.alive = time(NULL);
    bool waits = update_port(sign->conf, &part, part.alive);
    uint64_t now_handled = handled(at);
    if (waits && sign->waited && now_handled == sign->handled)
        part.snmptrapd = TRAPD_STUCK;
    sign->waited = waits;
    sign->handled = now_handled;
    write_part(at, sign->name, &part);
    (void)close(at);
}
