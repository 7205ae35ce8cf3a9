/* What may change in the register, and what a person is told or asked first. Pure. */
#ifndef FCFH_COMMON_AMT_REGISTER_RULES_H
#define FCFH_COMMON_AMT_REGISTER_RULES_H

#include "common/amt/register.h"

enum register_source {
    REGISTER_SETUP, /* a machine was set up, over this connection */
    REGISTER_CHECK, /* or it was looked at: adds no machine, may add a first key to one, changes no
                       key */
    REGISTER_LEARN, /* another console has set it up */
    REGISTER_IMPORT
};

struct register_policy {
    enum register_source source;
    bool accept_key; /* a different key or realm replaces the known one */
    bool plain;      /* with accept_key: TLS is taken away */
};

enum register_result {
    REGISTER_ADDED,
    REGISTER_UPDATED,
    REGISTER_UNCHANGED,
    REGISTER_REFUSED,
    REGISTER_MISSING /* REGISTER_CHECK: a machine that is not in it */
};

struct register_note {
    enum register_result result;
    char text[400]; /* why it is refused, or what a person should know, joined with "; "; or "" */
};

/* Merges what was seen, which is clean, into the register's record of the same machine, or makes a
 * new record: *merged, which the caller then writes if it is ADDED or UPDATED. */
void register_rules_merge(const struct client_register *reg, const struct register_client *seen,
                          const struct register_policy *policy, time_t now,
                          struct register_client *merged, struct register_note *note);

#endif
