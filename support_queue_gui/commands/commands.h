/* The subcommands of fcfh-queue: its help and its checks are made from this one table. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_COMMANDS_COMMANDS_H
#define FCFH_SUPPORT_QUEUE_GUI_COMMANDS_COMMANDS_H

#include "common/conf.h"
#include "common/err.h"
#include "support_queue_db/queue.h"

enum command_flag {
    COMMAND_CHANGES = 1, /* it changes something: not with --read-only */
    COMMAND_CLIENT = 2,  /* its first argument names a client of the queue */
    /* Options that it takes. */
    COMMAND_JSON = 4,
    COMMAND_SELECT = 8, /* --ticket and --filter */
    COMMAND_YES = 16,
    COMMAND_METRICS = 32,
    COMMAND_ARCHIVE = 64,
    COMMAND_PLAIN = 128,
    COMMAND_OPTIONAL = 256, /* it may have one more argument */
    COMMAND_NO_QUEUE = 512, /* it does without */
    COMMAND_CHECK = 1024,
    COMMAND_CLOSED_AT = 2048,
    COMMAND_MANY = 4096 /* it may have any number of further arguments */
};

/* What a command is given. */
struct command {
    const char *config_file; /* what -c gave, or NULL */
    const struct conf *conf;
    struct queue *queue;
    unsigned options;       /* that were given: COMMAND_JSON and so on */
    const char *ticket;     /* list: only this ticket, or NULL */
    const char *filter;     /* list: only clients that have this text somewhere, or NULL */
    const char *closed_at;  /* close: when the ticket was closed, or NULL */
    char **arguments;       /* after the command's name, ended by NULL */
    char id[QUEUE_ID_SIZE]; /* with COMMAND_CLIENT: of the client that the first one names */
};

struct command_entry {
    const char *usage; /* its name, a blank, its arguments */
    const char *help;  /* what it does, one line */
    int arguments;
    unsigned flags;
    /* Prints data on stdout; *e says what went wrong. */
    enum err_code (*run)(const struct command *c, struct err *e);
};

/* All of them in the order of the help; the last has no usage. */
extern const struct command_entry command_entries[];

/* NULL if there is no command of this name. */
const struct command_entry *command_find(const char *name);

/* The command that was probably meant by a mistyped name; NULL if none comes near. */
const struct command_entry *command_nearest(const char *name);

/* An entry as a line of JSON; the caller frees *line. */
enum err_code command_json(const struct command *c, const struct entry *entry, bool with_events,
                           char **line, struct err *e);

enum err_code command_list(const struct command *c, struct err *e);
enum err_code command_follow(const struct command *c, struct err *e);
enum err_code command_show(const struct command *c, struct err *e);
enum err_code command_ticket(const struct command *c, struct err *e);
enum err_code command_clear(const struct command *c, struct err *e);
enum err_code command_tell(const struct command *c, struct err *e);
enum err_code command_close(const struct command *c, struct err *e);
enum err_code command_take(const struct command *c, struct err *e);
enum err_code command_untake(const struct command *c, struct err *e);
enum err_code command_restore(const struct command *c, struct err *e);
enum err_code command_delete(const struct command *c, struct err *e);
enum err_code command_confirm(const struct command *c, struct err *e);
enum err_code command_unconfirm(const struct command *c, struct err *e);
enum err_code command_expire(const struct command *c, struct err *e);
enum err_code command_add(const struct command *c, struct err *e);
enum err_code command_keys(const struct command *c, struct err *e);
/* ERR_SOME without a text if something needs attention. */
enum err_code command_status(const struct command *c, struct err *e);
enum err_code command_run(const struct command *c, struct err *e);
/* Becomes fcfh-identify; returns only if that cannot be run. */
enum err_code command_identify(const struct command *c, struct err *e);

#endif
