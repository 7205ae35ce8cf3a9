/* The power of the PC: as it is, and changed until it is so. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_POWER_NOW_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_POWER_NOW_H

#include "common/amt/power.h"
#include "support_queue_gui/manage/manage.h"

enum err_code power_state_now(struct manage *m, struct power *power, struct err *e);
/* "on", "on, its system asleep", "off", ...: for people. */
const char *power_now_words(const struct power *power);

/* Asks for it and waits until it is so; what is done otherwise is said: a PC that is off is not
 * reset but switched on. ERR_UNAVAILABLE: AMT does not offer it now, or refuses it. ERR_TEMPFAIL:
 * it is not so in time. It becomes an event of the entry. */
enum err_code power_set(struct manage *m, enum power_action action, struct err *e);

/* The same without an event, for a boot, which has one of its own: `power` is what there is. */
enum err_code power_change(struct manage *m, const struct power *power, enum power_action action,
                           struct err *e);

/* What is done in the place of a reset: POWER_ON where nothing runs. */
enum power_action power_reset_action(const struct power *power);

/* Switches it on, or wakes it, if it is not on, and waits until it is. */
enum err_code power_on_first(struct manage *m, struct err *e);

#endif
