#include "support_queue_gui/screen/archive_view.h"

#include <stdlib.h>
#include <time.h>

#include "common/clock.h"
#include "common/text.h"
#include "support_queue_gui/entry_format.h"

enum { LOOK_MS = 10000, DAY_S = 86400 };

bool archive_view_step(struct archive_view *view, struct queue *queue)
{
    struct archive_list list;
    time_t since = time(NULL) - DAY_S;
    long long began = clock_ms();
    if (began < view->due)
        return false;
    if (since < view->seen)
        since = view->seen + 1;
    size_t before = view->count;
    if (queue_archive_list(queue, since, QUEUE_EXPIRED, &list, NULL) == ERR_OK)
        view->count = list.count;
    archive_list_free(&list);
    /* After a flood archive/ is large: looking at it may not take more than a hundredth of the
     * time. */
    view->due = clock_ms() + LOOK_MS + 100 * (clock_ms() - began);
    return view->count != before;
}

/* As much as a row of the screen may show. */
static void copy(const char *text, char out[ARCHIVE_TEXT_SIZE])
{
    char clean[2 * TEXT_VALUE_SIZE];
    text_clean_visible(text, clean, sizeof clean);
    (void)text_fit(clean, ARCHIVE_TEXT_SIZE / 4, out, ARCHIVE_TEXT_SIZE);
}

static void read_row(struct queue *queue, const struct archived *archived, struct archive_row *row)
{
    struct entry entry;
    char text[2 * TEXT_VALUE_SIZE];
    *row = (struct archive_row){.called = ""};
    copy(archived->id, row->called);
    if (queue_archive_load(queue, archived, &entry, NULL) == ERR_OK) {
        entry_format_name(&entry, text, sizeof text);
        copy(text, row->called);
        entry_format_short_name(&entry, text, sizeof text);
        if (text[0] == '\0')
            entry_address(&entry, text);
        copy(text, row->name);
        entry_format_serial(&entry, text);
        copy(text, row->serial);
        entry_format_machine(&entry, text, sizeof text);
        copy(text, row->machine);
        copy(entry.ticket, row->ticket);
    }
    entry_free(&entry);
}

enum err_code archive_view_open(struct archive_view *view, struct queue *queue, struct err *e)
{
    archive_view_close(view);
    enum err_code code = queue_archive_list(queue, 0, NULL, &view->list, e);
    if (code == ERR_OK && view->list.count > 0) {
        view->rows = calloc(view->list.count, sizeof *view->rows);
        if (view->rows == NULL)
            code = err_nomem(e);
    }
    if (code != ERR_OK) {
        archive_view_close(view);
        return code;
    }
    view->seen = time(NULL);
    view->count = 0;
    return ERR_OK;
}

void archive_view_read(struct archive_view *view, struct queue *queue, size_t upto)
{
    for (; view->read < upto && view->read < view->list.count; view->read++)
        read_row(queue, &view->list.files[view->read], &view->rows[view->read]);
}

void archive_view_close(struct archive_view *view)
{
    archive_list_free(&view->list);
    free(view->rows);
    view->rows = NULL;
    view->read = 0;
}
