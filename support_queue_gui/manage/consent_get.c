#include "support_queue_gui/manage/consent_get.h"

#include <stdio.h>
#include <string.h>

#include "common/amt/return_value.h"
#include "common/clock.h"
#include "support_queue_gui/manage/power_now.h"

enum {
    LOOK_MS = 500,
    SHOW_TIMEOUTS = 3, /* until the digits are on the screen, in units of [amt] timeout */
    TRIES = 3          /* after which AMT ends the flow */
};

enum err_code consent_get_state(struct manage *m, struct consent *consent, bool *wanted,
                                struct err *e)
{
    const struct wsman_request request = request_get(CONSENT_CLASS);
    struct amt_reply reply;
    bool absent;
    enum err_code code = manage_call(m, &request, &absent, &reply, e);
    *wanted = code == ERR_OK && !absent;
    if (*wanted && !consent_read(amt_reply_instance(&reply, 0), consent))
        code = err_about(e, ERR_PROTOCOL, m->target.name, "AMT does not tell about consent");
    amt_reply_free(&reply);
    return code;
}

static enum err_code invoke(struct manage *m, const struct request *request, struct err *e)
{
    struct amt_reply reply;
    struct err why;
    enum err_code code = manage_call(m, &request->wsman, NULL, &reply, e);
    if (code == ERR_OK &&
        return_value(amt_reply_instance(&reply, 0), RETURNS_CONSENT, "consent", &why) != ERR_OK)
        code = err_about(e, why.code, m->target.name, "%s", why.text);
    amt_reply_free(&reply);
    return code;
}

/* Starts it, and waits until the digits are on the screen. */
static enum err_code start(struct manage *m, struct consent *consent, struct err *e)
{
    struct request request;
    bool wanted = true;
    long long end = clock_ms() + m->conf.amt.timeout * 1000LL * SHOW_TIMEOUTS;
    enum err_code code = ERR_OK;
    if (consent->state == CONSENT_NOT_STARTED) {
        request_consent_start(&request);
        code = invoke(m, &request, e);
        if (code == ERR_OK)
            code = consent_get_state(m, consent, &wanted, e);
    }
    while (code == ERR_OK && consent->state == CONSENT_REQUESTED && clock_ms() < end) {
        code = manage_wait(m, LOOK_MS, e);
        if (code == ERR_OK)
            code = consent_get_state(m, consent, &wanted, e);
    }
    if (code != ERR_OK || consent->state == CONSENT_DISPLAYED || consent_is_valid(consent))
        return code;
    if (consent->state == CONSENT_REQUESTED)
        return err_about(e, ERR_NOPERM, m->target.name,
                         "the digits of consent are not on its screen yet; without Intel graphics "
                         "they come at the next restart. Then: %s consent CODE",
                         m->target.command);
    return err_about(e, ERR_NOPERM, m->target.name, "consent was ended before it was given");
}

enum err_code consent_send(struct manage *m, const char *code, struct err *e)
{
    struct request request;
    struct consent consent;
    struct err why;
    bool wanted;
    enum err_code result = consent_get_state(m, &consent, &wanted, e);
    if (result != ERR_OK)
        return result;
    if (!wanted || consent_is_valid(&consent))
        return ERR_OK;
    if (consent.state != CONSENT_DISPLAYED)
        return err_about(e, ERR_NOPERM, m->target.name,
                         "there are no digits on its screen to compare with: first %s consent",
                         m->target.command);
    request_consent_code(&request, code);
    result = invoke(m, &request, e);
    if (result != ERR_OK && result != ERR_UNAVAILABLE)
        return result;
    bool refused = result != ERR_OK;
    result = consent_get_state(m, &consent, &wanted, &why);
    if (!refused && (result != ERR_OK || consent_is_valid(&consent)))
        return ERR_OK;
    return err_about(e, ERR_NOPERM, m->target.name, "these are not the digits on its screen%s",
                     result == ERR_OK && consent.state == CONSENT_NOT_STARTED
                         ? ", and AMT takes no more tries: it begins anew with the next consent"
                         : "");
}

enum err_code consent_cancel(struct manage *m, struct err *e)
{
    struct request request;
    request_consent_cancel(&request);
    return invoke(m, &request, e);
}

/* Asks the technician for the digits, which the PC's user reads out. */
static enum err_code ask_digits(struct manage *m, struct err *e)
{
    char question[sizeof m->target.name + 64];
    char typed[32];
    enum err_code code = ERR_NOPERM;
    (void)snprintf(question, sizeof question,
                   "The six digits on the screen of %s: ", m->target.name);
    for (int i = 0; i < TRIES && code == ERR_NOPERM; i++) {
        enum err_code asked =
            m->dialog.ask(m->dialog.context, question, false, typed, sizeof typed, e);
        if (asked != ERR_OK)
            return asked == ERR_PROTOCOL
                       ? err_about(e, ERR_NOPERM, m->target.name, "consent was not given")
                       : asked;
        if (typed[0] == '\0')
            return err_about(e, ERR_NOPERM, m->target.name, "consent was not given");
        if (!consent_code_is_valid(typed)) {
            manage_print(m, "these are not six digits");
            i--;
            continue;
        }
        code = consent_send(m, typed, e);
        if (code == ERR_NOPERM)
            manage_print(m, "%s", err_reason(e));
    }
    return code;
}

enum err_code consent_get(struct manage *m, enum consent_for what, struct err *e)
{
    struct consent consent;
    struct power power;
    bool wanted;
    enum err_code code = consent_get_state(m, &consent, &wanted, e);
    if (code != ERR_OK || !wanted || !consent_is_required(&consent, what) ||
        consent_is_valid(&consent))
        return code;
    code = power_read_state(m, &power, e);
    if (code == ERR_OK && power_reset_action(&power) == POWER_ON) {
        manage_print(m, "%s is %s: it is switched on, so that it can show the digits of consent",
                     m->target.name, power_state_text(&power));
        code = power_set(m, POWER_ON, e);
    }
    if (code == ERR_OK)
        code = start(m, &consent, e);
    if (code != ERR_OK || consent_is_valid(&consent))
        return code;
    if (!m->dialog.can_ask(m->dialog.context))
        return err_about(e, ERR_NOPERM, m->target.name,
                         "its user is asked for consent, and six digits are on its screen: "
                         "%s consent CODE, and then this again",
                         m->target.command);
    code = ask_digits(m, e);
    struct err why;
    if (code == ERR_OK)
        manage_add_event(m, "Consent", "given by the PC's user");
    else /* digits that nobody waits for any more; what comes of it changes nothing */
        (void)consent_cancel(m, &why);
    return code;
}
