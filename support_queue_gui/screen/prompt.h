/* One line that a person types: UTF-8, with a cursor. Without curses. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_PROMPT_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#define PROMPT_SIZE 260

struct prompt {
    char text[PROMPT_SIZE];
    size_t cursor; /* in bytes, always between two characters */
};

void prompt_start(struct prompt *prompt, const char *text);

/* Takes a character or a key of key.h. True if the text has changed. */
bool prompt_key(struct prompt *prompt, long key);

#endif
