#include "support_queue_gui/screen/mode_copy.h"

#include <stdio.h>

#include "common/text.h"
#include "support_queue_gui/screen/lines.h"
#include "support_queue_gui/screen/terminal.h"

enum { SERIAL, ADDRESS, NAME, TICKET, VALUES };

static const struct {
    long key;
    const char *name;
} values[VALUES] = {[SERIAL] = {'y', "serial number"},
                    [ADDRESS] = {'a', "address"},
                    [NAME] = {'n', "name"},
                    [TICKET] = {'t', "ticket"}};

/* "" for what is not known. */
static void value_of(const struct ui *ui, size_t value, char out[TEXT_VALUE_SIZE])
{
    const struct entry *entry = loader_entry(ui->loader, NULL);
    char address[ADDR_TEXT_SIZE] = "";
    out[0] = '\0';
    if (entry == NULL)
        return;
    entry_address(entry, address);
    const char *name = entry_fact(entry, FACT_FQDN);
    const char *texts[VALUES] = {[SERIAL] = entry_serial(entry),
                                 [ADDRESS] = address,
                                 [NAME] = name[0] != '\0' ? name : entry_fact(entry, FACT_HOSTNAME),
                                 [TICKET] = entry->ticket};
    text_clean_visible(texts[value], out, TEXT_VALUE_SIZE);
}

static void copy(struct ui *ui, size_t value)
{
    char text[TEXT_VALUE_SIZE];
    value_of(ui, value, text);
    if (text[0] == '\0') {
        ui_set_message(ui, "its %s is not known", values[value].name);
        return;
    }
    terminal_copy(text);
    ui_set_message(ui, "%s is in the clipboard, if the terminal allows it", text);
}

void copy_serial(struct ui *ui)
{
    copy(ui, SERIAL);
}

static void copy_chosen(struct ui *ui)
{
    size_t value = ui->choice;
    ui_pop_mode(ui);
    copy(ui, value);
}

static bool choose_by_key(struct ui *ui, long key)
{
    for (size_t i = 0; i < VALUES; i++) {
        if (key == values[i].key || key == '1' + (long)i) {
            ui->choice = i;
            copy_chosen(ui);
            return true;
        }
    }
    return false;
}

static void move_choice(struct ui *ui, long lines)
{
    long to = lines > VALUES ? VALUES - 1 : lines < -VALUES ? 0 : (long)ui->choice + lines;
    ui->choice = (size_t)(to < 0 ? 0 : to < VALUES ? to : VALUES - 1);
}

static void draw_copy(struct ui *ui, const struct place *at)
{
    struct lines l = {.first = at->first, .count = at->lines, .width = getmaxx(stdscr)};
    for (size_t i = 0; i < VALUES; i++) {
        char text[TEXT_VALUE_SIZE];
        char line[TEXT_VALUE_SIZE + 64];
        value_of(ui, i, text);
        (void)snprintf(line, sizeof line, " %c  %-14s %s", (int)values[i].key, values[i].name,
                       text[0] != '\0' ? text : "(not known)");
        lines_put(&l, i == ui->choice ? A_REVERSE : A_NORMAL, line);
    }
    lines_fill(&l);
}

static int footer(const struct ui *ui, int y)
{
    (void)ui;
    if (y >= 0)
        draw_line(y, A_REVERSE, " Enter or letter: copy it   Esc back");
    return 1;
}

static void find_cursor(const struct ui *ui, const struct place *at, int *y, int *x)
{
    *y = at->first + (int)ui->choice;
    *x = 0;
}

static const struct mode mode_copy = {
    .keys = KEY_TEXT,
    .key = choose_by_key,
    .move = move_choice,
    .enter = copy_chosen,
    .draw = draw_copy,
    .footer = footer,
    .cursor = find_cursor,
};

void mode_copy_open(struct ui *ui)
{
    ui->choice = ADDRESS;
    ui_push_mode(ui, &mode_copy);
}
