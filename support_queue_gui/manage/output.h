/*
 * What the PC writes, on its way to the technician's terminal. Two things happen to it there, and
 * neither on a pipe: strings that command the terminal and not the screen (OSC, DCS, APC, PM, SOS
 * and screen's titles) are dropped, however they are cut, and with them what makes the terminal
 * read other characters than UTF-8, in which such a string could hide; and what is not UTF-8 is
 * taken for code page 437, with whose lines firmware draws. All other sequences pass. Pure.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_OUTPUT_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

/* How many bytes one byte may become; and how many may have been held back before it. */
enum { OUTPUT_GROWTH = 3, OUTPUT_HELD = 16 };

enum output_charset {
    OUTPUT_AUTO, /* by what comes */
    OUTPUT_UTF8,
    OUTPUT_CP437
};

/* What the PC's programs have told the terminal that shows which keys they want, or that must be
 * undone in the end. */
struct output_signs {
    bool newline_mode; /* Enter is CR LF: ANSI's LNM */
    bool utf8_lines;   /* lines are drawn in UTF-8, as firmware with VT-UTF8 does */
    bool system;       /* an operating system's programs run: bracketed paste, second screen */
    bool second_screen;
    bool mouse;
    bool region; /* a scrolling region is set */
};

/* charset and signs are for reading and setting. */
struct output {
    enum output_charset charset;
    struct output_signs signs;
    bool to_terminal;
    bool utf8_terminal;
    enum {
        OUTPUT_GROUND,
        OUTPUT_ESCAPE,       /* held back */
        OUTPUT_INTERMEDIATE, /* of a sequence that is passed on */
        OUTPUT_CODING,       /* of one that says what characters are made of; dropped */
        OUTPUT_CSI,
        OUTPUT_OSC,   /* dropped, ends with BEL too */
        OUTPUT_STRING /* dropped */
    } state;
    bool string_escape; /* in a string, after an ESC */
    char csi[24];       /* its parameters */
    size_t csi_len;
    unsigned char held[4]; /* the start of a character of UTF-8 */
    size_t held_len;
    enum output_charset seen; /* for OUTPUT_AUTO: what it is now, or OUTPUT_AUTO: not known */
    bool doubt;               /* UTF-8 was seen, and since then a byte that is not */
};

void output_begin(struct output *output, enum output_charset charset, bool to_terminal,
                  bool utf8_terminal);

/* Writes at most OUTPUT_GROWTH * len + OUTPUT_HELD bytes to out, and returns how many. */
size_t output_feed(struct output *output, const unsigned char *in, size_t len, unsigned char *out);

/* Nothing has come for a while: what was held back as the start of a character is not one, if code
 * page 437 is spoken. Writes at most OUTPUT_HELD bytes to out. */
size_t output_flush_held(struct output *output, unsigned char *out);

/* Whether something of ours may be written now without breaking a sequence or a character. */
bool output_may_interrupt(const struct output *output);

/* Puts what restores the terminal into out, which has OUTPUT_SETTLE_MAX bytes. */
enum { OUTPUT_SETTLE_MAX = 128 };
size_t output_settle(const struct output *output, char out[OUTPUT_SETTLE_MAX]);

#endif
