#include "support_queue_gui/screen/prompt.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistr.h>

#include "support_queue_gui/screen/key.h"

enum { CTRL_A = 1, CTRL_E = 5, CTRL_U = 21, CTRL_W = 23 };

void prompt_start(struct prompt *prompt, const char *text)
{
    (void)snprintf(prompt->text, sizeof prompt->text, "%s", text);
    prompt->cursor = strlen(prompt->text);
}

static size_t step_back(const struct prompt *prompt)
{
    size_t at = prompt->cursor;
    while (at > 0 && ((unsigned char)prompt->text[--at] & 0xC0) == 0x80)
        continue;
    return at;
}

static size_t step_on(const struct prompt *prompt)
{
    size_t at = prompt->cursor;
    while (prompt->text[at] != '\0' && ((unsigned char)prompt->text[++at] & 0xC0) == 0x80)
        continue;
    return at;
}

static bool cut(struct prompt *prompt, size_t from, size_t to)
{
    if (from == to)
        return false;
    memmove(prompt->text + from, prompt->text + to, strlen(prompt->text + to) + 1);
    prompt->cursor = from;
    return true;
}

static bool insert(struct prompt *prompt, long key)
{
    uint8_t bytes[6];
    int n = u8_uctomb(bytes, (ucs4_t)key, sizeof bytes);
    size_t len = strlen(prompt->text);
    bool control = key < ' ' || (key >= 0x7f && key <= 0x9f);
    if (control || n <= 0 || len + (size_t)n >= sizeof prompt->text)
        return false;
    memmove(prompt->text + prompt->cursor + n, prompt->text + prompt->cursor,
            len - prompt->cursor + 1);
    memcpy(prompt->text + prompt->cursor, bytes, (size_t)n);
    prompt->cursor += (size_t)n;
    return true;
}

static size_t word_start(const struct prompt *prompt)
{
    size_t at = prompt->cursor;
    while (at > 0 && prompt->text[at - 1] == ' ')
        at--;
    while (at > 0 && prompt->text[at - 1] != ' ')
        at--;
    return at;
}

bool prompt_key(struct prompt *prompt, long key)
{
    size_t len = strlen(prompt->text);
    switch (key) {
    case SPECIAL_LEFT:
        prompt->cursor = step_back(prompt);
        return false;
    case SPECIAL_RIGHT:
        prompt->cursor = step_on(prompt);
        return false;
    case SPECIAL_HOME:
    case CTRL_A:
        prompt->cursor = 0;
        return false;
    case SPECIAL_END:
    case CTRL_E:
        prompt->cursor = len;
        return false;
    case SPECIAL_BACKSPACE:
        return cut(prompt, step_back(prompt), prompt->cursor);
    case SPECIAL_DELETE:
        return cut(prompt, prompt->cursor, step_on(prompt));
    case CTRL_U:
        return cut(prompt, 0, prompt->cursor);
    case CTRL_W:
        return cut(prompt, word_start(prompt), prompt->cursor);
    default:
        return insert(prompt, key);
    }
}
