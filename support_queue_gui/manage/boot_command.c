#include "support_queue_gui/manage/boot_command.h"

#include "support_queue_gui/manage/boot_once.h"
#include "support_queue_gui/manage/console.h"
#include "support_queue_gui/manage/power_now.h"

enum err_code boot_command(struct manage *m, struct manage_command *command, struct err *e)
{
    struct power power;
    enum err_code code = ERR_OK;
    if (!command->intent.agreed) {
        code = power_read_state(m, &power, e);
        if (code == ERR_OK)
            code = manage_confirm(m, &command->intent, power_state_text(&power), e);
    }
    if (code != ERR_OK)
        return code;
    return m->options->console ? console_run(m, &command->wish, e) : boot_now(m, &command->wish, e);
}
