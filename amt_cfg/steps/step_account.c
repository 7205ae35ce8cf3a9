/*
 * The limited user as which fcfh-identify logs in. AMT keeps only a hash of the password, so only a
 * log-in shows whether an existing account has the right one.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "amt_cfg/steps/requests.h"
#include "amt_cfg/steps/step.h"
#include "common/amt/digest_password.h"

#define RIGHTS "network access, Hardware Asset and General Info"

#define HANDLES_MAX 256 /* accounts; AMT has room for some 15 */

enum { RETURN_DUPLICATE = 2058, RETURN_NO_HANDLE = 2053 /* our own: a success without a handle */ };

struct account {
    unsigned long handles[HANDLES_MAX];
    size_t handle_count;
    size_t unreadable; /* handles for which AMT gave no entry */
    bool found;
    bool right; /* the entry has the access and the realms that it should have */
    unsigned long handle;
};

/* ": flash write limit reached" for a ReturnValue of AMT's methods; "" for one that is not known.
 */
static const char *describe(unsigned long value)
{
    static const struct {
        unsigned long value;
        const char *text;
    } texts[] = {
        {1, ": internal error"},
        {12, ": invalid user name"},
        {16, ": not permitted"},
        {23, ": all places for accounts are taken; remove one that is not needed"},
        {35, ": invalid index"},
        {38, ": flash write limit reached; try again in some minutes"},
        {2053, ": invalid handle"},
        {2054, ": invalid password"},
        {2055, ": invalid realm"},
        {2058, ": an account of this name exists already"},
        {2065, ": too many Kerberos domains"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (texts[i].value == value)
            return texts[i].text;
    return "";
}

static void parse_handles(const xml_node *output, struct account *a)
{
    const xml_node *handle = xml_child(output, NULL, "Handles");
    for (; handle != NULL; handle = xml_next(handle, NULL, "Handles")) {
        char text[16];
        xml_text(handle, text, sizeof text);
        size_t digits = strspn(text, "0123456789");
        if (digits > 0 && text[digits] == '\0' && a->handle_count < HANDLES_MAX)
            a->handles[a->handle_count++] = strtoul(text, NULL, 10);
    }
}

/* Reads the list page by page. False: the step is over. */
static bool list_handles(struct machine *m, struct account *a)
{
    bool has_total = false;
    size_t before;
    unsigned long total = 0;
    unsigned long result;
    do {
        struct request r;
        before = a->handle_count;
        request_enumerate_accounts(&r, (unsigned long)before + 1);
        if (!step_try(m, &r.wsman))
            return false;
        const xml_node *output = step_instance(m, 0);
        if (step_answered(m))
            has_total = wsman_number(output, "TotalCount", &total);
        if (!wsman_number(output, "ReturnValue", &result))
            result = 0; /* the answer is what it lists */
        parse_handles(output, a);
        if (!step_answered(m) || result != 0)
            break;
    } while ((!has_total || a->handle_count < total) && a->handle_count > before &&
             a->handle_count < HANDLES_MAX);
    if (before > 0 && !has_total)
        return true; /* it was a guess that there is a further page */
    if (!step_answered(m))
        step_fail_outcome(m);
    else if (result != 0) /* This does not mean an empty list: our account may be in it. */
        step_fail(m, ERR_PROTOCOL, "accounts not told", "EnumerateUserAclEntries gives %lu%s",
                  result, describe(result));
    return step_answered(m) && result == 0;
}

/* Whether the realms are those that we give, in any order, and no other. */
static bool realms_are_ours(const xml_node *output)
{
    bool asset = false;
    bool general = false;
    const xml_node *realm = xml_child(output, NULL, "Realms");
    for (; realm != NULL; realm = xml_next(realm, NULL, "Realms")) {
        char text[16];
        xml_text(realm, text, sizeof text);
        unsigned long number = strtoul(text, NULL, 10);
        if (number != ACCOUNT_REALM_ASSET && number != ACCOUNT_REALM_GENERAL)
            return false;
        asset = asset || number == ACCOUNT_REALM_ASSET;
        general = general || number == ACCOUNT_REALM_GENERAL;
    }
    return asset && general;
}

/* Reads the entry of a handle, and sets found and right if it is our account. False: the step is
 * over. */
static bool read_entry(struct machine *m, struct account *a, unsigned long handle,
                       step_question *ask)
{
    struct request r;
    char name[64];
    unsigned long access;
    request_by_handle(&r, "GetUserAclEntryEx", handle);
    a->found = false;
    if (!ask(m, &r.wsman))
        return false;
    const xml_node *output = step_instance(m, 0);
    wsman_value(output, "DigestUsername", name, sizeof name);
    if (strcmp(name, m->plan->conf->amt.user) != 0)
        return true;
    a->found = true;
    a->handle = handle;
    a->right = wsman_number(output, "AccessPermission", &access) &&
               access == ACCOUNT_ACCESS_NETWORK && realms_are_ours(output);
    return true;
}

/* AMT sometimes gives no entry for one of its handles: that says nothing about the others. */
static bool find_entry(struct machine *m, struct account *a)
{
    for (size_t i = 0; i < a->handle_count && !a->found; i++) {
        if (!read_entry(m, a, a->handles[i], step_try_all))
            return false;
        if (m->reply.outcome.result == AMT_DENIED) {
            step_fail_outcome(m);
            return false;
        }
        a->unreadable += !step_answered(m) || step_return_value(m) != 0;
    }
    return true;
}

/* For step_change: the context is the account. */

static bool verify_added(struct machine *m, void *context, bool *done)
{
    struct account *a = context;
    *a = (struct account){.handle_count = 0};
    bool good = list_handles(m, a) && find_entry(m, a);
    *done = a->found;
    return good;
}

/* The password cannot be read, so it is written again if the handle is still that of our
 * account. */
static bool verify_updated(struct machine *m, void *context, bool *done)
{
    struct account *a = context;
    *done = false;
    if (!read_entry(m, a, a->handle, step_ask))
        return false;
    if (!a->found)
        step_fail(m, ERR_TEMPFAIL, "changed meanwhile",
                  "the account disappeared while it was written; try again");
    return a->found;
}

static bool verify_enabled(struct machine *m, void *context, bool *done)
{
    const struct account *a = context;
    struct request r;
    char enabled[8] = "";
    request_by_handle(&r, "GetAclEnabledState", a->handle);
    if (!step_try(m, &r.wsman))
        return false;
    if (step_answered(m))
        wsman_value(step_instance(m, 0), "Enabled", enabled, sizeof enabled);
    *done = strcasecmp(enabled, "true") == 0 || strcmp(enabled, "1") == 0;
    return true;
}

/* A free handle is not in the list; it may also have been given to another account. */
static bool verify_removed(struct machine *m, void *context, bool *done)
{
    struct account *a = context;
    bool listed = false;
    a->handle_count = 0;
    a->found = false;
    if (!list_handles(m, a))
        return false;
    for (size_t i = 0; i < a->handle_count; i++)
        listed = a->handles[i] == a->handle || listed;
    bool good = !listed || read_entry(m, a, a->handle, step_ask);
    *done = !a->found;
    return good;
}

/* False, and the step has failed, if the method was refused. */
static bool method_succeeded(struct machine *m, const struct account *a, const char *method,
                             unsigned long result)
{
    const char *text = describe(result);
    if (result == RETURN_DUPLICATE && a->unreadable > 0)
        text = ": there is one of this name that AMT does not show; remove it by hand";
    if (result != 0)
        step_fail(m, ERR_CANTCREAT, "account refused", "%s gives %lu%s", method, result, text);
    m->logins_forgotten = result == 0;
    return result == 0;
}

/* Creates the account, or brings it up to date. */
static void write_account(struct machine *m, struct account *a)
{
    const char *user = m->plan->conf->amt.user;
    bool added = !a->found;
    char digest[DIGEST_PASSWORD_SIZE];
    struct request r;
    struct err e;
    if (digest_password(user, m->facts.realm, &m->plan->secret, digest, &e) != ERR_OK) {
        step_fail(m, e.code, "internal", "%s", e.text);
        return;
    }
    request_account(&r, added ? NULL : &a->handle, user, digest);
    bool asked = step_must_change(m, &r.wsman, added ? verify_added : verify_updated, a);
    explicit_bzero(digest, sizeof digest);
    if (!asked)
        return;
    unsigned long result = step_return_value(m);
    if (added && !m->change_verified && !wsman_number(step_instance(m, 0), "Handle", &a->handle) &&
        result == 0)
        result = RETURN_NO_HANDLE;
    if (!method_succeeded(m, a, r.wsman.method, result))
        return;
    /* An existing account may be switched off; a new one never is. The proof at the end shows
     * whether enabling it helped. */
    request_enable_account(&r, a->handle);
    if (!added && !step_change(m, &r.wsman, verify_enabled, a))
        return;
    if (!added && m->reply.outcome.transient) {
        step_fail_outcome(m);
        return;
    }
    if (!read_entry(m, a, a->handle, step_ask))
        return;
    if (!a->found || !a->right)
        step_fail(m, ERR_PROTOCOL, "not kept",
                  "AMT said that it took the account, but shows it with other rights");
    else
        step_end(m, STEP_CHANGED, "%s %s: " RIGHTS "%s", user,
                 added ? "made" : "brought up to date",
                 m->reply.is_private
                     ? ""
                     : "; without TLS, anybody who listened has the hash that it logs in with");
}

static void remove_account(struct machine *m, struct account *a)
{
    const char *user = m->plan->conf->amt.user;
    struct request r;
    if (!a->found && a->unreadable > 0) {
        step_end(m, STEP_OK,
                 "there is no %s among the accounts that AMT shows; %zu it does not show", user,
                 a->unreadable);
        return;
    }
    if (!a->found) {
        step_end(m, STEP_OK, "there is no %s", user);
        return;
    }
    request_by_handle(&r, "RemoveUserAclEntry", a->handle);
    if (!step_must_change(m, &r.wsman, verify_removed, a) ||
        !method_succeeded(m, a, r.wsman.method, step_return_value(m)) ||
        !read_entry(m, a, a->handle, step_try_all))
        return;
    /* For a free handle AMT may answer with a return value or with a fault, even with one that may
     * pass. */
    bool removed = !a->found;
    if (m->reply.outcome.transient && !verify_removed(m, a, &removed))
        return;
    if (m->reply.outcome.result == AMT_DENIED)
        step_fail_outcome(m);
    else if (!removed)
        step_fail(m, ERR_PROTOCOL, "not removed",
                  "AMT said that it removed the account, but still shows it");
    else
        step_end(m, STEP_CHANGED, "%s removed", user);
}

void step_account(struct machine *m)
{
    const char *user = m->plan->conf->amt.user;
    struct account a = {.handle_count = 0};
    if (!list_handles(m, &a) || !find_entry(m, &a))
        return;
    if (m->plan->mode == PLAN_REMOVE) {
        remove_account(m, &a);
        return;
    }
    if (a.found && a.right) {
        if (!step_prove(m))
            return;
        if (step_answered(m)) {
            step_end(m, STEP_OK, "%s is there: " RIGHTS, user);
            return;
        }
        if (m->reply.outcome.result == AMT_DENIED) {
            step_fail(m, ERR_NOPERM, "proof failed",
                      "%s logs in, but may not read who the machine is", user);
            return;
        }
        if (m->reply.outcome.result != AMT_LOGIN_REFUSED) {
            step_fail_outcome(m);
            return;
        }
    }
    if (m->plan->mode == PLAN_CONFIGURE)
        write_account(m, &a);
    else if (!a.found)
        step_end(m, STEP_MISSING, "there is no %s", user);
    else if (!a.right)
        step_end(m, STEP_MISSING, "%s is there, but may do more or less than it should", user);
    else
        step_end(m, STEP_MISSING, "%s is there, but its password is another one", user);
}
