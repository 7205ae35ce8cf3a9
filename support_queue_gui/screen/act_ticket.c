#include "support_queue_gui/screen/act_ticket.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "support_queue_db/ticket.h"
#include "support_queue_gui/entry_format.h"
#include "support_queue_gui/entry_format_inventory.h"
#include "support_queue_gui/screen/client_format.h"
#include "support_queue_gui/screen/mode_line.h"
#include "support_queue_gui/screen/mode_question.h"
#include "support_queue_gui/ticket_rule.h"

/* What is said later than this is no longer news of what was just done. */
enum { CHECK_SECONDS = 60 };

static bool is_mine(const char *by)
{
    char me[ENTRY_USER_SIZE];
    change_login_name(me);
    return strcmp(me, by) == 0;
}

static void assign(struct ui *ui)
{
    const char *ticket = ui->line.prompt.text;
    struct err e;
    if (change_ticket(ui->queue, ui->conf, ui->subject, ticket, ui->replaces, &ui->last, &e) ==
        ERR_OK) {
        ui_set_message(ui, "ticket %.260s is on %.60s; u takes it back", ticket,
                       ui_name(ui, ui->subject));
        ui->checked = ui->last;
        ui->checked.when = time(NULL);
    } else {
        ui_set_error(ui, &e, ui->subject);
    }
    (void)ui_reload(ui, ui->subject);
}

bool act_ticket_show_status(struct ui *ui)
{
    struct change *checked = &ui->checked;
    struct entry entry;
    const struct model_row *row = NULL;
    if (checked->kind == CHANGE_TICKET)
        row = model_find(&ui->model, checked->id);
    if (row == NULL || !ui_is_free(ui) || row->ticket_status == TICKET_UNCHECKED)
        return false;
    checked->kind = CHANGE_NONE;
    bool fits =
        ticket_same(row->ticket, checked->ticket) && time(NULL) - checked->when < CHECK_SECONDS;
    if (fits && queue_load(ui->queue, row->id, &entry, NULL) == ERR_OK) {
        char words[ENTRY_TICKET_STATUS_SIZE];
        entry_format_ticket_status(&entry, words);
        ui_set_message(ui, "%s", words);
    }
    if (fits)
        entry_free(&entry);
    return fits;
}

static void show_ticket(struct ui *ui)
{
    const char *ticket = ui->line.prompt.text;
    size_t count = model_ticket_count(&ui->model, ticket);
    model_set_ticket(&ui->model, ticket);
    ui_set_message(ui, "ticket %s: %zu client%s; Esc shows all", ticket, count,
                   count == 1 ? "" : "s");
}

/* If somebody else holds the client, or the ticket is on another client, a person decides. */
static void ask_or_assign(struct ui *ui, const struct entry *entry)
{
    const char *ticket = ui->line.prompt.text;
    char words[CLIENT_SUMMARY_SIZE];
    char name[CLIENT_NAME_SIZE];
    const struct model_row *holder = model_ticket_holder(&ui->model, ticket, ui->subject);
    bool taken = entry_is_taken(entry, time(NULL)) && !is_mine(entry->taken_by);
    (void)snprintf(ui->replaces, sizeof ui->replaces, "%s", entry->ticket);
    client_format_summary(ui, entry, words);
    client_format_name(entry, name);
    if (ticket_same(entry->ticket, ticket)) {
        show_ticket(ui);
    } else if (entry->ticket[0] != '\0') {
        question_ask(ui, assign, "%s: put %.100s on it instead?", words, ticket);
    } else if (taken) {
        question_ask(ui, assign, "%s: put %.100s on it?", words, ticket);
    } else if (holder != NULL) {
        question_ask(ui, assign, "%.60s has %.100s. Put it on %s too?", ui_name(ui, holder->id),
                     ticket, name);
        question_add_key(ui, 's', "show", show_ticket);
    } else {
        assign(ui);
    }
}

static void take_ticket(struct ui *ui)
{
    const char *ticket = ui->line.prompt.text;
    struct entry entry;
    struct err e;
    bool show = ui->read_only || ui->subject[0] == '\0';
    if (ticket[0] == '\0') {
        ui_set_message(ui, "nothing done");
    } else if (!show && ticket_rule_check(ui->conf, ticket, &e) != ERR_OK) {
        ui_set_message(ui, "%s", e.text);
    } else if (show) {
        if (model_ticket_count(&ui->model, ticket) > 0)
            show_ticket(ui);
        else
            ui_set_message(ui, "no client has ticket %s", ticket);
    } else {
        if (client_load(ui, &entry))
            ask_or_assign(ui, &entry);
        entry_free(&entry);
    }
}

void act_ticket(struct ui *ui)
{
    static const struct line_kind kind = {.history = HISTORY_TICKETS, .done = take_ticket};
    struct entry entry;
    char words[CLIENT_SUMMARY_SIZE];
    ui_set_subject(ui);
    if (ui->read_only || ui->subject[0] == '\0') {
        line_ask(ui, &kind, "", "Show the clients that have ticket: ");
        return;
    }
    if (client_load(ui, &entry)) {
        client_format_summary(ui, &entry, words);
        line_ask(ui, &kind, "", "Ticket for %s: ", words);
    }
    entry_free(&entry);
}

static void clear(struct ui *ui)
{
    struct err e;
    if (change_clear(ui->queue, ui->subject, &ui->last, &e) != ERR_OK) {
        ui_set_error(ui, &e, ui->subject);
        return;
    }
    (void)ui_reload(ui, ui->subject);
    ui_set_message(ui, "ticket %.260s is off; u takes it back", ui->last.ticket);
    model_set_ticket(&ui->model, ""); /* or the client would vanish from under the cursor */
}

void act_clear(struct ui *ui)
{
    struct entry entry;
    char words[CLIENT_SUMMARY_SIZE];
    ui_set_subject(ui);
    if (client_load(ui, &entry)) {
        client_format_summary(ui, &entry, words);
        if (entry.ticket[0] == '\0' || entry.ticket_by[0] == '\0' || is_mine(entry.ticket_by))
            clear(ui);
        else
            question_ask(ui, clear, "Take the ticket off %s?", words);
    }
    entry_free(&entry);
}

static void take(struct ui *ui)
{
    struct err e;
    if (change_take(ui->queue, ui->subject, ui->replaces, &ui->last, &e) != ERR_OK)
        ui_set_error(ui, &e, ui->subject);
    else
        ui_set_message(ui, "you are on %.60s, and others see it; T takes it back",
                       ui_name(ui, ui->subject));
    (void)ui_reload(ui, ui->subject);
}

static void untake(struct ui *ui)
{
    struct err e;
    if (change_untake(ui->queue, ui->subject, &ui->last, &e) != ERR_OK)
        ui_set_error(ui, &e, ui->subject);
    else
        ui_set_message(ui, "you are no longer on %.60s", ui_name(ui, ui->subject));
    ui->last.kind = CHANGE_NONE;
    (void)ui_reload(ui, ui->subject);
}

void act_take(struct ui *ui)
{
    struct entry entry;
    char words[CLIENT_SUMMARY_SIZE];
    ui_set_subject(ui);
    if (client_load(ui, &entry)) {
        bool taken = entry_is_taken(&entry, time(NULL));
        (void)snprintf(ui->replaces, sizeof ui->replaces, "%s", taken ? entry.taken_by : "");
        client_format_summary(ui, &entry, words);
        if (taken && is_mine(entry.taken_by))
            untake(ui);
        else if (taken)
            question_ask(ui, take, "%s. Take it over?", words);
        else
            take(ui);
    }
    entry_free(&entry);
}
