/* The subcommands of fcfh-queue. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_COMMANDS_COMMANDS_H
#define FCFH_SUPPORT_QUEUE_GUI_COMMANDS_COMMANDS_H

#include <stdbool.h>

#include "common/conf.h"
#include "common/err.h"
#include "support_queue_db/queue.h"

/* What a command is given. */
struct command {
    const char *config_file; /* what -c gave, or NULL */
    const struct conf *conf;
    struct queue *queue;
    bool json;
    bool yes;           /* run: do not ask */
    const char *ticket; /* list: only this ticket, or NULL */
    const char *filter; /* list: only clients that have this text somewhere, or NULL */
    char **arguments;   /* behind the command's name, ended by NULL */
};

/* Each prints data on stdout; what went wrong is in *e. */
enum err_code command_list(const struct command *c, struct err *e);
enum err_code command_show(const struct command *c, struct err *e);
enum err_code command_ticket(const struct command *c, struct err *e);
enum err_code command_clear(const struct command *c, struct err *e);
enum err_code command_close(const struct command *c, struct err *e);
enum err_code command_delete(const struct command *c, struct err *e);
enum err_code command_expire(const struct command *c, struct err *e);
enum err_code command_add(const struct command *c, struct err *e);
enum err_code command_run(const struct command *c, struct err *e);
/* Becomes fcfh-identify; comes back only if that cannot be run. */
enum err_code command_identify(const struct command *c, struct err *e);

#endif
