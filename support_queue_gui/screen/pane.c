#include "support_queue_gui/screen/pane.h"

#include <string.h>
#include <time.h>

#include "support_queue_gui/entry_lines.h"
#include "support_queue_gui/entry_words.h"

static void put_entry_line(void *context, const struct entry_line *line)
{
    lines_put_labelled(context, line->label, line->read_out ? A_BOLD : A_NORMAL, line->text);
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
    lines_put(l, A_BOLD, machine);
    lines_put_labelled(l, "Serial", A_BOLD, spelt[0] != '\0' ? spelt : "(not known)");
}

void pane_lines(const struct ui *ui, struct lines *l)
{
    const struct err *why;
    const struct entry *entry = loader_entry(ui->loader, &why);
    if (ui->details[0] == '\0' && model_selected(&ui->model) == NULL)
        return;
    if (ui->details[0] == '\0' && ui->model.jumped) {
        /* Somebody may be reading out the serial number that stood here a moment ago. */
        lines_put_labelled(l, "", A_NORMAL,
                           "the client that was selected has left the queue; any key goes on");
    } else if (entry == NULL) {
        lines_put_labelled(l, "", A_NORMAL, why->text);
    } else {
        paint_caller(l, entry);
        entry_lines(entry, ui->conf->queue.timeout, ui->runs, time(NULL), put_entry_line, l);
    }
}
