#include "support_queue_gui/calling.h"

#include <ctype.h>
#include <fcfh_calling.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/file.h"

enum { FILE_MAX = 64 * 1024, LINE_SIZE = 512 };

enum err_code calling_load(const char *file, char **own, struct err *e)
{
    size_t len;
    *own = NULL;
    return file[0] == '\0' ? ERR_OK : file_load(file, FILE_PUBLIC, FILE_MAX, own, &len, e);
}

/* Whether text begins with the word, and the word ends there. */
static bool begins_with(const char *text, const char *word, size_t len)
{
    return len > 0 && strncasecmp(text, word, len) == 0 && !isalnum((unsigned char)text[len]);
}

/* Whether a heading is for this maker: it begins with one of the makers that are named before the
 * colon, or one of those begins with it. "hp" is HP, "Hewlett" is Hewlett-Packard, "Dell Inc." is
 * Dell. */
static bool is_for_maker(const char *heading, const char *maker)
{
    const char *end = strchr(heading, ':');
    while (heading < end) {
        heading += strspn(heading, ", ");
        size_t len = strcspn(heading, ",:");
        if (begins_with(maker, heading, len) || begins_with(heading, maker, strlen(maker)))
            return true;
        heading += len;
    }
    return false;
}

/* Reads one line of a list, without surrounding blanks; false at the end of the list. */
static bool next_line(const char **list, char line[LINE_SIZE], bool *is_heading)
{
    size_t len = strcspn(*list, "\n");
    const char *from = *list;
    if (*from == '\0')
        return false;
    *list += len + (from[len] == '\n');
    *is_heading = !isspace((unsigned char)from[0]);
    while (len > 0 && isspace((unsigned char)from[len - 1]))
        len--;
    for (; len > 0 && isspace((unsigned char)*from); len--)
        from++;
    if (len >= LINE_SIZE)
        len = LINE_SIZE - 1;
    memcpy(line, from, len);
    line[len] = '\0';
    return true;
}

/* Puts what one list has for a maker, or for all makers. True if there was anything. */
static bool put_list(const char *list, const char *maker, bool for_all, calling_line_fn *put,
                     void *context)
{
    char line[LINE_SIZE];
    bool is_heading;
    bool wanted = false;
    bool any = false;
    while (list != NULL && next_line(&list, line, &is_heading)) {
        if (line[0] == '\0' || line[0] == '#')
            continue;
        if (is_heading) {
            bool is_for_all = strchr(line, ':') == NULL;
            wanted = for_all ? is_for_all
                             : !is_for_all && (maker[0] == '\0' || is_for_maker(line, maker));
        }
        any = any || wanted;
        if (wanted)
            put(context, is_heading ? CALLING_HEADING : CALLING_STEP, line);
    }
    return any;
}

bool calling_each(const char *own, const char *maker, calling_line_fn *put, void *context)
{
    bool known = put_list(own, maker, false, put, context);
    known = put_list(calling_ours, maker, false, put, context) || known;
    (void)put_list(own, maker, true, put, context);
    (void)put_list(calling_ours, maker, true, put, context);
    return known;
}
