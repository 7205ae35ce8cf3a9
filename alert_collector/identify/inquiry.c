#include "alert_collector/identify/inquiry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    /* A look (without a log-in) needs no longer: a client that is waiting has its own turn. */
    LOOK_MS = 2000,
    /* No machine that we ask has more disks or chips than this. A machine that claims to have an
     * endless list must not get one authenticated request after the other. */
    PIECES_MOST = 12,
    PULLS_MOST = 32
};

struct inquiry {
    struct amt_session *session;
    struct inquiry_findings found;
    size_t at;                  /* the next question */
    enum amt_result last;       /* the result of the last one that was asked */
    struct amt_outcome trouble; /* the first failure that may pass; AMT_ANSWERED: none */
    bool legible;               /* at least one answer could be read */
    char why[120];              /* why the first unreadable answer is so; "" if there is none */
    bool identified;
    bool over; /* there is no point in asking more */
};

static bool no_guid_yet(const struct inquiry *q)
{
    return !q->found.facts.has_guid;
}

static bool no_processor_yet(const struct inquiry *q)
{
    return q->found.facts.processor[0] == '\0';
}

/* A machine that has several instances of a class refuses to give "the" one. */
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

/* Then the board's number tells one machine from another. */
static bool no_serial_yet(const struct inquiry *q)
{
    return q->found.facts.serial[0] == '\0';
}

/* In the order in which they are asked. The identity is known once the next question is one that
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

/* Takes what the conversation itself shows. */
static void note_known(struct inquiry *q)
{
    const struct amt_session_info *known = amt_session_info(q->session);
    struct facts *facts = &q->found.facts;
    bool is_v6 = strchr(known->address, ':') != NULL;
    if (no_version_yet(q))
        (void)snprintf(facts->amt_version, sizeof facts->amt_version, "%s", known->version);
    (void)snprintf(facts->certificate_hosts, sizeof facts->certificate_hosts, "%s", known->hosts);
    (void)snprintf(facts->web, sizeof facts->web, "%s://%s%s%s:%u",
                   known->is_private ? "https" : "http", is_v6 ? "[" : "", known->address,
                   is_v6 ? "]" : "", known->port);
}

/* If a class was asked for twice in vain, only that class is lost, provided that it is AMT that
 * answers. */
static bool is_missed(const struct inquiry *q, const struct amt_outcome *outcome)
{
    return outcome->transient && amt_session_info(q->session)->has_spoken;
}

/* The answer about this class cannot be read, but the machine has asked for a log-in as AMT
 * does. */
static bool is_unreadable(const struct inquiry *q, const struct amt_outcome *outcome)
{
    return outcome->result == AMT_UNREADABLE ||
           (outcome->result == AMT_NOT_AMT && amt_session_info(q->session)->realm[0] != '\0');
}

/* Notes as many classes as there is room for, and the reason for the first. */
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

static bool is_wanted(const struct inquiry *q)
{
    return questions[q->at].is_wanted == NULL || questions[q->at].is_wanted(q);
}

/* Once the machine is identified, an error costs facts but not the identity: those of this class
 * and of all that would have followed. */
static void end(struct inquiry *q, const struct amt_outcome *outcome)
{
    if (!q->identified)
        q->found.outcome = *outcome;
    for (; q->identified && q->at < QUESTIONS; q->at++)
        if (is_wanted(q))
            note_missed(q, outcome->reason);
    q->over = true;
}

static void judge_outcome(struct inquiry *q, const struct amt_outcome *outcome)
{
    q->last = outcome->result;
    if (is_missed(q, outcome)) {
        if (!q->trouble.transient)
            q->trouble = *outcome;
        q->legible = q->legible || outcome->result == AMT_FAULT;
        note_missed(q, outcome->reason);
    } else if (is_unreadable(q, outcome)) {
        note_missed(q, outcome->reason);
    } else if (amt_is_final(outcome->result)) {
        end(q, outcome);
    } else {
        q->legible = true;
    }
}

/* Asks the next question. */
static enum err_code ask(struct inquiry *q, struct err *e)
{
    const struct question *question = &questions[q->at];
    const struct wsman_request request = {.operation = question->operation,
                                          .class_name = question->class_name,
                                          .method = question->method};
    struct amt_outcome late = {.result = AMT_TIMEOUT};
    struct amt_reply reply = {.count = 0};
    enum err_code code = amt_ask(q->session, &request, &reply, e);
    if (code == ERR_OK) {
        judge_outcome(q, &reply.outcome);
        for (size_t i = 0; i < reply.count; i++)
            question->read(amt_reply_instance(&reply, i), &q->found.facts);
        if (!q->over)
            note_known(q);
        q->at++;
    } else if (code == ERR_UNAVAILABLE) {
        (void)snprintf(late.reason, sizeof late.reason, "%.*s", (int)sizeof late.reason - 1,
                       e->text);
        end(q, &late);
        code = ERR_OK;
    }
    amt_reply_free(&reply);
    return code;
}

bool inquiry_has_more(struct inquiry *inquiry)
{
    struct inquiry *q = inquiry;
    while (q->at < QUESTIONS && !is_wanted(q))
        q->at++;
    return !q->over && q->at < QUESTIONS;
}

enum err_code inquiry_ask_next(struct inquiry *inquiry, struct err *e)
{
    return inquiry_has_more(inquiry) ? ask(inquiry, e) : ERR_OK;
}

static bool next_decides(const struct inquiry *q)
{
    return questions[q->at].decides != NULL && questions[q->at].decides(q);
}

enum err_code inquiry_identify(struct inquiry *inquiry, struct err *e)
{
    struct inquiry *q = inquiry;
    struct amt_outcome illegible = {.result = AMT_NOT_AMT};
    while (inquiry_has_more(q) && next_decides(q)) {
        enum err_code code = ask(q, e);
        if (code != ERR_OK)
            return code;
    }
    (void)snprintf(illegible.reason, sizeof illegible.reason, "%s", q->why);
    if (q->over)
        return ERR_OK;
    if (no_guid_yet(q) && q->trouble.transient)
        end(q, &q->trouble);
    else if (!q->legible)
        end(q, &illegible);
    q->identified = !q->over;
    return ERR_OK;
}

enum err_code inquiry_look(struct inquiry *inquiry, struct err *e)
{
    struct amt_outcome outcome = {.result = AMT_TIMEOUT};
    enum err_code code = amt_get_challenge(inquiry->session, LOOK_MS, &outcome, e);
    if (code == ERR_UNAVAILABLE)
        code = ERR_OK;
    end(inquiry, &outcome);
    return code;
}

void inquiry_waited(struct inquiry *inquiry, long long ms)
{
    amt_session_extend_deadline(inquiry->session, ms);
}

enum err_code inquiry_new(struct inquiry **inquiry, struct http_engine *engine,
                          const struct conf *conf, const struct secret *secret,
                          const struct judge *judge, const struct inquiry_calls *calls,
                          struct err *e)
{
    struct inquiry *q = calloc(1, sizeof *q);
    if (q == NULL)
        return err_nomem(e);
    struct amt_peer peer = {.address = judge->address,
                            .user = conf->amt.user,
                            .secret = secret,
                            .judge = calls->shown,
                            .extend_wait = calls->extend_wait,
                            .judge_context = calls->context,
                            .extend_wait_at = calls->extend_wait_at,
                            .tls_only = judge_wants_tls(judge),
                            .legacy_tls = judge_allows_old_tls(judge),
                            .pieces = PIECES_MOST,
                            .pulls = PULLS_MOST};
    enum err_code code = amt_session_new(&q->session, engine, conf, &peer, e);
    if (code != ERR_OK) {
        free(q);
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
