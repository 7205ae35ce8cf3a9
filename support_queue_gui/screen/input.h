/*
 * Keys from the bytes that a terminal sends, without a terminal: UTF-8, the keys of xterm, the
 * Linux console, VT100 and their relatives, and bracketed paste. Anything else is swallowed whole,
 * wherever reads cut it: replies to questions that somebody put to the terminal, focus, other keys,
 * and all of the mouse that was not asked for.
 *
 *     input_feed(&input, bytes, len, now);
 *     while (input_next(&input, &press))
 *         ...
 * and again without bytes after input_wait_ms: by then an ESC that came alone is the key Esc
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_INPUT_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "support_queue_gui/screen/key.h"

enum {
    INPUT_READ_MAX = 1024, /* bytes of one read */
    INPUT_ESCAPE_MS = 30,  /* after which an ESC alone is the key */
    INPUT_BURST_MS = 20,   /* what comes so soon after a burst is part of it */
    INPUT_LOST_MS = 1000   /* after which a sequence or a paste that has no end is given up */
};

/* How a key came. A key that is alone in its read was pressed by a person; several in one read are
 * text that was pasted without brackets, or a key that is held down; and one that came right after
 * these may be the end of them. */
enum press_how { PRESS_ALONE, PRESS_BEHIND, PRESS_BURST, PRESS_PASTED };

struct press {
    long key; /* a character, or a special key of key.h */
    enum press_how how;
    bool begins; /* the first of its burst or paste */
    int line;    /* of the screen, from 0, where the mouse was */
    int column;
};

struct input {
    bool mouse; /* its clicks and its wheel are wanted, if SGR reports them */
    enum {
        INPUT_GROUND,
        INPUT_ESC,
        INPUT_ESC_ESC,
        INPUT_ESC_LATE, /* Esc has been reported; what it began may still come */
        INPUT_CSI,
        INPUT_SS3,
        INPUT_STRING, /* ends with BEL or ESC \ */
        INPUT_STRING_ESC,
        INPUT_SKIP, /* so many bytes */
        INPUT_PASTE
    } state;
    long long last;      /* when the last byte came */
    bool meta;           /* the sequence is that of a key with Alt */
    int skip;            /* INPUT_SKIP: how many more */
    char parameters[16]; /* of a CSI, as far as they have room */
    size_t length;       /* how many there were */
    size_t matched;      /* INPUT_PASTE: bytes of what ends it */
    long character;      /* UTF-8 that has begun, */
    int missing;         /* with so many bytes to come, */
    long least;          /* and no character below this one */
    bool mute;           /* it is Alt's */

    long long burst_until;
    bool begins;
    struct press queue[INPUT_READ_MAX + 8];
    size_t count;
    size_t taken;
};

/* All keys of the read before have been taken out. At most INPUT_READ_MAX bytes are looked at. */
void input_feed(struct input *input, const char *bytes, size_t len, long long now);
/* Returns false if there is none. */
bool input_next(struct input *input, struct press *press);
/* How long until input_feed has something to say without a byte; -1: never. */
long input_wait_ms(const struct input *input, long long now);
/* Forgets the keys that have not been taken out. */
void input_drop(struct input *input);

#endif
