/*
 * The state of the screen. What uses it: what is drawn (header.c, rows.c, pane.c), the modes
 * (mode_NAME.c), what keys do to clients (act_NAME.c), the table of the keys (keys.c), and
 * screen.c, which waits and calls them all.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_UI_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_UI_H

#include <stdbool.h>
#include <stddef.h>

#include "common/amt/register.h"
#include "common/conf.h"
#include "common/err.h"
#include "support_queue_db/queue.h"
#include "support_queue_gui/change.h"
#include "support_queue_gui/identify_request.h"
#include "support_queue_gui/lookup.h"
#include "support_queue_gui/screen/archive_view.h"
#include "support_queue_gui/screen/loader.h"
#include "support_queue_gui/screen/mode.h"
#include "support_queue_gui/screen/power_line.h"
#include "support_queue_gui/screen/prompt.h"
#include "support_queue_gui/snapshot.h"
#include "support_queue_gui/tools.h"

#define UI_MESSAGE_SIZE 640
#define UI_TROUBLE_SIZE 400
#define UI_OUTPUT_SIZE  (64 * 1024)
#define UI_JOBS_MAX     16
#define UI_MODES_MAX    8

/* A tool that runs in the background. */
struct ui_job {
    pid_t pid;  /* 0: free */
    int output; /* -1 once it has closed it */
    bool wrote; /* something */
    char name[CONF_VALUE_SIZE];
};

/* What a person wants to do, for which AMT may have to be asked first. */
enum ui_aim { AIM_NOTHING, AIM_TOOL, AIM_CALLER, AIM_IDENTIFY };

/* The gate of one client, and what a person wants behind it. */
struct ui_gate {
    enum ui_aim aim;
    char id[QUEUE_ID_SIZE];
    size_t tool;     /* AIM_TOOL: which one */
    bool is_asking;  /* AMT is being asked */
    bool was_asked;  /* AMT was asked, and has had its time to answer */
    bool distracted; /* keys were pressed meanwhile: nothing starts without a question */
    struct identify_request request;
    struct snapshot shown; /* what the question is about */
    struct tool shown_tool;
    enum gate shown_gate;
};

/* A line that is typed: see mode_line.h. */
struct ui_line {
    const struct line_kind *kind;
    char label[UI_MESSAGE_SIZE];
    struct prompt prompt;
    size_t recalled;          /* which line of its history is shown; 0: none, */
    char begun[PROMPT_SIZE];  /* but what was typed */
    char from[QUEUE_ID_SIZE]; /* a search: the client that was selected */
};

/* Lines that were typed before, the last one first. */
enum ui_history_kind { HISTORY_TICKETS, HISTORY_TEXTS, HISTORY_ADDRESSES, HISTORY_KINDS };
enum { UI_HISTORY_MAX = 16 };

struct ui_history {
    size_t count;
    char lines[UI_HISTORY_MAX][PROMPT_SIZE];
};

/* A question that one key answers: see mode_question.h. */
struct ui_question {
    char text[UI_MESSAGE_SIZE];
    char why[UI_MESSAGE_SIZE];
    void (*yes)(struct ui *ui);
    long other_key;
    const char *other_word;
    void (*other)(struct ui *ui); /* or NULL */
    bool unseen;                  /* it has not been drawn yet */
};

struct ui {
    const struct conf *conf;
    const char *config_file;
    struct queue *queue;
    struct loader *loader;
    struct model model;
    const struct key *keys; /* the table of keys */
    size_t key_count;
    bool read_only;
    bool bell;
    bool mouse;
    bool runs;                     /* whether fcfh-identify is running */
    struct client_register *reg;   /* NULL before the first look at it */
    long long reg_due;             /* the next look */
    char trouble[UI_TROUBLE_SIZE]; /* why no client is asked at all, or "" */
    long long status_due;          /* when to look at the rest */
    char warning[UI_TROUBLE_SIZE]; /* what of that needs attention, or "" */

    struct {
        const struct mode *mode;
        size_t scroll; /* lines of its text that are above the screen */
        size_t found;  /* the line, from 1, that fits the search in it; 0: none */
    } modes[UI_MODES_MAX];
    size_t depth; /* how many there are; the last has the keys */
    struct ui_line line;
    struct ui_history histories[HISTORY_KINDS];
    struct ui_question question;
    char search[PROMPT_SIZE];
    char find[PROMPT_SIZE];        /* as search, but in a text */
    size_t find_scroll;            /* where that was when the search was begun */
    char message[UI_MESSAGE_SIZE]; /* in the footer until the next key */
    size_t top;                    /* first line of the list that is on the screen */
    size_t page;                   /* lines of the list or the text on the screen, by drawing */
    int rows_first;                /* where the list's rows are on the screen, by drawing: from */
    int rows_width;                /* this line on, from the left */
    size_t tool;                   /* selected among the tools */
    size_t choice;                 /* selected among the values to copy */
    char details[QUEUE_ID_SIZE];   /* whose details are shown, or "" */
    struct archive_view archive;   /* who has left the queue */
    size_t left_line;              /* chosen among them */
    struct ui_gate gate;
    struct power_line power;          /* of the client in view */
    struct lookup lookup;             /* of the name that is to be added */
    char subject[QUEUE_ID_SIZE];      /* the client that a question is about */
    char replaces[ENTRY_TICKET_SIZE]; /* the ticket, or the person on it, that the user has seen */
    struct change last;               /* for undo */
    struct change checked; /* a ticket of which the ticket system has not said anything yet */
    time_t redraw_at;      /* when the first of the words on the screen changes; 0: never */

    char *calling;               /* what a site has callers told, or NULL */
    char maker[TEXT_VALUE_SIZE]; /* of the PC that this is about, or "" */

    struct ui_job jobs[UI_JOBS_MAX];
    char *output; /* the end of what they wrote; UI_OUTPUT_SIZE bytes */
    size_t output_used;

    enum { BURST_FREE, BURST_TYPED, BURST_SWALLOWED } burst; /* what became of it so far */
    const char *script;                                      /* keys given at the start, or "" */
    bool quit;
};

/* Sets the message; text is made visible when it is shown. */
void ui_set_message(struct ui *ui, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Why a client could not be changed, without its id: the cursor shows which one is meant. */
void ui_set_error(struct ui *ui, const struct err *e, const char *id);

/* The mode on top; laying one on top, and taking it away again. The list stays. */
const struct mode *ui_mode(const struct ui *ui);
void ui_push_mode(struct ui *ui, const struct mode *mode);
void ui_pop_mode(struct ui *ui);

/* What Enter and Esc do in the mode on top. */
void ui_enter(struct ui *ui);
void ui_back(struct ui *ui);

/* Whether nothing is being typed or answered: the list or details are on top. */
bool ui_is_free(const struct ui *ui);

/* The client in view: the one whose details are shown, else the selected one; "" for none. */
const char *ui_client(const struct ui *ui);
/* Notes the client in view as the one that is acted on: the selection may move before that is
 * done. */
void ui_set_subject(struct ui *ui);
/* What a client is called in messages; id may have left. */
const char *ui_name(const struct ui *ui, const char *id);

/* Shows now what was just changed, before inotify reports it. False if it is not there. */
bool ui_reload(struct ui *ui, const char *id);

/* Drawing has shown words that are true until this time. */
void ui_schedule_redraw(struct ui *ui, time_t when);

#endif
