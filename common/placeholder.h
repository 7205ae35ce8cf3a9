/* What makers leave where a serial number should be: "To Be Filled By O.E.M.", "Default string",
 * zeros. Many machines share it, so it makes no two of them one. Pure. */
#ifndef FCFH_COMMON_PLACEHOLDER_H
#define FCFH_COMMON_PLACEHOLDER_H

#include <stdbool.h>

/* True for "" too: it says nothing. Blanks at its ends and the case of letters do not matter. */
bool is_placeholder(const char *text);

#endif
