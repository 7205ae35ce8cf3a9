#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/timefmt.h"
#include "support_queue_db/status.h"
#include "support_queue_gui/commands/commands.h"

enum { LABEL_WIDTH = 16 };

static uint64_t count_alerts(const struct status *status)
{
    uint64_t all = 0;
    for (int i = 0; i < STATUS_NOT_UNDERSTOOD; i++)
        all += status->counts.kinds[i];
    return all;
}

/* ---------------------------------------------------------------- text */

static void print_time(const char *label, time_t when, time_t now)
{
    char text[TIME_TEXT_SIZE];
    char span[32];
    time_format(when, text);
    time_format_duration((long)(now - when), span, sizeof span);
    (void)printf("%-*s  %s, %s%s\n", LABEL_WIDTH, label, text, span,
                 strcmp(span, "now") != 0 ? " ago" : "");
}

static void print_text(const struct status *status, time_t now)
{
    const uint64_t *kinds = status->counts.kinds;
    (void)printf("%-*s  %zu\n", LABEL_WIDTH, "calling", status->calling);
    (void)printf("%-*s  %zu\n", LABEL_WIDTH, "without ticket", status->without_ticket);
    if (status->oldest_without_ticket != 0)
        print_time("  the oldest", status->oldest_without_ticket, now);
    for (enum entry_failure i = FAILURE_NONE; i < STATUS_FAILURES; i++)
        if (status->failed[i] > 0)
            (void)printf("%-*s  %zu: %s\n", LABEL_WIDTH, "failed", status->failed[i],
                         status_failure_name(i));
    if (status->pending > 0)
        (void)printf("%-*s  %zu\n", LABEL_WIDTH, "not stored yet", status->pending);
    if (status->counts.last_alert != 0)
        print_time("last alert", status->counts.last_alert, now);
    if (status->counts.since != 0)
        print_time("counting since", status->counts.since, now);
    (void)printf("%-*s  %" PRIu64 "\n", LABEL_WIDTH, "alerts", count_alerts(status));
    for (int i = 0; i < STATUS_NOT_UNDERSTOOD; i++)
        (void)printf("  %-*s  %" PRIu64 "\n", LABEL_WIDTH - 2,
                     status_kind_name((enum status_kind)i), kinds[i]);
    (void)printf("%-*s  %" PRIu64 "\n", LABEL_WIDTH, "not understood",
                 kinds[STATUS_NOT_UNDERSTOOD]);
    (void)printf("%-*s  %" PRIu64 "\n", LABEL_WIDTH, "lost at port 162", status->dropped);
    (void)printf("%-*s  %s\n", LABEL_WIDTH, "fcfh-identify", status_state_name(status->identify));
    (void)printf("%-*s  %s\n", LABEL_WIDTH, "fcfh-listener", status_state_name(status->listener));
    (void)printf("%-*s  %s\n", LABEL_WIDTH, "snmptrapd", status_state_name(status->snmptrapd));
    (void)printf("%-*s  %s\n", LABEL_WIDTH, "fcfh-hooks", status_state_name(status->hooks));
    if (!status_is_ok(status))
        (void)puts("\nThis needs a look:");
    for (int i = 0; i < STATUS_CODES; i++)
        if (status->warnings[i][0] != '\0')
            (void)printf("  %s\n", status->warnings[i]);
}

/* ---------------------------------------------------------------- JSON */

static bool put_number(json_t *object, const char *key, uint64_t number)
{
    return json_object_set_new(object, key, json_integer((json_int_t)number)) == 0;
}

static bool put_text(json_t *object, const char *key, const char *text)
{
    return json_object_set_new(object, key, json_string(text)) == 0;
}

static bool put_time(json_t *object, const char *key, time_t when)
{
    char text[TIME_TEXT_SIZE];
    time_format(when, text);
    return when == 0 || put_text(object, key, text);
}

static bool put_failed(json_t *object, const struct status *status)
{
    json_t *failed = json_object();
    bool good = failed != NULL;
    for (enum entry_failure i = FAILURE_NONE; i < STATUS_FAILURES && good; i++)
        good =
            status->failed[i] == 0 || put_number(failed, status_failure_name(i), status->failed[i]);
    return json_object_set_new(object, "failed", failed) == 0 && good;
}

static bool put_look(json_t *object, const struct status *status)
{
    json_t *look = json_array();
    json_t *codes = json_array();
    bool good = look != NULL && codes != NULL;
    for (int i = 0; i < STATUS_CODES && good; i++)
        if (status->warnings[i][0] != '\0')
            good = json_array_append_new(look, json_string(status->warnings[i])) == 0 &&
                   json_array_append_new(codes,
                                         json_string(status_code_name((enum status_code)i))) == 0;
    good = json_object_set_new(object, "look", look) == 0 && good;
    return json_object_set_new(object, "codes", codes) == 0 && good;
}

static bool fill_json(json_t *object, const struct status *status)
{
    bool good = put_number(object, "calling", status->calling) &&
                put_number(object, "without_ticket", status->without_ticket) &&
                put_time(object, "oldest_without_ticket", status->oldest_without_ticket) &&
                put_time(object, "last_alert", status->counts.last_alert) &&
                put_time(object, "since", status->counts.since) &&
                put_number(object, "alerts", count_alerts(status));
    for (int i = 0; i < STATUS_KINDS && good; i++)
        good = put_number(object, status_kind_name((enum status_kind)i), status->counts.kinds[i]);
    return good && put_number(object, "pending", status->pending) &&
           put_number(object, "dropped", status->dropped) && put_failed(object, status) &&
           put_text(object, "identify", status_state_name(status->identify)) &&
           put_text(object, "listener", status_state_name(status->listener)) &&
           put_text(object, "snmptrapd", status_state_name(status->snmptrapd)) &&
           put_text(object, "hooks", status_state_name(status->hooks)) &&
           json_object_set_new(object, "ok", json_boolean(status_is_ok(status))) == 0 &&
           put_look(object, status);
}

static enum err_code print_json(const struct status *status, struct err *e)
{
    json_t *object = json_object();
    bool good = object != NULL && fill_json(object, status);
    char *line = good ? json_dumps(object, JSON_ENSURE_ASCII) : NULL;
    json_decref(object);
    if (line == NULL)
        return err_nomem(e);
    (void)puts(line); /* a full disk is reported at the end */
    free(line);
    return ERR_OK;
}

/* ---------------------------------------------------------------- OpenMetrics */

static void print_metrics(const struct status *status, time_t now)
{
    const struct {
        const char *name;
        enum status_state state;
    } parts[] = {{"identify", status->identify},
                 {"listener", status->listener},
                 {"snmptrapd", status->snmptrapd},
                 {"hooks", status->hooks}};
    (void)puts("# TYPE fcfh_clients gauge");
    for (int i = 0; i < STATUS_STATES_COUNT; i++)
        (void)printf("fcfh_clients{state=\"%s\"} %zu\n", entry_state_name((enum entry_state)i),
                     status->states[i]);
    (void)puts("# TYPE fcfh_alerts counter");
    for (int i = 0; i < STATUS_KINDS; i++)
        (void)printf("fcfh_alerts_total{kind=\"%s\"} %" PRIu64 "\n",
                     status_kind_name((enum status_kind)i), status->counts.kinds[i]);
    (void)printf("# TYPE fcfh_pending gauge\nfcfh_pending %zu\n", status->pending);
    (void)printf("# TYPE fcfh_pending_seconds gauge\nfcfh_pending_seconds %lld\n",
                 status->pending > 0 ? (long long)(now - status->pending_since) : 0);
    (void)printf("# TYPE fcfh_dropped counter\nfcfh_dropped_total %" PRIu64 "\n", status->dropped);
    (void)puts("# TYPE fcfh_up gauge");
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        (void)printf("fcfh_up{part=\"%s\"} %d\n", parts[i].name, parts[i].state == STATUS_RUNS);
    (void)puts("# EOF");
}

enum err_code command_status(const struct command *c, struct err *e)
{
    struct status status = {.calling = 0};
    time_t now = time(NULL);
    enum err_code code = status_add_clients(&status, c->queue, now, e);
    if (code != ERR_OK)
        return code;
    status_add_hosts(&status, c->queue, c->conf, now);
    status_check(&status, c->conf, now);
    if ((c->options & COMMAND_METRICS) != 0)
        print_metrics(&status, now);
    else if ((c->options & COMMAND_JSON) != 0)
        code = print_json(&status, e);
    else
        print_text(&status, now);
    if (code == ERR_OK && !status_is_ok(&status)) {
        e->text[0] = '\0'; /* it has been printed */
        code = ERR_SOME;
    }
    return code;
}
