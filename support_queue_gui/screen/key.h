/* A key of the screen, and what it does: keys.c has the table of all. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_KEY_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_KEY_H

#include <stddef.h>

/* A key is a character or one of these; input.c makes them from what the terminal sends. */
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
    SPECIAL_HELP,
    SPECIAL_F2,
    SPECIAL_F12 = SPECIAL_F2 + 10,
    SPECIAL_CLICK, /* of the mouse, each with a place: see struct press */
    SPECIAL_WHEEL_UP,
    SPECIAL_WHEEL_DOWN,
    SPECIAL_LAST = SPECIAL_WHEEL_DOWN
};

/* Where a key acts: a mode says which of these keys of the table it wants. */
enum key_place {
    KEY_LIST = 1 << 0,   /* in the list */
    KEY_CLIENT = 1 << 1, /* where one client is shown: in the list and in its details */
    KEY_TEXT = 1 << 2,   /* where something is to be read or chosen */
    KEY_SEARCH = 1 << 3  /* where something can be searched: in the list and in what is read */
};

/* What else there is to know of a key. */
enum key_nature {
    KEY_CHANGES = 1 << 8,    /* not with --read-only */
    KEY_NEEDS = 1 << 9,      /* only while there is a client */
    KEY_MOVES = 1 << 10,     /* moves what is selected or shown, and does nothing else */
    KEY_ESSENTIAL = 1 << 11, /* it is at the end of the footer, and is always kept */
    KEY_HINT_LIST = 1 << 12, /* the footer has it only in the list, */
    KEY_HINT_ABOVE = 1 << 13 /* or only in a mode above the list */
};

struct ui;

struct key {
    long key;           /* that does it */
    long other_key;     /* that does it too, or 0 */
    const char *label;  /* as people read it: "Down, j" */
    const char *help;   /* what it does, one line */
    const char *footer; /* "t ticket", or "" for a key that the footer leaves out */
    unsigned flags;     /* of key_place and key_nature */
    void (*press)(struct ui *ui);
};

#endif
