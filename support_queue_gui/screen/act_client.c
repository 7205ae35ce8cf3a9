#include "support_queue_gui/screen/act_client.h"

#include <stdio.h>
#include <string.h>

#include "common/addr.h"
#include "support_queue_db/queue_wake.h"
#include "support_queue_gui/screen/client_format.h"
#include "support_queue_gui/screen/mode_line.h"
#include "support_queue_gui/screen/mode_question.h"
#include "support_queue_gui/screen/ui_gate.h"

void act_identify(struct ui *ui)
{
    ui_set_subject(ui);
    ui_gate_start(ui, AIM_IDENTIFY);
}

void act_confirm(struct ui *ui)
{
    ui_set_subject(ui);
    ui_gate_start(ui, AIM_CALLER);
}

static void wake(struct ui *ui)
{
    struct err e;
    if (queue_wake_identify(ui->queue, ui->conf, ui->config_file, &e) != ERR_OK)
        ui_set_message(ui, "%s", e.text);
}

static void add_at(struct ui *ui, const struct addr *address, const char *called)
{
    struct err e;
    if (change_add(ui->queue, address, &ui->last, &e) != ERR_OK) {
        ui_set_message(ui, "%s", e.text);
        return;
    }
    if (ui_reload(ui, ui->last.id))
        model_select(&ui->model, ui->last.id);
    ui_set_message(ui, "%s: its AMT is being asked", called);
    wake(ui);
}

static void add_client(struct ui *ui)
{
    const char *text = ui->line.prompt.text;
    struct addr address;
    struct err e;
    lookup_cancel(&ui->lookup);
    if (text[0] == '\0')
        ui_set_message(ui, "nothing done");
    else if (addr_parse(text, &address))
        add_at(ui, &address, text);
    else if (lookup_start(&ui->lookup, text, &e) == ERR_OK)
        ui_set_message(ui, "%s is looked up", text);
    else
        ui_set_message(ui, "%s", e.text);
}

void act_add_found(struct ui *ui)
{
    struct addr address;
    struct err e;
    char called[LOOKUP_NAME_SIZE + ADDR_TEXT_SIZE + 1];
    char text[ADDR_TEXT_SIZE];
    char name[LOOKUP_NAME_SIZE];
    memcpy(name, ui->lookup.name, sizeof name);
    if (lookup_end(&ui->lookup, &address, &e) != ERR_OK) {
        ui_set_message(ui, "%s", e.text);
        return;
    }
    addr_format(&address, text);
    (void)snprintf(called, sizeof called, "%s, %s", name, text);
    add_at(ui, &address, called);
}

void act_add(struct ui *ui)
{
    static const struct line_kind kind = {.history = HISTORY_ADDRESSES, .done = add_client};
    line_ask(ui, &kind, "", "Address or name of the client: ");
}

static void delete_subject(struct ui *ui)
{
    struct err e;
    if (change_delete(ui->queue, ui->subject, &ui->last, &e) != ERR_OK) {
        ui_set_error(ui, &e, ui->subject);
        return;
    }
    ui_set_message(ui, "%.260s is out of the queue; u takes it back", ui_name(ui, ui->subject));
    /* This is no surprise: the neighbour is what the technician looks at next. */
    model_remove(&ui->model, ui->subject);
    (void)model_arrange(&ui->model);
    ui->model.jumped = false;
}

void act_delete(struct ui *ui)
{
    struct entry entry;
    char words[CLIENT_SUMMARY_SIZE];
    ui_set_subject(ui);
    if (client_load(ui, &entry)) {
        client_format_summary(ui, &entry, words);
        question_ask(ui, delete_subject, "Take %s out of the queue?", words);
    }
    entry_free(&entry);
}

void act_undo(struct ui *ui)
{
    struct err e;
    if (change_undo(ui->queue, &ui->last, &e) == ERR_OK) {
        ui->last.kind = CHANGE_NONE;
        (void)ui_reload(ui, ui->last.id);
        ui_set_message(ui, "taken back");
    } else {
        ui_set_error(ui, &e, ui->last.id);
    }
}
