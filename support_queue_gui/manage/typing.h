/*
 * What the technician types, on its way to the PC: Enter, Backspace and function keys in the way
 * the PC's firmware wants them, and the escapes of the console itself, as in ssh: "~." and so on,
 * only at the start of a line. Pure.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_TYPING_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_TYPING_H

#include <stdbool.h>
#include <stddef.h>

enum typing_function {
    TYPING_INTEL, /* the way of Intel's own boards, and of most firmware */
    TYPING_ALTERNATE,
    TYPING_VT100,
    TYPING_AS_TYPED, /* for an operating system, which knows the technician's terminal */
    TYPING_FUNCTION_COUNT
};

enum typing_enter { TYPING_CR, TYPING_CRLF, TYPING_LF, TYPING_ENTER_COUNT };

enum typing_action {
    TYPING_NONE,
    TYPING_END,       /* ~. */
    TYPING_HELP,      /* ~? */
    TYPING_RESET,     /* ~R */
    TYPING_BIOS,      /* ~b */
    TYPING_FUNCTION,  /* ~f: the next way of function keys */
    TYPING_ENTER,     /* ~e: the next way of Enter */
    TYPING_BACKSPACE, /* ~h: the other Backspace */
    TYPING_CHARSET,   /* ~c: the next set of characters */
    TYPING_SUSPEND,   /* ~^Z */
    TYPING_NO_SUCH    /* this function key cannot be sent in the way that is chosen */
};

enum { TYPING_BACKSPACE_08 = 0x08, TYPING_BACKSPACE_7F = 0x7F };

/* function, enter and backspace are for setting. */
struct typing {
    enum typing_function function;
    enum typing_enter enter;
    unsigned char backspace;
    bool terminal; /* keys, and not the lines of a script */
    bool at_start; /* of a line */
    bool tilde;    /* held back */
    bool after_cr;
    unsigned char held[8]; /* the start of what may be a function key */
    size_t held_len;
};

void typing_begin(struct typing *typing, bool terminal);

/* The most that one byte makes, with all that was held back. */
enum { TYPING_OUT_MAX = 16 };

/* Takes one byte; what goes to the PC is in out, *len bytes of it. */
enum typing_action typing_feed(struct typing *typing, unsigned char byte,
                               unsigned char out[TYPING_OUT_MAX], size_t *len);

/* Whether something is held back that may be a function key, or the key Escape. */
bool typing_is_held(const struct typing *typing);

/* What is held is no function key: nothing came for some time. Returns how many bytes are in
 * out. */
size_t typing_release(struct typing *typing, unsigned char out[TYPING_OUT_MAX]);

/* For people. */
const char *typing_function_name(enum typing_function function);
const char *typing_enter_name(enum typing_enter enter);

#endif
