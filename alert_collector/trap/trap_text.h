/*
 * What snmptrapd hands to its traphandle programs, or prints with -Lo, read back into a trap.
 *
 * Forms that are read, in any mixture: OIDs as ".1.3.6...", "1.3.6...", "iso.3.6..." or with the
 * names of the usual MIBs; values with or without " = " and "Hex-STRING:" before them; octets as
 * hexadecimal pairs on one line or wrapped over many, in quotes or not, or as quoted text with
 * backslash escapes; v1 traps as snmptrapd converts them, v1 traps not converted ("6 .12677376",
 * "Enterprise Specific Trap (12677376)"), and v2c traps; varbinds separated by lines, tabs, ';' or
 * '|'.
 *
 * A trap's own values can imitate whole lines of this text. So the sender's address is taken only
 * from snmptrapd's transport line, and no line inside quotes is believed. The agent's address is
 * that of a line "agent ADDRESS" after it (%a), or of snmpTrapAddress.
 */
#ifndef FCFH_ALERT_COLLECTOR_TRAP_TRAP_TEXT_H
#define FCFH_ALERT_COLLECTOR_TRAP_TRAP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/addr.h"
#include "common/err.h"

/* A trap's text has some hundred bytes; one that is longer than this is refused. */
#define TRAP_TEXT_MAX (64 * 1024)

/* More than enough for the octets of a PET (at most 110). */
#define TRAP_OCTETS_MAX 512

struct trap {
    struct addr source; /* of the datagram, as snmptrapd saw it */
    struct addr agent;  /* the original sender according to the trap, or unknown */
    uint32_t specific;  /* the specific trap number */
    unsigned char octets[TRAP_OCTETS_MAX];
    size_t octet_count;
};

/* ERR_DATA for text that contains no PET: *trap then has what was found. A text in which a quote is
 * not closed is refused as a whole. */
enum err_code trap_parse(const char *text, size_t len, struct trap *trap, struct err *e);

/* Whether one line (without its newline) says where a trap came from: with snmptrapd -Lo that
 * starts a new trap. */
bool trap_starts_in(const char *line, size_t len);

#endif
