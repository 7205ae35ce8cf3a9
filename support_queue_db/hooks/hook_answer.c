#include "support_queue_db/hooks/hook_answer.h"

#include <stdio.h>
#include <string.h>

#include "common/timefmt.h"

#define LINE_SIZE 1024

struct lines {
    const char *next, *end;
};

/* The next line that is not empty, cut to fit; a NUL in it ends it. False at the end. */
static bool next_line(struct lines *lines, char line[LINE_SIZE])
{
    line[0] = '\0';
    while (lines->next < lines->end && line[0] == '\0') {
        size_t left = (size_t)(lines->end - lines->next);
        const char *newline = memchr(lines->next, '\n', left);
        size_t len = newline != NULL ? (size_t)(newline - lines->next) : left;
        size_t fits = len < LINE_SIZE ? len : LINE_SIZE - 1;
        memcpy(line, lines->next, fits);
        line[fits] = '\0';
        lines->next += len + (newline != NULL ? 1 : 0);
        size_t end = strlen(line);
        while (end > 0 && (line[end - 1] == '\r' || line[end - 1] == ' '))
            line[--end] = '\0';
    }
    return line[0] != '\0';
}

/* Splits "name=value" in two. False for anything else. */
static bool split(char *line, char **value)
{
    char *equals = strchr(line, '=');
    if (equals == NULL)
        return false;
    *equals = '\0';
    *value = equals + 1;
    return true;
}

static bool has_word(const struct inventory_item *items, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(items[i].name, name) == 0)
            return true;
    return false;
}

size_t hook_answer_parse_lookup(const char *text, size_t len, struct inventory_item *items,
                                size_t *strange)
{
    struct lines lines = {.next = text, .end = text + len};
    char line[LINE_SIZE];
    char *value;
    size_t count = 0;
    *strange = 0;
    while (next_line(&lines, line)) {
        if (!split(line, &value) || !inventory_name_is_valid(line) ||
            has_word(items, count, line) || count == ENTRY_INVENTORY_MAX) {
            (*strange)++;
            continue;
        }
        struct inventory_item *word = &items[count++];
        *word = (struct inventory_item){.when = 0};
        memcpy(word->name, line, strlen(line) + 1); /* which fits if it is valid */
        text_clean_xml(value, strlen(value), word->value, sizeof word->value);
    }
    return count;
}

bool hook_answer_parse_ticket(const char *text, size_t len, struct ticket_info *word,
                              size_t *strange)
{
    struct lines lines = {.next = text, .end = text + len};
    char line[LINE_SIZE];
    char *value;
    *word = (struct ticket_info){.status = TICKET_UNCHECKED};
    *strange = 0;
    while (next_line(&lines, line)) {
        if (!split(line, &value))
            (*strange)++;
        else if (strcmp(line, "status") == 0)
            *strange += !ticket_status_parse(value, &word->status);
        else if (strcmp(line, "closed") == 0)
            *strange += value[0] != '\0' && !time_parse_any(value, &word->closed);
        else if (strcmp(line, "title") == 0)
            text_clean_xml(value, strlen(value), word->title, sizeof word->title);
        else if (strcmp(line, "requestor") == 0)
            text_clean_xml(value, strlen(value), word->requestor, sizeof word->requestor);
        else
            (*strange)++;
    }
    return word->status != TICKET_UNCHECKED;
}

/* Cuts the time off the end of a line; both a time and a ticket may contain a blank. */
static bool cut_time(char *line, time_t *when)
{
    char *blank = strrchr(line, ' ');
    for (int blanks = 0; blanks < 2 && blank != NULL && blank > line; blanks++) {
        if (time_parse_any(blank + 1, when)) {
            *blank = '\0';
            return true;
        }
        do
            blank--;
        while (blank > line && *blank != ' ');
    }
    return false;
}

void hook_answer_parse_closed(const char *text, size_t len, hook_answer_on_closed *one,
                              void *context, size_t *strange)
{
    struct lines lines = {.next = text, .end = text + len};
    char line[LINE_SIZE];
    *strange = 0;
    while (next_line(&lines, line)) {
        time_t closed_at;
        if (cut_time(line, &closed_at))
            one(context, line, closed_at);
        else
            (*strange)++;
    }
}
