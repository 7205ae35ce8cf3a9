#include "support_queue_gui/screen/pane.h"

#include <time.h>

#include "support_queue_gui/caller.h"
#include "support_queue_gui/entry_lines.h"

static void put_caller_line(void *context, const struct caller_line *line)
{
    size_t count = 0;
    while (count < CALLER_TEXTS && line->texts[count] != NULL)
        count++;
    lines_put_beside(context, line->read_out || line->alarm ? A_BOLD : A_NORMAL, line->texts,
                     count);
}

static void put_entry_line(void *context, const struct entry_line *line)
{
    lines_put_labelled(context, line->label, A_NORMAL, line->text);
}

static void put_text(struct lines *l, const char *text)
{
    lines_put_beside(l, A_BOLD, &text, 1);
}

void pane_lines(const struct ui *ui, struct lines *l)
{
    const struct err *why;
    const struct entry *entry = loader_entry(ui->loader, &why);
    time_t now = time(NULL);
    if (ui->details[0] == '\0' && model_selected(&ui->model) == NULL)
        return;
    if (ui->details[0] == '\0' && ui->model.jumped) {
        /* The user on the phone may be reading out the serial number that was here a moment ago. */
        put_text(l, "the client that was selected has left the queue; any key goes on");
    } else if (entry == NULL) {
        put_text(l, why->text);
    } else {
        caller_lines(entry, ui->runs, now, put_caller_line, l);
        if (ui->power.words[0] != '\0')
            lines_put_labelled(l, "Power", A_NORMAL, ui->power.words);
        entry_lines_rest(entry, ui->conf->queue.timeout, now, put_entry_line, l);
    }
}

void pane_schedule_redraw(struct ui *ui)
{
    const struct entry *entry = loader_entry(ui->loader, NULL);
    time_t now = time(NULL);
    if (entry == NULL)
        return;
    if (entry_is_taken(entry, now))
        ui_schedule_redraw(ui, entry->taken_time + ENTRY_TAKEN_SECONDS);
    if (entry->ask_next > now)
        ui_schedule_redraw(ui, entry->ask_next);
}
