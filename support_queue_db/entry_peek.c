#include "support_queue_db/entry_peek.h"

#include <ctype.h>
#include <string.h>

static bool is_plain(char c)
{
    return (c > ' ' && c < 0x7f && c != '<' && c != '&') != 0;
}

void entry_peek_init(struct entry_peek *peek, const char *wanted)
{
    const char *best = wanted;
    size_t longest = 0;
    for (const char *at = wanted; *at != '\0';) {
        size_t len = 0;
        while (is_plain(at[len]))
            len++;
        if (len > longest) {
            best = at;
            longest = len;
        }
        at += len > 0 ? len : 1;
    }
    if (longest >= sizeof peek->word)
        longest = sizeof peek->word - 1;
    memcpy(peek->word, best, longest);
    peek->word[longest] = '\0';
}

/* The text may read differently from its bytes: a reference, a comment in the middle, a letter with
 * an unusual small form, or one that cleaning removes. */
static bool is_odd(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '&' || c >= 0x7f || (c < ' ' && c != '\n') ||
            (c == '<' && (text[i + 1] == '!' || text[i + 1] == '?') && i > 0))
            return true;
    }
    return false;
}

static bool holds(const char *text, size_t len, const char *word)
{
    size_t size = strlen(word);
    const char lower = (char)tolower((unsigned char)word[0]);
    for (size_t i = 0; i + size <= len; i++)
        if (tolower((unsigned char)text[i]) == lower && strncasecmp(text + i, word, size) == 0)
            return true;
    return false;
}

/* The next <ticket> from `at` on, not <ticket_status>; NULL if there is none. */
static const char *find_ticket(const char *at, const char *end)
{
    static const char begins[] = "<ticket";
    while ((at = memmem(at, (size_t)(end - at), begins, sizeof begins - 1)) != NULL) {
        at += sizeof begins - 1;
        if (*at != '_')
            return at;
    }
    return NULL;
}

bool entry_peek_may_have_ticket(const struct entry_peek *peek, const char *text, size_t len)
{
    static const char ends[] = "</ticket";
    const char *at = find_ticket(text, text + len);
    if (at == NULL)
        return false; /* a name is never written differently */
    if (find_ticket(at, text + len) != NULL)
        return true; /* a comment, perhaps */
    const char *end = memmem(at, len - (size_t)(at - text), ends, sizeof ends - 1);
    if (end == NULL)
        return false;
    size_t size = (size_t)(end - at);
    return peek->word[0] == '\0' || is_odd(at, size) || holds(at, size, peek->word);
}

bool entry_peek_may_have_text(const struct entry_peek *peek, const char *text, size_t len)
{
    return peek->word[0] == '\0' || strcasestr(text, peek->word) != NULL || is_odd(text, len);
}
