#include "support_queue_gui/screen/hints.h"

#include <string.h>

#include "support_queue_gui/screen/draw.h"

/* Whether a key acts here. */
static bool has_place(const struct ui *ui, const struct key *key)
{
    if (key->footer[0] == '\0' || (key->flags & ui_mode(ui)->keys) == 0)
        return false;
    if ((key->flags & KEY_CHANGES) != 0 && ui->read_only)
        return false;
    if ((key->flags & (ui->depth > 1 ? KEY_HINT_LIST : KEY_HINT_ABOVE)) != 0)
        return false;
    return true;
}

/* Its hint; blanks where it does nothing now, so that the others stay where they are. */
static void append_hint(const struct ui *ui, const struct key *key, char line[DRAW_LINE_SIZE])
{
    bool acts = (key->flags & KEY_NEEDS) == 0 || ui_client(ui)[0] != '\0';
    draw_append(line, " %*s ", (int)strlen(key->footer), acts ? key->footer : "");
}

/* As many as fit; help and quitting are always shown. */
int hints_footer(const struct ui *ui, int y)
{
    char line[DRAW_LINE_SIZE] = "";
    char last[DRAW_LINE_SIZE] = "";
    size_t columns = (size_t)getmaxx(stdscr);
    size_t room = columns < DRAW_LINE_SIZE ? columns : DRAW_LINE_SIZE - 1;
    if (y < 0)
        return 1;
    for (size_t i = 0; i < ui->key_count; i++)
        if ((ui->keys[i].flags & KEY_ESSENTIAL) != 0 && has_place(ui, &ui->keys[i]) &&
            strlen(last) + strlen(ui->keys[i].footer) + 2 <= room)
            append_hint(ui, &ui->keys[i], last);
    for (size_t i = 0; i < ui->key_count; i++) {
        const struct key *key = &ui->keys[i];
        if ((key->flags & KEY_ESSENTIAL) != 0 || !has_place(ui, key))
            continue;
        if (strlen(line) + strlen(key->footer) + 2 + strlen(last) > room)
            break;
        append_hint(ui, key, line);
    }
    draw_append(line, "%s", last);
    draw_line(y, A_REVERSE, line);
    return 1;
}
