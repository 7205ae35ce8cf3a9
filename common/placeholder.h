/* What makers leave where a serial number, a model or their name should be: "To Be Filled By
 * O.E.M.", "Default string", zeros. Many machines share it, so it identifies none, and counts as
 * not told. Pure. */
#ifndef FCFH_COMMON_PLACEHOLDER_H
#define FCFH_COMMON_PLACEHOLDER_H

#include <stdbool.h>

/* True for "" too. Blanks, full stops and the case of letters do not matter. */
bool is_placeholder(const char *text);

#endif
