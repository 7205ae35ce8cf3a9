#include "support_queue_gui/screen/keys.h"

#include <limits.h>

#include "support_queue_gui/screen/act_client.h"
#include "support_queue_gui/screen/act_find.h"
#include "support_queue_gui/screen/act_ticket.h"
#include "support_queue_gui/screen/mode_archive.h"
#include "support_queue_gui/screen/mode_calling.h"
#include "support_queue_gui/screen/mode_copy.h"
#include "support_queue_gui/screen/mode_help.h"
#include "support_queue_gui/screen/mode_output.h"
#include "support_queue_gui/screen/mode_question.h"
#include "support_queue_gui/screen/mode_tools.h"
#include "support_queue_gui/screen/ui_gate.h"
#include "support_queue_gui/screen/ui_tools.h"

static void move(struct ui *ui, long lines)
{
    if (ui_mode(ui)->move != NULL)
        ui_mode(ui)->move(ui, lines);
}

static long page(const struct ui *ui)
{
    return ui->page > 1 ? (long)ui->page - 1 : 1;
}

static void go_down(struct ui *ui)
{
    move(ui, 1);
}

static void go_up(struct ui *ui)
{
    move(ui, -1);
}

static void go_page_down(struct ui *ui)
{
    move(ui, page(ui));
}

static void go_page_up(struct ui *ui)
{
    move(ui, -page(ui));
}

static void go_first(struct ui *ui)
{
    move(ui, -LONG_MAX);
}

static void go_last(struct ui *ui)
{
    move(ui, LONG_MAX);
}

static void rescan(struct ui *ui)
{
    loader_rescan(ui->loader);
    ui_set_message(ui, "looking at the whole queue");
}

static void switch_bell(struct ui *ui)
{
    ui->bell = !ui->bell;
    ui_set_message(ui, "the bell is %s", ui->bell ? "on" : "off");
}

static void end(struct ui *ui)
{
    ui->quit = true;
}

static void quit(struct ui *ui)
{
    size_t running = ui_jobs_running(ui);
    if (ui->depth > 1)
        ui_back(ui);
    else if (running == 0)
        end(ui);
    else
        question_ask(ui, end, "%zu tool%s still running and may end with the screen. Quit?",
                     running, running == 1 ? " is" : "s are");
}

enum {
    EVERYWHERE = KEY_LIST | KEY_CLIENT | KEY_TEXT,
    MOVES = EVERYWHERE | KEY_MOVES,
    CLIENT = KEY_LIST | KEY_CLIENT | KEY_NEEDS
};

static const struct key keys[] = {
    {SPECIAL_DOWN, 'j', "Down, j", "next client", "", MOVES, go_down},
    {SPECIAL_UP, 'k', "Up, k", "previous client", "", MOVES, go_up},
    {SPECIAL_PAGE_DOWN, ' ', "PgDn, Space", "next page", "", MOVES, go_page_down},
    {SPECIAL_PAGE_UP, 0, "PgUp", "previous page", "", MOVES, go_page_up},
    {SPECIAL_HOME, 'g', "Home, g", "first client", "", MOVES, go_first},
    {SPECIAL_END, 'G', "End, G", "last client", "", MOVES, go_last},
    {'\t', 0, "Tab", "next without a ticket that called since you looked", "", KEY_LIST | KEY_MOVES,
     act_next_caller},
    {SPECIAL_ENTER, 0, "Enter", "all that is known of the client", "Enter details",
     EVERYWHERE | KEY_HINT_LIST, ui_enter},
    {'t', 0, "t", "ticket: put one on this client, or find who has it", "t ticket",
     KEY_LIST | KEY_CLIENT, act_ticket},
    {'T', 0, "T", "say that you are on it, or no longer are", "T take", CLIENT | KEY_CHANGES,
     act_take},
    {'v', 0, "v", "the caller read out the serial number (asks)", "v confirm", CLIENT | KEY_CHANGES,
     act_confirm},
    {'m', 0, "m", "manage: run a tool on the client", "m manage", CLIENT | KEY_CHANGES,
     mode_tools_open},
    {'/', 0, "/", "search", "/ search", KEY_SEARCH, act_search},
    {'f', 0, "f", "show only clients with a text, as you type", "f filter", KEY_LIST, act_filter},
    {'c', 0, "c", "take the ticket off the client", "c clear", CLIENT | KEY_CHANGES, act_clear},
    {'i', 0, "i", "ask the client's AMT again who it is", "i identify", CLIENT | KEY_CHANGES,
     act_identify},
    {'y', 0, "y", "copy the serial number to the clipboard", "y copy", CLIENT, copy_serial},
    {'Y', 0, "Y", "copy its address, name or ticket", "", CLIENT, mode_copy_open},
    {'u', 0, "u", "take back the last change", "", KEY_LIST | KEY_CLIENT | KEY_CHANGES, act_undo},
    {'a', 0, "a", "add a client by its address or name", "a add", KEY_LIST | KEY_CHANGES, act_add},
    {'x', 0, "x", "delete the client from the queue (asks)", "x delete",
     KEY_LIST | KEY_NEEDS | KEY_CHANGES, act_delete},
    {'n', 0, "n", "next that matches the search", "", KEY_SEARCH, act_search_next},
    {'N', 0, "N", "previous one that matches the search", "", KEY_SEARCH, act_search_previous},
    {'s', 0, "s", "sort by the next column", "s sort", KEY_LIST, act_sort},
    {'S', 0, "S", "sort the other way round", "", KEY_LIST, act_sort_reverse},
    {'l', 0, "l", "who has left the queue, to bring one back", "", KEY_LIST, mode_archive_open},
    {'K', 0, "K", "what to tell a caller: which keys to press", "", KEY_LIST | KEY_CLIENT,
     mode_calling_open},
    {'r', 0, "r", "look at the whole queue again", "", KEY_LIST, rescan},
    {'o', 0, "o", "what background tools have printed", "", KEY_LIST, mode_output_open},
    {'b', 0, "b", "ring the bell when somebody calls, or not", "", KEY_LIST, switch_bell},
    {SPECIAL_ESCAPE, 0, "Esc", "back; show all clients again", "Esc back",
     EVERYWHERE | KEY_HINT_ABOVE | KEY_ESSENTIAL, ui_back},
    {'?', SPECIAL_HELP, "?, F1", "this help", "? help", EVERYWHERE | KEY_ESSENTIAL, mode_help_open},
    {'q', 0, "q", "quit", "q quit", EVERYWHERE | KEY_ESSENTIAL, quit},
};

const struct key *keys_all(size_t *count)
{
    *count = sizeof keys / sizeof keys[0];
    return keys;
}

const struct key *keys_find(long key)
{
    for (size_t i = 0; i < sizeof keys / sizeof keys[0] && key != 0; i++)
        if (keys[i].key == key || keys[i].other_key == key)
            return &keys[i];
    return NULL;
}

/* Whether what a key does to a client may be done now; if not, says why. */
static bool may_act(struct ui *ui, unsigned flags)
{
    bool needs = (flags & KEY_NEEDS) != 0;
    bool jumped = ui->model.jumped && ui->details[0] == '\0';
    if ((flags & KEY_CHANGES) != 0 && ui->read_only) {
        ui_set_message(ui, "not with --read-only");
        return false;
    }
    if (needs && ui_client(ui)[0] == '\0') {
        ui_set_message(ui, "no client is selected");
        return false;
    }
    /* The selection has jumped to a neighbour that nobody has looked at: what would change that
     * client, or copy something of it, is not done before a person has seen which one it is. */
    if (jumped)
        ui->model.jumped = false;
    if (jumped && needs)
        ui_set_message(ui,
                       "the client that was selected has left; this is %s: press again to do it",
                       ui_name(ui, ui_client(ui)));
    return !jumped || !needs;
}

static void press_row(struct ui *ui, long key)
{
    const struct key *row = keys_find(key);
    size_t tool;
    if (row != NULL && (row->flags & ui_mode(ui)->keys) != 0) {
        if (may_act(ui, row->flags))
            row->press(ui);
    } else if (row == NULL && ui_is_free(ui) && tool_has_key(ui, key, &tool)) {
        if (may_act(ui, KEY_NEEDS | KEY_CHANGES))
            mode_tools_run(ui, tool);
    } else if (ui_is_free(ui)) {
        ui_set_message(ui, "that key does nothing%s; ? shows the keys", row != NULL ? " here" : "");
    }
}

static bool is_wheel(const struct press *press)
{
    return press->key == SPECIAL_WHEEL_UP || press->key == SPECIAL_WHEEL_DOWN;
}

/* Text that was pasted, or came as fast, is not a command. Where a line is typed it is text, and
 * only what would end the line is left out; what comes after it is a key again. */
static bool is_swallowed(struct ui *ui, const struct press *press)
{
    const struct key *row = keys_find(press->key);
    bool moves = is_wheel(press) || (row != NULL && (row->flags & KEY_MOVES) != 0);
    if (press->how == PRESS_ALONE || press->begins)
        ui->burst = BURST_FREE;
    if (press->how == PRESS_ALONE || (press->how == PRESS_BEHIND && ui->burst == BURST_TYPED))
        return false;
    if (ui_mode(ui)->types) {
        ui->burst = BURST_TYPED;
        return press->key == SPECIAL_ENTER;
    }
    if (press->how != PRESS_PASTED && moves && ui->burst != BURST_SWALLOWED)
        return false;
    if (ui->burst != BURST_SWALLOWED)
        ui_set_message(
            ui, press->how == PRESS_PASTED
                    ? "pasted text is not a command: nothing done; t, / and f take text"
                    : "so many characters at once are not commands: press one key at a time");
    ui->burst = BURST_SWALLOWED;
    return true;
}

static bool is_mouse(const struct press *press)
{
    return is_wheel(press) || press->key == SPECIAL_CLICK;
}

/* Where the mouse has no meaning, nothing happens: it is neither text nor an answer. */
static bool is_idle_mouse(const struct ui *ui, const struct press *press)
{
    return is_mouse(press) &&
           (is_wheel(press) ? ui_mode(ui)->move == NULL : ui_mode(ui)->click == NULL);
}

static void use_mouse(struct ui *ui, const struct press *press)
{
    const long lines = 3;
    if (!may_act(ui, KEY_MOVES))
        return;
    if (is_wheel(press))
        move(ui, press->key == SPECIAL_WHEEL_UP ? -lines : lines);
    else
        ui_mode(ui)->click(ui, press->line, press->column);
}

void keys_press(struct ui *ui, const struct press *press)
{
    if (is_swallowed(ui, press) || is_idle_mouse(ui, press))
        return;
    ui->message[0] = '\0';
    if (ui_gate_key(ui, press->key))
        return;
    ui->model.chosen = true; /* what is acted on is what was on the screen when the key was hit */
    (void)model_arrange(&ui->model); /* without memory the list is empty, and so is the selection */
    if (is_mouse(press))
        use_mouse(ui, press);
    else if (ui_mode(ui)->key == NULL || !ui_mode(ui)->key(ui, press->key))
        press_row(ui, press->key);
}
