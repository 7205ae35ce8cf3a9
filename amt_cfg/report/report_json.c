#include "amt_cfg/report/report_json.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "common/host_name.h"
#include "common/text.h"
#include "common/timefmt.h"

/* A key whose value is not known is left out. Some of the text comes from a machine, and jansson
 * accepts only UTF-8. It frees what cannot be added. */
static bool put_text(json_t *object, const char *key, const char *text)
{
    char
        clean[3 * sizeof((struct machine_report *)0)->reason]; /* the longest; U+FFFD has 3 bytes */
    text_clean_xml(text, strlen(text), clean, sizeof clean);
    return clean[0] == '\0' || json_object_set_new(object, key, json_string(clean)) == 0;
}

/* The result of a machine from which what had been added was removed, however much there was. */
static const char removed[] = "removed";

static const char *result_name(const struct machine_report *report)
{
    bool good = report->result == MACHINE_CHANGED || report->result == MACHINE_UNCHANGED;
    return good && report->mode == PLAN_REMOVE ? removed : machine_result_name(report->result);
}

static bool put_result(json_t *object, const struct machine_report *report)
{
    return put_text(object, "host", report->host) && put_text(object, "user", report->user) &&
           put_text(object, "result", result_name(report)) &&
           json_object_set_new(object, "status", json_integer((json_int_t)report->code)) == 0 &&
           put_text(object, "reason", report->reason) && put_text(object, "kind", report->kind);
}

static bool put_identity(json_t *object, const struct machine_report *report, time_t end)
{
    char when[TIME_TEXT_SIZE];
    time_format(end, when);
    return put_text(object, "address", report->address) &&
           put_text(object, "hostname", report->hostname) &&
           put_text(object, "amt_version", report->version) &&
           put_text(object, "uuid", report->uuid) && put_text(object, "key", report->key) &&
           put_text(object, "time", when);
}

static bool put_step(json_t *steps, enum machine_step step, const struct step_result *result)
{
    json_t *object = json_object();
    bool good = object != NULL && put_text(object, "step", machine_step_name(step)) &&
                put_text(object, "state", machine_state_name(result->state)) &&
                put_text(object, "text", result->text);
    return json_array_append_new(steps, object) == 0 && good;
}

static bool put_steps(json_t *object, const struct machine_report *report)
{
    json_t *steps = json_array();
    bool good = steps != NULL;
    for (int i = 0; i < STEP_COUNT && good; i++)
        if (report->steps[i].state != STEP_NOT_RUN)
            good = put_step(steps, (enum machine_step)i, &report->steps[i]);
    return json_object_set_new(object, "steps", steps) == 0 && good;
}

enum err_code report_json(const struct machine_report *report, time_t end, char **line,
                          struct err *e)
{
    json_t *object = json_object();
    *line = NULL;
    if (object != NULL && put_result(object, report) && put_identity(object, report, end) &&
        put_steps(object, report))
        *line = json_dumps(object, JSON_COMPACT | JSON_ENSURE_ASCII);
    json_decref(object);
    return *line != NULL ? ERR_OK : err_nomem(e);
}

static bool find_result(const char *name, enum machine_result *result)
{
    for (int i = MACHINE_UNCHANGED; i <= MACHINE_INTERRUPTED; i++)
        if (name != NULL && strcmp(name, machine_result_name((enum machine_result)i)) == 0) {
            *result = (enum machine_result)i;
            return true;
        }
    *result = MACHINE_MISSING; /* it is not set up any more */
    return name != NULL && strcmp(name, removed) == 0;
}

static enum err_code parse_result(json_t *object, char *host, size_t size,
                                  enum machine_result *result, struct err *e)
{
    const char *name = json_string_value(json_object_get(object, "host"));
    if (name == NULL || !host_is_valid(name, NULL) || strlen(name) >= size)
        return err_set(e, ERR_DATA, "it names no host");
    if (!find_result(json_string_value(json_object_get(object, "result")), result))
        return err_set(e, ERR_DATA, "it contains no result of a machine");
    (void)snprintf(host, size, "%s", name);
    return ERR_OK;
}

enum err_code report_json_read(const char *line, size_t len, char *host, size_t size,
                               enum machine_result *result, struct err *e)
{
    json_t *object = json_loadb(line, len, JSON_REJECT_DUPLICATES, NULL);
    enum err_code code = json_is_object(object) ? parse_result(object, host, size, result, e)
                                                : err_set(e, ERR_DATA, "it is not a JSON object");
    json_decref(object);
    return code;
}
