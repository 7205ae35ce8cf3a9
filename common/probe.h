/*
 * An alert that fcfh-settings check sends to see whether alerts arrive at all. It belongs to no
 * client, is never a call whatever fcfh.conf says, and is counted with its number, which nobody can
 * guess. No input or output.
 */
#ifndef FCFH_COMMON_PROBE_H
#define FCFH_COMMON_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/guid.h"

/* The MessageID of the WS-Event: no `calls` of fcfh.conf can name it. Its IndicationIdentifier is
 * the number in hexadecimal digits. */
#define PROBE_EVENT_ID "fcfh-probe"

/* The GUID of the trap has the number in it; 0 is none. */
void probe_guid(uint64_t number, struct guid *guid);
uint64_t probe_number_of_guid(const struct guid *guid);

#define PROBE_TEXT_SIZE 17
void probe_text(uint64_t number, char text[PROBE_TEXT_SIZE]);
uint64_t probe_number_of_text(const char *text);

#endif
