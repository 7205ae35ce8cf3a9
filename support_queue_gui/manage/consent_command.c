#include "support_queue_gui/manage/consent_command.h"

#include <stdio.h>
#include <string.h>

#include "support_queue_gui/manage/consent_get.h"

static enum err_code cancel(struct manage *m, struct err *e)
{
    struct consent consent;
    bool wanted;
    enum err_code code = consent_look(m, &consent, &wanted, e);
    if (code == ERR_OK && wanted && consent.state != CONSENT_NOT_STARTED)
        code = consent_cancel(m, e);
    if (code == ERR_OK)
        manage_say(m, "%s: consent is not asked for any more", m->target.name);
    return code;
}

static enum err_code give(struct manage *m, const char *word, struct err *e)
{
    enum err_code code = consent_send(m, word, e);
    if (code != ERR_OK)
        return code;
    manage_event(m, "Consent", "given by the PC's user");
    manage_say(m, "%s: its user has given consent", m->target.name);
    return ERR_OK;
}

/* For whatever it may be needed. */
static enum err_code get(struct manage *m, struct err *e)
{
    struct consent consent;
    bool wanted;
    enum err_code code = consent_look(m, &consent, &wanted, e);
    if (code == ERR_OK && (!wanted || !consent_is_required(&consent, CONSENT_KVM))) {
        manage_say(m, "%s: no consent of its user is needed", m->target.name);
        return ERR_OK;
    }
    if (code == ERR_OK)
        code = consent_get(m, CONSENT_KVM, e);
    if (code == ERR_OK)
        manage_say(m, "%s: its user has given consent", m->target.name);
    return code;
}

enum err_code consent_command(struct manage *m, struct manage_command *command, struct err *e)
{
    if (command->word == NULL)
        return get(m, e);
    return strcmp(command->word, "cancel") == 0 ? cancel(m, e) : give(m, command->word, e);
}
