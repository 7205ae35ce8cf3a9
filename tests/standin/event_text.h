/* What a WS-Event looks like. */
#ifndef TESTS_STANDIN_EVENT_TEXT_H
#define TESTS_STANDIN_EVENT_TEXT_H

#include "tests/standin/config.h"
#include "tests/standin/machine.h"
#include "tests/standin/text.h"

#define EVENT_CALL "iAMT0036"

/* Writes the whole message. with_reason: the two more arguments that there are from AMT 10. */
void event_text(struct machine *machine, const struct subscription *subscription, bool with_reason,
                struct text *out);

#endif
