#include "support_queue_gui/manage/info_command.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "common/amt/facts.h"
#include "common/text.h"
#include "support_queue_gui/manage/consent_get.h"
#include "support_queue_gui/manage/manage_json.h"
#include "support_queue_gui/manage/power_now.h"
#include "support_queue_gui/manage/redirection_ready.h"

enum { ROWS_MAX = 24, MISSING_SIZE = 320 };

/* "" is not shown. */
struct row {
    const char *key; /* of --json; with '_' as a blank it is the label */
    char value[TEXT_VALUE_SIZE];
};

struct info {
    struct row rows[ROWS_MAX];
    size_t count;
    char missing[MISSING_SIZE]; /* what the account may not read, and why */
};

static void put(struct info *info, const char *key, const char *value)
{
    if (value[0] == '\0' || info->count == ROWS_MAX)
        return;
    struct row *row = &info->rows[info->count++];
    row->key = key;
    text_clean_visible(value, row->value, sizeof row->value);
}

/* Leaves out what this account may not read, or this firmware does not have. */
static enum err_code tolerate(struct info *info, enum err_code code, const struct err *why,
                              struct err *e)
{
    if (code == ERR_NOPERM)
        (void)snprintf(info->missing, sizeof info->missing, "%s", err_reason(why));
    if (code == ERR_OK || code == ERR_NOPERM || code == ERR_UNAVAILABLE)
        return ERR_OK;
    *e = *why;
    return code;
}

static enum err_code read_facts(struct manage *m, struct info *info, struct err *e)
{
    static const struct {
        enum wsman_operation operation;
        const char *class_name;
        facts_reader *read;
    } questions[] = {
        {WSMAN_GET, "AMT_GeneralSettings", facts_read_settings},
        {WSMAN_GET, "CIM_ComputerSystemPackage", facts_read_package},
        {WSMAN_GET, "CIM_Chassis", facts_read_chassis},
        {WSMAN_GET, "CIM_BIOSElement", facts_read_bios},
        {WSMAN_ENUMERATE, "CIM_SoftwareIdentity", facts_read_software},
    };
    struct facts facts = {.has_guid = false};
    char uuid[GUID_TEXT_SIZE] = "";
    enum err_code code = ERR_OK;
    for (size_t i = 0; i < sizeof questions / sizeof questions[0] && code == ERR_OK; i++) {
        const struct wsman_request request = {.operation = questions[i].operation,
                                              .class_name = questions[i].class_name};
        struct amt_reply reply;
        struct err why;
        bool absent;
        code = manage_call(m, &request, &absent, &reply, &why);
        for (size_t k = 0; code == ERR_OK && k < reply.count; k++)
            questions[i].read(amt_reply_instance(&reply, k), &facts);
        amt_reply_free(&reply);
        /* Before any log-in, ERR_NOPERM means that there is nothing to log in with. */
        bool logged_in = i > 0 || m->realm[0] != '\0';
        code = code == ERR_NOPERM && !logged_in ? code : tolerate(info, code, &why, e);
    }
    if (facts.has_guid)
        guid_format(&facts.guid, uuid);
    put(info, "name", facts_fqdn(&facts));
    put(info, "hostname", facts.hostname);
    put(info, "os_fqdn", facts.os_fqdn);
    put(info, "uuid", uuid);
    put(info, "manufacturer", facts.manufacturer);
    put(info, "model", facts.model);
    put(info, "serial", facts.serial);
    put(info, "bios", facts.bios);
    put(info, "bios_date", facts.bios_date);
    put(info, "amt_version", facts.amt_version);
    return code;
}

static enum err_code read_states(struct manage *m, struct info *info, struct err *e)
{
    struct redirection_flags on;
    struct consent consent;
    struct power power;
    struct err why;
    bool wanted;
    enum err_code code = power_read_state(m, &power, &why);
    if (code == ERR_OK)
        put(info, "power", power_state_text(&power));
    code = tolerate(info, code, &why, e);
    if (code != ERR_OK)
        return code;
    code = redirection_read_state(m, &on, &why);
    if (code == ERR_OK) {
        put(info, "serial_over_lan", on.sol && on.listener ? "on" : "off");
        put(info, "kvm", on.kvm && on.listener ? "on" : "off");
        put(info, "storage_redirection", on.storage && on.listener ? "on" : "off");
    }
    code = tolerate(info, code, &why, e);
    if (code != ERR_OK)
        return code;
    code = consent_get_state(m, &consent, &wanted, &why);
    if (code == ERR_OK && wanted) {
        put(info, "consent", consent_required_text(&consent));
        put(info, "consent_state", consent_state_text(consent.state));
    }
    return tolerate(info, code, &why, e);
}

static void print_words(const struct manage *m, const struct info *info)
{
    (void)printf("%s\n", m->target.name);
    for (size_t i = 0; i < info->count; i++) {
        char label[32];
        (void)snprintf(label, sizeof label, "%s", info->rows[i].key);
        for (char *c = label; *c != '\0'; c++)
            if (*c == '_')
                *c = ' ';
        (void)printf("  %-20s %s\n", label, info->rows[i].value);
    }
}

static enum err_code print_json(const struct manage *m, const struct info *info, struct err *e)
{
    json_t *object = json_object();
    bool good = manage_json_target(object, m);
    for (size_t i = 0; i < info->count && good; i++)
        good =
            json_object_set_new(object, info->rows[i].key, json_string(info->rows[i].value)) == 0;
    return manage_json_print(object, good, e);
}

enum err_code info_command(struct manage *m, struct manage_command *command, struct err *e)
{
    struct info info = {.count = 0};
    const struct manage_judge *judge = m->judge_context;
    (void)command;
    enum err_code code = read_facts(m, &info, e);
    if (code == ERR_OK)
        code = read_states(m, &info, e);
    if (code != ERR_OK)
        return code;
    put(&info, "realm", m->realm);
    put(&info, "key", judge->key);
    put(&info, "known_by",
        judge->verdict == MANAGE_AGREED ? "nothing: a person accepted it"
        : judge->found != NULL && register_client_has_key(judge->found, judge->key)
            ? "the register's key"
            : "a certificate of ca-file");
    put(&info, "account", m->user);
    if (m->options->json)
        code = print_json(m, &info, e);
    else
        print_words(m, &info);
    if (info.missing[0] != '\0')
        manage_print(m, "not all of it: %s", info.missing);
    return code;
}
