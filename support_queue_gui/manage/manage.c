#include "support_queue_gui/manage/manage.h"

#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/amt/amt_failure.h"
#include "common/amt/realm_names.h"
#include "common/clock.h"
#include "common/text.h"
#include "support_queue_db/queue_change.h"

enum {
    LOOK_MS = 50,
    /* How long one session may last, in units of [amt] timeout; a new one is begun before. */
    SESSION_TIMEOUTS = 12,
};

void manage_print(struct manage *m, const char *format, ...)
{
    char text[512];
    char clean[512];
    va_list args;
    va_start(args, format);
    if (vsnprintf(text, sizeof text, format, args) < 0)
        text[0] = '\0';
    va_end(args);
    text_clean_ascii(text, clean, sizeof clean);
    m->dialog.print(m->dialog.context, clean);
}

bool manage_can_ask(const struct manage *m)
{
    return m->options->yes || m->dialog.can_ask(m->dialog.context);
}

enum err_code manage_ask_yes_no(struct manage *m, const char *question, struct err *e)
{
    char clean[1536];
    char text[sizeof clean + 8];
    char answer[16] = "";
    if (m->options->yes)
        return ERR_OK;
    text_clean_ascii(question, clean, sizeof clean);
    if (!m->dialog.can_ask(m->dialog.context))
        return err_set(
            e, ERR_PROTOCOL,
            "not done: it asks first, and there is no terminal to ask at; --yes answers yes");
    (void)snprintf(text, sizeof text, "%s y/N ", clean);
    enum err_code code = m->dialog.ask(m->dialog.context, text, false, answer, sizeof answer, e);
    if (code != ERR_OK)
        return code;
    if (answer[0] != 'y' && answer[0] != 'Y')
        return err_set(e, ERR_PROTOCOL, "not done: the answer was no");
    return ERR_OK;
}

/* ---------------------------------------------------------------- questions to AMT */

static enum err_code open_session(struct manage *m, struct err *e)
{
    if (m->session != NULL && clock_ms() < m->session_end)
        return ERR_OK;
    const struct manage_target *target = &m->target;
    bool kerberos = m->options->auth == HTTP_AUTH_NEGOTIATE;
    struct amt_peer peer = {
        .address = target->address,
        .host = kerberos || !target->has_address ? target->host : NULL,
        .user = m->user,
        .secret = &m->password,
        .auth = m->options->auth,
        .legacy_tls = m->legacy_tls,
        .judge = m->judge,
        .judge_context = m->judge_context,
        .timeouts = SESSION_TIMEOUTS,
        .before = m->session,
    };
    struct amt_session *fresh;
    enum err_code code = amt_session_new(&fresh, m->engine, &m->conf, &peer, e);
    if (code != ERR_OK)
        return code;
    amt_session_free(m->session);
    m->session = fresh;
    m->session_end = clock_ms() + m->conf.amt.timeout * 1000LL * SESSION_TIMEOUTS / 2;
    return ERR_OK;
}

void manage_drop_session(struct manage *m)
{
    amt_session_free(m->session);
    m->session = NULL;
}

static void set_meanwhile(struct manage *m);

static bool on_wait(void *context)
{
    struct manage *m = context;
    if (m->meanwhile != NULL)
        m->meanwhile(m->meanwhile_context);
    set_meanwhile(m); /* its descriptor may be another now */
    return true;
}

/* Sets what is to go on while the engine waits. */
static void set_meanwhile(struct manage *m)
{
    http_engine_set_wait_callback(m->engine, m->meanwhile_fd, LOOK_MS,
                                  m->meanwhile != NULL ? on_wait : NULL, m);
}

enum err_code manage_wait(struct manage *m, long ms, struct err *e)
{
    set_meanwhile(m);
    return http_pause(m->engine, ms, e);
}

/* Deals with the result of a question, or of a probe. */
static enum err_code finish_request(struct manage *m, enum err_code code, struct err *e)
{
    if (code != ERR_OK) { /* the question is not over: nothing more can be asked with it */
        manage_drop_session(m);
        return code == ERR_UNAVAILABLE ? err_recode(e, ERR_TEMPFAIL) : code;
    }
    const struct amt_session_info *known = amt_session_info(m->session);
    (void)snprintf(m->address, sizeof m->address, "%s", known->address);
    (void)snprintf(m->realm, sizeof m->realm, "%s", known->realm);
    return ERR_OK;
}

enum err_code manage_probe(struct manage *m, struct amt_outcome *outcome, struct err *e)
{
    *outcome = (struct amt_outcome){.transient = false};
    enum err_code code = open_session(m, e);
    set_meanwhile(m);
    if (code == ERR_OK)
        code = amt_get_challenge(m->session, m->conf.amt.timeout * 1000, outcome, e);
    return finish_request(m, code, e);
}

enum err_code manage_set_error(struct manage *m, const struct amt_outcome *outcome, struct err *e)
{
    const struct amt_caller asker = {
        .conf = &m->conf, .user = m->user, .kerberos = m->options->auth == HTTP_AUTH_NEGOTIATE};
    struct amt_failure words;
    amt_failure_describe(outcome, &asker, &words);
    const char *realm = realm_needed(outcome->asked);
    switch (outcome->result) {
    case AMT_DENIED:
        return err_about(e, ERR_NOPERM, m->target.name,
                         "user '%s' may not do this: %s refuses it; it takes the right %s", m->user,
                         outcome->asked, realm != NULL ? realm : "of an administrator");
    case AMT_TIMEOUT:
        words.code = ERR_TEMPFAIL;
        break;
    case AMT_ABSENT:
    case AMT_FAULT:
        words.code = ERR_UNAVAILABLE;
        break;
    case AMT_UNREACHABLE:
        if (m->tls)
            return err_about(
                e, ERR_UNAVAILABLE, m->target.name,
                "nothing answers with TLS at port %d (%.90s); is it plugged in, is AMT activated, "
                "is a firewall in the way? An old AMT without TLS needs --plain",
                m->conf.amt.port != 0 ? m->conf.amt.port : AMT_PORT_TLS, outcome->reason);
        break;
    case AMT_TLS:
        return err_about(e, ERR_PROTOCOL, m->target.name,
                         "TLS failed (%.110s); AMT up to 11 must be in the register first: "
                         "fcfh-config --learn --legacy-tls; AMT without TLS needs --plain",
                         outcome->reason);
    default:
        break;
    }
    return err_about(e, words.code, m->target.name, "%s", words.reason);
}

enum err_code manage_call(struct manage *m, const struct wsman_request *request, bool *absent,
                          struct amt_reply *reply, struct err *e)
{
    *reply = (struct amt_reply){.count = 0};
    enum err_code code = open_session(m, e);
    set_meanwhile(m);
    if (code == ERR_OK)
        code = amt_ask(m->session, request, reply, e);
    code = finish_request(m, code, e);
    if (absent != NULL)
        *absent = code == ERR_OK && reply->outcome.result == AMT_ABSENT;
    if (code != ERR_OK || reply->outcome.result == AMT_ANSWERED || (absent != NULL && *absent))
        return code;
    return manage_set_error(m, &reply->outcome, e);
}

/* ---------------------------------------------------------------- what the next technician sees */

static void unix_user(char *out, size_t size)
{
    const struct passwd *user = getpwuid(getuid());
    if (user != NULL)
        text_clean_visible(user->pw_name, out, size);
    else
        (void)snprintf(out, size, "user %u", (unsigned)getuid());
}

static enum err_code write_event(struct manage *m, const char *what, const char *detail,
                                 struct err *e)
{
    struct queue *queue;
    struct queue_change c;
    enum err_code code = queue_open(&queue, &m->conf, QUEUE_WRITE, e);
    if (code != ERR_OK)
        return code;
    code = queue_change_begin(&c, queue, m->target.snapshot.id, e);
    if (code == ERR_OK)
        code = entry_add_event(&c.entry, c.now, what, detail, e);
    code = queue_change_save(&c, code, e);
    queue_close(queue);
    return code;
}

void manage_add_event(struct manage *m, const char *what, const char *detail)
{
    char text[ALERT_DETAIL_SIZE];
    char by[64];
    struct err e;
    if (!m->target.in_queue)
        return;
    unix_user(by, sizeof by);
    (void)snprintf(text, sizeof text, "by %.32s, as %.20s in AMT%s%.50s", by, m->user,
                   detail[0] != '\0' ? ": " : "", detail);
    enum err_code code = write_event(m, what, text, &e);
    if (code != ERR_OK)
        manage_print(m, "this could not be noted in the entry: %s", e.text);
}
