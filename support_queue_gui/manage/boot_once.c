#include "support_queue_gui/manage/boot_once.h"

#include <stdio.h>

#include "common/amt/return_value.h"
#include "support_queue_gui/manage/consent_get.h"
#include "support_queue_gui/manage/power_now.h"

struct manage_intent boot_intent(enum boot_device device)
{
    return (struct manage_intent){.verb = "Reset", .where = boot_device_text(device), .asks = true};
}

enum err_code boot_format_question(struct manage *m, const struct boot_options *wish, char *out,
                                   size_t size, struct err *e)
{
    struct power power;
    const struct manage_intent intent = boot_intent(wish->device);
    enum err_code code = power_read_state(m, &power, e);
    if (code == ERR_OK)
        manage_format_question(m, &intent, power_state_text(&power), out, size);
    return code;
}

static enum err_code check(struct manage *m, const struct boot_options *wish, struct err *e)
{
    const struct wsman_request request = request_get(BOOT_CAPABILITIES_CLASS);
    struct amt_reply reply;
    struct err why;
    bool absent;
    enum err_code code = manage_call(m, &request, &absent, &reply, e);
    if (code == ERR_OK && !absent) {
        code = boot_check(amt_reply_instance(&reply, 0), wish, &why);
        if (code != ERR_OK)
            code = err_about(e, code, m->target.name, "%s", why.text);
    }
    amt_reply_free(&reply);
    return code;
}

static enum err_code invoke(struct manage *m, const struct request *request, const char *what,
                            struct err *e)
{
    struct amt_reply reply;
    struct err why;
    enum err_code code = manage_call(m, &request->wsman, NULL, &reply, e);
    if (code == ERR_OK &&
        return_value(amt_reply_instance(&reply, 0), RETURNS_BOOT, what, &why) != ERR_OK)
        code = err_about(e, why.code, m->target.name, "%s", why.text);
    amt_reply_free(&reply);
    return code;
}

static enum err_code read_settings(struct manage *m, struct whole_object *object, struct err *e)
{
    const struct wsman_request get = request_get(BOOT_SETTINGS_CLASS);
    struct amt_reply reply;
    enum err_code code = manage_call(m, &get, NULL, &reply, e);
    if (code == ERR_OK)
        code = whole_object_read(object, amt_reply_instance(&reply, 0), e);
    amt_reply_free(&reply);
    return code;
}

/* Sets it for the next boot only. What an earlier boot left behind is cleared first. */
static enum err_code set(struct manage *m, const struct boot_options *wish, struct err *e)
{
    static struct whole_object settings; /* large */
    struct request request;
    struct amt_reply reply;
    enum err_code code = read_settings(m, &settings, e);
    if (code == ERR_OK) {
        request_boot_order(&request, BOOT_NORMAL);
        code = invoke(m, &request, "boot order", e);
    }
    if (code == ERR_OK) {
        const struct wsman_request put = boot_settings(&settings, wish);
        code = manage_call(m, &put, NULL, &reply, e);
        amt_reply_free(&reply);
    }
    if (code == ERR_OK) {
        request_boot_role(&request);
        code = invoke(m, &request, "boot settings", e);
    }
    if (code == ERR_OK && boot_has_source(wish->device)) {
        request_boot_order(&request, wish->device);
        code = invoke(m, &request, "boot order", e);
    }
    return code;
}

enum err_code boot_now(struct manage *m, const struct boot_options *wish, struct err *e)
{
    char detail[64];
    struct power power;
    enum err_code code = check(m, wish, e);
    if (code == ERR_OK)
        code = consent_get(m, CONSENT_BOOT, e);
    if (code == ERR_OK)
        code = set(m, wish, e);
    if (code == ERR_OK)
        code = power_read_state(m, &power, e);
    if (code != ERR_OK)
        return code;
    enum power_action action = power_reset_action(&power);
    if (action == POWER_ON)
        manage_print(m, "%s is %s: it is switched on", m->target.name, power_state_text(&power));
    code = power_change(m, &power, action, e);
    (void)snprintf(detail, sizeof detail, "%s%s", action == POWER_ON ? "switched on" : "reset",
                   boot_device_text(wish->device));
    if (code == ERR_OK || code == ERR_TEMPFAIL)
        manage_add_event(m, "Boot", detail);
    return code;
}
