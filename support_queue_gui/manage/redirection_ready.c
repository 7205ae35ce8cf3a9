#include "support_queue_gui/manage/redirection_ready.h"

#include "common/amt/return_value.h"

enum err_code redirection_read_state(struct manage *m, struct redirection_flags *on, struct err *e)
{
    const struct wsman_request service = request_get(REDIRECTION_CLASS);
    const struct wsman_request kvm = request_get(REDIRECTION_KVM_CLASS);
    struct amt_reply reply;
    bool absent;
    *on = (struct redirection_flags){.sol = false};
    enum err_code code = manage_call(m, &service, NULL, &reply, e);
    if (code == ERR_OK && !redirection_read(amt_reply_instance(&reply, 0), on))
        code = err_about(e, ERR_PROTOCOL, m->target.name,
                         "AMT does not tell whether redirection is on");
    amt_reply_free(&reply);
    if (code != ERR_OK)
        return code;
    code = manage_call(m, &kvm, &absent, &reply, e);
    if (code == ERR_OK && !absent)
        (void)redirection_read_kvm(amt_reply_instance(&reply, 0), on);
    amt_reply_free(&reply);
    return code;
}

static bool is_ready(const struct redirection_flags *on, enum redirection_kind kind)
{
    return on->listener && (kind == REDIRECTION_KVM ? on->kvm : on->sol);
}

static enum err_code invoke(struct manage *m, const struct request *request, struct err *e)
{
    struct amt_reply reply;
    struct err why;
    enum err_code code = manage_call(m, &request->wsman, NULL, &reply, e);
    if (code == ERR_OK &&
        return_value(amt_reply_instance(&reply, 0), RETURNS_CIM, "redirection", &why) != ERR_OK)
        code = err_about(e, why.code, m->target.name, "%s", why.text);
    amt_reply_free(&reply);
    return code;
}

/* Writes the service back as it was read just now, but with the listener on. */
static enum err_code listen_on(struct manage *m, const struct redirection_flags *wanted,
                               struct err *e)
{
    static struct whole_object object; /* large */
    const struct wsman_request get = request_get(REDIRECTION_CLASS);
    struct amt_reply reply;
    enum err_code code = manage_call(m, &get, NULL, &reply, e);
    if (code == ERR_OK)
        code = whole_object_read(&object, amt_reply_instance(&reply, 0), e);
    amt_reply_free(&reply);
    if (code != ERR_OK)
        return code;
    const struct wsman_request put = redirection_put_listener(&object, wanted);
    code = manage_call(m, &put, NULL, &reply, e);
    amt_reply_free(&reply);
    return code;
}

static enum err_code switch_on(struct manage *m, enum redirection_kind kind,
                               const struct redirection_flags *on, struct err *e)
{
    struct redirection_flags wanted = *on;
    struct request request;
    enum err_code code = ERR_OK;
    wanted.listener = true;
    if (kind == REDIRECTION_SOL && !on->sol) {
        wanted.sol = true;
        request_redirection(&request, &wanted);
        code = invoke(m, &request, e);
    } else if (kind == REDIRECTION_KVM && !on->kvm) {
        wanted.kvm = true;
        request_redirection_kvm(&request, true);
        code = invoke(m, &request, e);
    }
    if (code == ERR_OK && !on->listener)
        code = listen_on(m, &wanted, e);
    return code;
}

enum err_code redirection_ready(struct manage *m, enum redirection_kind kind, struct err *e)
{
    const char *what = kind == REDIRECTION_KVM ? "KVM" : "Serial-over-LAN";
    struct redirection_flags on;
    enum err_code code = redirection_read_state(m, &on, e);
    if (code != ERR_OK || is_ready(&on, kind))
        return code;
    if (!m->options->enable)
        return err_about(e, ERR_UNAVAILABLE, m->target.name,
                         "%s is switched off in its AMT%s; --enable switches it on, if the account "
                         "is allowed to",
                         what, on.listener ? "" : ", because nothing listens at its ports");
    code = switch_on(m, kind, &on, e);
    if (code == ERR_OK)
        code = redirection_read_state(m, &on, e);
    if (code == ERR_OK && !is_ready(&on, kind))
        return err_about(
            e, ERR_UNAVAILABLE, m->target.name,
            "%s stays switched off, though AMT accepted the change: is it allowed in its "
            "MEBx?",
            what);
    if (code == ERR_OK) {
        manage_print(m, "%s: %s is switched on now", m->target.name, what);
        manage_add_event(m, "Redirection switched on", what);
    }
    return code;
}
