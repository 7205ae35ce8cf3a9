#include "support_queue_gui/manage/power_now.h"

#include <stdio.h>
#include <string.h>

#include "common/amt/return_value.h"
#include "common/clock.h"

enum {
    LOOK_MS = 500,
    BUSY_MS = 10 * 1000,
    /* How long the change may take, in units of [amt] timeout; a system that shuts down may have to
     * close much. */
    TIMEOUTS = 6,
    OS_TIMEOUTS = 18
};

enum err_code power_read_state(struct manage *m, struct power *power, struct err *e)
{
    const struct wsman_request state = request_get(POWER_CLASS);
    const struct wsman_request saving = request_get(POWER_SAVING_CLASS);
    struct amt_reply reply;
    struct err why;
    bool absent;
    *power = (struct power){.state = 0};
    enum err_code code = manage_call(m, &state, NULL, &reply, e);
    if (code == ERR_OK && !power_read(amt_reply_instance(&reply, 0), power))
        code = err_about(e, ERR_PROTOCOL, m->target.name, "AMT does not tell the power state");
    amt_reply_free(&reply);
    if (code != ERR_OK || !power_is_on(power))
        return code;
    /* Older firmware has no such class, and that says nothing of the PC. */
    if (manage_call(m, &saving, &absent, &reply, &why) == ERR_OK && !absent)
        power_read_saving(amt_reply_instance(&reply, 0), power);
    amt_reply_free(&reply);
    return ERR_OK;
}

const char *power_state_text(const struct power *power)
{
    return power->saving ? "on, its system asleep" : power_state_name(power->state);
}

/* AMT wants some seconds between two requests. */
static enum err_code invoke(struct manage *m, const struct request *request, const char *what,
                            struct err *e)
{
    const long long end = clock_ms() + BUSY_MS;
    struct amt_reply reply;
    struct err why;
    bool busy;
    enum err_code code;
    do {
        code = manage_call(m, &request->wsman, NULL, &reply, e);
        const xml_node *output = amt_reply_instance(&reply, 0);
        busy = code == ERR_OK && return_is_busy(output, RETURNS_CIM) && clock_ms() < end;
        if (code == ERR_OK && !busy && return_value(output, RETURNS_CIM, what, &why) != ERR_OK)
            code = err_about(e, why.code, m->target.name, "%s", why.text);
        amt_reply_free(&reply);
        if (busy)
            code = manage_wait(m, LOOK_MS, e);
    } while (busy && code == ERR_OK);
    return code;
}

/* Waits until it has happened. No state shows that a PC which stays on was reset; a power cycle
 * shows only while the PC is off for a moment, which may be missed. */
static enum err_code wait_until(struct manage *m, enum power_action action, struct err *e)
{
    bool cycles = action == POWER_CYCLE || action == POWER_OS_CYCLE;
    long timeouts = power_action_is_os(action) ? OS_TIMEOUTS : TIMEOUTS;
    long seconds = m->conf.amt.timeout * timeouts;
    long long end = clock_ms() + seconds * 1000;
    long long missed = clock_ms() + m->conf.amt.timeout * 1000;
    struct power power = {.state = 0};
    enum err_code code;
    do {
        code = manage_wait(m, LOOK_MS, e);
        if (code != ERR_OK)
            return code;
        code = power_read_state(m, &power, e);
        cycles = cycles && (code != ERR_OK || power_is_on(&power)) && clock_ms() < missed;
        if (code == ERR_OK && !cycles && power_is_done(&power, action)) {
            manage_print(m, "%s: %s%s", m->target.name, power_state_text(&power),
                         power_action_is_reset(action) ? ", reset" : "");
            return ERR_OK;
        }
        /* A reset may cost the connection for a moment. */
        if (code != ERR_OK && code != ERR_TEMPFAIL && code != ERR_UNAVAILABLE)
            return code;
    } while (clock_ms() < end);
    if (code != ERR_OK)
        return code;
    return err_about(e, ERR_TEMPFAIL, m->target.name,
                     "AMT accepted '%s', but after %ld seconds the PC is still %s%s",
                     power_action_name(action), seconds, power_state_text(&power),
                     power_action_is_os(action) ? ": is LMS installed in its system?" : "");
}

static enum err_code not_offered(const struct manage *m, const struct power *power,
                                 enum power_action action, struct err *e)
{
    char offered[160] = "";
    for (int i = 0; i < POWER_ACTION_COUNT; i++) {
        size_t used = strlen(offered);
        if (power_choose(power, (enum power_action)i) != 0)
            (void)snprintf(offered + used, sizeof offered - used, "%s%s", used > 0 ? ", " : "",
                           power_action_name((enum power_action)i));
    }
    return err_about(e, ERR_UNAVAILABLE, m->target.name,
                     "it is %s, and AMT does not offer '%s' now; it offers: %s",
                     power_state_text(power), power_action_name(action),
                     offered[0] != '\0' ? offered : "nothing");
}

enum power_action power_reset_action(const struct power *power)
{
    if (power_is_off(power) || (!power_is_on(power) && power_choose(power, POWER_RESET) == 0))
        return POWER_ON;
    return POWER_RESET;
}

enum err_code power_change(struct manage *m, const struct power *power, enum power_action action,
                           struct err *e)
{
    struct request request;
    unsigned long number = power_choose(power, action);
    bool wake = action == POWER_ON && power->saving;
    if (!wake && number == 0)
        return not_offered(m, power, action, e);
    if (wake)
        request_wake(&request);
    else
        request_power(&request, number);
    enum err_code code = invoke(m, &request, power_action_name(action), e);
    if (code == ERR_UNAVAILABLE && (action == POWER_OFF || action == POWER_CYCLE))
        return err_about(e, code, m->target.name,
                         "%.200s; while a console, KVM or a disk is redirected AMT refuses this: "
                         "end that first",
                         err_reason(e));
    return code == ERR_OK ? wait_until(m, action, e) : code;
}

enum err_code power_set(struct manage *m, enum power_action action, struct err *e)
{
    struct power power;
    enum err_code code = power_read_state(m, &power, e);
    if (code != ERR_OK)
        return code;
    if (action == POWER_RESET && power_reset_action(&power) == POWER_ON) {
        manage_print(m, "%s is %s: it is switched on instead", m->target.name,
                     power_state_text(&power));
        action = POWER_ON;
    }
    if ((action == POWER_ON || action == POWER_OFF) && power_is_done(&power, action)) {
        manage_print(m, "%s is %s already", m->target.name, power_state_text(&power));
        return ERR_OK;
    }
    code = power_change(m, &power, action, e);
    /* What AMT has accepted was done, even if it does not show yet. */
    if (code == ERR_OK || code == ERR_TEMPFAIL)
        manage_add_event(m, "Power", power_action_name(action));
    return code;
}

enum err_code power_on_first(struct manage *m, struct err *e)
{
    struct power power;
    enum err_code code = power_read_state(m, &power, e);
    return code == ERR_OK && !power_is_done(&power, POWER_ON) ? power_set(m, POWER_ON, e) : code;
}
