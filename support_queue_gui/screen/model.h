/*
 * What the screen shows, without a screen: which clients, in which order, and which one is
 * selected. The selection is a client and not a line: it stays on the same client through every
 * change of the queue, of the order and of the filter.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODEL_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "common/err.h"
#include "support_queue_db/entry.h"

enum model_sort {
    MODEL_BY_CALL,
    MODEL_BY_STATE,
    MODEL_BY_MACHINE,
    MODEL_BY_SERIAL,
    MODEL_BY_NAME,
    MODEL_BY_TICKET,
    MODEL_SORTS
};

/* Columns of the list that are as wide as their contents. */
enum model_column {
    MODEL_NAME,
    MODEL_SERIAL,
    MODEL_MACHINE,
    MODEL_HOLDER, /* the ticket, or who is on it */
    MODEL_COLUMNS
};

/* One client; texts are never NULL, and are in the same memory, after the row. */
struct model_row {
    char id[QUEUE_ID_SIZE];
    char address[ADDR_TEXT_SIZE];
    enum entry_state state;
    enum ticket_status ticket_status;
    time_t last_call;
    bool fresh; /* called, or called again, since the screen was opened; nobody has looked yet */
    bool suspicious; /* it may not be what it seems: it has called from another address since AMT
                      * answered, or the inventory has another serial number */
    time_t taken_time;
    time_t looked; /* the call that was the last when it was last selected here; 0: it never was */
    unsigned char columns[MODEL_COLUMNS]; /* that its texts need on a terminal, 255 at most */
    const char *called;                   /* see entry_format_name */
    const char *name;                     /* its host name, else its address; then its owner */
    const char *machine;                  /* what entry_format_note says comes first */
    const char *serial;                   /* as it is shown, see entry_format_serial */
    const char *number;                   /* as it is printed on the machine */
    const char *ticket;
    const char *taken_by; /* who is on it, if that is still valid */
    const char *search;   /* see entry_search.h */
    char texts[];
};

struct model_counts {
    size_t all;
    size_t states[ENTRY_MISMATCH + 1];
    size_t with_ticket;
    size_t hidden; /* by a filter, or as having another ticket */
};

#define MODEL_FILTER_SIZE 128

struct model {
    struct model_row **rows; /* by id */
    size_t count;
    size_t room;
    struct model_row **shown; /* as on the screen; valid after model_arrange */
    size_t shown_count;
    size_t shown_room;
    bool dirty; /* shown is out of date */
    enum model_sort sort;
    bool reversed;
    char filter[MODEL_FILTER_SIZE];            /* text that a client must have somewhere, or "" */
    struct model_counts counts;                /* as of model_arrange */
    unsigned char columns[MODEL_COLUMNS];      /* the most that the shown rows need */
    char filter_folded[MODEL_FILTER_SIZE * 2]; /* in the form in which it is searched for */
    char ticket[ENTRY_TICKET_SIZE];            /* only clients with this ticket, or "" */
    char selected[QUEUE_ID_SIZE];              /* "" if nothing is */
    bool narrowed;        /* by a filter since then: a jump of the cursor is expected */
    bool jumped;          /* to its neighbour, because the selected client left */
    bool chosen;          /* by a person */
    size_t selected_line; /* where it was when shown was last arranged */
    bool loaded;          /* from now on a change is news, and not the queue as it was found */
};

void model_init(struct model *model);
void model_free(struct model *model);

/* Takes a client's entry as it is now. *news is set if it is a call that came after loading. */
enum err_code model_put(struct model *model, const struct entry *entry, bool *news, struct err *e);
/* Removes a client. If it had its address as its id and now has its UUID, the selection follows. */
void model_remove(struct model *model, const char *id);

void model_set_filter(struct model *model, const char *text);
void model_set_ticket(struct model *model, const char *ticket);
void model_set_sort(struct model *model, enum model_sort sort, bool reversed);
const char *model_sort_name(enum model_sort sort);

/* Brings shown and the selected line up to date. False when out of memory: shown is empty then. */
bool model_arrange(struct model *model);

/* The selected client if it is shown, else NULL; after model_arrange. */
struct model_row *model_selected(const struct model *model);
/* The client of this id, shown or not; NULL if there is none. */
const struct model_row *model_find(const struct model *model, const char *id);
/* Selects the line that is `by` lines further, as far as there are lines. */
void model_move(struct model *model, long by);
void model_select(struct model *model, const char *id);
/* Selects the next shown client, from the selected one on and going round once, that has no ticket
 * and has called since it was last selected here. False if there is none. */
bool model_next_caller(struct model *model);
/* A person has looked at the selected client. */
void model_mark_seen(struct model *model);

/* Selects the next client, from the selected one on (step 1 or -1) and going round once, that has
 * the text somewhere; with `here` the selected one counts. False if there is none. */
bool model_search(struct model *model, const char *text, int step, bool here);

/* How many clients of the whole queue have this ticket; tickets are compared as ticket.h does. */
size_t model_ticket_count(const struct model *model, const char *ticket);
/* One of them that is not the client `but`; NULL if there is none. */
const struct model_row *model_ticket_holder(const struct model *model, const char *ticket,
                                            const char *but);

/* How many of the first `lines` shown rows are fresh. */
size_t model_fresh_above(const struct model *model, size_t lines);

#endif
