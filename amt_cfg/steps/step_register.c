/* Puts what is known about the machine into the register, once the limited user has proved which
 * machine it is. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "amt_cfg/steps/requests.h"
#include "amt_cfg/steps/step.h"

/* A machine that has several instances of a class refuses to give "the" one. */
static bool read_class(struct machine *m, const char *class_name, facts_reader *read)
{
    struct wsman_request get = request_get(class_name);
    struct wsman_request list = request_list(class_name);
    if (!step_try(m, &get) || (m->reply.outcome.result == AMT_FAULT && !step_try(m, &list)))
        return false;
    for (size_t i = 0; step_answered(m) && i < m->reply.count; i++)
        read(step_instance(m, i), &m->facts);
    return true;
}

/* Reads make, model and serial number, from the board if the system has none. False: the step is
 * over. A machine is registered even if it does not give these. */
static bool read_inventory(struct machine *m)
{
    return read_class(m, "CIM_Chassis", facts_read_chassis) &&
           (m->facts.serial[0] != '\0' || read_class(m, "CIM_Card", facts_read_card));
}

static void put(char *out, size_t size, const char *text)
{
    (void)snprintf(out, size, "%.*s", (int)size - 1, text);
}

/* Collects what is known about it; the register leaves out what it cannot hold. */
static void fill_client(const struct machine *m, struct register_client *seen)
{
    const struct facts *facts = &m->facts;
    struct addr address;
    memset(seen, 0, sizeof *seen);
    (void)guid_parse(m->report->uuid, &seen->guid);
    put(seen->realm, sizeof seen->realm, facts->realm);
    put(seen->serial, sizeof seen->serial,
        facts->serial[0] == '\0' ? facts->board_serial : facts->serial);
    put(seen->make, sizeof seen->make, facts->manufacturer);
    put(seen->model, sizeof seen->model, facts->model);
    put(seen->amt_version, sizeof seen->amt_version, facts->amt_version);
    if (m->report->host[0] != '\0' && !addr_parse(m->report->host, &address))
        put(seen->names[seen->name_count++], sizeof seen->names[0], m->report->host);
    if (facts->amt_fqdn[0] != '\0')
        put(seen->names[seen->name_count++], sizeof seen->names[0], facts->amt_fqdn);
    seen->learned = time(NULL);
    put(seen->learned_from, sizeof seen->learned_from, m->report->address);
    put(seen->learned_by, sizeof seen->learned_by, m->plan->run_by);
}

static void end_with_note(struct machine *m, const struct register_client *seen,
                          const struct register_note *note)
{
    static const char *const words[] = {
        [REGISTER_ADDED] = "entered",
        [REGISTER_UPDATED] = "brought up to date",
        [REGISTER_UNCHANGED] = "it has this machine",
    };
    if (note->result == REGISTER_REFUSED) {
        step_fail(m, ERR_PROTOCOL, "register refused", "%s%s",
                  m->plan->mode == PLAN_CONFIGURE ? "configured, not registered: " : "",
                  note->text);
        return;
    }
    if (note->result == REGISTER_MISSING) {
        step_end(m, STEP_MISSING, "%s", note->text);
        return;
    }
    step_end(m, note->result == REGISTER_UNCHANGED ? STEP_OK : STEP_CHANGED, "%s, %s%s%s%s",
             words[note->result], seen->has_tls ? "key " : "without TLS and key",
             seen->has_tls ? seen->keys[0] : "", note->text[0] != '\0' ? "; " : "", note->text);
}

/* With --remove the record stays, because what was proved once is still true; someone who gives the
 * machine away can have it forgotten. */
static void skip_removal(struct machine *m)
{
    const struct client_register *clients = m->plan->clients; /* a dry run has no register */
    size_t at = 0;
    const struct register_client *client =
        clients != NULL ? register_by_realm(clients, m->facts.realm, &at) : NULL;
    char id[REGISTER_ID_SIZE];
    if (client == NULL) {
        step_end(m, STEP_SKIPPED, "what the register has is left as it is");
        return;
    }
    register_client_id(client, id);
    step_end(m, STEP_SKIPPED, "it stays; 'fcfh-settings clients forget %s' removes it", id);
}

void step_register(struct machine *m)
{
    struct register_client seen;
    struct register_note note = {.text = ""};
    struct err e;
    if (m->plan->mode == PLAN_REMOVE) {
        skip_removal(m);
        return;
    }
    if (!m->proven) {
        step_end(m, STEP_SKIPPED, "its identity was not proved");
        return;
    }
    if (!read_inventory(m))
        return;
    fill_client(m, &seen);
    if (m->transport->update_register(m->transport->context, &seen, &note, &e) == ERR_OK)
        end_with_note(m, &seen, &note);
    else
        step_fail(m, ERR_CANTCREAT, "not registered", "%snot registered: %s",
                  m->plan->mode == PLAN_CONFIGURE ? "configured, " : "", e.text);
}
