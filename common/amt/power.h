/*
 * The power state of a PC, and what may be asked for: CIM_AssociatedPowerManagementService,
 * CIM_PowerManagementService, IPS_PowerManagementService. Pure.
 */
#ifndef FCFH_COMMON_AMT_POWER_H
#define FCFH_COMMON_AMT_POWER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/amt/request.h"

#define POWER_CLASS        "CIM_AssociatedPowerManagementService"
#define POWER_SAVING_CLASS "IPS_PowerManagementService" /* from AMT 10 on, while the PC is on */

#define POWER_OFFERS_MAX 24

/* What a person asks for. */
enum power_action {
    POWER_ON,
    POWER_OFF,
    POWER_RESET,
    POWER_CYCLE,
    POWER_SLEEP,
    POWER_HIBERNATE,
    POWER_OS_SHUTDOWN,
    POWER_OS_RESET,
    POWER_OS_CYCLE,
    POWER_NMI,
    POWER_ACTION_COUNT
};

struct power {
    unsigned long state; /* CIM's number; 0: not known */
    unsigned long offered[POWER_OFFERS_MAX];
    size_t offered_count; /* 0: this firmware does not tell */
    bool saving;          /* Modern Standby: it is on, but its operating system sleeps */
};

/* False: there is no state in it. */
bool power_read(const xml_node *instance, struct power *power);
void power_read_saving(const xml_node *instance, struct power *power);

/* "on", "asleep (light)", "off", "hibernating", ...: for people, and for --json. */
const char *power_state_name(unsigned long state);
bool power_is_on(const struct power *power);
bool power_is_off(const struct power *power); /* or hibernates: nothing runs */

/* Parses "os-shutdown"; false for any other word. */
bool power_action_parse(const char *word, enum power_action *action);
const char *power_action_name(enum power_action action);
/* "Switch off", for a question and an event. */
const char *power_action_verb(enum power_action action);
/* It may cost the user's work, or leave the PC off. */
bool power_action_needs_confirmation(enum power_action action);
/* It needs LMS in a running operating system, and may take a while. */
bool power_action_is_os(enum power_action action);

/* The PC is on before and after. */
bool power_action_is_reset(enum power_action action);

/* The number to request, 0 if AMT does not offer the action now. */
unsigned long power_choose(const struct power *power, enum power_action action);
/* Whether the action has taken effect, as far as the state can tell. */
bool power_is_done(const struct power *power, enum power_action action);

void request_power(struct request *r, unsigned long state);
/* Wakes it from Modern Standby. */
void request_wake(struct request *r);

#endif
