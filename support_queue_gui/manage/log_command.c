#include "support_queue_gui/manage/log_command.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/amt/message_log.h"
#include "common/text.h"
#include "support_queue_gui/manage/log_pick.h"
#include "support_queue_gui/manage/manage_json.h"

enum { PIECES_MAX = 2 * MESSAGE_LOG_RECORDS_MAX, TIME_SIZE = 32, WORDS_SIZE = 256 };

/* The whole log, as far as it can be read. */
struct log {
    struct log_record records[MESSAGE_LOG_RECORDS_MAX];
    size_t count;
    size_t bad;
    struct log_piece piece;
};

static enum err_code not_told(const struct manage *m, struct err *e)
{
    return err_about(e, ERR_PROTOCOL, m->target.name, "AMT does not say how its event log goes on");
}

static enum err_code read_piece(struct manage *m, unsigned long iterator, struct log *log,
                                struct err *e)
{
    struct request request;
    struct amt_reply reply;
    request_log_records(&request, iterator);
    enum err_code code = manage_call(m, &request.wsman, NULL, &reply, e);
    if (code == ERR_OK && !log_piece_read(amt_reply_instance(&reply, 0), &log->piece))
        code = not_told(m, e);
    amt_reply_free(&reply);
    log->bad += code == ERR_OK ? log->piece.bad : 0;
    for (size_t i = 0; code == ERR_OK && i < log->piece.count; i++)
        if (log->count < MESSAGE_LOG_RECORDS_MAX)
            log->records[log->count++] = log->piece.records[i];
    return code;
}

static enum err_code read_log(struct manage *m, struct log *log, struct err *e)
{
    struct request request;
    struct amt_reply reply;
    unsigned long iterator;
    request_log_first(&request);
    enum err_code code = manage_call(m, &request.wsman, NULL, &reply, e);
    if (code == ERR_OK &&
        !wsman_number(amt_reply_instance(&reply, 0), "IterationIdentifier", &iterator))
        code = not_told(m, e);
    amt_reply_free(&reply);
    log->piece.last = false;
    /* The bound is for a log that never ends. */
    for (int i = 0; code == ERR_OK && !log->piece.last && i < PIECES_MAX; i++) {
        code = read_piece(m, iterator, log, e);
        bool goes_on = log->piece.next != iterator && log->count < MESSAGE_LOG_RECORDS_MAX;
        if (code == ERR_OK && !log->piece.last && !goes_on)
            break;
        iterator = log->piece.next;
    }
    return code;
}

/* How far AMT's clock is ahead of ours, in seconds; 0 if it does not say. */
static long clock_ahead(struct manage *m)
{
    struct request request;
    struct amt_reply reply;
    struct err why;
    unsigned long its;
    request_begin(&request, WSMAN_INVOKE, "AMT_TimeSynchronizationService",
                  "GetLowAccuracyTimeSynch");
    bool told = manage_call(m, &request.wsman, NULL, &reply, &why) == ERR_OK &&
                wsman_number(amt_reply_instance(&reply, 0), "Ta0", &its);
    amt_reply_free(&reply);
    return told ? (long)its - (long)time(NULL) : 0;
}

/* between: the character between the day and the time. */
static void format_time(uint32_t when, char between, char out[TIME_SIZE])
{
    struct tm parts;
    const time_t seconds = when;
    out[0] = '\0';
    if (when != 0 && gmtime_r(&seconds, &parts) != NULL)
        (void)snprintf(out, TIME_SIZE, "%04u-%02u-%02u%c%02u:%02u:%02u",
                       (unsigned)(parts.tm_year + 1900) % 10000u,
                       (unsigned)(parts.tm_mon + 1) % 100u, (unsigned)parts.tm_mday % 100u, between,
                       (unsigned)parts.tm_hour % 100u, (unsigned)parts.tm_min % 100u,
                       (unsigned)parts.tm_sec % 100u);
}

static void print_words(const struct log_record *record)
{
    char when[TIME_SIZE];
    char words[WORDS_SIZE];
    char clean[WORDS_SIZE];
    format_time(record->when, ' ', when);
    log_record_format(record, words, sizeof words);
    text_clean_visible(words, clean, sizeof clean);
    (void)printf("%-19s  %-15s  %s\n", when[0] != '\0' ? when : "-", log_record_severity(record),
                 clean);
}

static enum err_code print_json(const struct manage *m, const struct log_record *record,
                                struct err *e)
{
    char when[TIME_SIZE];
    char words[WORDS_SIZE];
    json_t *object = json_object();
    format_time(record->when, 'T', when);
    log_record_format(record, words, sizeof words);
    bool good =
        manage_json_target(object, m) &&
        (when[0] == '\0' || json_object_set_new(object, "time", json_string(when)) == 0) &&
        json_object_set_new(object, "severity", json_string(log_record_severity(record))) == 0 &&
        json_object_set_new(object, "event", json_string(words)) == 0;
    return manage_json_print(object, good, e);
}

/* Where to begin: 10 minutes before the last call, by AMT's clock. */
static uint32_t begin_at(struct manage *m, const struct log *log)
{
    char when[TIME_SIZE];
    uint32_t call = log_last_call(log->records, log->count, &m->conf);
    bool recorded = call != 0;
    if (m->options->all)
        return 0;
    if (!recorded && m->target.in_queue && m->target.snapshot.entry.last_call > 0)
        call = (uint32_t)(m->target.snapshot.entry.last_call + clock_ahead(m));
    if (call <= LOG_BEFORE_S)
        return 0;
    format_time(call, ' ', when);
    manage_print(m,
                 "from 10 minutes before the call of %s, by AMT's clock%s; --all shows everything",
                 when, recorded ? "" : ", which AMT has not recorded");
    return call - LOG_BEFORE_S;
}

enum err_code log_command(struct manage *m, struct manage_command *command, struct err *e)
{
    struct log *log = calloc(1, sizeof *log);
    (void)command;
    if (log == NULL)
        return err_nomem(e);
    enum err_code code = read_log(m, log, e);
    if (code == ERR_OK) {
        log_sort(log->records, log->count);
        size_t at = log_first(log->records, log->count, begin_at(m, log));
        if (at == log->count)
            manage_print(m, "%s: AMT has recorded nothing%s", m->target.name,
                         log->count > 0 ? " since" : "");
        for (; code == ERR_OK && at < log->count; at++) {
            if (m->options->json)
                code = print_json(m, &log->records[at], e);
            else
                print_words(&log->records[at]);
        }
        if (log->bad > 0)
            manage_print(m, "%zu records cannot be read", log->bad);
    }
    free(log);
    return code;
}
