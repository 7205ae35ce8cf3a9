#include "support_queue_gui/manage/typing.h"

#include <string.h>

enum { CTRL_Z = 0x1A, ESC = 0x1B, DEL = 0x7F };

enum { F1 = 1, F12 = 12, HOME, END };

/* What terminals send after ESC. Cursor keys, and keys that are not in this list, are sent
 * unchanged, as firmware wants them. */
static const struct {
    const char *sent;
    int key;
} typed_keys[] = {
    {"OP", 1},    {"OQ", 2},    {"OR", 3},    {"OS", 4},    {"[11~", 1},   {"[12~", 2},
    {"[13~", 3},  {"[14~", 4},  {"[[A", 1},   {"[[B", 2},   {"[[C", 3},    {"[[D", 4},
    {"[[E", 5},   {"[15~", 5},  {"[17~", 6},  {"[18~", 7},  {"[19~", 8},   {"[20~", 9},
    {"[21~", 10}, {"[23~", 11}, {"[24~", 12}, {"OH", HOME}, {"[1~", HOME}, {"[7~", HOME},
    {"OF", END},  {"[4~", END}, {"[8~", END},
};

/* What firmware takes for F1 to F12, after ESC. */
static const char *const wanted[TYPING_AS_TYPED][F12] = {
    [TYPING_INTEL] = {"[OP", "[OQ", "[Ow", "[Ox", "[Ot", "[Ou", "[Oq", "[Or", "[Op", "[OM", NULL,
                      NULL},
    [TYPING_ALTERNATE] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "!", "@"},
    [TYPING_VT100] = {"OP", "OQ", "OR", "OS", "OT", "OU", "OV", "OW", "OX", "OY", "OZ", "O["},
};

void typing_begin(struct typing *typing, bool terminal)
{
    *typing = (struct typing){.function = terminal ? TYPING_INTEL : TYPING_AS_TYPED,
                              .enter = TYPING_CR,
                              .backspace = terminal ? TYPING_BACKSPACE_08 : TYPING_BACKSPACE_7F,
                              .terminal = terminal,
                              .at_start = true};
}

static size_t put(unsigned char *out, const char *text)
{
    size_t len = strlen(text);
    memcpy(out, text, len);
    return len;
}

/* Enter, Backspace, or any other key that is one byte. */
static size_t put_byte(struct typing *typing, unsigned char byte, unsigned char *out)
{
    static const char *const enters[] = {
        [TYPING_CR] = "\r", [TYPING_CRLF] = "\r\n", [TYPING_LF] = "\n"};
    bool second = byte == '\n' && typing->after_cr; /* of one line end */
    typing->after_cr = byte == '\r';
    typing->at_start = byte == '\r' || byte == '\n';
    if (second)
        return 0;
    if (typing->at_start)
        return put(out, enters[typing->enter]);
    out[0] = byte == DEL ? typing->backspace : byte;
    return 1;
}

static enum typing_action action_of(const struct typing *typing, unsigned char byte)
{
    switch (byte) {
    case '.':
        return TYPING_END;
    case 'R':
        return TYPING_RESET;
    case 'b':
        return TYPING_BIOS;
    default:
        break;
    }
    if (!typing->terminal)
        return TYPING_NONE;
    switch (byte) {
    case '?':
        return TYPING_HELP;
    case 'f':
        return TYPING_FUNCTION;
    case 'e':
        return TYPING_ENTER;
    case 'h':
        return TYPING_BACKSPACE;
    case 'c':
        return TYPING_CHARSET;
    case CTRL_Z:
        return TYPING_SUSPEND;
    default:
        return TYPING_NONE;
    }
}

/* How many keys begin with what is held: 0, and *key, if it is one key exactly. */
static size_t keys_like(const struct typing *typing, int *key)
{
    const char *held = (const char *)typing->held + 1; /* after ESC */
    size_t len = typing->held_len - 1, count = 0;
    *key = 0;
    for (size_t i = 0; i < sizeof typed_keys / sizeof typed_keys[0]; i++) {
        if (strncmp(typed_keys[i].sent, held, len) != 0)
            continue;
        count++;
        if (strlen(typed_keys[i].sent) == len)
            *key = typed_keys[i].key;
    }
    return count;
}

static enum typing_action put_key(const struct typing *typing, int key, unsigned char *out,
                                  size_t *len)
{
    const char *sequence = key == HOME  ? "[H"
                           : key == END ? "[F"
                                        : wanted[typing->function][key - F1];
    if (sequence == NULL)
        return TYPING_NO_SUCH;
    out[0] = ESC;
    *len = 1 + put(out + 1, sequence);
    return TYPING_NONE;
}

bool typing_is_held(const struct typing *typing)
{
    return typing->held_len > 0;
}

size_t typing_release(struct typing *typing, unsigned char out[TYPING_OUT_MAX])
{
    size_t len = typing->held_len;
    memcpy(out, typing->held, len);
    typing->held_len = 0;
    typing->at_start = false;
    return len;
}

/* A byte that begins, or continues, what may be a function key. */
static enum typing_action take_sequence(struct typing *typing, unsigned char byte,
                                        unsigned char *out, size_t *len)
{
    int key = 0;
    typing->held[typing->held_len++] = byte;
    size_t like = keys_like(typing, &key);
    typing->after_cr = false;
    if (key != 0) { /* it puts nothing on the line */
        typing->held_len = 0;
        return put_key(typing, key, out, len);
    }
    if (like == 0) {
        bool again = byte == ESC; /* which begins something of its own */
        typing->held_len -= again ? 1 : 0;
        *len = typing_release(typing, out);
        if (again)
            typing->held[typing->held_len++] = ESC;
    }
    return TYPING_NONE;
}

enum typing_action typing_feed(struct typing *typing, unsigned char byte,
                               unsigned char out[TYPING_OUT_MAX], size_t *len)
{
    *len = 0;
    if (typing_is_held(typing) ||
        (byte == ESC && !typing->tilde && typing->function != TYPING_AS_TYPED))
        return take_sequence(typing, byte, out, len);
    if (typing->tilde) {
        enum typing_action action = action_of(typing, byte);
        typing->tilde = false;
        if (action != TYPING_NONE)
            return action; /* and a line may still begin here */
        *len = put_byte(typing, '~', out);
        if (byte != '~')
            *len += put_byte(typing, byte, out + *len);
        return TYPING_NONE;
    }
    if (byte == '~' && typing->at_start) {
        typing->tilde = true;
        return TYPING_NONE;
    }
    *len = put_byte(typing, byte, out);
    return TYPING_NONE;
}

const char *typing_function_name(enum typing_function function)
{
    static const char *const names[] = {[TYPING_INTEL] = "intel",
                                        [TYPING_ALTERNATE] = "alternate",
                                        [TYPING_VT100] = "vt100",
                                        [TYPING_AS_TYPED] = "as typed"};
    return names[function];
}

const char *typing_enter_name(enum typing_enter enter)
{
    static const char *const names[] = {
        [TYPING_CR] = "CR", [TYPING_CRLF] = "CR LF", [TYPING_LF] = "LF"};
    return names[enter];
}
