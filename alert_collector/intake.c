#include "alert_collector/intake.h"

#include <string.h>
#include <unistd.h>

#include "alert_collector/trap/trap_text.h"
#include "common/file.h"
#include "common/hex.h"
#include "common/pet.h"
#include "common/probe.h"

#define SHOWN_BYTES 64

/* Adds what was received to the reason: the octets of the PET if there were any, else the text. */
static enum err_code refuse(const struct err *why, const struct trap *trap, const char *text,
                            size_t len, struct err *e)
{
    char dump[3 * SHOWN_BYTES + 1];
    const void *what = trap->octet_count > 0 ? (const void *)trap->octets : (const void *)text;
    size_t count = trap->octet_count > 0 ? trap->octet_count : len;
    hex_dump(what, count < SHOWN_BYTES ? count : SHOWN_BYTES, dump, sizeof dump);
    return err_set(e, ERR_DATA, "not understood: %.110s: %s", why->text, dump);
}

/* A known forwarder is believed about the sender; if it says nothing, a machine that the trap names
 * is not taken to be at the forwarder's address. */
static struct addr find_sender(const struct conf *conf, const struct trap *trap, bool names_machine)
{
    for (size_t i = 0; i < conf->collector.relay_count; i++)
        if (addr_equal(&conf->collector.relays[i], &trap->source) &&
            (names_machine || !addr_is_unknown(&trap->agent)))
            return trap->agent;
    return trap->source;
}

enum err_code intake_read(const struct conf *conf, const char *text, size_t len, time_t now,
                          struct intake *intake, struct err *e)
{
    struct trap trap;
    struct pet pet;
    struct err why;
    if (trap_parse(text, len, &trap, &why) != ERR_OK ||
        pet_decode(trap.specific, trap.octets, trap.octet_count, &pet, &why) != ERR_OK)
        return refuse(&why, &trap, text, len, e);
    intake->probe = probe_number_of_guid(&pet.guid);
    struct addr sender = find_sender(conf, &trap, guid_is_unique(&pet.guid));
    pet_to_alert(&pet, &sender, conf->collector.calls, conf->collector.call_count, now,
                 &intake->alert);
    if (!pet_unknown_hint(&pet, &intake->alert, intake->hint))
        intake->hint[0] = '\0';
    if (intake->probe != 0) /* whatever `calls` says */
        intake->alert.kind = ALERT_EVENT;
    return ERR_OK;
}

enum log_key intake_failure_key(enum err_code code)
{
    return code == ERR_DATA ? LOG_NOT_UNDERSTOOD : LOG_NOT_STORED;
}

enum err_code intake_read_stdin(char *text, size_t size, size_t *len, struct err *e)
{
    char beyond[4096];
    ssize_t used = file_read(STDIN_FILENO, text, size, FILE_ALL);
    ssize_t more = used;
    while (more > 0 && (size_t)used == size)
        more = file_read(STDIN_FILENO, beyond, sizeof beyond, FILE_ALL);
    if (more < 0)
        return err_errno(e, ERR_TEMPFAIL, "standard input");
    *len = (size_t)used;
    return ERR_OK;
}
