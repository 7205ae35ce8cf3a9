/*
 * The limited user that fcfh-identify logs in with. AMT keeps only a hash of the password, so
 * whether an account that is there has the right one shows when it is used.
 */
#include <stdlib.h>
#include <string.h>

#include "amt_cfg/failure.h"
#include "amt_cfg/requests.h"
#include "amt_cfg/steps/step.h"
#include "common/amt/digest_password.h"

#define RIGHTS "network access, Hardware Asset and General Info"

enum { RETURN_DUPLICATE = 2058, RETURN_NO_HANDLE = 2053 /* ours: a success without one */ };

static void read_next(struct machine *m);

static void take_page(void *machine, const xml_node *output)
{
    struct machine *m = machine;
    struct step_account *a = &m->account;
    a->has_total = wsman_number(output, "TotalCount", &a->total);
    if (!wsman_number(output, "ReturnValue", &m->return_value))
        m->return_value = 0; /* what it lists is the answer */
    const xml_node *handle = xml_child(output, NULL, "Handles");
    for (; handle != NULL; handle = xml_next(handle, NULL, "Handles")) {
        char text[16];
        xml_text(handle, text, sizeof text);
        size_t digits = strspn(text, "0123456789");
        if (digits > 0 && text[digits] == '\0' && a->handle_count < STEP_HANDLES_MAX)
            a->handles[a->handle_count++] = strtoul(text, NULL, 10);
    }
}

static void page_read(struct machine *m, const struct amt_outcome *outcome);

static void ask_page(struct machine *m)
{
    struct request r;
    m->account.at = m->account.handle_count;
    request_enumerate_accounts(&r, (unsigned long)m->account.handle_count + 1);
    step_try(m, &r.wsman, take_page, page_read);
}

static void page_read(struct machine *m, const struct amt_outcome *outcome)
{
    struct step_account *a = &m->account;
    bool guessed = a->at > 0 && !a->has_total; /* perhaps there was no further page */
    bool refused = outcome->result != AMT_ANSWERED || m->return_value != 0;
    bool more = !refused && (a->handle_count < a->total || !a->has_total) &&
                a->handle_count > a->at && a->handle_count < STEP_HANDLES_MAX;
    if (more) {
        ask_page(m);
    } else if (refused && !guessed && outcome->result != AMT_ANSWERED) {
        step_fail_outcome(m, outcome);
    } else if (refused && !guessed) {
        /* Not an empty list: our account may be in it. */
        const char *text = failure_return_value(m->return_value);
        step_fail(m, ERR_PROTOCOL, "accounts not told", "EnumerateUserAclEntries gives %lu%s%s",
                  m->return_value, text[0] != '\0' ? ": " : "", text);
    } else {
        a->at = 0;
        read_next(m);
    }
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

static void take_entry(void *machine, const xml_node *output)
{
    struct machine *m = machine;
    struct step_account *a = &m->account;
    char name[64];
    unsigned long access = 0;
    wsman_value(output, "DigestUsername", name, sizeof name);
    step_take_return(machine, output);
    if (strcmp(name, m->plan->conf->amt.user) != 0)
        return;
    a->found = true;
    a->right = wsman_number(output, "AccessPermission", &access) &&
               access == ACCOUNT_ACCESS_NETWORK && realms_are_ours(output);
}

static void take_new_handle(void *machine, const xml_node *output)
{
    struct machine *m = machine;
    step_take_return(machine, output);
    if (!wsman_number(output, "Handle", &m->account.handle) && m->return_value == 0)
        m->return_value = RETURN_NO_HANDLE;
}

/* False, and the step has failed, if the method said no. */
static bool method_succeeded(struct machine *m, const char *method)
{
    unsigned long result = m->return_value;
    if (result == 0) {
        amt_forget_login(m->admin);
        return true;
    }
    const char *text = failure_return_value(result);
    if (result == RETURN_DUPLICATE && m->account.unreadable > 0)
        text = "there is one of this name that AMT does not show; remove it by hand";
    step_fail(m, ERR_CANTCREAT, "account refused", "%s gives %lu%s%s", method, result,
              text[0] != '\0' ? ": " : "", text);
    return false;
}

static void read_back(struct machine *m, const struct amt_outcome *outcome)
{
    (void)outcome;
    if (!m->account.found || !m->account.right)
        step_fail(m, ERR_PROTOCOL, "not kept",
                  "AMT said that it took the account, but shows it with other rights");
    else
        step_end(m, STEP_CHANGED, "%s %s: " RIGHTS, m->plan->conf->amt.user,
                 m->account.added ? "made" : "brought up to date");
}

static void ask_back(struct machine *m)
{
    struct request r;
    m->account.found = false;
    request_by_handle(&r, "GetUserAclEntryEx", m->account.handle);
    step_ask(m, &r.wsman, take_entry, read_back);
}

static void enabled(struct machine *m, const struct amt_outcome *outcome)
{
    (void)outcome; /* the proof at the end tells whether it helped */
    ask_back(m);
}

/* An account that was there may be switched off; one that is new never is. */
static void enable(struct machine *m)
{
    struct request r;
    request_enable_account(&r, m->account.handle);
    step_try(m, &r.wsman, NULL, enabled);
}

static void written(struct machine *m, const struct amt_outcome *outcome)
{
    (void)outcome;
    if (!method_succeeded(m, m->account.added ? "AddUserAclEntryEx" : "UpdateUserAclEntryEx"))
        return;
    if (m->account.added)
        ask_back(m);
    else
        enable(m);
}

static void write_account(struct machine *m)
{
    struct step_account *a = &m->account;
    char digest[DIGEST_PASSWORD_SIZE];
    struct request r;
    struct err e;
    a->added = !a->found;
    if (digest_password(m->plan->conf->amt.user, m->realm, &m->plan->secret, digest, &e) !=
        ERR_OK) {
        step_fail(m, e.code, "internal", "%s", e.text);
        return;
    }
    request_account(&r, a->added ? NULL : &a->handle, m->plan->conf->amt.user, digest);
    step_ask(m, &r.wsman, a->added ? take_new_handle : step_take_return, written);
    explicit_bzero(digest, sizeof digest);
}

static void tried(struct machine *m, const struct amt_outcome *outcome)
{
    if (outcome->result == AMT_ANSWERED) {
        step_end(m, STEP_OK, "%s is there: " RIGHTS, m->plan->conf->amt.user);
    } else if (outcome->result == AMT_DENIED) {
        step_fail(m, ERR_NOPERM, "proof failed", "%s logs in, but may not read who the machine is",
                  m->plan->conf->amt.user);
    } else if (outcome->result != AMT_PASSWORD) {
        step_fail_outcome(m, outcome);
    } else if (m->plan->mode == PLAN_CHECK) {
        step_end(m, STEP_MISSING, "%s is there, but its password is another one",
                 m->plan->conf->amt.user);
    } else {
        write_account(m);
    }
}

/* AMT may explain a handle that is free by a fault or by a return value. */
static void looked_again(struct machine *m, const struct amt_outcome *outcome)
{
    if (outcome->result == AMT_DENIED || outcome->result == AMT_BUSY)
        step_fail_outcome(m, outcome);
    else if (m->account.found)
        step_fail(m, ERR_PROTOCOL, "not removed",
                  "AMT said that it removed the account, but still shows it");
    else
        step_end(m, STEP_CHANGED, "%s removed", m->plan->conf->amt.user);
}

static void removed(struct machine *m, const struct amt_outcome *outcome)
{
    struct request r;
    (void)outcome;
    if (!method_succeeded(m, "RemoveUserAclEntry"))
        return;
    m->account.found = false;
    request_by_handle(&r, "GetUserAclEntryEx", m->account.handle);
    step_try(m, &r.wsman, take_entry, looked_again);
}

static void remove_account(struct machine *m)
{
    struct request r;
    if (!m->account.found && m->account.unreadable > 0) {
        step_end(m, STEP_OK, "there is no %s among the accounts that AMT shows; %zu it does not",
                 m->plan->conf->amt.user, m->account.unreadable);
        return;
    }
    if (!m->account.found) {
        step_end(m, STEP_OK, "there is no %s", m->plan->conf->amt.user);
        return;
    }
    request_by_handle(&r, "RemoveUserAclEntry", m->account.handle);
    step_ask(m, &r.wsman, step_take_return, removed);
}

/* All entries are read, or ours was found. */
static void decide(struct machine *m)
{
    const struct step_account *a = &m->account;
    if (m->plan->mode == PLAN_REMOVE)
        remove_account(m);
    else if (a->found && a->right)
        step_prove(m, tried);
    else if (m->plan->mode == PLAN_CHECK)
        step_end(m, STEP_MISSING,
                 a->found ? "%s is there, but may do more or less than it should"
                          : "there is no %s",
                 m->plan->conf->amt.user);
    else
        write_account(m);
}

/* AMT sometimes cannot explain one of its handles: that says nothing of the others. */
static void entry_read(struct machine *m, const struct amt_outcome *outcome)
{
    struct step_account *a = &m->account;
    if (outcome->result == AMT_DENIED) {
        step_fail_outcome(m, outcome);
        return;
    }
    if (outcome->result != AMT_ANSWERED || m->return_value != 0)
        a->unreadable++;
    if (a->found)
        a->handle = a->handles[a->at];
    a->at++;
    read_next(m);
}

static void read_next(struct machine *m)
{
    struct step_account *a = &m->account;
    struct request r;
    if (a->found || a->at == a->handle_count) {
        decide(m);
        return;
    }
    request_by_handle(&r, "GetUserAclEntryEx", a->handles[a->at]);
    step_try(m, &r.wsman, take_entry, entry_read);
}

void step_account(struct machine *m)
{
    ask_page(m);
}
