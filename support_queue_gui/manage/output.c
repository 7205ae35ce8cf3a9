#include "support_queue_gui/manage/output.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BEL = 0x07, CAN = 0x18, SUB = 0x1A, ESC = 0x1B, DEL = 0x7F };
/* Control characters with eight bits that begin and end strings. */
enum { C1_DCS = 0x90, C1_SOS = 0x98, C1_ST = 0x9C, C1_OSC = 0x9D, C1_PM = 0x9E, C1_APC = 0x9F };
enum { REPLACEMENT = 0xFFFD };

/* Of the bytes from 80h on. */
static const uint16_t cp437[128] = {
    0x00C7, 0x00FC, 0x00E9, 0x00E2, 0x00E4, 0x00E0, 0x00E5, 0x00E7, 0x00EA, 0x00EB, 0x00E8, 0x00EF,
    0x00EE, 0x00EC, 0x00C4, 0x00C5, 0x00C9, 0x00E6, 0x00C6, 0x00F4, 0x00F6, 0x00F2, 0x00FB, 0x00F9,
    0x00FF, 0x00D6, 0x00DC, 0x00A2, 0x00A3, 0x00A5, 0x20A7, 0x0192, 0x00E1, 0x00ED, 0x00F3, 0x00FA,
    0x00F1, 0x00D1, 0x00AA, 0x00BA, 0x00BF, 0x2310, 0x00AC, 0x00BD, 0x00BC, 0x00A1, 0x00AB, 0x00BB,
    0x2591, 0x2592, 0x2593, 0x2502, 0x2524, 0x2561, 0x2562, 0x2556, 0x2555, 0x2563, 0x2551, 0x2557,
    0x255D, 0x255C, 0x255B, 0x2510, 0x2514, 0x2534, 0x252C, 0x251C, 0x2500, 0x253C, 0x255E, 0x255F,
    0x255A, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550, 0x256C, 0x2567, 0x2568, 0x2564, 0x2565, 0x2559,
    0x2558, 0x2552, 0x2553, 0x256B, 0x256A, 0x2518, 0x250C, 0x2588, 0x2584, 0x258C, 0x2590, 0x2580,
    0x03B1, 0x00DF, 0x0393, 0x03C0, 0x03A3, 0x03C3, 0x00B5, 0x03C4, 0x03A6, 0x0398, 0x03A9, 0x03B4,
    0x221E, 0x03C6, 0x03B5, 0x2229, 0x2261, 0x00B1, 0x2265, 0x2264, 0x2320, 0x2321, 0x00F7, 0x2248,
    0x00B0, 0x2219, 0x00B7, 0x221A, 0x207F, 0x00B2, 0x25A0, 0x00A0,
};

/* Where the bytes go. */
struct sink {
    unsigned char *at;
    size_t len;
};

static void put(struct sink *sink, unsigned char byte)
{
    sink->at[sink->len++] = byte;
}

static bool is_line_art(uint32_t c)
{
    return c >= 0x2500 && c <= 0x259F;
}

/* The nearest character, if the terminal knows ASCII only. */
static char nearest(uint32_t c)
{
    if (!is_line_art(c))
        return '?';
    if (c >= 0x2580)
        return '#';
    return c == 0x2500 || c == 0x2550 ? '-' : c == 0x2502 || c == 0x2551 ? '|' : '+';
}

/* A character outside ASCII. */
static void put_character(const struct output *o, uint32_t c, struct sink *sink)
{
    if (!o->utf8_terminal) {
        put(sink, (unsigned char)nearest(c));
    } else if (c < 0x800) {
        put(sink, (unsigned char)(0xC0 | c >> 6));
        put(sink, (unsigned char)(0x80 | (c & 0x3F)));
    } else {
        if (c >= 0x10000) {
            put(sink, (unsigned char)(0xF0 | c >> 18));
            put(sink, (unsigned char)(0x80 | (c >> 12 & 0x3F)));
        } else {
            put(sink, (unsigned char)(0xE0 | c >> 12));
        }
        put(sink, (unsigned char)(0x80 | (c >> 6 & 0x3F)));
        put(sink, (unsigned char)(0x80 | (c & 0x3F)));
    }
}

void output_begin(struct output *output, enum output_charset charset, bool to_terminal,
                  bool utf8_terminal)
{
    *output = (struct output){
        .charset = charset, .to_terminal = to_terminal, .utf8_terminal = utf8_terminal};
}

static void on_mode(struct output_signs *signs, bool is_private, long mode, bool set)
{
    if (!is_private) {
        if (mode == 20)
            signs->newline_mode = set;
        return;
    }
    switch (mode) {
    case 47:
    case 1047:
    case 1049:
        signs->second_screen = set;
        signs->system = true;
        break;
    case 2004: /* bracketed paste */
        signs->system = true;
        break;
    case 9:
    case 1000:
    case 1002:
    case 1003:
        signs->mouse = set;
        break;
    default:
        break;
    }
}

static void on_csi(struct output *o, unsigned char final)
{
    o->csi[o->csi_len] = '\0';
    if (final == 'r' && o->csi_len > 0 && o->csi[0] != '?')
        o->signs.region = true;
    if (final != 'h' && final != 'l')
        return;
    bool is_private = o->csi[0] == '?';
    const char *at = o->csi + (is_private ? 1 : 0);
    while (*at >= '0' && *at <= '9') {
        char *end;
        long mode = strtol(at, &end, 10);
        on_mode(&o->signs, is_private, mode, final == 'h');
        at = *end == ';' ? end + 1 : end;
    }
}

static void begin_string(struct output *o, bool osc)
{
    o->state = osc ? OUTPUT_OSC : OUTPUT_STRING;
    o->string_escape = false;
}

/* The byte after an ESC, which was held back. */
static void on_escape(struct output *o, unsigned char c, struct sink *sink)
{
    if (c == ESC || c == DEL)
        return;
    if (c == CAN || c == SUB) {
        o->state = OUTPUT_GROUND;
    } else if (c < ' ') {
        put(sink, c); /* terminals do what it says, and wait on */
    } else if (strchr("]P_^Xk", c) != NULL) {
        begin_string(o, c == ']');
    } else if (c == '%') {
        o->state = OUTPUT_CODING;
    } else {
        put(sink, ESC);
        put(sink, c);
        o->csi_len = 0;
        o->state = c == '[' ? OUTPUT_CSI : c < '0' ? OUTPUT_INTERMEDIATE : OUTPUT_GROUND;
        if (c == 'c') /* the terminal is reset */
            o->signs.newline_mode = o->signs.second_screen = o->signs.mouse = false;
    }
}

/* Within a string. What ends it is dropped too, unless it begins something else. */
static void on_string(struct output *o, unsigned char c, struct sink *sink)
{
    if (o->string_escape && c != '\\') {
        o->string_escape = false;
        o->state = OUTPUT_ESCAPE;
        on_escape(o, c, sink);
    } else if (o->string_escape || c == CAN || c == SUB || (c == BEL && o->state == OUTPUT_OSC)) {
        o->state = OUTPUT_GROUND;
    } else {
        o->string_escape = c == ESC;
    }
}

/* Within a sequence that would make the terminal read each byte as a character: half of one of our
 * characters could then begin a string. */
static void on_coding(struct output *o, unsigned char c, struct sink *sink)
{
    if (c < ' ')
        put(sink, c);
    if (c == CAN || c == SUB || (c >= '0' && c != DEL))
        o->state = OUTPUT_GROUND;
}

static void on_ascii(struct output *o, unsigned char c, struct sink *sink)
{
    if (o->state == OUTPUT_OSC || o->state == OUTPUT_STRING) {
        on_string(o, c, sink);
    } else if (o->state == OUTPUT_ESCAPE) {
        on_escape(o, c, sink);
    } else if (c == ESC) {
        o->state = OUTPUT_ESCAPE;
    } else if (o->state == OUTPUT_CODING) {
        on_coding(o, c, sink);
    } else {
        put(sink, c);
        if (c == CAN || c == SUB)
            o->state = OUTPUT_GROUND;
        if (o->state == OUTPUT_CSI && c >= '@' && c != DEL) {
            on_csi(o, c);
            o->state = OUTPUT_GROUND;
        } else if (o->state == OUTPUT_CSI && c >= ' ' && o->csi_len < sizeof o->csi - 1) {
            o->csi[o->csi_len++] = (char)c;
        } else if (o->state == OUTPUT_INTERMEDIATE && c >= '0' && c != DEL) {
            o->state = OUTPUT_GROUND;
        }
    }
}

static bool begins_string(uint32_t c)
{
    return c == C1_OSC || c == C1_DCS || c == C1_SOS || c == C1_PM || c == C1_APC;
}

/* A character outside ASCII, which ends any sequence. */
static void on_character(struct output *o, uint32_t c, struct sink *sink)
{
    bool in_string = o->state == OUTPUT_OSC || o->state == OUTPUT_STRING;
    if (in_string && c != C1_ST) {
        o->string_escape = false;
        return;
    }
    o->state = OUTPUT_GROUND;
    if (begins_string(c))
        begin_string(o, c == C1_OSC);
    else if (c > C1_APC || (o->utf8_terminal && c != C1_ST))
        put_character(o, c, sink);
}

/* How long a character of UTF-8 with this first byte is; 0: none has it. */
static size_t utf8_size(unsigned char first)
{
    return first >= 0xC2 && first <= 0xDF   ? 2
           : first >= 0xE0 && first <= 0xEF ? 3
           : first >= 0xF0 && first <= 0xF4 ? 4
                                            : 0;
}

/* Whether held may continue with next: no longer than needed, no surrogate, nothing above
 * U+10FFFF. */
static bool utf8_goes_on(const unsigned char *held, size_t len, unsigned char next)
{
    if (next < 0x80 || next > 0xBF)
        return false;
    if (len > 1)
        return true;
    switch (held[0]) {
    case 0xE0:
        return next >= 0xA0;
    case 0xED:
        return next <= 0x9F;
    case 0xF0:
        return next >= 0x90;
    case 0xF4:
        return next <= 0x8F;
    default:
        return true;
    }
}

static uint32_t utf8_value(const unsigned char *held, size_t len)
{
    uint32_t c = held[0] & (0x7F >> len);
    for (size_t i = 1; i < len; i++)
        c = c << 6 | (held[i] & 0x3F);
    return c;
}

static void on_cp437(struct output *o, unsigned char byte, struct sink *sink)
{
    on_character(o, cp437[byte - 0x80], sink);
}

/* A whole character of UTF-8 has come. Two bytes of code page 437 may look like one, but three
 * hardly ever do: lines are drawn with single bytes. */
static void on_utf8(struct output *o, struct sink *sink)
{
    uint32_t c = utf8_value(o->held, o->held_len);
    bool is_437 = o->charset == OUTPUT_AUTO && o->seen == OUTPUT_CP437 && o->held_len == 2;
    if (is_437) {
        on_cp437(o, o->held[0], sink);
        on_cp437(o, o->held[1], sink);
    } else {
        if (o->held_len > 2)
            o->seen = OUTPUT_UTF8;
        o->doubt = false;
        if (is_line_art(c) && o->state == OUTPUT_GROUND)
            o->signs.utf8_lines = true;
        on_character(o, c, sink);
    }
    o->held_len = 0;
}

static void on_byte(struct output *o, unsigned char byte, struct sink *sink);

/* What is held is not UTF-8, whatever comes next. */
static void on_bad_utf8(struct output *o, struct sink *sink)
{
    unsigned char held[sizeof o->held];
    size_t len = o->held_len;
    memcpy(held, o->held, len);
    o->held_len = 0;
    bool first_doubt = o->seen == OUTPUT_UTF8 && !o->doubt;
    if (o->charset == OUTPUT_UTF8 || first_doubt) {
        o->doubt = true;
        /* With a single byte, as terminals of eight bits have it. */
        on_character(o, begins_string(held[0]) || held[0] == C1_ST ? held[0] : REPLACEMENT, sink);
        return;
    }
    o->seen = OUTPUT_CP437;
    on_cp437(o, held[0], sink);
    for (size_t i = 1; i < len; i++)
        on_byte(o, held[i], sink);
}

static void on_byte(struct output *o, unsigned char byte, struct sink *sink)
{
    if (o->held_len > 0 && !utf8_goes_on(o->held, o->held_len, byte))
        on_bad_utf8(o, sink);
    if (byte < 0x80) {
        on_ascii(o, byte, sink);
        return;
    }
    if (o->charset == OUTPUT_CP437) {
        on_cp437(o, byte, sink);
        return;
    }
    o->held[o->held_len++] = byte;
    size_t size = utf8_size(o->held[0]);
    if (size == 0)
        on_bad_utf8(o, sink);
    else if (o->held_len == size)
        on_utf8(o, sink);
}

size_t output_feed(struct output *output, const unsigned char *in, size_t len, unsigned char *out)
{
    struct sink sink = {.at = out};
    if (!output->to_terminal) {
        memcpy(out, in, len);
        return len;
    }
    for (size_t i = 0; i < len; i++)
        on_byte(output, in[i], &sink);
    return sink.len;
}

size_t output_flush_held(struct output *output, unsigned char *out)
{
    struct sink sink = {.at = out};
    if (output->held_len > 0 && output->charset == OUTPUT_AUTO && output->seen == OUTPUT_CP437)
        on_bad_utf8(output, &sink);
    return sink.len;
}

bool output_may_interrupt(const struct output *output)
{
    bool in_string = output->state == OUTPUT_OSC || output->state == OUTPUT_STRING;
    return in_string || output->state == OUTPUT_GROUND || output->state == OUTPUT_ESCAPE;
}

size_t output_settle(const struct output *output, char out[OUTPUT_SETTLE_MAX])
{
    const struct output_signs *signs = &output->signs;
    /* Colours, letters, cursor, wrapping, keys, pastes: as a shell expects them. */
    int len = snprintf(out, OUTPUT_SETTLE_MAX,
                       "%s%s%s\033[0m\017\033(B\033[?25h\033[?7h\033[?1l\033>"
                       "\033[4l\033[20l\033[?2004l",
                       signs->second_screen ? "\033[?1049l" : "",
                       signs->mouse ? "\033[?9l\033[?1000l\033[?1002l\033[?1003l\033[?1006l" : "",
                       signs->region ? "\0337\033[r\0338" : "");
    return len > 0 ? (size_t)len : 0;
}
