#include "common/amt/power.h"

#include <string.h>

/* CIM_PowerManagementService.PowerState (DMTF DSP1027). */
enum state {
    ON = 2,
    SLEEP_LIGHT = 3,
    SLEEP_DEEP = 4,
    CYCLE_SOFT = 5,
    OFF_HARD = 6,
    HIBERNATE = 7,
    OFF_SOFT = 8,
    CYCLE_HARD = 9,
    RESET = 10,
    NMI = 11,
    OFF_SOFT_OS = 12,
    OFF_HARD_OS = 13,
    RESET_OS = 14,
    CYCLE_SOFT_OS = 15,
    CYCLE_HARD_OS = 16
};

static const char *const states[] = {
    [ON] = "on",
    [SLEEP_LIGHT] = "asleep (light)",
    [SLEEP_DEEP] = "asleep (deep)",
    [CYCLE_SOFT] = "in a power cycle",
    [OFF_HARD] = "off (hard)",
    [HIBERNATE] = "hibernating",
    [OFF_SOFT] = "off",
    [CYCLE_HARD] = "in a power cycle (hard)",
    [RESET] = "in a reset",
    [NMI] = "in a diagnostic interrupt",
    [OFF_SOFT_OS] = "shutting down",
    [OFF_HARD_OS] = "shutting down (hard)",
    [RESET_OS] = "restarting",
    [CYCLE_SOFT_OS] = "in a power cycle by its system",
    [CYCLE_HARD_OS] = "in a power cycle by its system (hard)",
};

/* What to request for each action: the first of these that AMT offers. */
static const struct {
    const char *word;
    const char *verb;
    bool asks;
    bool is_os;
    unsigned long states[2];
} actions[] = {
    [POWER_ON] = {"on", "Switch on", false, false, {ON, 0}},
    [POWER_OFF] = {"off", "Switch off", true, false, {OFF_SOFT, OFF_HARD}},
    [POWER_RESET] = {"reset", "Reset", true, false, {RESET, 0}},
    [POWER_CYCLE] = {"cycle", "Power cycle", true, false, {CYCLE_SOFT, CYCLE_HARD}},
    [POWER_SLEEP] = {"sleep", "Put to sleep", false, false, {SLEEP_DEEP, SLEEP_LIGHT}},
    [POWER_HIBERNATE] = {"hibernate", "Hibernate", false, false, {HIBERNATE, 0}},
    [POWER_OS_SHUTDOWN] =
        {"os-shutdown", "Shut down the system of", true, true, {OFF_SOFT_OS, OFF_HARD_OS}},
    [POWER_OS_RESET] = {"os-reset", "Restart the system of", true, true, {RESET_OS, 0}},
    [POWER_OS_CYCLE] =
        {"os-cycle", "Power cycle the system of", true, true, {CYCLE_SOFT_OS, CYCLE_HARD_OS}},
    [POWER_NMI] = {"nmi", "Send a diagnostic interrupt to", true, false, {NMI, 0}},
};

bool power_read(const xml_node *instance, struct power *power)
{
    power->offered_count = 0;
    if (!wsman_number(instance, "PowerState", &power->state))
        return false;
    const xml_node *offer = xml_child(instance, NULL, "AvailableRequestedPowerStates");
    for (; offer != NULL; offer = xml_next(offer, NULL, "AvailableRequestedPowerStates")) {
        char text[16];
        unsigned long number = 0;
        xml_text(offer, text, sizeof text);
        for (const char *c = text; *c >= '0' && *c <= '9' && number < 1000; c++)
            number = number * 10 + (unsigned long)(*c - '0');
        if (number > 0 && power->offered_count < POWER_OFFERS_MAX)
            power->offered[power->offered_count++] = number;
    }
    return true;
}

void power_read_saving(const xml_node *instance, struct power *power)
{
    enum { SAVING = 3 };
    unsigned long saving;
    power->saving = wsman_number(instance, "OSPowerSavingState", &saving) && saving == SAVING;
}

const char *power_state_name(unsigned long state)
{
    if (state < sizeof states / sizeof states[0] && states[state] != NULL)
        return states[state];
    return "in an unknown state";
}

bool power_is_on(const struct power *power)
{
    return power->state == ON;
}

bool power_is_off(const struct power *power)
{
    return power->state == OFF_HARD || power->state == OFF_SOFT || power->state == HIBERNATE ||
           power->state == OFF_SOFT_OS || power->state == OFF_HARD_OS;
}

bool power_action_parse(const char *word, enum power_action *action)
{
    for (size_t i = 0; i < POWER_ACTION_COUNT; i++) {
        if (strcmp(actions[i].word, word) == 0) {
            *action = (enum power_action)i;
            return true;
        }
    }
    return false;
}

const char *power_action_name(enum power_action action)
{
    return actions[action].word;
}

const char *power_action_verb(enum power_action action)
{
    return actions[action].verb;
}

bool power_action_needs_confirmation(enum power_action action)
{
    return actions[action].asks;
}

bool power_action_is_os(enum power_action action)
{
    return actions[action].is_os;
}

bool power_action_is_reset(enum power_action action)
{
    return action == POWER_RESET || action == POWER_OS_RESET;
}

unsigned long power_choose(const struct power *power, enum power_action action)
{
    if (power->offered_count == 0)
        return actions[action].states[0];
    for (size_t wish = 0; wish < 2; wish++)
        for (size_t i = 0; i < power->offered_count; i++)
            if (power->offered[i] == actions[action].states[wish])
                return power->offered[i];
    return 0;
}

bool power_is_done(const struct power *power, enum power_action action)
{
    switch (action) {
    case POWER_OFF:
    case POWER_OS_SHUTDOWN:
        return power_is_off(power);
    case POWER_SLEEP:
        return power->state == SLEEP_LIGHT || power->state == SLEEP_DEEP || power->saving;
    case POWER_HIBERNATE:
        return power_is_off(power);
    case POWER_ON:
        return power_is_on(power) && !power->saving;
    case POWER_RESET:
    case POWER_CYCLE:
    case POWER_OS_RESET:
    case POWER_OS_CYCLE:
    case POWER_NMI:
    case POWER_ACTION_COUNT:
        break;
    }
    return power_is_on(power);
}

static const struct wsman_pair the_pc[] = {{"CreationClassName", "CIM_ComputerSystem"},
                                           {"Name", "ManagedSystem"}};

void request_power(struct request *r, unsigned long state)
{
    request_begin(r, WSMAN_INVOKE, "CIM_PowerManagementService", "RequestPowerStateChange");
    request_add_number(r, "PowerState", state, 0);
    request_add_reference(r, "ManagedElement", "CIM_ComputerSystem", the_pc, 2);
}

void request_wake(struct request *r)
{
    enum { FULL = 2 };
    request_begin(r, WSMAN_INVOKE, POWER_SAVING_CLASS, "RequestOSPowerSavingStateChange");
    request_add_number(r, "OSPowerSavingState", FULL, 0);
    request_add_reference(r, "ManagedElement", "CIM_ComputerSystem", the_pc, 2);
}
