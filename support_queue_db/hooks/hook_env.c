#include "support_queue_db/hooks/hook_env.h"

#include <fcfh_paths.h>
#include <stdio.h>
#include <string.h>

#include "common/text.h"

static char fixed[][sizeof FCFH_BINDIR + 72] = {
    "PATH=" FCFH_BINDIR ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME=/",
    "LC_ALL=C.UTF-8",
};

struct making {
    struct hook_env *env;
    size_t count;
};

static void put(struct making *m, const char *name, const char *value)
{
    char clean[HOOK_ENV_VALUE + 1];
    char *text = m->env->text[m->count];
    text_clean_ascii(value != NULL ? value : "", clean, sizeof clean);
    (void)snprintf(text, sizeof m->env->text[0], "%s=%s", name, clean);
    m->env->list[m->count++] = text;
}

static void put_client(struct making *m, const struct entry *entry,
                       const struct hook_env_more *more)
{
    char uuid[GUID_TEXT_SIZE] = "";
    char address[ADDR_TEXT_SIZE] = "";
    if (entry != NULL && entry->has_guid)
        guid_format(&entry->guid, uuid);
    if (entry != NULL)
        entry_address(entry, address);
    put(m, "FCFH_ID", entry != NULL ? entry->file_id : "");
    put(m, "FCFH_UUID", uuid);
    put(m, "FCFH_ADDRESS", address);
    put(m, "FCFH_STATE", entry != NULL ? entry_state_name(entry->state) : "");
    put(m, "FCFH_SERIAL", entry != NULL ? entry_serial(entry) : "");
    put(m, "FCFH_TICKET", more->ticket != NULL ? more->ticket : entry != NULL ? entry->ticket : "");
    put(m, "FCFH_TICKET_BY", entry != NULL ? entry->ticket_by : "");
    put(m, "FCFH_WHY", more->why);
    put(m, "FCFH_WAS_ADDRESS", more->was_address);
    put(m, "FCFH_OLD_ID", more->old_id);
}

void hook_env_init(struct hook_env *env, enum hook_event event, const struct entry *entry,
                   const struct hook_env_more *more, const char *credentials)
{
    struct making m = {.env = env};
    for (; m.count < sizeof fixed / sizeof fixed[0]; m.count++)
        env->list[m.count] = fixed[m.count];
    put(&m, "FCFH_EVENT", hook_event_name(event));
    put_client(&m, entry, more);
    if (credentials != NULL && strlen(credentials) < sizeof env->credentials - 32) {
        (void)snprintf(env->credentials, sizeof env->credentials, "CREDENTIALS_DIRECTORY=%s",
                       credentials);
        env->list[m.count++] = env->credentials;
    }
    env->list[m.count] = NULL;
}
