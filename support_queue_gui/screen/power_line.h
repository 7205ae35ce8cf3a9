/* The power state of the client in view, where [screen] power wants it: asked for when the cursor
 * has come to rest on it, and again each minute. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_POWER_LINE_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_POWER_LINE_H

#include <stdbool.h>

#include "support_queue_db/queue_name.h"
#include "support_queue_gui/power_peek.h"

/* All zeros: of nobody. words and peek are for reading. */
struct power_line {
    char id[QUEUE_ID_SIZE];
    char words[64]; /* "" while it is not known */
    long long due;  /* when to ask, by clock_ms() */
    struct power_peek peek;
};

/* id: who is in view now, or "". config_file as -c gave it. True if words are others. */
bool power_line_follow(struct power_line *power, const char *id, const char *config_file);

/* The answer is there. True if words are others. */
bool power_line_read(struct power_line *power);

/* Until there is something to do; most, if that is sooner. */
long power_line_wait_ms(const struct power_line *power, long most);

void power_line_end(struct power_line *power);

#endif
