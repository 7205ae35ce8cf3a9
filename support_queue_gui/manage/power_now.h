/* The power of the PC: its state, and changing it. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_POWER_NOW_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_POWER_NOW_H

#include "common/amt/power.h"
#include "support_queue_gui/manage/manage.h"

enum err_code power_read_state(struct manage *m, struct power *power, struct err *e);
/* "on", "on, its system asleep", "off", ...: for people. */
const char *power_state_text(const struct power *power);

/* Asks for the change and waits until it has happened; if something else is done, that is reported:
 * a PC that is off is not reset but switched on. ERR_UNAVAILABLE: AMT does not offer it now, or
 * refuses it. ERR_TEMPFAIL: it has not happened in time. It becomes an event of the entry. */
enum err_code power_set(struct manage *m, enum power_action action, struct err *e);

/* The same without an event, for a boot, which has its own: `power` is the present state. */
enum err_code power_change(struct manage *m, const struct power *power, enum power_action action,
                           struct err *e);

/* What is done instead of a reset: POWER_ON if nothing is running. */
enum power_action power_reset_action(const struct power *power);

/* Switches it on, or wakes it, if it is not on, and waits until it is. */
enum err_code power_on_first(struct manage *m, struct err *e);

#endif
