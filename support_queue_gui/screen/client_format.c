#include "support_queue_gui/screen/client_format.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/text.h"
#include "support_queue_gui/entry_format.h"

enum { NAME_COLUMNS = 24, HOLDER_COLUMNS = 34 };

static void shorten(const char *text, size_t columns, char *out, size_t size)
{
    char clean[ENTRY_HOLDER_SIZE + TEXT_VALUE_SIZE];
    text_clean_visible(text, clean, sizeof clean);
    bool cut = text_columns(clean) > columns;
    (void)text_fit(clean, columns - cut, out, size - 1);
    if (cut)
        (void)strcat(out, "~");
}

void client_format_name(const struct entry *entry, char out[CLIENT_NAME_SIZE])
{
    char name[TEXT_VALUE_SIZE];
    entry_format_name(entry, name, sizeof name);
    shorten(name, NAME_COLUMNS, out, CLIENT_NAME_SIZE);
}

void client_format_summary(const struct ui *ui, const struct entry *entry,
                           char out[CLIENT_SUMMARY_SIZE])
{
    char name[CLIENT_NAME_SIZE];
    char holder[ENTRY_HOLDER_SIZE];
    char held[CLIENT_NAME_SIZE + HOLDER_COLUMNS];
    client_format_name(entry, name);
    entry_format_holder(entry, time(NULL), holder);
    shorten(holder, HOLDER_COLUMNS, held, sizeof held);
    (void)snprintf(out, CLIENT_SUMMARY_SIZE, "%s (%s, %s)", name,
                   entry_state_text(entry->state, ui->runs), held);
}

bool client_load(struct ui *ui, struct entry *entry)
{
    struct err e;
    enum err_code code = queue_load(ui->queue, ui->subject, entry, &e);
    if (code != ERR_OK)
        ui_set_error(ui, &e, ui->subject);
    return code == ERR_OK;
}
