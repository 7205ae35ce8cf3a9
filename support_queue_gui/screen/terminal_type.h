/* Whether $TERM names a terminal that terminfo knows. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_TERMINAL_TYPE_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_TERMINAL_TYPE_H

#include <stdbool.h>

bool terminal_type_known(void);

#endif
