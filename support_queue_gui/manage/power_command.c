#include "support_queue_gui/manage/power_command.h"

#include <jansson.h>
#include <stdio.h>

#include "support_queue_gui/manage/manage_json.h"
#include "support_queue_gui/manage/power_now.h"

static enum err_code print_json(const struct manage *m, const struct power *power, struct err *e)
{
    json_t *offered = json_array();
    json_t *object = json_object();
    bool good =
        manage_json_target(object, m) &&
        json_object_set_new(object, "power", json_string(power_state_text(power))) == 0 &&
        json_object_set_new(object, "power_state", json_integer((json_int_t)power->state)) == 0;
    for (int i = 0; good && i < POWER_ACTION_COUNT; i++)
        if (power_choose(power, (enum power_action)i) != 0)
            good = json_array_append_new(offered,
                                         json_string(power_action_name((enum power_action)i))) == 0;
    good = json_object_set_new(object, "offered", offered) == 0 && good;
    return manage_json_print(object, good, e);
}

static void print_words(const struct manage *m, const struct power *power)
{
    (void)printf("%s: %s\n", m->target.name, power_state_text(power));
    if (power->offered_count == 0)
        return;
    (void)printf("offered:");
    for (int i = 0; i < POWER_ACTION_COUNT; i++)
        if (power_choose(power, (enum power_action)i) != 0)
            (void)printf(" %s", power_action_name((enum power_action)i));
    (void)printf("\n");
}

enum err_code power_command(struct manage *m, struct manage_command *command, struct err *e)
{
    struct power power;
    enum err_code code = ERR_OK;
    bool status = command->action == POWER_ACTION_COUNT;
    if (status || (command->intent.asks && !command->intent.agreed))
        code = power_read_state(m, &power, e);
    if (code == ERR_OK && status && m->options->json)
        return print_json(m, &power, e);
    if (code == ERR_OK && status)
        print_words(m, &power);
    if (code == ERR_OK && command->intent.asks && !command->intent.agreed)
        code = manage_confirm(m, &command->intent, power_state_text(&power), e);
    return code == ERR_OK && !status ? power_set(m, command->action, e) : code;
}
