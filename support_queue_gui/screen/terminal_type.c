/* With curses: a file of its own because <term.h> makes macros of words such as "lines". */
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
