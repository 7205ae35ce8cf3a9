#include "support_queue_gui/manage/consent_command.h"

#include <stdio.h>
#include <string.h>

#include "support_queue_gui/manage/consent_get.h"

static enum err_code cancel(struct manage *m, struct err *e)
{
    struct consent consent;
    bool wanted;
    enum err_code code = consent_get_state(m, &consent, &wanted, e);
    if (code == ERR_OK && wanted && consent.state != CONSENT_NOT_STARTED)
        code = consent_cancel(m, e);
    if (code == ERR_OK)
        manage_print(m, "%s: consent is no longer asked for", m->target.name);
    return code;
}

/* What AMT says of consent for KVM; *done if none is needed, or it has been given already. */
static enum err_code look(struct manage *m, bool *done, struct err *e)
{
    struct consent consent;
    bool wanted;
    enum err_code code = consent_get_state(m, &consent, &wanted, e);
    bool needed = code == ERR_OK && wanted && consent_is_required(&consent, CONSENT_KVM);
    *done = code == ERR_OK && (!needed || consent_is_valid(&consent));
    if (*done)
        manage_print(m, "%s: %s", m->target.name,
                     needed ? "its user has given consent already"
                            : "no consent of its user is needed");
    return code;
}

static enum err_code give(struct manage *m, const char *word, struct err *e)
{
    enum err_code code = word != NULL ? consent_send(m, word, e) : consent_get(m, CONSENT_KVM, e);
    if (code == ERR_OK && word != NULL)
        manage_add_event(m, "Consent", "given by the PC's user");
    if (code == ERR_OK)
        manage_print(m, "%s: its user has given consent", m->target.name);
    return code;
}

enum err_code consent_command(struct manage *m, struct manage_command *command, struct err *e)
{
    bool done;
    if (command->word != NULL && strcmp(command->word, "cancel") == 0)
        return cancel(m, e);
    enum err_code code = look(m, &done, e);
    return code == ERR_OK && !done ? give(m, command->word, e) : code;
}
