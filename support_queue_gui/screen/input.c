#include "support_queue_gui/screen/input.h"

#include <stdlib.h>
#include <string.h>

enum { ESC = 0x1b, BEL = 7, DEL = 0x7f };

static void put(struct input *in, long key, enum press_how how)
{
    if (in->count < sizeof in->queue / sizeof in->queue[0])
        in->queue[in->count++] = (struct press){.key = key, .how = how, .begins = in->begins};
    in->begins = false;
}

static void to_ground(struct input *in)
{
    in->state = INPUT_GROUND;
    in->meta = false;
}

static long special_of_letter(unsigned char letter)
{
    static const struct {
        unsigned char letter;
        long key;
    } keys[] = {{'A', SPECIAL_UP},    {'B', SPECIAL_DOWN}, {'C', SPECIAL_RIGHT},
                {'D', SPECIAL_LEFT},  {'H', SPECIAL_HOME}, {'F', SPECIAL_END},
                {'P', SPECIAL_HELP},  {'Q', SPECIAL_F2},   {'R', SPECIAL_F2 + 1},
                {'S', SPECIAL_F2 + 2}};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (keys[i].letter == letter)
            return keys[i].key;
    return 0;
}

static long special_of_number(const char *number)
{
    static const struct {
        const char *number;
        long key;
    } keys[] = {{"1", SPECIAL_HOME},     {"7", SPECIAL_HOME},    {"4", SPECIAL_END},
                {"8", SPECIAL_END},      {"3", SPECIAL_DELETE},  {"5", SPECIAL_PAGE_UP},
                {"11", SPECIAL_HELP},    {"12", SPECIAL_F2},     {"13", SPECIAL_F2 + 1},
                {"14", SPECIAL_F2 + 2},  {"15", SPECIAL_F2 + 3}, {"17", SPECIAL_F2 + 4},
                {"18", SPECIAL_F2 + 5},  {"19", SPECIAL_F2 + 6}, {"20", SPECIAL_F2 + 7},
                {"21", SPECIAL_F2 + 8},  {"23", SPECIAL_F2 + 9}, {"24", SPECIAL_F12},
                {"6", SPECIAL_PAGE_DOWN}};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (strcmp(keys[i].number, number) == 0)
            return keys[i].key;
    return 0;
}

/* A key that is sent as a sequence; with Alt it is another key, which has no meaning here. */
static void put_special(struct input *in, long key)
{
    if (key != 0 && !in->meta)
        put(in, key, PRESS_ALONE); /* for now: see input_feed */
    to_ground(in);
}

/* Reads one number of a mouse report, at most 9999, and the character that ends it. */
static bool read_number(const char **at, char end, int *number)
{
    size_t digits = strspn(*at, "0123456789");
    if (digits < 1 || digits > 4 || (*at)[digits] != end)
        return false;
    *number = (int)strtol(*at, NULL, 10);
    *at += digits + 1;
    return true;
}

/* The mouse as SGR reports it: button; column; line. Only a click of the left button and the wheel
 * mean something, and not together with Shift, Alt or Ctrl. */
static void end_mouse(struct input *in, const char *report)
{
    int button = 0;
    int column = 0;
    int line = 0;
    size_t before = in->count;
    bool whole = read_number(&report, ';', &button) && read_number(&report, ';', &column) &&
                 read_number(&report, '\0', &line) && column > 0 && line > 0;
    put_special(in, !in->mouse || !whole ? 0
                    : button == 0        ? SPECIAL_CLICK
                    : button == 64       ? SPECIAL_WHEEL_UP
                    : button == 65       ? SPECIAL_WHEEL_DOWN
                                         : 0);
    if (in->count == before)
        return;
    in->queue[before].column = column - 1;
    in->queue[before].line = line - 1;
}

/* The last byte of a CSI. */
static void end_csi(struct input *in, unsigned char last)
{
    const char *parameters = in->length < sizeof in->parameters ? in->parameters : "?";
    bool plain = parameters[0] == '\0' || strcmp(parameters, "1") == 0;
    if (last == '~' && strcmp(parameters, "200") == 0) {
        to_ground(in);
        in->state = INPUT_PASTE;
        in->matched = 0;
        in->begins = true;
    } else if (last == 'M' && parameters[0] == '<') {
        end_mouse(in, parameters + 1);
    } else if (last == 'M' && parameters[0] == '\0') {
        in->state = INPUT_SKIP; /* the old mouse report: button, column, line */
        in->skip = 3;
    } else {
        put_special(in, last == '~' ? special_of_number(parameters)
                        : plain     ? special_of_letter(last)
                                    : 0);
    }
}

static void take_csi(struct input *in, unsigned char byte)
{
    if (byte == '[' && in->length == 0) { /* the Linux console's F1 to F5: CSI [ A */
        in->parameters[in->length++] = '[';
        in->parameters[in->length] = '\0';
    } else if (in->length == 1 && in->parameters[0] == '[') {
        put_special(in, byte >= 'A' && byte <= 'E' ? (long)SPECIAL_HELP + byte - 'A' : 0);
    } else if (byte >= 0x40 && byte <= 0x7e) {
        end_csi(in, byte);
    } else if (byte >= 0x20 && byte < 0x40) {
        if (in->length + 1 < sizeof in->parameters) {
            in->parameters[in->length] = (char)byte;
            in->parameters[in->length + 1] = '\0';
        }
        in->length++;
    } else {
        to_ground(in); /* it was cut off */
    }
}

/* ESC O: arrows, F1, and the keys of a keypad. */
static void take_ss3(struct input *in, unsigned char byte)
{
    static const char keypad[] = "*+,-./0123456789"; /* from j on */
    if (byte >= '0' && byte <= ';')
        in->meta = true; /* with Alt, Ctrl or Shift, as some terminals say there */
    else if (byte == 'M')
        put_special(in, SPECIAL_ENTER);
    else if (byte >= 'j' && byte <= 'y')
        put_special(in, keypad[byte - 'j']);
    else
        put_special(in, special_of_letter(byte));
}

/* What follows an ESC, or is one byte that means ESC and that letter; false if it begins
 * nothing. */
static bool begin_sequence(struct input *in, unsigned char byte)
{
    switch (byte) {
    case '[':
        in->state = INPUT_CSI;
        in->length = 0;
        in->parameters[0] = '\0';
        return true;
    case 'O':
        in->state = INPUT_SS3;
        return true;
    case 'P':
    case 'X':
    case ']':
    case '^':
    case '_':
        in->state = INPUT_STRING;
        return true;
    default:
        return false;
    }
}

static void put_character(struct input *in, long c)
{
    bool mute = in->mute;
    in->mute = false;
    if (mute || c == 0)
        return;
    /* The one-byte form of ESC and a letter. */
    if (c >= 0x80 && c < 0xa0 && begin_sequence(in, (unsigned char)(c - 0x40)))
        return;
    if (c == '\r' || c == '\n')
        put(in, SPECIAL_ENTER, PRESS_ALONE);
    else if (c == DEL || c == '\b')
        put(in, SPECIAL_BACKSPACE, PRESS_ALONE);
    else
        put(in, c, PRESS_ALONE);
}

static void begin_character(struct input *in, unsigned char byte)
{
    in->missing = byte >= 0xf0 && byte < 0xf5   ? 3
                  : byte >= 0xe0 && byte < 0xf0 ? 2
                  : byte >= 0xc2 && byte < 0xe0 ? 1
                                                : 0;
    in->least = in->missing == 3 ? 0x10000 : in->missing == 2 ? 0x800 : 0x80;
    in->character = byte & (0x3f >> in->missing);
}

/* False if a character has not ended yet, or the byte belongs to none. */
static bool end_character(struct input *in, unsigned char byte)
{
    in->character = in->character << 6 | (byte & 0x3f);
    if (--in->missing > 0)
        return false;
    return in->character >= in->least && in->character < SPECIAL_DOWN &&
           (in->character < 0xd800 || in->character > 0xdfff);
}

static void take_text(struct input *in, unsigned char byte)
{
    if (in->missing > 0 && (byte & 0xc0) == 0x80) {
        if (end_character(in, byte))
            put_character(in, in->character);
        else if (in->missing == 0)
            in->mute = false;
        return;
    }
    in->mute = in->mute && in->missing == 0;
    in->missing = 0;
    if (byte == ESC) {
        in->state = INPUT_ESC;
    } else if (byte < 0x80) {
        put_character(in, byte);
    } else if (byte >= 0x80 && byte < 0xa0) { /* in UTF-8 it cannot begin anything */
        (void)begin_sequence(in, (unsigned char)(byte - 0x40));
    } else {
        begin_character(in, byte);
    }
}

/* After ESC. */
static void take_esc(struct input *in, unsigned char byte)
{
    if (byte == ESC) {
        if (in->state == INPUT_ESC_ESC)
            put(in, SPECIAL_ESCAPE, PRESS_ALONE);
        in->state = INPUT_ESC_ESC;
        return;
    }
    in->meta = in->state == INPUT_ESC_ESC;
    if (begin_sequence(in, byte))
        return;
    to_ground(in); /* a key with Alt: its whole character is swallowed */
    in->missing = 0;
    in->mute = true;
    take_text(in, byte);
    in->mute = in->missing > 0;
}

static const char paste_end[] = "\033[201~";

static void take_pasted(struct input *in, unsigned char byte)
{
    /* What looked like the end and is not was text; an ESC is not text. */
    if (byte != (unsigned char)paste_end[in->matched] && in->matched > 0) {
        size_t matched = in->matched;
        in->matched = 0;
        for (size_t i = 1; i < matched; i++)
            put(in, paste_end[i], PRESS_PASTED);
    }
    if (byte == (unsigned char)paste_end[in->matched]) {
        if (++in->matched == sizeof paste_end - 1)
            to_ground(in);
        return;
    }
    if (in->missing > 0 && (byte & 0xc0) == 0x80) {
        if (end_character(in, byte))
            put(in, in->character, PRESS_PASTED);
        return;
    }
    in->missing = 0;
    if (byte >= 0x80)
        begin_character(in, byte);
    else if (byte == '\r' || byte == '\n' || byte == '\t')
        put(in, ' ', PRESS_PASTED);
    else if (byte >= 0x20 && byte != DEL)
        put(in, byte, PRESS_PASTED);
}

static void take_byte(struct input *in, unsigned char byte)
{
    switch (in->state) {
    case INPUT_ESC_LATE:
        to_ground(in);
        if (begin_sequence(in, byte))
            return;
        take_text(in, byte);
        return;
    case INPUT_GROUND:
        take_text(in, byte);
        return;
    case INPUT_ESC:
    case INPUT_ESC_ESC:
        take_esc(in, byte);
        return;
    case INPUT_CSI:
    case INPUT_SS3:
        if (byte == ESC) { /* the one before was cut off */
            to_ground(in);
            in->state = INPUT_ESC;
        } else if (in->state == INPUT_CSI) {
            take_csi(in, byte);
        } else {
            take_ss3(in, byte);
        }
        return;
    case INPUT_STRING:
        if (byte == ESC)
            in->state = INPUT_STRING_ESC;
        else if (byte == BEL)
            to_ground(in);
        return;
    case INPUT_STRING_ESC:
        if (byte == '\\')
            to_ground(in);
        else
            in->state = INPUT_STRING;
        return;
    case INPUT_SKIP:
        if (--in->skip == 0)
            to_ground(in);
        return;
    case INPUT_PASTE:
        take_pasted(in, byte);
        return;
    }
}

/* What time alone decides: an ESC that nothing followed, a sequence that has no end. But the end of
 * a mouse report is waited for: if it came later, it would be taken for a key. */
static void pass_time(struct input *in, long long now)
{
    long long since = now - in->last;
    bool is_mouse = in->state == INPUT_CSI && in->parameters[0] == '<';
    if ((in->state == INPUT_ESC || in->state == INPUT_ESC_ESC) && since >= INPUT_ESCAPE_MS) {
        if (in->state == INPUT_ESC_ESC)
            put(in, SPECIAL_ESCAPE, PRESS_ALONE);
        put(in, SPECIAL_ESCAPE, PRESS_ALONE);
        in->state = INPUT_ESC_LATE;
    } else if (in->state != INPUT_GROUND && !is_mouse && since >= INPUT_LOST_MS) {
        to_ground(in);
    }
}

void input_feed(struct input *in, const char *bytes, size_t len, long long now)
{
    input_drop(in);
    pass_time(in, now);
    size_t before = in->count; /* an Esc that was pressed earlier is no part of this read */
    bool goes_on = now < in->burst_until;
    if (len > INPUT_READ_MAX)
        len = INPUT_READ_MAX;
    if (len > 0)
        in->last = now;
    for (size_t i = 0; i < len; i++)
        take_byte(in, (unsigned char)bytes[i]);
    size_t typed = 0; /* a paste marks its own end */
    for (size_t i = before; i < in->count; i++)
        typed += in->queue[i].how != PRESS_PASTED;
    if (typed < 2 && !(goes_on && typed > 0))
        return;
    bool begins = !goes_on;
    in->burst_until = now + INPUT_BURST_MS;
    for (size_t i = before; i < in->count; i++) {
        if (in->queue[i].how == PRESS_PASTED)
            continue;
        in->queue[i].how = typed > 1 ? PRESS_BURST : PRESS_BEHIND;
        in->queue[i].begins = begins;
        begins = false;
    }
}

bool input_next(struct input *in, struct press *press)
{
    if (in->taken == in->count)
        return false;
    *press = in->queue[in->taken++];
    return true;
}

long input_wait_ms(const struct input *in, long long now)
{
    bool is_esc = in->state == INPUT_ESC || in->state == INPUT_ESC_ESC;
    long long due = in->last + INPUT_ESCAPE_MS;
    if (!is_esc)
        return -1;
    return due > now ? (long)(due - now) : 0;
}

void input_drop(struct input *in)
{
    in->count = 0;
    in->taken = 0;
}
