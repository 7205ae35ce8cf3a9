#include "tests/standin/accounts.h"

#include <limits.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/standin/call.h"

/* What the methods say in ReturnValue. */
enum {
    STATUS_OK = 0,
    STATUS_INVALID_NAME = 12,
    STATUS_NOT_PERMITTED = 16,
    STATUS_MAX_LIMIT_REACHED = 23,
    STATUS_INVALID_INDEX = 35,
    STATUS_INVALID_PARAMETER = 36,
    STATUS_INVALID_HANDLE = 2053,
    STATUS_INVALID_PASSWORD = 2054,
    STATUS_INVALID_REALM = 2055,
    STATUS_DUPLICATE = 2058
};

enum {
    REALM_REDIRECTION = 2,
    REALM_HARDWARE_ASSET = 4,
    REALM_REMOTE_CONTROL = 5,
    REALM_GENERAL_INFO = 13,
    REALM_USER_NOTIFICATION = 16,
    REALM_EVENT_LOG = 19
};
enum { REALM_FIRST = 2, REALM_LAST = 24 };

/* --- What there is at the start ------------------------------------------------------------- */

/* The handles of real machines are not consecutive either: 1, 2, 5, 6, 9, ... */
static unsigned next_handle(struct config *config)
{
    config->last_handle += config->last_handle % 4 == 2 ? 3 : 1;
    return config->last_handle;
}

static struct account *add_account(struct config *config)
{
    struct account *account;

    config->accounts =
        xrealloc(config->accounts, config->account_count + 1, sizeof *config->accounts);
    account = &config->accounts[config->account_count++];
    memset(account, 0, sizeof *account);
    account->handle = next_handle(config);
    account->enabled = true;
    return account;
}

/* An account whose password nobody knows. */
static struct account *add_foreign(struct config *config, unsigned access, unsigned realm)
{
    struct account *account = add_account(config);

    if (RAND_bytes(account->secret, sizeof account->secret) != 1)
        abort();
    account->access = access;
    account->realms = 1u << realm;
    return account;
}

void accounts_init(struct config *config, const struct amt_options *amt)
{
    if (!amt->no_foreign)
        strcpy(add_foreign(config, ACCESS_LOCAL, REALM_USER_NOTIFICATION)->name, "$$uns");
    for (unsigned i = 1; i <= amt->foreign; i++) {
        struct account *account = add_foreign(config, ACCESS_NETWORK, REALM_GENERAL_INFO);

        snprintf(account->name, sizeof account->name, "other%u", i);
    }
    if (amt->sid_entry)
        add_foreign(config, ACCESS_BOTH, REALM_HARDWARE_ASSET)->sid =
            xstrdup("AQUAAAAAAAUVAAAAXq8AFsDeShGLrQAAUAQAAA==");
}

static void clear_account(struct account *account)
{
    free(account->sid);
    memset(account, 0, sizeof *account);
}

void accounts_free(struct config *config)
{
    for (size_t i = 0; i < config->account_count; i++)
        clear_account(&config->accounts[i]);
    free(config->accounts);
}

/* Writes the realms as "4,13", or "-". */
static void print_realms(unsigned realms, struct text *out)
{
    const char *comma = "";

    for (unsigned i = REALM_FIRST; i <= REALM_LAST; i++) {
        if (realms & 1u << i) {
            text_printf(out, "%s%u", comma, i);
            comma = ",";
        }
    }
    if (realms == 0)
        text_puts(out, "-");
}

void accounts_print(const struct config *config, const char *where, struct text *out)
{
    for (size_t i = 0; i < config->account_count; i++) {
        const struct account *account = &config->accounts[i];

        text_printf(out, "%s account %s%s access=%u realms=", where, account->sid ? "sid:" : "",
                    account->sid ? account->sid : account->name, account->access);
        print_realms(account->realms, out);
        text_printf(out, " enabled=%d\n", account->enabled);
    }
}

/* --- Who may do what ------------------------------------------------------------------------ */

bool accounts_find(struct machine *machine, const char *name, unsigned char secret[SECRET_SIZE],
                   struct caller *caller)
{
    struct config *config = &machine->config;
    bool found = false;

    pthread_mutex_lock(&config->lock);
    for (size_t i = 0; !found && i < config->account_count; i++) {
        const struct account *account = &config->accounts[i];

        found = account->sid == NULL && account->enabled && account->access != ACCESS_LOCAL &&
                strcmp(account->name, name) == 0;
        if (found) {
            memcpy(secret, account->secret, SECRET_SIZE);
            caller->full = false;
            caller->realms = account->realms;
        }
    }
    pthread_mutex_unlock(&config->lock);
    return found;
}

bool caller_may(const struct caller *caller, const char *class_name)
{
    static const struct {
        const char *class_name;
        unsigned realm;
    } usable[] = {
        {"CIM_Chassis", REALM_HARDWARE_ASSET},
        {"CIM_Card", REALM_HARDWARE_ASSET},
        {"CIM_Chip", REALM_HARDWARE_ASSET},
        {"CIM_Processor", REALM_HARDWARE_ASSET},
        {"CIM_PhysicalMemory", REALM_HARDWARE_ASSET},
        {"CIM_MediaAccessDevice", REALM_HARDWARE_ASSET},
        {"CIM_BIOSElement", REALM_HARDWARE_ASSET},
        {"CIM_ComputerSystemPackage", REALM_HARDWARE_ASSET},
        {"AMT_GeneralSettings", REALM_GENERAL_INFO},
        {"AMT_SetupAndConfigurationService", REALM_GENERAL_INFO},
        {"CIM_SoftwareIdentity", REALM_GENERAL_INFO},
        {"AMT_TimeSynchronizationService", REALM_GENERAL_INFO},
        {"AMT_RedirectionService", REALM_REDIRECTION},
        {"CIM_KVMRedirectionSAP", REALM_REDIRECTION},
        {"IPS_KVMRedirectionSettingData", REALM_REDIRECTION},
        {"IPS_OptInService", REALM_REMOTE_CONTROL},
        {"CIM_AssociatedPowerManagementService", REALM_REMOTE_CONTROL},
        {"CIM_PowerManagementService", REALM_REMOTE_CONTROL},
        {"CIM_PowerManagementCapabilities", REALM_REMOTE_CONTROL},
        {"IPS_PowerManagementService", REALM_REMOTE_CONTROL},
        {"AMT_BootSettingData", REALM_REMOTE_CONTROL},
        {"AMT_BootCapabilities", REALM_REMOTE_CONTROL},
        {"CIM_BootConfigSetting", REALM_REMOTE_CONTROL},
        {"CIM_BootSourceSetting", REALM_REMOTE_CONTROL},
        {"CIM_BootService", REALM_REMOTE_CONTROL},
        {"AMT_MessageLog", REALM_EVENT_LOG},
    };

    if (caller->full)
        return true;
    for (size_t i = 0; i < sizeof usable / sizeof *usable; i++) {
        if (strcmp(usable[i].class_name, class_name) == 0)
            return (caller->realms & 1u << usable[i].realm) != 0;
    }
    return false;
}

/* --- The service ---------------------------------------------------------------------------- */

void accounts_fill(struct instance *instance, const struct machine *machine, unsigned index)
{
    (void)machine;
    (void)index;
    instance_text(instance, "AllowHttpQopAuthOnly", "1");
    instance_text(instance, "CreationClassName", "AMT_AuthorizationService");
    instance_text(instance, "ElementName", "Intel(r) AMT Authorization Service");
    instance_text(instance, "EnabledState", "5");
    instance_text(instance, "Name", "Intel(r) AMT Authorization Service");
    instance_text(instance, "RequestedState", "12");
    instance_text(instance, "SystemCreationClassName", "CIM_ComputerSystem");
    instance_text(instance, "SystemName", "Intel(r) AMT");
}

static struct account *find_handle(const struct call *call, unsigned handle)
{
    struct config *config = &call->machine->config;

    for (size_t i = 0; i < config->account_count; i++) {
        if (config->accounts[i].handle == handle)
            return &config->accounts[i];
    }
    return NULL;
}

/* Reads a method's only parameter. NULL after an answer was written. */
static struct account *read_handle(struct call *call)
{
    struct parameters parameters;
    struct account *account;
    unsigned handle;

    parameters_begin(&parameters, call);
    handle = parameter_number(&parameters, "Handle", UINT_MAX);
    if (!parameters_end(&parameters, call))
        return NULL;
    account = find_handle(call, handle);
    if (account == NULL)
        call_return(call, STATUS_INVALID_HANDLE);
    return account;
}

void accounts_enumerate(struct call *call)
{
    const struct amt_options *amt = &call->options->amt;
    const struct config *config = &call->machine->config;
    size_t first, count = config->account_count;
    struct parameters parameters;
    struct reply reply;

    parameters_begin(&parameters, call);
    first = parameter_number(&parameters, "StartIndex", UINT_MAX);
    if (!parameters_end(&parameters, call))
        return;
    if (amt_quirk(amt, "accounts-refused")) {
        call_return(call, STATUS_NOT_PERMITTED);
        return;
    }
    if (first == 0 || (first > count && first > 1)) {
        call_return(call, STATUS_INVALID_INDEX);
        return;
    }
    count -= first - 1;
    if (count > amt->acl_page)
        count = amt->acl_page;
    call_output(call, &reply);
    if (!amt_quirk(amt, "no-total"))
        call_output_number(&reply, "TotalCount", config->account_count);
    call_output_number(&reply, "HandlesCount", count);
    for (size_t i = 0; i < count; i++)
        call_output_number(&reply, "Handles", config->accounts[first - 1 + i].handle);
    call_output_end(call, &reply, STATUS_OK);
}

void accounts_get(struct call *call)
{
    const struct account *account = read_handle(call);
    unsigned bad = call->options->amt.bad_handle;
    struct reply reply;

    if (account == NULL)
        return;
    if (bad != 0 && account->handle == bad) {
        call_fault(call, SOAP_FAULT_INTERNAL);
        return;
    }
    call_output(call, &reply);
    if (account->sid != NULL)
        reply_text(&reply, reply.resource, "KerberosUserSid", account->sid);
    else
        reply_text(&reply, reply.resource, "DigestUsername", account->name);
    call_output_number(&reply, "AccessPermission", account->access);
    for (unsigned i = REALM_FIRST; i <= REALM_LAST; i++) {
        if (account->realms & 1u << i)
            call_output_number(&reply, "Realms", i);
    }
    call_output_end(call, &reply, STATUS_OK);
}

/* --- Changing the list ---------------------------------------------------------------------- */

/* An account as a request describes it. */
struct wish {
    char *name, *password, *sid; /* NULL: not said */
    unsigned access, realms;
    bool realms_known; /* every number is that of a realm */
};

static void read_wish(struct parameters *parameters, struct wish *wish)
{
    size_t count;

    memset(wish, 0, sizeof *wish);
    wish->name = parameter_maybe(parameters, "DigestUsername");
    wish->password = parameter_maybe(parameters, "DigestPassword");
    wish->sid = parameter_maybe(parameters, "KerberosUserSid");
    wish->access = parameter_number(parameters, "AccessPermission", UINT_MAX);
    wish->realms_known = true;
    count = parameter_count(parameters, "Realms");
    parameters->good &= count > 0;
    while (count-- > 0) {
        unsigned realm = parameter_number(parameters, "Realms", UINT_MAX);

        if (realm < REALM_FIRST || realm > REALM_LAST || realm == 22 || realm == 23)
            wish->realms_known = false;
        else
            wish->realms |= 1u << realm;
    }
}

static void free_wish(struct wish *wish)
{
    free(wish->name);
    free(wish->password);
    free(wish->sid);
}

static bool name_is_good(const char *name)
{
    size_t size = strlen(name);

    if (size == 0 || size > NAME_MAX_SIZE || strpbrk(name, "(),:\"&<>") != NULL ||
        strncmp(name, "$$", 2) == 0 || strcmp(name, "admin") == 0 ||
        strcmp(name, "administrator") == 0)
        return false;
    for (; *name != '\0'; name++) {
        if (*name < ' ' || *name > '~')
            return false;
    }
    return true;
}

/* Whether another account than `own`, which may be NULL, has the name or the SID. */
static bool is_taken(const struct call *call, const struct wish *wish, const struct account *own)
{
    const struct config *config = &call->machine->config;
    const char *admin = call->options->amt.admin;

    if (wish->name != NULL && admin != NULL && strcmp(wish->name, admin) == 0)
        return true;
    for (size_t i = 0; i < config->account_count; i++) {
        const struct account *other = &config->accounts[i];

        if (other == own)
            continue;
        if (wish->name != NULL ? strcmp(other->name, wish->name) == 0
                               : other->sid != NULL && strcmp(other->sid, wish->sid) == 0)
            return true;
    }
    return false;
}

static unsigned check_wish(const struct call *call, const struct wish *wish,
                           const struct account *own)
{
    unsigned char secret[SECRET_SIZE];

    if (wish->sid != NULL && (wish->name != NULL || wish->password != NULL))
        return STATUS_INVALID_PARAMETER;
    if (wish->sid == NULL && (wish->name == NULL || !name_is_good(wish->name)))
        return STATUS_INVALID_NAME;
    if (wish->sid == NULL && (wish->password == NULL || !base64_decode16(wish->password, secret)))
        return STATUS_INVALID_PASSWORD;
    if (wish->access > ACCESS_BOTH)
        return STATUS_INVALID_PARAMETER;
    if (!wish->realms_known)
        return STATUS_INVALID_REALM;
    if (is_taken(call, wish, own))
        return STATUS_DUPLICATE;
    return STATUS_OK;
}

static void fulfil_wish(const struct wish *wish, struct account *account)
{
    free(account->sid);
    account->sid = wish->sid ? xstrdup(wish->sid) : NULL;
    memset(account->name, 0, sizeof account->name);
    if (wish->name != NULL) {
        memcpy(account->name, wish->name, strlen(wish->name));
        if (!base64_decode16(wish->password, account->secret))
            abort(); /* it was checked before */
    }
    account->access = wish->access;
    account->realms = wish->realms;
}

/* Every change ends all log-ins. */
static void note_change(struct call *call)
{
    call->machine->config.changed = true;
    machine_drop_nonces(call->machine);
}

void accounts_add(struct call *call)
{
    struct config *config = &call->machine->config;
    struct parameters parameters;
    struct reply reply;
    struct wish wish;

    parameters_begin(&parameters, call);
    read_wish(&parameters, &wish);
    if (parameters_end(&parameters, call)) {
        unsigned status = check_wish(call, &wish, NULL);

        if (status == STATUS_OK && config->account_count >= call->options->amt.acl_max)
            status = STATUS_MAX_LIMIT_REACHED;
        if (status != STATUS_OK) {
            call_return(call, status);
        } else {
            struct account *account = add_account(config);

            fulfil_wish(&wish, account);
            note_change(call);
            call_output(call, &reply);
            call_output_number(&reply, "Handle", account->handle);
            call_output_end(call, &reply, STATUS_OK);
        }
    }
    free_wish(&wish);
}

/* The accounts of the firmware itself stay as they are. */
static bool is_fixed(const struct account *account)
{
    return strncmp(account->name, "$$", 2) == 0;
}

void accounts_update(struct call *call)
{
    struct parameters parameters;
    struct wish wish;
    unsigned handle;

    parameters_begin(&parameters, call);
    handle = parameter_number(&parameters, "Handle", UINT_MAX);
    read_wish(&parameters, &wish);
    if (parameters_end(&parameters, call)) {
        struct account *account = find_handle(call, handle);
        unsigned status;

        if (account == NULL)
            status = STATUS_INVALID_HANDLE;
        else if (is_fixed(account))
            status = STATUS_NOT_PERMITTED;
        else
            status = check_wish(call, &wish, account);
        if (status == STATUS_OK) {
            fulfil_wish(&wish, account);
            note_change(call);
        }
        call_return(call, status);
    }
    free_wish(&wish);
}

void accounts_remove(struct call *call)
{
    struct config *config = &call->machine->config;
    struct account *account = read_handle(call);
    size_t index;

    if (account == NULL)
        return;
    if (is_fixed(account)) {
        call_return(call, STATUS_NOT_PERMITTED);
        return;
    }
    if (amt_quirk(&call->options->amt, "keeps-account")) {
        call_return(call, STATUS_OK);
        return;
    }
    clear_account(account);
    index = (size_t)(account - config->accounts);
    config->account_count--;
    memmove(account, account + 1, (config->account_count - index) * sizeof *account);
    note_change(call);
    call_return(call, STATUS_OK);
}

void accounts_get_enabled(struct call *call)
{
    const struct account *account = read_handle(call);
    struct reply reply;

    if (account == NULL)
        return;
    call_output(call, &reply);
    reply_text(&reply, reply.resource, "Enabled", account->enabled ? "true" : "false");
    call_output_end(call, &reply, STATUS_OK);
}

void accounts_set_enabled(struct call *call)
{
    struct parameters parameters;
    struct account *account;
    unsigned handle;
    bool enabled;

    parameters_begin(&parameters, call);
    handle = parameter_number(&parameters, "Handle", UINT_MAX);
    enabled = parameter_flag(&parameters, "Enabled");
    if (!parameters_end(&parameters, call))
        return;
    account = find_handle(call, handle);
    if (account == NULL) {
        call_return(call, STATUS_INVALID_HANDLE);
        return;
    }
    account->enabled = enabled;
    note_change(call);
    call_return(call, STATUS_OK);
}
