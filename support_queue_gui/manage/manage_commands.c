#include "support_queue_gui/manage/manage_commands.h"

#include <string.h>

#include "common/amt/consent.h"
#include "support_queue_gui/manage/boot_command.h"
#include "support_queue_gui/manage/boot_once.h"
#include "support_queue_gui/manage/consent_command.h"
#include "support_queue_gui/manage/console_command.h"
#include "support_queue_gui/manage/info_command.h"
#include "support_queue_gui/manage/kvm_command.h"
#include "support_queue_gui/manage/log_command.h"
#include "support_queue_gui/manage/power_command.h"
#include "support_queue_gui/manage/screen_command.h"

/* Options that not every command takes. */
enum {
    TAKES_JSON = 1,
    TAKES_ALL = 2,
    TAKES_CONSOLE = 4,
    TAKES_CONSOLE_OPTIONS = 8,
    TAKES_KVM_OPTIONS = 16
};

static enum err_code no_more(const char *word, struct err *e)
{
    return word == NULL ? ERR_OK : err_set(e, ERR_USAGE, "'%.60s' is one word too many", word);
}

static enum err_code parse_none(const char *word, struct manage_command *command, struct err *e)
{
    (void)command;
    return no_more(word, e);
}

static enum err_code parse_screen(const char *word, struct manage_command *command, struct err *e)
{
    command->word = word;
    return word != NULL ? ERR_OK
                        : err_set(e, ERR_USAGE, "screen: name a file for it, or - for a pipe");
}

static enum err_code parse_power(const char *word, struct manage_command *command, struct err *e)
{
    command->action = POWER_ACTION_COUNT;
    if (word == NULL || strcmp(word, "status") == 0)
        return ERR_OK;
    if (!power_action_parse(word, &command->action))
        return err_set(
            e, ERR_USAGE,
            "power: '%.60s' is not one of status, on, off, reset, cycle, sleep, hibernate, "
            "os-shutdown, os-reset, os-cycle, nmi",
            word);
    command->intent =
        (struct manage_intent){.verb = power_action_verb(command->action),
                               .where = "",
                               .asks = power_action_needs_confirmation(command->action)};
    return ERR_OK;
}

static enum err_code parse_boot(const char *word, struct manage_command *command, struct err *e)
{
    if (word == NULL || !boot_device_parse(word, &command->wish.device))
        return err_set(e, ERR_USAGE, "boot: %s%.60s%s bios, pxe, disk, cd, normal",
                       word != NULL ? "'" : "", word != NULL ? word : "say which of",
                       word != NULL ? "' is not one of" : "");
    command->intent = boot_intent(command->wish.device);
    return ERR_OK;
}

static enum err_code parse_consent(const char *word, struct manage_command *command, struct err *e)
{
    command->word = word;
    if (word == NULL || strcmp(word, "cancel") == 0 || consent_code_is_valid(word))
        return ERR_OK;
    return err_set(e, ERR_USAGE, "consent: '%.60s' is neither six digits nor \"cancel\"", word);
}

const char *const manage_usages[] = {
    "ID console",
    "ID kvm",
    "ID screen",
    "ID power status|on|off|reset|cycle|sleep|hibernate|os-shutdown|os-reset|os-cycle|nmi",
    "ID boot bios|pxe|disk|cd|normal",
    "ID consent cancel",
    "ID log",
    "ID info",
    NULL};

static const struct {
    const char *name;
    unsigned takes;
    /* takes its first word, or NULL; if parse is NULL, all words are a viewer */
    enum err_code (*parse)(const char *word, struct manage_command *command, struct err *e);
    manage_run *run;
} commands[] = {
    {"console", TAKES_CONSOLE_OPTIONS, parse_none, console_command},
    {"kvm", TAKES_KVM_OPTIONS, NULL, kvm_command},
    {"screen", TAKES_KVM_OPTIONS, parse_screen, screen_command},
    {"power", TAKES_JSON, parse_power, power_command},
    {"boot", TAKES_CONSOLE, parse_boot, boot_command},
    {"consent", 0, parse_consent, consent_command},
    {"log", TAKES_JSON | TAKES_ALL, parse_none, log_command},
    {"info", TAKES_JSON, parse_none, info_command},
};

static enum err_code check_options(const struct manage_options *options, const char *name,
                                   unsigned takes, struct err *e)
{
    bool console_option = options->log_file != NULL || options->charset != NULL ||
                          options->function_keys != NULL || options->enter != NULL ||
                          options->backspace != NULL;
    bool has_console = (takes & TAKES_CONSOLE_OPTIONS) != 0 || options->console;
    bool has_kvm = (takes & TAKES_KVM_OPTIONS) != 0;
    const char *wrong = options->json && (takes & TAKES_JSON) == 0         ? "--json"
                        : options->all && (takes & TAKES_ALL) == 0         ? "--all"
                        : options->console && (takes & TAKES_CONSOLE) == 0 ? "--console"
                        : options->enable && !has_console && !has_kvm      ? "--enable"
                        : options->bits != NULL && !has_kvm                ? "--bits"
                        : console_option && !has_console                   ? "an option of console"
                                                                           : NULL;
    return wrong == NULL ? ERR_OK : err_set(e, ERR_USAGE, "%s: it does not take %s", name, wrong);
}

enum err_code manage_command_parse(char **words, const struct manage_options *options,
                                   struct manage_command *command, struct err *e)
{
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(commands[i].name, words[0]) != 0)
            continue;
        *command = (struct manage_command){.run = commands[i].run};
        enum err_code code = check_options(options, words[0], commands[i].takes, e);
        command->viewer = words + 1;
        if (code == ERR_OK && commands[i].parse != NULL) {
            code = commands[i].parse(words[1], command, e);
            if (code == ERR_OK && words[1] != NULL)
                code = no_more(words[2], e);
        }
        command->wish.use_sol = options->console && !boot_has_source(command->wish.device);
        return code;
    }
    return err_set(
        e, ERR_USAGE,
        "'%.60s': no such command; there are console, kvm, screen, power, boot, consent, log, info",
        words[0]);
}
