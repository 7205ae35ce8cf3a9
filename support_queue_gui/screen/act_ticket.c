#include "support_queue_gui/screen/act_ticket.h"

#include <stdio.h>
#include <string.h>

#include "common/text.h"
#include "support_queue_gui/screen/mode_line.h"
#include "support_queue_gui/screen/mode_question.h"

static void assign(struct ui *ui)
{
    const char *ticket = ui->line.prompt.text;
    struct err e;
    if (change_ticket(ui->queue, ui->subject, ticket, NULL, &ui->last, &e) == ERR_OK)
        ui_say(ui, "ticket %.260s is on %.60s; u takes it back", ticket, ui_name(ui, ui->subject));
    else
        ui_say_failure(ui, &e, ui->subject);
    (void)ui_reload(ui, ui->subject);
}

/* A ticket that some client has shows its clients; a new one is for the selected client, with one
 * more key. */
static void take_ticket(struct ui *ui)
{
    const char *ticket = ui->line.prompt.text;
    size_t count = model_ticket_count(&ui->model, ticket);
    if (ticket[0] == '\0')
        return;
    if (count > 0) {
        model_set_ticket(&ui->model, ticket);
        ui_say(ui, "ticket %s: %zu client%s; Esc shows all", ticket, count, count == 1 ? "" : "s");
    } else if (!text_is_label(ticket, ENTRY_TICKET_CHARS)) {
        ui_say(ui, "a ticket is up to %d visible characters, no blanks at its ends",
               ENTRY_TICKET_CHARS);
    } else if (ui->read_only || ui->subject[0] == '\0') {
        ui_say(ui, "no client has ticket %s", ticket);
    } else {
        question_ask(ui, assign,
                     "No client has ticket %.100s. Put it on %.60s? Enter or y: yes, Esc: no",
                     ticket, ui_name(ui, ui->subject));
        ui->question.enter_is_yes = true;
    }
}

void act_ticket(struct ui *ui)
{
    static const struct line_kind kind = {.done = take_ticket};
    ui_fix_subject(ui);
    line_ask(ui, &kind, "", "Ticket: ");
}

void act_clear(struct ui *ui)
{
    struct err e;
    ui_fix_subject(ui);
    if (change_clear(ui->queue, ui->subject, &ui->last, &e) != ERR_OK) {
        ui_say_failure(ui, &e, ui->subject);
        return;
    }
    (void)ui_reload(ui, ui->subject);
    ui_say(ui, "ticket %.260s is off; u takes it back", ui->last.ticket);
    model_set_ticket(&ui->model, ""); /* or the client would vanish from under the cursor */
}
