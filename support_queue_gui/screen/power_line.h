/* The power state of the client in view, if [screen] power wants it: asked for when the cursor has
 * come to rest on the client, and again every minute. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_POWER_LINE_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_POWER_LINE_H

#include <stdbool.h>

#include "support_queue_db/queue_name.h"
#include "support_queue_gui/power_peek.h"

/* A struct of all zeros is for no client. words and peek may be read. */
struct power_line {
    char id[QUEUE_ID_SIZE];
    char words[64]; /* "" while it is not known */
    long long due;  /* when to ask, by clock_ms() */
    struct power_peek peek;
};

/* id: the client that is now in view, or "". config_file is what -c gave, or NULL. True if words
 * have changed. */
bool power_line_follow(struct power_line *power, const char *id, const char *config_file);

/* Reads the answer, which is there. True if words have changed. */
bool power_line_read(struct power_line *power);

/* How long until there is something to do; at most `most`. */
long power_line_wait_ms(const struct power_line *power, long most);

void power_line_end(struct power_line *power);

#endif
