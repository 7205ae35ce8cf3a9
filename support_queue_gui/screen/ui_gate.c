#include "support_queue_gui/screen/ui_gate.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "support_queue_gui/entry_format.h"
#include "support_queue_gui/screen/client_format.h"
#include "support_queue_gui/screen/mode_question.h"
#include "support_queue_gui/screen/ui_tools.h"

static void forget_question(struct ui_gate *gate)
{
    snapshot_free(&gate->shown);
    tool_free(&gate->shown_tool);
}

/* Asks AMT at the address that the person has seen. */
static bool ask_amt(struct ui *ui, const struct addr *address, struct err *e)
{
    struct ui_gate *gate = &ui->gate;
    gate->distracted = false;
    gate->was_asked = true;
    gate->is_asking = identify_request_start(&gate->request, ui->queue, ui->conf, ui->config_file,
                                             gate->id, address, e) == ERR_OK;
    return gate->is_asking;
}

/* What is in front of the person now, and its gate. */
struct view {
    struct snapshot snapshot;
    struct tool tool;
    enum gate gate;
    char why[GATE_REASON_SIZE];
};

static bool load_view(struct ui *ui, struct view *now)
{
    const struct ui_gate *gate = &ui->gate;
    struct err e;
    *now = (struct view){.gate = GATE_SHUT};
    enum err_code code = snapshot_read(ui->queue, gate->id, &now->snapshot, &e);
    if (code == ERR_OK && gate->aim == AIM_TOOL)
        code = tool_prepare(&ui->conf->tools[gate->tool], &now->snapshot.entry, &now->tool, &e);
    if (code == ERR_OK && gate->aim == AIM_TOOL)
        now->gate = snapshot_gate(&now->snapshot, time(NULL), now->why);
    else if (code == ERR_OK)
        now->gate = snapshot_gate_answer(&now->snapshot, time(NULL), now->why);
    bool asks_first = now->gate == GATE_STALE && !gate->was_asked;
    if (code == ERR_OK && now->tool.host[0] != '\0' && !asks_first)
        code = snapshot_check_name(&now->snapshot, &e);
    if (code != ERR_OK) {
        now->gate = GATE_SHUT;
        ui_set_message(ui, "%s", e.text);
    }
    return code == ERR_OK;
}

static void on_yes(struct ui *ui);

static void ask_question(struct ui *ui, struct view *now, bool changed)
{
    struct ui_gate *gate = &ui->gate;
    const char *first = changed ? "This has changed in the meantime. " : "";
    char address[ADDR_TEXT_SIZE];
    char words[CLIENT_SUMMARY_SIZE];
    forget_question(gate);
    gate->shown = now->snapshot; /* with all that they own */
    gate->shown_tool = now->tool;
    gate->shown_gate = now->gate;
    now->snapshot = (struct snapshot){.has_proved = false};
    now->tool = (struct tool){.argv = NULL};
    memcpy(ui->subject, gate->id, sizeof ui->subject);
    client_format_summary(ui, &gate->shown.entry, words);
    if (gate->aim == AIM_TOOL) {
        entry_address(&gate->shown.entry, address);
        const struct tool *tool = &gate->shown_tool;
        question_ask(ui, on_yes, "%sRun %.40s at %s%s%.60s on %s?", first, tool->name, address,
                     tool->host[0] != '\0' ? " as " : "", tool->host, words);
        if (now->why[0] != '\0')
            question_add_reason(ui, "Not sure that this is the caller: %s", now->why);
        return;
    }
    const char *serial = gate->shown.proved.serial;
    addr_format(&gate->shown.proved.address, address);
    if (serial[0] != '\0')
        question_ask(ui, on_yes, "%sSerial number %.60s at %s: has the caller read that out?",
                     first, serial, address);
    else
        question_ask(ui, on_yes, "%sNo serial number of %s is known: is this the caller?", first,
                     address);
    question_add_reason(ui, "It is about %s", words);
}

static void confirm_caller(struct ui *ui, const struct snapshot *snapshot)
{
    struct err e;
    if (change_confirm(ui->queue, snapshot, &ui->last, &e) == ERR_OK)
        ui_set_message(ui, "confirmed: %.200s; u takes it back", snapshot->proved.serial);
    else
        ui_set_message(ui, "%s", err_is_about(&e, snapshot->id) ? err_reason(&e) : e.text);
    (void)ui_reload(ui, snapshot->id);
}

/* From what is on the screen to what the person wants: asks AMT first, asks the person, or acts. */
static void proceed(struct ui *ui, bool agreed)
{
    struct ui_gate *gate = &ui->gate;
    struct view now;
    bool is_tool = gate->aim == AIM_TOOL;
    bool there = load_view(ui, &now);
    /* A yes is for what was shown, at a gate that was open no further than it is now. */
    bool same = agreed && there && snapshot_equal(&gate->shown, &now.snapshot) &&
                (!is_tool || tool_equal(&gate->shown_tool, &now.tool)) &&
                (gate->shown_gate != GATE_OPEN || now.gate == GATE_OPEN);
    struct err e;
    bool stale = there && now.gate == GATE_STALE && !gate->was_asked;
    bool asks = stale && ask_amt(ui, &now.snapshot.entry.address, &e);
    if (stale && !asks) /* a person has to know why, and decides */
        (void)snprintf(now.why, sizeof now.why, "%.300s", e.text);
    if (asks)
        ui_set_message(ui, "%s: it is being asked; Esc stops waiting", now.why);
    else if (there && !is_tool && now.gate != GATE_OPEN)
        ui_set_message(ui, "not confirmed: %s", now.why);
    else if (there && !is_tool && same)
        confirm_caller(ui, &now.snapshot);
    else if (is_tool &&
             (same || (!agreed && now.gate == GATE_OPEN && !now.tool.confirm && !gate->distracted)))
        ui_start_tool(ui, &now.tool);
    else if (there)
        ask_question(ui, &now, agreed);
    snapshot_free(&now.snapshot);
    tool_free(&now.tool);
}

static void show_outcome(struct ui *ui)
{
    struct entry entry;
    struct err e;
    if (queue_load(ui->queue, ui->gate.id, &entry, &e) == ERR_OK)
        ui_set_message(ui, "%s: %s%s%s", ui->gate.id, entry_state_text(entry.state, ui->runs),
                       entry.reason[0] != '\0' ? ": " : "", entry.reason);
    entry_free(&entry);
}

void ui_gate_start(struct ui *ui, enum ui_aim aim)
{
    struct ui_gate *gate = &ui->gate;
    const struct err *why;
    const struct entry *entry = loader_entry(ui->loader, &why); /* as it is on the screen */
    struct err e;
    ui_gate_end(ui);
    gate->aim = aim;
    gate->tool = ui->tool;
    memcpy(gate->id, ui->subject, sizeof gate->id);
    if (aim != AIM_IDENTIFY)
        proceed(ui, false);
    else if (entry == NULL)
        ui_set_message(ui, "%s", why->text);
    else if (ask_amt(ui, &entry->address, &e))
        ui_set_message(ui, "its AMT is being asked");
    else
        ui_set_message(ui, "%s", e.text);
}

/* The person has said yes to the question. */
static void on_yes(struct ui *ui)
{
    proceed(ui, true);
}

bool ui_gate_key(struct ui *ui, long key)
{
    struct ui_gate *gate = &ui->gate;
    bool gives_up =
        gate->is_asking && gate->aim != AIM_IDENTIFY && key == SPECIAL_ESCAPE && ui_is_free(ui);
    gate->distracted = true;
    if (gives_up) {
        gate->is_asking = false;
        ui_set_message(ui, "nothing done");
    }
    return gives_up;
}

bool ui_gate_step(struct ui *ui)
{
    struct ui_gate *gate = &ui->gate;
    if (!gate->is_asking || !ui_is_free(ui) ||
        identify_request_is_pending(&gate->request, ui->queue))
        return false;
    gate->is_asking = false;
    if (gate->aim == AIM_IDENTIFY)
        show_outcome(ui);
    else
        proceed(ui, false);
    return true;
}

void ui_gate_end(struct ui *ui)
{
    forget_question(&ui->gate);
    ui->gate = (struct ui_gate){.aim = AIM_NOTHING};
}
