/* With curses: a file of its own because <term.h> defines words such as "lines" as macros. */
#include "support_queue_gui/screen/terminal_type.h"

#include <curses.h>
#include <term.h>
#include <unistd.h>

bool terminal_type_known(void)
{
    int result;
    if (setupterm(NULL, STDOUT_FILENO, &result) != OK)
        return false;
    (void)del_curterm(cur_term);
    return true;
}
