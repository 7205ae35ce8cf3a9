/* The keys of the screen: the one table that the screen, its help and the man page follow. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_KEYS_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_KEYS_H

#include <stdbool.h>
#include <stddef.h>

enum action {
    ACTION_NONE,
    ACTION_DOWN,
    ACTION_UP,
    ACTION_PAGE_DOWN,
    ACTION_PAGE_UP,
    ACTION_FIRST,
    ACTION_LAST,
    ACTION_OPEN,
    ACTION_BACK,
    ACTION_SEARCH,
    ACTION_NEXT,
    ACTION_PREVIOUS,
    ACTION_FILTER,
    ACTION_SORT,
    ACTION_REVERSE,
    ACTION_TICKET,
    ACTION_CLEAR,
    ACTION_MANAGE,
    ACTION_OUTPUT,
    ACTION_IDENTIFY,
    ACTION_CONFIRM,
    ACTION_RESCAN,
    ACTION_ADD,
    ACTION_DELETE,
    ACTION_UNDO,
    ACTION_COPY,
    ACTION_BELL,
    ACTION_HELP,
    ACTION_QUIT
};

/* A key is a character or one of these; terminal.c makes them of curses' KEY_ values. */
enum special_key {
    SPECIAL_DOWN = 0x110000, /* beyond every character */
    SPECIAL_UP,
    SPECIAL_PAGE_DOWN,
    SPECIAL_PAGE_UP,
    SPECIAL_HOME,
    SPECIAL_END,
    SPECIAL_ENTER,
    SPECIAL_ESCAPE,
    SPECIAL_BACKSPACE,
    SPECIAL_DELETE,
    SPECIAL_LEFT,
    SPECIAL_RIGHT,
    SPECIAL_RESIZE,
    SPECIAL_HELP,
    SPECIAL_OTHER
};

struct key {
    enum action action;
    const char *label;  /* as people read it: "Down, j" */
    const char *help;   /* what it does, one line */
    const char *footer; /* "t ticket", or "" for a key that the footer leaves out */
    bool changes;       /* not with --read-only */
    bool needs_client;  /* only while a client is selected */
    long key;           /* that does it */
    long other_key;     /* that does it too, or 0 */
};

/* All keys in the order of the help screen. */
const struct key *keys_all(size_t *count);
const struct key *keys_find(enum action action);

enum action keys_action(long key);

#endif
