#include "support_queue_gui/screen/mode_tools.h"

#include <stdio.h>

#include "support_queue_gui/screen/lines.h"
#include "support_queue_gui/screen/ui_gate.h"

static void run_tool(struct ui *ui)
{
    ui_leave(ui);
    ui_aim(ui, AIM_TOOL);
}

static void move_choice(struct ui *ui, long lines)
{
    long last = (long)ui->conf->tool_count - 1;
    long to = lines > last ? last : lines < -last ? 0 : (long)ui->tool + lines;
    ui->tool = (size_t)(to < 0 ? 0 : to > last ? last : to);
}

static bool choose_by_number(struct ui *ui, long key)
{
    bool is_one = key >= '1' && key <= '9' && (size_t)(key - '0') <= ui->conf->tool_count;
    if (is_one) {
        ui->tool = (size_t)(key - '1');
        run_tool(ui);
    }
    return is_one;
}

/* So many tools are scrolled away that the selected one is seen. */
static size_t skipped(const struct ui *ui, int lines)
{
    return lines > 1 && ui->tool >= (size_t)lines - 1 ? ui->tool - (size_t)lines + 2 : 0;
}

static void draw_tools(struct ui *ui, const struct place *at)
{
    struct lines l = {.first = at->first, .count = at->lines, .skip = skipped(ui, at->lines)};
    for (size_t i = 0; i < ui->conf->tool_count; i++) {
        char line[2 * CONF_VALUE_SIZE + 32];
        (void)snprintf(line, sizeof line, " %zu  %-20s  %s", i + 1, ui->conf->tools[i].name,
                       ui->conf->tools[i].command);
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
    .key = choose_by_number,
    .move = move_choice,
    .enter = run_tool,
    .draw = draw_tools,
    .footer = footer,
    .cursor = find_cursor,
};

void mode_tools_open(struct ui *ui)
{
    ui_fix_subject(ui);
    if (ui->tool >= ui->conf->tool_count)
        ui->tool = 0;
    if (ui->conf->tool_count > 0)
        ui_open(ui, &mode_tools);
    else
        ui_say(ui, "there are no tools: see [tools] in fcfh.conf(5)");
}
