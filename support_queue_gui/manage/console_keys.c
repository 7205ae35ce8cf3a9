#include "support_queue_gui/manage/console_state.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"

enum { HELD_MS = 25 }; /* after so long, what may begin a function key is Escape */

static void help(struct console *c)
{
    static const char *const charsets[] = {
        [OUTPUT_AUTO] = "detected", [OUTPUT_UTF8] = "UTF-8", [OUTPUT_CP437] = "code page 437"};
    char text[640];
    (void)snprintf(text, sizeof text,
                   "\r\n"
                   "~.  ends the console           ~R  resets the PC\r\n"
                   "~~  types one ~                ~b  resets it into its BIOS setup\r\n"
                   "~^Z stops this program         ~?  shows this\r\n"
                   "~f  function keys: %s%s\r\n"
                   "~e  Enter: %s%s\r\n"
                   "~h  Backspace: %s\r\n"
                   "~c  characters: %s\r\n"
                   "Each only at the start of a line.\r\n",
                   typing_function_name(c->typing.function),
                   c->auto_function ? " (chosen by what the PC writes)" : "",
                   typing_enter_name(c->typing.enter),
                   c->auto_enter ? " (chosen by what the PC writes)" : "",
                   c->typing.backspace == TYPING_BACKSPACE_08 ? "08" : "7F",
                   charsets[c->screen.output.charset]);
    console_screen_put(&c->screen, text);
    console_screen_flush(&c->screen);
}

static void next_function(struct console *c)
{
    char text[64];
    c->auto_function = false;
    c->typing.function = (c->typing.function + 1) % TYPING_FUNCTION_COUNT;
    (void)snprintf(text, sizeof text, "function keys: %s",
                   typing_function_name(c->typing.function));
    console_screen_message(&c->screen, text);
}

static void next_enter(struct console *c)
{
    char text[64];
    c->auto_enter = false;
    c->typing.enter = (c->typing.enter + 1) % TYPING_ENTER_COUNT;
    (void)snprintf(text, sizeof text, "Enter: %s", typing_enter_name(c->typing.enter));
    console_screen_message(&c->screen, text);
}

static void next_charset(struct console *c)
{
    static const char *const texts[] = {[OUTPUT_AUTO] = "characters: detected",
                                        [OUTPUT_UTF8] = "characters: UTF-8",
                                        [OUTPUT_CP437] = "characters: code page 437"};
    enum output_charset *charset = &c->screen.output.charset;
    *charset = (*charset + 1) % (OUTPUT_CP437 + 1);
    console_screen_message(&c->screen, texts[*charset]);
}

static void on_action(struct console *c, enum typing_action action)
{
    switch (action) {
    case TYPING_NONE:
        break;
    case TYPING_END:
        c->input_ended = true;
        c->input_len = 0;
        if (c->terminal.has_keys)
            console_link_end(c);
        break;
    case TYPING_HELP:
        help(c);
        break;
    case TYPING_RESET:
    case TYPING_BIOS:
        if (c->phase != PHASE_OPEN)
            console_screen_message(&c->screen, "not now: the console is not connected");
        else if (c->busy)
            console_screen_message(&c->screen, "not now: AMT is busy with what was asked before");
        else
            c->wanted = action;
        break;
    case TYPING_FUNCTION:
        next_function(c);
        break;
    case TYPING_ENTER:
        next_enter(c);
        break;
    case TYPING_BACKSPACE:
        c->typing.backspace =
            c->typing.backspace == TYPING_BACKSPACE_08 ? TYPING_BACKSPACE_7F : TYPING_BACKSPACE_08;
        console_screen_message(&c->screen, c->typing.backspace == TYPING_BACKSPACE_08
                                               ? "Backspace: 08"
                                               : "Backspace: 7F");
        break;
    case TYPING_CHARSET:
        next_charset(c);
        break;
    case TYPING_SUSPEND:
        console_terminal_suspend();
        break;
    case TYPING_NO_SUCH:
        console_screen_message(
            &c->screen, "this key cannot be sent that way; ~f at the start of a line changes it");
        break;
    }
}

/* What is typed while there is no session is dropped: nobody sees what it would do. */
static void type(struct console *c, const unsigned char *bytes, size_t len)
{
    if (c->phase == PHASE_OPEN)
        (void)sol_queue_input(&c->sol, bytes, len);
}

static bool has_room_to_type(const struct console *c)
{
    return sizeof c->sol.typed - c->sol.typed_len >= TYPING_OUT_MAX;
}

/* Chooses how keys are sent, as the PC wants them now. */
static void choose_ways(struct console *c)
{
    const struct output_signs *signs = &c->screen.output.signs;
    if (c->auto_function)
        c->typing.function = signs->system       ? TYPING_AS_TYPED
                             : signs->utf8_lines ? TYPING_ALTERNATE
                                                 : TYPING_INTEL;
    if (c->auto_enter)
        c->typing.enter = signs->newline_mode ? TYPING_CRLF : TYPING_CR;
}

static void take_answer(struct console *c, unsigned char byte)
{
    enum { CTRL_C = 3, CTRL_D = 4, BACKSPACE = 8, CTRL_U = 0x15, ESC = 0x1B, DEL = 0x7F };
    if (byte == '\r' || byte == '\n') {
        c->answered = true;
    } else if (byte == CTRL_C || byte == CTRL_D || byte == ESC) {
        c->answered = c->refused_answer = true;
    } else if ((byte == BACKSPACE || byte == DEL) && c->answer_len > 0) {
        c->answer_len--;
        console_screen_put(&c->screen, c->hidden ? "" : "\b \b");
    } else if (byte == CTRL_U) {
        for (; c->answer_len > 0; c->answer_len--)
            console_screen_put(&c->screen, c->hidden ? "" : "\b \b");
    } else if (byte >= ' ' && byte < DEL && c->answer_len < sizeof c->answer - 1) {
        const char text[] = {(char)byte, '\0'};
        c->answer[c->answer_len++] = (char)byte;
        console_screen_put(&c->screen, c->hidden ? "" : text);
    }
}

/* A script's lines wait for a session, and for a reset that it wanted; a person's escapes work at
 * any time. */
static bool may_take(const struct console *c)
{
    return c->terminal.has_keys ? c->phase < PHASE_ENDING : c->phase == PHASE_OPEN && !c->busy;
}

void console_keys_take(struct console *c)
{
    choose_ways(c);
    while (c->input_at < c->input_len && c->wanted == TYPING_NONE && may_take(c)) {
        unsigned char out[TYPING_OUT_MAX];
        size_t len;
        if (c->asking && c->answered)
            break;
        if (c->asking) {
            take_answer(c, c->input[c->input_at++]);
            continue;
        }
        if (!has_room_to_type(c))
            break;
        enum typing_action action = typing_feed(&c->typing, c->input[c->input_at++], out, &len);
        type(c, out, len);
        on_action(c, action);
    }
    if (c->input_at >= c->input_len)
        c->input_at = c->input_len = 0;
}

bool console_keys_are_wanted(const struct console *c)
{
    if (c->input_ended || c->input_len > 0)
        return false;
    return c->terminal.has_keys || (may_take(c) && has_room_to_type(c));
}

void console_keys_read(struct console *c)
{
    ssize_t len = read(c->terminal.in, c->input, sizeof c->input);
    if (len < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    c->typed_at = clock_ms();
    if (len > 0) {
        c->input_len = (size_t)len;
        return;
    }
    c->input_ended = true;
    if (c->terminal.has_keys) /* the terminal has gone away */
        console_finish(c, ERR_OK);
    else if (len < 0) /* the script has not ended: what follows is not typed */
        console_finish(c, err_errno(c->e, ERR_UNAVAILABLE, "standard input"));
}

void console_keys_begin(struct console *c)
{
    const struct manage_options *options = c->m->options;
    const char *function = options->function_keys, *enter = options->enter;
    typing_begin(&c->typing, c->terminal.has_keys);
    c->auto_function = c->terminal.has_keys && (function == NULL || strcmp(function, "auto") == 0);
    c->auto_enter = enter == NULL || strcmp(enter, "auto") == 0;
    if (function != NULL && strcmp(function, "alternate") == 0)
        c->typing.function = TYPING_ALTERNATE;
    else if (function != NULL && strcmp(function, "vt100") == 0)
        c->typing.function = TYPING_VT100;
    else if (function != NULL && strcmp(function, "as-typed") == 0)
        c->typing.function = TYPING_AS_TYPED;
    if (!c->auto_enter)
        c->typing.enter = strcmp(enter, "crlf") == 0 ? TYPING_CRLF
                          : strcmp(enter, "lf") == 0 ? TYPING_LF
                                                     : TYPING_CR;
    if (options->backspace != NULL)
        c->typing.backspace =
            strcmp(options->backspace, "7f") == 0 ? TYPING_BACKSPACE_7F : TYPING_BACKSPACE_08;
}

long console_keys_on_timer(struct console *c, long long now, long wait_ms)
{
    if (!typing_is_held(&c->typing) || c->asking)
        return wait_ms;
    long long left = c->typed_at + HELD_MS - now;
    if (left > 0)
        return left < wait_ms ? (long)left : wait_ms;
    unsigned char out[TYPING_OUT_MAX];
    type(c, out, typing_release(&c->typing, out));
    return 0;
}
