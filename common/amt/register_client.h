/* One record of the register and its texts. Pure. */
#ifndef FCFH_COMMON_AMT_REGISTER_CLIENT_H
#define FCFH_COMMON_AMT_REGISTER_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "common/addr.h"
#include "common/amt/challenge.h"
#include "common/amt/facts.h"
#include "common/amt/tls_key.h"
#include "common/guid.h"
#include "common/text.h"

#define REGISTER_KEYS_MAX   4
#define REGISTER_NAMES_MAX  8
#define REGISTER_TLS_SIZE   8  /* "1.2" */
#define REGISTER_USER_SIZE  65 /* a login name */
#define REGISTER_NUMBER_MAX 99 /* machines of one UUID */

/* All zeros: nothing is known. A text is "" then. */
struct register_client {
    struct guid guid;
    unsigned number; /* of its file: 1 for "<uuid>.xml", 2 for "<uuid>.2.xml" */
    char realm[CHALLENGE_REALM_SIZE];
    bool has_tls;                        /* TLS was seen: never again without it */
    char tls_version[REGISTER_TLS_SIZE]; /* that was spoken, "1.2" */
    time_t tls_since;
    char keys[REGISTER_KEYS_MAX][TLS_KEY_SIZE];
    size_t key_count;
    char serial[TEXT_VALUE_SIZE];
    char names[REGISTER_NAMES_MAX][TEXT_VALUE_SIZE]; /* that a certificate may be for; lower case */
    size_t name_count;
    char make[TEXT_VALUE_SIZE];
    char model[TEXT_VALUE_SIZE];
    char amt_version[FACTS_VERSION_SIZE];
    time_t learned;
    char learned_from[ADDR_TEXT_SIZE];   /* the address */
    char learned_by[REGISTER_USER_SIZE]; /* who ran the program */
};

/* "Digest:" and 32 hexadecimal digits. */
bool register_client_is_realm(const char *text);

/* Of TLS: "1.2", or "" where it is not known. */
bool register_client_is_version(const char *text);

/* A host name in lower case, without a final dot. False, and "", for anything else. */
bool register_client_name(const char *text, char name[TEXT_VALUE_SIZE]);

/* Turns what was seen into what the register accepts: text that is legal in XML, names in lower
 * case and each once, keys each once, no placeholder for a serial number. The rest is left out. */
void register_client_clean(struct register_client *client);

bool register_client_has_key(const struct register_client *client, const char *key);

/* The record's ID as people see it: "UUID", or "UUID.2". */
#define REGISTER_ID_SIZE (GUID_TEXT_SIZE + 4)
void register_client_id(const struct register_client *client, char id[REGISTER_ID_SIZE]);

/* The reverse; "UUID" is number 1. The whole text or nothing. */
bool register_client_parse_id(const char *text, struct guid *guid, unsigned *number);

#endif
