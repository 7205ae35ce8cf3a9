#include "support_queue_gui/screen/paint.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/text.h"
#include "common/timefmt.h"
#include "support_queue_gui/entry_lines.h"
#include "support_queue_gui/entry_words.h"
#include "support_queue_gui/screen/draw.h"
#include "support_queue_gui/screen/keys.h"

enum { LABEL_WIDTH = 13, LEAST_LIST = 3, DETAILS_MOST = 14 };

/* Adds ", 2 verified" to the header, if there are any and there is room. */
static void add_count(char line[DRAW_LINE_SIZE], size_t room, size_t count, const char *what)
{
    char text[64];
    (void)snprintf(text, sizeof text, "%s %zu %s", strchr(line, ':') != NULL ? "," : ":", count,
                   what);
    if (count > 0 && strlen(line) + strlen(text) <= room)
        draw_append(line, "%s", text);
}

static void paint_header(const struct ui *ui)
{
    char line[DRAW_LINE_SIZE] = "";
    char more[DRAW_LINE_SIZE] = "";
    struct model_counts counts = model_count(&ui->model);
    if (!loader_ready(ui->loader))
        draw_append(more, "  reading, %zu left", loader_left(ui->loader));
    if (ui->model.ticket[0] != '\0')
        draw_append(more, "  [ticket %.200s]", ui->model.ticket);
    if (ui->model.filter[0] != '\0')
        draw_append(more, "  [filter %s]", ui->model.filter);
    if (loader_unreadable(ui->loader) > 0)
        draw_append(more, "  [%zu unreadable]", loader_unreadable(ui->loader));
    draw_append(more, "%s%s", ui->bell ? "  [bell]" : "", ui->read_only ? "  [read-only]" : "");
    size_t columns = (size_t)getmaxx(stdscr);
    size_t room = columns > text_columns(more) ? columns - text_columns(more) : 0;
    draw_append(line, " fcfh  %zu calling", counts.all);
    add_count(line, room, counts.states[ENTRY_MISMATCH], "MISMATCH");
    add_count(line, room, counts.states[ENTRY_WAITING], entry_state_shown(ENTRY_WAITING, ui->runs));
    add_count(line, room, counts.states[ENTRY_ANSWERED], "answered");
    add_count(line, room, counts.states[ENTRY_VERIFIED], "verified");
    add_count(line, room, counts.with_ticket, "with ticket");
    draw_append(line, "%s", more);
    draw_line(0, A_REVERSE, line);
}

/* What keeps every client from being asked, or from calling, stands under the header. */
static int header_lines(const struct ui *ui)
{
    return ui->trouble[0] != '\0' || ui->look[0] != '\0' ? 2 : 1;
}

/* The columns of the list. */
enum column { STATE, CALLED, MACHINE, SERIAL, PLACE, TICKET, COLUMNS_COUNT };

struct columns {
    int width[COLUMNS_COUNT]; /* 0: not shown */
    bool names;               /* there is room for host names beside the addresses */
};

enum { CALLED_WIDTH = 13, ADDRESS_WIDTH = 15, NAMES_FROM = 40 };

/* What is narrowest gives way last: state and serial stay. */
static struct columns fit_columns(int width)
{
    struct columns c = {.width = {[STATE] = 8, [SERIAL] = 14}};
    int left = width - 2 - c.width[STATE] - 1 - c.width[SERIAL] - 1;
    if (left > CALLED_WIDTH) {
        c.width[CALLED] = CALLED_WIDTH;
        left -= CALLED_WIDTH + 1;
    }
    if (left >= 10) {
        c.width[TICKET] = left / 5 > 8 ? left / 5 : 8;
        left -= c.width[TICKET] + 1;
    }
    if (left > ADDRESS_WIDTH) {
        c.names = left >= NAMES_FROM;
        c.width[PLACE] = c.names ? left / 2 : ADDRESS_WIDTH;
        left -= c.width[PLACE] + 1;
    }
    c.width[MACHINE] = left > 0 ? left : 0;
    return c;
}

static void paint_cells(int y, attr_t look, attr_t state_attr, const struct columns *c,
                        const char *const texts[COLUMNS_COUNT])
{
    int x = 2;
    for (size_t i = 0; i < COLUMNS_COUNT; i++) {
        if (c->width[i] == 0)
            continue;
        draw(y, x, c->width[i], i == STATE ? look | state_attr : look, texts[i]);
        x += c->width[i] + 1;
    }
}

static void paint_heads(const struct ui *ui, int y, const struct columns *c)
{
    static const enum model_sort sorts[] = {MODEL_BY_STATE,  MODEL_BY_CALL,  MODEL_BY_MACHINE,
                                            MODEL_BY_SERIAL, MODEL_BY_PLACE, MODEL_BY_TICKET};
    const char *heads[] = {
        "STATE", "CALLED", "MACHINE", "SERIAL", c->names ? "NAME, ADDRESS" : "ADDRESS", "TICKET"};
    char marked[COLUMNS_COUNT][24];
    const char *texts[COLUMNS_COUNT];
    for (size_t i = 0; i < COLUMNS_COUNT; i++) {
        const char *arrow = sorts[i] != ui->model.sort ? "" : ui->model.reversed ? " ^" : " v";
        (void)snprintf(marked[i], sizeof marked[i], "%s%s", heads[i], arrow);
        texts[i] = marked[i];
    }
    draw_line(y, A_BOLD, "");
    paint_cells(y, A_BOLD, A_NORMAL, c, texts);
}

enum { HOUR_S = 3600, DAY_S = 24 * HOUR_S };

/* "12:52  3 min": the clock time stays true while the screen stands still, which it does while
 * nothing happens. */
static void called_words(time_t when, char *out, size_t size)
{
    char ago[32];
    char at[8] = "";
    struct tm tm;
    time_t now = time(NULL);
    if (localtime_r(&when, &tm) != NULL)
        (void)strftime(at, sizeof at, "%H:%M", &tm);
    /* Whole hours and whole days will do: "2 h", not "2 h 5 min". */
    long span = (long)(now - when);
    span -= span >= DAY_S ? span % DAY_S : span >= HOUR_S ? span % HOUR_S : 0;
    time_words(span, ago, sizeof ago);
    (void)snprintf(out, size, "%s %s", at, ago);
}

static void paint_row(int y, const struct model_row *row, const struct columns *c, bool runs,
                      bool selected)
{
    char called[48];
    char machine[DRAW_LINE_SIZE] = "";
    attr_t look = (selected ? A_REVERSE : A_NORMAL) | (row->fresh ? A_BOLD : A_NORMAL);
    called_words(row->last_call, called, sizeof called);
    draw_append(machine, "%s%s%s", row->note, row->note[0] != '\0' ? "; " : "", row->machine);
    const char *texts[] = {entry_state_shown(row->state, runs),  called,     machine, row->serial,
                           c->names ? row->place : row->address, row->ticket};
    draw_line(y, look, selected ? ">" : row->fresh ? "*" : "");
    if (row->claimed)
        draw(y, 1, 1, look | A_BOLD, "!");
    paint_cells(y, look, selected ? A_NORMAL : draw_state(row->state), c, texts);
}

static void scroll_to_selected(struct ui *ui, size_t page)
{
    size_t line = ui->model.selected_line;
    ui->page = page;
    if (page == 0)
        return;
    if (line < ui->top)
        ui->top = line;
    if (line >= ui->top + page)
        ui->top = line - page + 1;
    if (ui->top + page > ui->model.shown_count)
        ui->top = ui->model.shown_count > page ? ui->model.shown_count - page : 0;
}

static void paint_list(struct ui *ui, int first, int lines)
{
    struct columns c = fit_columns(getmaxx(stdscr));
    const char *none = !loader_ready(ui->loader) ? "  reading the queue ..."
                       : ui->model.count > 0     ? "  no client fits; Esc shows all"
                                                 : "  nobody is calling for help";
    paint_heads(ui, first++, &c);
    lines--;
    scroll_to_selected(ui, lines > 0 ? (size_t)lines : 0);
    for (int i = 0; i < lines; i++) {
        size_t at = ui->top + (size_t)i;
        if (at < ui->model.shown_count)
            paint_row(first + i, ui->model.shown[at], &c, ui->runs, at == ui->model.selected_line);
        else
            draw_line(first + i, A_NORMAL, i == 0 && ui->model.shown_count == 0 ? none : "");
    }
}

/* Lines that are painted into a window of the screen, of which some are scrolled away. */
struct lines {
    int first;
    int count;
    size_t skip;
    size_t number;
};

static int place_line(struct lines *l)
{
    size_t number = l->number++;
    if (number < l->skip || number - l->skip >= (size_t)l->count)
        return -1;
    return l->first + (int)(number - l->skip);
}

static void put_next(struct lines *l, attr_t look, const char *text)
{
    int y = place_line(l);
    if (y >= 0)
        draw_line(y, look, text);
}

static void put_labelled(struct lines *l, const char *label, attr_t look, const char *text)
{
    int y = place_line(l);
    if (y < 0)
        return;
    draw_line(y, A_NORMAL, "");
    draw(y, 1, LABEL_WIDTH, A_NORMAL, label);
    draw(y, LABEL_WIDTH + 3, getmaxx(stdscr), look, text);
}

static void put_entry_line(void *context, const struct entry_line *line)
{
    put_labelled(context, line->label, line->read_out ? A_BOLD : A_NORMAL, line->text);
}

/* "SN16 0001" as "S N 1 6   0 0 0 1", to be read out over the phone. */
static void spell(const char *text, char *out, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; text[i] != '\0' && used + 3 < size; i++) {
        if (used > 0 && ((unsigned char)text[i] & 0xC0) != 0x80)
            out[used++] = ' ';
        out[used++] = text[i];
    }
    out[used] = '\0';
}

/* What is verified with the caller stands on top: make and model, then the serial number, spelt. */
static void paint_caller(struct lines *l, const struct entry *entry)
{
    char machine[2 * TEXT_VALUE_SIZE] = " ";
    char spelt[2 * TEXT_VALUE_SIZE + 8] = "";
    entry_machine(entry, machine + 1, sizeof machine - 1);
    if (entry_serial_is_boards(entry))
        (void)strcpy(spelt, "board  ");
    size_t used = strlen(spelt);
    spell(entry_serial(entry), spelt + used, sizeof spelt - used);
    put_next(l, A_BOLD, machine);
    put_labelled(l, "Serial", A_BOLD, spelt[0] != '\0' ? spelt : "(not known)");
}

static void fill_rest(struct lines *l)
{
    while (l->number < l->skip + (size_t)l->count)
        put_next(l, A_NORMAL, "");
}

static void detail_lines(const struct ui *ui, struct lines *l)
{
    if (model_selected(&ui->model) == NULL)
        return;
    if (ui->model.jumped) {
        /* Somebody may be reading out the serial number that stood here a moment ago. */
        put_labelled(l, "", A_NORMAL,
                     "the client that was selected has left the queue; any key goes on");
    } else if (ui->entry_error.code != ERR_OK) {
        put_labelled(l, "", A_NORMAL, ui->entry_error.text);
    } else {
        paint_caller(l, &ui->entry);
        entry_lines(&ui->entry, ui->conf->queue.timeout, ui->runs, time(NULL), put_entry_line, l);
    }
}

static void help_lines(const struct ui *ui, struct lines *l)
{
    size_t keys_count;
    const struct key *keys = keys_all(&keys_count);
    put_labelled(l, "Keys", A_NORMAL, "");
    for (size_t i = 0; i < keys_count; i++)
        put_labelled(l, keys[i].label, A_NORMAL, keys[i].help);
    put_labelled(l, "", A_NORMAL, "");
    put_labelled(l, "Tools", A_NORMAL,
                 ui->conf->tool_count > 0 ? "" : "none: see [tools] in fcfh.conf(5)");
    for (size_t i = 0; i < ui->conf->tool_count; i++) {
        char number[32];
        (void)snprintf(number, sizeof number, "m, %zu", i + 1);
        put_labelled(l, number, A_NORMAL, ui->conf->tools[i].name);
    }
}

/* So many tools are scrolled away that the selected one is seen. */
static size_t tools_skipped(const struct ui *ui, int count)
{
    return count > 1 && ui->tool >= (size_t)count - 1 ? ui->tool - (size_t)count + 2 : 0;
}

static void paint_tools(const struct ui *ui, int first, int count)
{
    struct lines l = {.first = first, .count = count, .skip = tools_skipped(ui, count)};
    for (size_t i = 0; i < ui->conf->tool_count; i++) {
        char line[2 * CONF_VALUE_SIZE + 32];
        (void)snprintf(line, sizeof line, " %zu  %-20s  %s", i + 1, ui->conf->tools[i].name,
                       ui->conf->tools[i].command);
        put_next(&l, i == ui->tool ? A_REVERSE : A_NORMAL, line);
    }
    fill_rest(&l);
}

static void output_lines(const struct ui *ui, struct lines *l)
{
    const char *at = ui->output;
    const char *end = ui->output + ui->output_used;
    if (at == end)
        put_labelled(l, "", A_NORMAL, "no background tool has said anything");
    while (at < end) {
        char line[DRAW_LINE_SIZE];
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t len = (size_t)((newline != NULL ? newline : end) - at);
        (void)snprintf(line, sizeof line, "%.*s", (int)(len < sizeof line ? len : sizeof line - 1),
                       at);
        put_next(l, A_NORMAL, line);
        at += len + (newline != NULL);
    }
}

/* Once to see how many lines there are, so that nobody scrolls beyond the last, and once to show
 * those that have room. */
static void paint_text(struct ui *ui, int first, int count,
                       void (*lines)(const struct ui *ui, struct lines *l))
{
    struct lines l = {.first = 0};
    lines(ui, &l);
    size_t most = l.number > (size_t)count ? l.number - (size_t)count : 0;
    if (ui->scroll > most)
        ui->scroll = most;
    l = (struct lines){.first = first, .count = count, .skip = ui->scroll};
    lines(ui, &l);
    fill_rest(&l);
}

/* Whether a key does something now, and should be seen. */
static bool is_offered(const struct ui *ui, const struct key *key)
{
    if (key->footer[0] == '\0' || (key->changes && ui->read_only))
        return false;
    if (key->needs_client && model_selected(&ui->model) == NULL)
        return false;
    return key->action != ACTION_UNDO || ui->last.kind != CHANGE_NONE;
}

/* The keys that work now, as many as fit; help and quitting always do. */
static void footer_keys(const struct ui *ui, char line[DRAW_LINE_SIZE])
{
    size_t count;
    const struct key *keys = keys_all(&count);
    const char *help = keys_find(ACTION_HELP)->footer;
    const char *quit = keys_find(ACTION_QUIT)->footer;
    size_t columns = (size_t)getmaxx(stdscr);
    size_t room = columns < DRAW_LINE_SIZE ? columns : DRAW_LINE_SIZE - 1;
    size_t kept = strlen(help) + strlen(quit) + 4;
    line[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        if (keys[i].action == ACTION_HELP || keys[i].action == ACTION_QUIT ||
            !is_offered(ui, &keys[i]))
            continue;
        if (strlen(line) + strlen(keys[i].footer) + 2 + kept > room)
            break;
        draw_append(line, " %s ", keys[i].footer);
    }
    if (strlen(line) + strlen(help) + 2 <= room)
        draw_append(line, " %s ", help);
    if (strlen(line) + strlen(quit) + 2 <= room)
        draw_append(line, " %s ", quit);
}

static const char *const prompts[] = {[ASK_SEARCH] = "Search: ",
                                      [ASK_FILTER] = "Filter: ",
                                      [ASK_TICKET] = "Ticket: ",
                                      [ASK_ADDRESS] = "Address of the client: "};

enum { MESSAGE_LINES = 4 };

/* A question or what went wrong is not cut: it takes as many lines as its words need. Puts them
 * there if y is not negative, and returns how many they are. */
static int wrap_message(const char *text, int y)
{
    size_t width = getmaxx(stdscr) > 2 ? (size_t)getmaxx(stdscr) - 1 : 1;
    int lines = 0;
    while (*text != '\0' && lines < MESSAGE_LINES) {
        size_t len = strlen(text);
        if (len > width && lines + 1 < MESSAGE_LINES) {
            len = width;
            while (len > 0 && text[len] != ' ')
                len--;
            if (len == 0) /* a word longer than the line: at a character's start */
                for (len = width; len > 1 && ((unsigned char)text[len] & 0xC0) == 0x80;)
                    len--;
        }
        char line[DRAW_LINE_SIZE];
        (void)snprintf(line, sizeof line, " %.*s", (int)len, text);
        if (y >= 0)
            draw_line(y + lines, A_REVERSE, line);
        lines++;
        text += len;
        text += strspn(text, " ");
    }
    return lines > 0 ? lines : 1;
}

static bool shows_message(const struct ui *ui)
{
    return ui->mode != UI_PROMPT && ui->message[0] != '\0';
}

static int footer_lines(const struct ui *ui)
{
    int lines = shows_message(ui) ? wrap_message(ui->message, -1) : 1;
    int most = getmaxy(stdscr) - 2; /* the header, and the client that it is about */
    return lines < most ? lines : most > 1 ? most : 1;
}

static void paint_footer(const struct ui *ui, int y)
{
    char line[DRAW_LINE_SIZE];
    if (shows_message(ui)) {
        (void)wrap_message(ui->message, y);
        return;
    }
    if (ui->mode == UI_PROMPT)
        (void)snprintf(line, sizeof line, "%s%s", prompts[ui->question], ui->prompt.text);
    else if (ui->mode == UI_TOOLS)
        (void)snprintf(line, sizeof line, " Enter or number: run it   Esc back");
    else if (ui->mode != UI_LIST)
        (void)snprintf(line, sizeof line, " Up, Down scroll   Esc back");
    else
        footer_keys(ui, line);
    draw_line(y, ui->mode == UI_PROMPT ? A_NORMAL : A_REVERSE, line);
}

/* Screen readers and magnifiers follow the cursor: it is where the person is. */
static void place_cursor(const struct ui *ui, int first, int footer)
{
    int y = first + 1 + (int)(ui->model.selected_line - ui->top);
    int x = 0;
    if (ui->mode == UI_PROMPT) {
        char before[PROMPT_SIZE];
        (void)snprintf(before, sizeof before, "%.*s", (int)ui->prompt.cursor, ui->prompt.text);
        y = footer;
        x = (int)(strlen(prompts[ui->question]) + text_columns(before));
    } else if (ui->mode == UI_TOOLS) {
        y = first + (int)(ui->tool - tools_skipped(ui, footer - first));
    } else if (ui->mode == UI_CONFIRM) {
        y = footer;
    } else if (ui->mode != UI_LIST) {
        y = first;
    }
    if (y >= getmaxy(stdscr))
        y = getmaxy(stdscr) - 1;
    if (x >= getmaxx(stdscr))
        x = getmaxx(stdscr) - 1;
    (void)move(y > 0 ? y : 0, x > 0 ? x : 0);
}

void paint(struct ui *ui)
{
    static void (*const texts[UI_CONFIRM + 1])(const struct ui *ui, struct lines *l) = {
        [UI_DETAILS] = detail_lines, [UI_HELP] = help_lines, [UI_OUTPUT] = output_lines};
    int rows = getmaxy(stdscr);
    int first = header_lines(ui);
    int footer = rows - footer_lines(ui);
    int body = footer > first ? footer - first : 0; /* between header and footer */
    (void)model_arrange(&ui->model);                /* without memory for it the list is empty */
    (void)werase(stdscr);
    paint_header(ui);
    if (first > 1)
        draw_line(1, A_BOLD, ui->trouble[0] != '\0' ? ui->trouble : ui->look);
    if (ui->mode == UI_TOOLS) {
        paint_tools(ui, first, body);
    } else if (texts[ui->mode] != NULL) {
        paint_text(ui, first, body, texts[ui->mode]);
    } else {
        int details = body - 1 - LEAST_LIST - 1;
        if (details > (body - 2) * 3 / 5)
            details = (body - 2) * 3 / 5;
        if (details > DETAILS_MOST)
            details = DETAILS_MOST;
        if (details < 2)
            details = 0;
        int list_lines = body - (details > 0 ? details + 1 : 0); /* with their heads */
        paint_list(ui, first, list_lines);
        if (details > 0) {
            (void)mvhline(first + list_lines, 0, '-', getmaxx(stdscr));
            struct lines pane = {.first = first + list_lines + 1, .count = details};
            detail_lines(ui, &pane);
            fill_rest(&pane);
        }
    }
    if (footer > 0)
        paint_footer(ui, footer);
    place_cursor(ui, first, footer);
    (void)refresh();
}
