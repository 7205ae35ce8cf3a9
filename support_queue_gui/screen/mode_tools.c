#include "support_queue_gui/screen/mode_tools.h"

#include <stdio.h>
#include <stdlib.h>

#include "support_queue_gui/screen/lines.h"
#include "support_queue_gui/screen/ui_gate.h"

static void run_tool(struct ui *ui)
{
    ui_pop_mode(ui);
    ui_gate_start(ui, AIM_TOOL);
}

static void move_choice(struct ui *ui, long lines)
{
    long last = (long)ui->conf->tool_count - 1;
    long to = lines > last ? last : lines < -last ? 0 : (long)ui->tool + lines;
    ui->tool = (size_t)(to < 0 ? 0 : to > last ? last : to);
}

bool tool_has_key(const struct ui *ui, long key, size_t *tool)
{
    for (size_t i = 0; i < ui->conf->tool_count; i++) {
        const char *own = ui->conf->tools[i].key;
        long code = own[0] == 'F' && own[1] != '\0' ? SPECIAL_F2 - 2 + strtol(own + 1, NULL, 10)
                                                    : (long)own[0];
        if (own[0] != '\0' && code == key) {
            *tool = i;
            return true;
        }
    }
    return false;
}

void mode_tools_run(struct ui *ui, size_t tool)
{
    ui_set_subject(ui);
    ui->tool = tool;
    ui_gate_start(ui, AIM_TOOL);
}

static bool choose_by_key(struct ui *ui, long key)
{
    size_t tool = 0;
    bool is_number = key >= '1' && key <= '9' && (size_t)(key - '0') <= ui->conf->tool_count;
    if (is_number)
        tool = (size_t)(key - '1');
    if (!is_number && !tool_has_key(ui, key, &tool))
        return false;
    ui->tool = tool;
    run_tool(ui);
    return true;
}

/* What would run, with the client's values, or why nothing would. */
static void words_of(const struct ui *ui, size_t number, char *out, size_t size)
{
    const struct entry *entry = loader_entry(ui->loader, NULL);
    struct tool tool = {.argv = NULL};
    struct err e;
    size_t used = 0;
    if (entry == NULL)
        (void)snprintf(out, size, "%s", ui->conf->tools[number].command);
    else if (tool_prepare(&ui->conf->tools[number], entry, &tool, &e) != ERR_OK)
        (void)snprintf(out, size, "(not now: %s)", e.text);
    for (size_t i = 0; tool.argv != NULL && tool.argv[i] != NULL && used < size; i++) {
        int put = snprintf(out + used, size - used, "%s%s", i > 0 ? " " : "", tool.argv[i]);
        used += put > 0 ? (size_t)put : 0;
    }
    tool_free(&tool);
}

/* How many tools must be scrolled away to make the selected one visible. */
static size_t skipped(const struct ui *ui, int lines)
{
    return lines > 1 && ui->tool >= (size_t)lines - 1 ? ui->tool - (size_t)lines + 2 : 0;
}

static void draw_tools(struct ui *ui, const struct place *at)
{
    struct lines l = {.first = at->first, .count = at->lines, .skip = skipped(ui, at->lines)};
    for (size_t i = 0; i < ui->conf->tool_count; i++) {
        const struct conf_tool *tool = &ui->conf->tools[i];
        char words[DRAW_LINE_SIZE] = "";
        char name[CONF_VALUE_SIZE + CONF_TOOL_KEY_SIZE + 4];
        char line[DRAW_LINE_SIZE + sizeof name + 32];
        words_of(ui, i, words, sizeof words);
        (void)snprintf(name, sizeof name, "%s%s%s%s", tool->name, tool->key[0] != '\0' ? " (" : "",
                       tool->key, tool->key[0] != '\0' ? ")" : "");
        (void)snprintf(line, sizeof line, " %zu  %-20s  %s", i + 1, name, words);
        lines_put(&l, i == ui->tool ? A_REVERSE : A_NORMAL, line);
    }
    lines_fill(&l);
}

static int footer(const struct ui *ui, int y)
{
    (void)ui;
    if (y >= 0)
        draw_line(y, A_REVERSE, " Enter or number: run it   Esc back");
    return 1;
}

static void find_cursor(const struct ui *ui, const struct place *at, int *y, int *x)
{
    *y = at->first + (int)(ui->tool - skipped(ui, at->lines));
    *x = 0;
}

static const struct mode mode_tools = {
    .keys = KEY_TEXT,
    .key = choose_by_key,
    .move = move_choice,
    .enter = run_tool,
    .draw = draw_tools,
    .footer = footer,
    .cursor = find_cursor,
};

void mode_tools_open(struct ui *ui)
{
    ui_set_subject(ui);
    if (ui->tool >= ui->conf->tool_count)
        ui->tool = 0;
    if (ui->conf->tool_count > 0)
        ui_push_mode(ui, &mode_tools);
    else
        ui_set_message(ui, "there are no tools: see [tools] in fcfh.conf(5)");
}
