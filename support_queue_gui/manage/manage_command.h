/* A command of fcfh-manage, and what it will do once it is allowed to. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_COMMAND_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_COMMAND_H

#include "common/amt/boot.h"
#include "common/amt/power.h"
#include "support_queue_gui/manage/manage.h"
#include "support_queue_gui/manage/manage_login.h"

struct manage_command;
typedef enum err_code manage_run(struct manage *m, struct manage_command *command, struct err *e);

struct manage_command {
    manage_run *run;
    struct manage_intent intent;
    enum power_action action; /* of power; POWER_ACTION_COUNT: only its state is asked for */
    struct boot_options wish; /* of boot */
    const char *word;         /* of consent: a code, "cancel", or NULL; of screen: the file */
    char **viewer;            /* of kvm: a program and its arguments, ended by NULL; or only that */
};

#endif
