#include "support_queue_gui/screen/ui_keys.h"

#include <stdio.h>
#include <string.h>

#include "common/addr.h"
#include "common/text.h"
#include "support_queue_db/queue_wake.h"
#include "support_queue_gui/screen/keys.h"
#include "support_queue_gui/screen/terminal.h"
#include "support_queue_gui/screen/ui_gate.h"
#include "support_queue_gui/screen/ui_tools.h"

static const char *selected_id(const struct ui *ui)
{
    const struct model_row *row = model_selected(&ui->model);
    return row != NULL ? row->id : "";
}

/* How a client is called in messages. */
static const char *name_of(const struct model_row *row)
{
    if (row->serial[0] != '\0')
        return row->serial;
    return row->place[0] != '\0' ? row->place : row->id;
}

static const char *subject_name(const struct ui *ui)
{
    const struct model_row *row = model_selected(&ui->model);
    return row != NULL && strcmp(row->id, ui->subject) == 0 ? name_of(row) : ui->subject;
}

/* What a question is about is fixed here: the selection may move before it is answered. */
static void fix_subject(struct ui *ui)
{
    (void)snprintf(ui->subject, sizeof ui->subject, "%s", selected_id(ui));
}

static void ask(struct ui *ui, enum ui_question question)
{
    fix_subject(ui);
    ui->mode = UI_PROMPT;
    ui->question = question;
    prompt_start(&ui->prompt, question == ASK_FILTER ? ui->model.filter : "");
}

static void wake(struct ui *ui)
{
    struct err e;
    if (queue_wake_identify(ui->queue, ui->conf, ui->config_file, &e) != ERR_OK)
        ui_say(ui, "%s", e.text);
}

/* Why a client could not be changed, without its id: the cursor shows which one is meant. */
static void say_failure(struct ui *ui, const struct err *e, const char *id)
{
    ui_say(ui, "%s", err_is_about(e, id) ? err_reason(e) : e->text);
}

static void assign(struct ui *ui)
{
    struct err e;
    if (change_ticket(ui->queue, ui->subject, ui->prompt.text, &ui->last, &e) == ERR_OK)
        ui_say(ui, "ticket %.260s is on %.60s; u takes it back", ui->prompt.text, subject_name(ui));
    else
        say_failure(ui, &e, ui->subject);
    (void)ui_reload(ui, ui->subject);
}

static void delete_subject(struct ui *ui)
{
    struct err e;
    if (change_delete(ui->queue, ui->subject, &ui->last, &e) != ERR_OK) {
        say_failure(ui, &e, ui->subject);
        return;
    }
    ui_say(ui, "%.260s is out of the queue; u takes it back", subject_name(ui));
    /* Not a surprise: the neighbour is what the technician looks at next. */
    model_drop(&ui->model, ui->subject);
    (void)model_arrange(&ui->model);
    ui->model.jumped = false;
}

static void clear_ticket(struct ui *ui)
{
    struct err e;
    fix_subject(ui);
    if (change_clear(ui->queue, ui->subject, &ui->last, &e) != ERR_OK) {
        say_failure(ui, &e, ui->subject);
        return;
    }
    (void)ui_reload(ui, ui->subject);
    ui_say(ui, "ticket %.260s is off; u takes it back", ui->last.ticket);
    model_set_ticket(&ui->model, ""); /* or the client would vanish from under the cursor */
}

static void undo(struct ui *ui)
{
    struct err e;
    if (change_undo(ui->queue, &ui->last, &e) == ERR_OK) {
        ui->last.kind = CHANGE_NONE;
        (void)ui_reload(ui, ui->last.id);
        ui_say(ui, "taken back");
    } else {
        say_failure(ui, &e, ui->last.id);
    }
}

static void add_client(struct ui *ui)
{
    struct err e;
    struct addr address;
    if (!addr_parse(ui->prompt.text, &address)) {
        ui_say(ui, "'%s' is not an IPv4 or IPv6 address", ui->prompt.text);
        return;
    }
    if (change_add(ui->queue, &address, &ui->last, &e) != ERR_OK) {
        ui_say(ui, "%s", e.text);
        return;
    }
    if (ui_reload(ui, ui->last.id))
        model_select(&ui->model, ui->last.id);
    ui_say(ui, "%s: its AMT is being asked", ui->prompt.text);
    wake(ui);
}

/* A ticket that some client has shows its clients; a new one is for the selected client, with one
 * more key. */
static void find_ticket(struct ui *ui)
{
    const char *ticket = ui->prompt.text;
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
        ui_confirm(ui, ASK_ASSIGN,
                   "No client has ticket %.100s. Put it on %.60s? Enter or y: yes, Esc: no", ticket,
                   subject_name(ui));
    }
}

static void search(struct ui *ui, int step, bool here)
{
    if (ui->search[0] == '\0')
        ui_say(ui, "/ searches");
    else if (!model_search(&ui->model, ui->search, step, here))
        ui_say(ui, "'%s' is nowhere", ui->search);
}

static void key_in_prompt(struct ui *ui, long key)
{
    enum ui_question question = ui->question;
    if (key == SPECIAL_ESCAPE) {
        if (question == ASK_FILTER)
            model_set_filter(&ui->model, "");
        ui_to_list(ui);
    } else if (key == SPECIAL_ENTER) {
        ui_to_list(ui);
        if (question == ASK_TICKET)
            find_ticket(ui);
        else if (question == ASK_ADDRESS)
            add_client(ui);
        else if (question == ASK_SEARCH)
            search(ui, 1, true); /* it is there already, unless it is nowhere */
    } else if (!prompt_key(&ui->prompt, key)) {
        return;
    } else if (question == ASK_FILTER) {
        model_set_filter(&ui->model, ui->prompt.text);
    } else if (question == ASK_SEARCH) {
        (void)snprintf(ui->search, sizeof ui->search, "%s", ui->prompt.text);
        (void)model_arrange(&ui->model);
        if (ui->search[0] != '\0')
            search(ui, 1, true);
    }
}

/* Only for what is put on the client that the question named does Enter mean yes; deleting and
 * warnings want a 'y'. */
static void key_in_confirm(struct ui *ui, long key)
{
    enum ui_question question = ui->question;
    bool yes = key == 'y' || key == 'Y' || (question == ASK_ASSIGN && key == SPECIAL_ENTER);
    ui_to_list(ui);
    if (!yes)
        ui_say(ui, "nothing done");
    else if (question == ASK_ASSIGN)
        assign(ui);
    else if (question == ASK_DELETE)
        delete_subject(ui);
    else if (question == ASK_TOOL || question == ASK_CALLER)
        ui_agree(ui);
    else if (question == ASK_QUIT)
        ui->quit = true;
}

static void key_in_tools(struct ui *ui, long key)
{
    enum action action = keys_action(key);
    size_t count = ui->conf->tool_count;
    if (action == ACTION_DOWN && ui->tool + 1 < count)
        ui->tool++;
    else if (action == ACTION_UP && ui->tool > 0)
        ui->tool--;
    else if (action == ACTION_OPEN || (key >= '1' && key <= '9' && (size_t)(key - '0') <= count)) {
        if (key >= '1' && key <= '9')
            ui->tool = (size_t)(key - '1');
        ui_to_list(ui);
        ui_aim(ui, AIM_TOOL);
    } else if (action == ACTION_BACK || action == ACTION_QUIT) {
        ui_to_list(ui);
    }
}

/* How many lines a key moves by; 0 for one that does not move. */
static long lines_of(enum action action, long page, long all)
{
    const long lines[ACTION_QUIT + 1] = {
        [ACTION_DOWN] = 1,        [ACTION_UP] = -1,      [ACTION_PAGE_DOWN] = page,
        [ACTION_PAGE_UP] = -page, [ACTION_FIRST] = -all, [ACTION_LAST] = all};
    return lines[action];
}

static void key_in_text(struct ui *ui, long key)
{
    enum action action = keys_action(key);
    long page = ui->page > 1 ? (long)ui->page : 10;
    /* No text has more lines than this; painting knows where the end is, and may come late. */
    const long most = UI_OUTPUT_SIZE;
    long scroll = (long)ui->scroll + lines_of(action, page, most);
    ui->scroll = scroll < 0 ? 0 : scroll < most ? (size_t)scroll : (size_t)most;
    if (action == ACTION_BACK || action == ACTION_OPEN || action == ACTION_HELP ||
        action == ACTION_QUIT)
        ui_to_list(ui);
}

static void start_manage(struct ui *ui)
{
    fix_subject(ui);
    if (ui->tool >= ui->conf->tool_count)
        ui->tool = 0;
    if (ui->conf->tool_count > 0)
        ui->mode = UI_TOOLS;
    else
        ui_say(ui, "there are no tools: see [tools] in fcfh.conf(5)");
}

static void copy_serial(struct ui *ui)
{
    const struct model_row *row = model_selected(&ui->model);
    char clean[TEXT_VALUE_SIZE];
    if (row->number[0] == '\0') {
        ui_say(ui, "its serial number is not known");
        return;
    }
    text_clean_visible(row->number, clean, sizeof clean);
    terminal_copy(clean);
    ui_say(ui, "%s is in the clipboard, if the terminal allows it", clean);
}

static void quit(struct ui *ui)
{
    size_t running = ui_jobs_running(ui);
    ui->quit = running == 0;
    if (!ui->quit)
        ui_confirm(ui, ASK_QUIT, "%zu tool%s still running and may end with the screen. Quit? y/N",
                   running, running == 1 ? " is" : "s are");
}

static void look_at_selected(struct ui *ui)
{
    struct model_row *row = model_selected(&ui->model);
    if (row != NULL)
        row->fresh = false;
}

static void do_action(struct ui *ui, enum action action)
{
    static const enum ui_question questions[] = {[ACTION_SEARCH] = ASK_SEARCH,
                                                 [ACTION_FILTER] = ASK_FILTER,
                                                 [ACTION_TICKET] = ASK_TICKET,
                                                 [ACTION_ADD] = ASK_ADDRESS};
    switch (action) {
    case ACTION_DOWN:
    case ACTION_UP:
    case ACTION_PAGE_DOWN:
    case ACTION_PAGE_UP:
    case ACTION_FIRST:
    case ACTION_LAST:
        model_move(&ui->model, lines_of(action, ui->page > 1 ? (long)ui->page - 1 : 1,
                                        (long)ui->model.shown_count));
        look_at_selected(ui);
        break;
    case ACTION_OPEN:
        ui->mode = UI_DETAILS;
        look_at_selected(ui);
        break;
    case ACTION_BACK:
        model_set_filter(&ui->model, "");
        model_set_ticket(&ui->model, "");
        break;
    case ACTION_SEARCH:
    case ACTION_FILTER:
    case ACTION_TICKET:
    case ACTION_ADD:
        ask(ui, questions[action]);
        break;
    case ACTION_NEXT:
        search(ui, 1, false);
        break;
    case ACTION_PREVIOUS:
        search(ui, -1, false);
        break;
    case ACTION_SORT:
        model_set_sort(&ui->model, (enum model_sort)((ui->model.sort + 1) % MODEL_SORTS), false);
        ui_say(ui, "sorted by %s; S turns it round", model_sort_name(ui->model.sort));
        break;
    case ACTION_REVERSE:
        model_set_sort(&ui->model, ui->model.sort, !ui->model.reversed);
        break;
    case ACTION_CLEAR:
        clear_ticket(ui);
        break;
    case ACTION_MANAGE:
        start_manage(ui);
        break;
    case ACTION_OUTPUT:
        ui->mode = UI_OUTPUT;
        break;
    case ACTION_IDENTIFY:
        fix_subject(ui);
        ui_aim(ui, AIM_IDENTIFY);
        break;
    case ACTION_CONFIRM:
        fix_subject(ui);
        ui_aim(ui, AIM_CALLER);
        break;
    case ACTION_RESCAN:
        loader_rescan(ui->loader);
        ui_say(ui, "looking at the whole queue");
        break;
    case ACTION_DELETE:
        fix_subject(ui);
        ui_confirm(ui, ASK_DELETE, "Take %.60s out of the queue? y: yes, any other key: no",
                   subject_name(ui));
        break;
    case ACTION_UNDO:
        undo(ui);
        break;
    case ACTION_COPY:
        copy_serial(ui);
        break;
    case ACTION_BELL:
        ui->bell = !ui->bell;
        ui_say(ui, "the bell is %s", ui->bell ? "on" : "off");
        break;
    case ACTION_HELP:
        ui->mode = UI_HELP;
        break;
    case ACTION_QUIT:
        quit(ui);
        break;
    case ACTION_NONE:
        break;
    }
}

static void key_in_list(struct ui *ui, long key)
{
    enum action action = keys_action(key);
    if (action == ACTION_NONE) {
        if (key < SPECIAL_DOWN)
            ui_say(ui, "that key does nothing; ? shows the keys");
        return;
    }
    const struct key *row = keys_find(action);
    const struct model_row *client = model_selected(&ui->model);
    bool jumped = ui->model.jumped;
    ui->model.jumped = false;
    if (row->changes && ui->read_only)
        ui_say(ui, "not with --read-only");
    else if (row->needs_client && client == NULL)
        ui_say(ui, "no client is selected");
    else if (jumped && row->needs_client && (row->changes || action == ACTION_COPY))
        ui_say(ui, "the client that was selected has left; this is %s: press again to do it",
               name_of(client));
    else
        do_action(ui, action);
}

void ui_key(struct ui *ui, long key)
{
    static void (*const on_key[])(struct ui * ui, long key) = {
        [UI_LIST] = key_in_list,       [UI_DETAILS] = key_in_text, [UI_HELP] = key_in_text,
        [UI_TOOLS] = key_in_tools,     [UI_OUTPUT] = key_in_text,  [UI_PROMPT] = key_in_prompt,
        [UI_CONFIRM] = key_in_confirm,
    };
    if (key == SPECIAL_RESIZE)
        return;
    ui->message[0] = '\0';
    if (ui_gate_key(ui, key))
        return;
    ui->model.chosen = true; /* what is acted on is what was on the screen when the key was hit */
    (void)model_arrange(&ui->model); /* without memory the list is empty, and so is the selection */
    on_key[ui->mode](ui, key);
}
