/*
 * The state of the screen. Above it stand, in this order: paint.c, which shows it; ui_tools.c,
 * which runs tools; ui_gate.c, which stands before them; ui_keys.c, which does what keys ask for;
 * and screen.c, which waits and calls them all.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_UI_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_UI_H

#include <stdbool.h>
#include <stddef.h>

#include "common/amt/register.h"
#include "common/conf.h"
#include "common/err.h"
#include "support_queue_db/queue.h"
#include "support_queue_gui/asking.h"
#include "support_queue_gui/change.h"
#include "support_queue_gui/screen/loader.h"
#include "support_queue_gui/screen/model.h"
#include "support_queue_gui/screen/prompt.h"
#include "support_queue_gui/sight.h"
#include "support_queue_gui/tools.h"

/* What the keys go to and what stands where. */
enum ui_mode {
    UI_LIST,
    UI_DETAILS, /* all lines of the selected client */
    UI_HELP,
    UI_TOOLS,  /* choose a tool */
    UI_OUTPUT, /* what background tools said */
    UI_PROMPT, /* type a line */
    UI_CONFIRM /* y or n */
};

enum ui_question {
    ASK_NOTHING,
    ASK_SEARCH,
    ASK_FILTER,
    ASK_TICKET,
    ASK_ADDRESS,
    ASK_ASSIGN, /* confirm: put the ticket on the client */
    ASK_DELETE, /* confirm */
    ASK_TOOL,   /* confirm */
    ASK_CALLER, /* confirm: the caller has read out the serial number */
    ASK_QUIT    /* confirm: tools run in the background */
};

#define UI_MESSAGE_SIZE 640
#define UI_TROUBLE_SIZE 400
#define UI_OUTPUT_SIZE  (64 * 1024)
#define UI_JOBS_MAX     16

/* A tool that runs in the background. */
struct ui_job {
    pid_t pid;  /* 0: free */
    int output; /* -1 once it has closed it */
    char name[CONF_VALUE_SIZE];
};

/* What a person wants that AMT may have to be asked for first. */
enum ui_aim { AIM_NOTHING, AIM_TOOL, AIM_CALLER, AIM_IDENTIFY };

/* One client's gate, before which a person stands. */
struct ui_gate {
    enum ui_aim aim;
    char id[QUEUE_ID_SIZE];
    size_t tool;     /* AIM_TOOL: which one */
    bool is_asking;  /* AMT */
    bool was_asked;  /* and has had its time to answer */
    bool distracted; /* keys were pressed meanwhile: nothing begins without a question */
    struct asking asking;
    struct sight shown; /* what the question is about */
    struct tool shown_tool;
    enum gate shown_gate;
};

struct ui {
    const struct conf *conf;
    const char *config_file;
    struct queue *queue;
    struct loader *loader;
    struct model model;
    bool read_only;
    bool bell;
    bool runs;                     /* fcfh-identify does */
    struct client_register *reg;   /* NULL before the first look at it */
    long long reg_due;             /* the next look */
    char trouble[UI_TROUBLE_SIZE]; /* why no client is asked at all, or "" */
    long long status_due;          /* when to look at the rest */
    char look[UI_TROUBLE_SIZE];    /* what of that needs a look, or "" */

    enum ui_mode mode;
    enum ui_question question;
    struct prompt prompt;
    char search[PROMPT_SIZE];
    char message[UI_MESSAGE_SIZE]; /* in the footer until the next key */
    size_t top;                    /* first line of the list that is on the screen */
    size_t scroll;                 /* of details, help and output */
    size_t tool;                   /* selected in UI_TOOLS */
    struct ui_gate gate;
    char subject[QUEUE_ID_SIZE]; /* the client that a question is about */
    struct change last;          /* for undo */
    struct entry entry;          /* of the selected client, as it was read for painting */
    struct err entry_error;      /* its code is ERR_OK if it could be read */
    size_t page;                 /* lines of the list on the screen, set by painting */

    struct ui_job jobs[UI_JOBS_MAX];
    char *output; /* what they said, the end of it; UI_OUTPUT_SIZE bytes */
    size_t output_used;

    const char *script; /* keys given at the start, or "" */
    bool quit;
};

/* Sets the message; text is made visible when it is shown. */
void ui_say(struct ui *ui, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The list again, and no question. */
void ui_to_list(struct ui *ui);

/* What was just changed is shown now, before inotify tells of it. False if it is not there. */
bool ui_reload(struct ui *ui, const char *id);

/* Asks a question that one key answers. */
#define ui_confirm(ui, asked, ...)                                                                 \
    ((ui)->mode = UI_CONFIRM, (ui)->question = (asked), ui_say((ui), __VA_ARGS__))

#endif
