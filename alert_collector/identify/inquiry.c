#include "alert_collector/identify/inquiry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A look needs no more than this: who waits for the answer wants to be asked himself. */
enum { LOOK_MS = 2000 };

struct inquiry {
    struct amt_session *session;
    struct inquiry_findings found;
    size_t at;                  /* the question under way, or the next */
    enum amt_result last;       /* what became of the last one that was asked */
    struct amt_outcome trouble; /* of the first that failed by what may pass; AMT_ANSWERED: none */
    bool looks;                 /* asks nothing */
    bool legible;               /* an answer could be read */
    char why[120];              /* the first one that could not be; "" while all could */
    bool identified;            /* reported */
    inquiry_report *report;
    void *context;
};

static bool no_guid_yet(const struct inquiry *q)
{
    return !q->found.facts.has_guid;
}

static bool no_processor_yet(const struct inquiry *q)
{
    return q->found.facts.processor[0] == '\0';
}

/* A machine with several of a kind refuses to give "the" one. */
static bool was_refused(const struct inquiry *q)
{
    return q->last == AMT_FAULT;
}

static bool chip_refused(const struct inquiry *q)
{
    return was_refused(q) && no_processor_yet(q);
}

static bool no_version_yet(const struct inquiry *q)
{
    return q->found.facts.amt_version[0] == '\0';
}

static bool always(const struct inquiry *q)
{
    (void)q;
    return true;
}

/* The board's number then tells one machine from another. */
static bool no_serial_yet(const struct inquiry *q)
{
    return q->found.facts.serial[0] == '\0';
}

/* In the order in which they are asked. Who the machine is is known when a question comes up that
 * does not decide. */
static const struct question {
    enum wsman_operation operation;
    const char *class_name;
    const char *method;
    facts_reader *read;
    bool (*is_wanted)(const struct inquiry *q); /* NULL: always */
    bool (*decides)(const struct inquiry *q);   /* NULL: never */
} questions[] = {
    {WSMAN_GET, "AMT_GeneralSettings", NULL, facts_read_settings, NULL, always},
    {WSMAN_GET, "CIM_ComputerSystemPackage", NULL, facts_read_package, NULL, always},
    {WSMAN_INVOKE, "AMT_SetupAndConfigurationService", "GetUuid", facts_read_uuid, no_guid_yet,
     always},
    {WSMAN_GET, "CIM_Chassis", NULL, facts_read_chassis, NULL, always},
    {WSMAN_ENUMERATE, "CIM_Chassis", NULL, facts_read_chassis, was_refused, always},
    {WSMAN_GET, "CIM_Card", NULL, facts_read_card, NULL, no_serial_yet},
    {WSMAN_ENUMERATE, "CIM_Card", NULL, facts_read_card, was_refused, no_serial_yet},
    {WSMAN_GET, "CIM_BIOSElement", NULL, facts_read_bios, NULL, NULL},
    {WSMAN_GET, "CIM_Chip", NULL, facts_read_chip, NULL, NULL},
    {WSMAN_ENUMERATE, "CIM_Chip", NULL, facts_read_chip, chip_refused, NULL},
    {WSMAN_GET, "CIM_Processor", NULL, facts_read_processor, no_processor_yet, NULL},
    {WSMAN_ENUMERATE, "CIM_PhysicalMemory", NULL, facts_read_memory, NULL, NULL},
    {WSMAN_ENUMERATE, "CIM_MediaAccessDevice", NULL, facts_read_disk, NULL, NULL},
    {WSMAN_ENUMERATE, "CIM_SoftwareIdentity", NULL, facts_read_software, no_version_yet, NULL},
};

enum { QUESTIONS = sizeof questions / sizeof questions[0] };

static void on_instance(void *context, const xml_node *instance)
{
    struct inquiry *q = context;
    questions[q->at].read(instance, &q->found.facts);
}

static void on_outcome(void *context, const struct amt_outcome *outcome);

static enum err_code ask(struct inquiry *q, struct err *e)
{
    const struct question *question = &questions[q->at];
    struct wsman_request request = {.operation = question->operation,
                                    .class_name = question->class_name,
                                    .method = question->method};
    return amt_ask(q->session, &request, on_instance, on_outcome, q, e);
}

static void end(struct inquiry *q, const struct amt_outcome *outcome)
{
    /* Once it is known who the machine is, a time-out costs facts and not the identity. */
    if (!q->identified)
        q->found.outcome = *outcome;
    (void)q->report(q->context, q, INQUIRY_END); /* there is nothing left to go on with */
}

/* What the conversation itself shows. */
static void note_known(struct inquiry *q)
{
    const struct amt_known *known = amt_known(q->session);
    struct facts *facts = &q->found.facts;
    bool is_v6 = strchr(known->address, ':') != NULL;
    if (no_version_yet(q))
        (void)snprintf(facts->amt_version, sizeof facts->amt_version, "%s", known->version);
    (void)snprintf(facts->web, sizeof facts->web, "%s://%s%s%s:%u",
                   known->is_private ? "https" : "http", is_v6 ? "[" : "", known->address,
                   is_v6 ? "]" : "", known->port);
}

static bool is_known(const struct inquiry *q)
{
    return questions[q->at].decides == NULL || !questions[q->at].decides(q);
}

static void ask_next(struct inquiry *q)
{
    struct err e = {.text = ""};
    struct amt_outcome late = {.result = AMT_TIMEOUT};
    struct amt_outcome illegible = {.result = AMT_NOT_AMT};
    (void)snprintf(illegible.reason, sizeof illegible.reason, "%s", q->why);
    for (; q->at < QUESTIONS; q->at++) {
        if (!q->identified && is_known(q)) {
            if (no_guid_yet(q) && q->trouble.passing) {
                end(q, &q->trouble);
                return;
            }
            if (!q->legible) {
                end(q, &illegible);
                return;
            }
            q->identified = true;
            if (!q->report(q->context, q, INQUIRY_IDENTIFIED))
                break;
        }
        if (questions[q->at].is_wanted != NULL && !questions[q->at].is_wanted(q))
            continue;
        if (ask(q, &e) == ERR_OK)
            return;
        break; /* no time left, or no memory */
    }
    (void)snprintf(late.reason, sizeof late.reason, "%.*s", (int)sizeof late.reason - 1, e.text);
    end(q, &late);
}

/* What was asked twice in vain costs that class alone, if it is AMT that answers so. */
static bool is_missed(const struct inquiry *q, const struct amt_outcome *outcome)
{
    return outcome->passing && amt_known(q->session)->has_spoken;
}

/* What it says of this class cannot be read, but it has asked for a log-in as AMT does. */
static bool is_unreadable(const struct inquiry *q, const struct amt_outcome *outcome)
{
    return outcome->result == AMT_UNREADABLE ||
           (outcome->result == AMT_NOT_AMT && !q->looks && amt_known(q->session)->realm[0] != '\0');
}

/* As many classes as there is room for, and the reason of the first. */
static void note_missed(struct inquiry *q, const char *reason)
{
    char *missed = q->found.missed;
    char text[2 * INQUIRY_MISSED_SIZE];
    if (q->why[0] == '\0')
        (void)snprintf(q->why, sizeof q->why, "%.*s", (int)sizeof q->why - 1, reason);
    missed[strcspn(missed, ":")] = '\0';
    (void)snprintf(text, sizeof text, "%s%s%s", missed, missed[0] != '\0' ? ", " : "",
                   questions[q->at].class_name);
    (void)snprintf(text + strlen(text), sizeof text - strlen(text), ": %s", q->why);
    (void)snprintf(missed, sizeof q->found.missed, "%.*s", (int)sizeof q->found.missed - 1, text);
}

static void on_outcome(void *context, const struct amt_outcome *outcome)
{
    struct inquiry *q = context;
    q->last = outcome->result;
    if (is_missed(q, outcome)) {
        if (!q->trouble.passing)
            q->trouble = *outcome;
        q->legible = q->legible || outcome->result == AMT_FAULT;
        note_missed(q, outcome->reason);
    } else if (is_unreadable(q, outcome)) {
        note_missed(q, outcome->reason);
    } else if (amt_is_final(outcome->result) || outcome->result == AMT_LOOKED) {
        end(q, outcome);
        return;
    } else {
        q->legible = true;
    }
    note_known(q);
    q->at++;
    ask_next(q);
}

enum err_code inquiry_new(struct inquiry **inquiry, struct http_engine *engine,
                          const struct conf *conf, const struct secret *secret, struct judge *judge,
                          inquiry_report *report, void *context, struct err *e)
{
    struct inquiry *q = calloc(1, sizeof *q);
    if (q == NULL)
        return err_nomem(e);
    q->looks = judge->looks;
    q->report = report;
    q->context = context;
    struct amt_peer peer = {.address = judge->address,
                            .user = conf->amt.user,
                            .secret = secret,
                            .judge = judge_shown,
                            .judge_context = judge,
                            .tls_only = judge_wants_tls(judge),
                            .legacy_tls = judge_allows_old_tls(judge)};
    enum err_code code = amt_session_new(&q->session, engine, conf, &peer, e);
    if (code == ERR_OK)
        code = q->looks ? amt_look(q->session, LOOK_MS, on_outcome, q, e) : ask(q, e);
    if (code != ERR_OK) {
        inquiry_free(q);
        return code;
    }
    *inquiry = q;
    return ERR_OK;
}

void inquiry_free(struct inquiry *inquiry)
{
    if (inquiry == NULL)
        return;
    amt_session_free(inquiry->session);
    free(inquiry);
}

const struct inquiry_findings *inquiry_findings(const struct inquiry *inquiry)
{
    return &inquiry->found;
}
