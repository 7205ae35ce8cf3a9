#include "support_queue_gui/manage/console.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "common/clock.h"
#include "support_queue_gui/manage/boot_once.h"
#include "support_queue_gui/manage/console_state.h"
#include "support_queue_gui/manage/redirection_peer.h"
#include "support_queue_gui/manage/redirection_ready.h"

enum {
    IDLE_MS = 1000,
    REST_MS = 100,
    QUIET_MS = 1000,       /* a script's answer has ended when nothing comes for so long */
    QUIET_MOST_MS = 30000, /* or after this, if something comes all the time, such as a clock */
};

void console_finish(struct console *c, enum err_code code)
{
    if (c->phase == PHASE_OVER)
        return;
    c->phase = PHASE_OVER;
    c->code = code;
}

/* ---------------------------------------------------------------- the loop */

/* Whether all input has been sent, and what came of it was shown. */
static bool is_script_done(struct console *c, long long now)
{
    if (console_screen_has_pending(&c->screen))
        c->shown_at = now; /* a slow reader holds up what comes */
    if (!c->input_ended || c->phase != PHASE_OPEN || c->busy || c->input_len > 0 ||
        c->wanted != TYPING_NONE || !sol_is_drained(&c->sol) ||
        console_screen_has_pending(&c->screen))
        return false;
    if (c->ended_at == 0)
        c->ended_at = now;
    return now - c->shown_at >= QUIET_MS || now - c->ended_at >= QUIET_MOST_MS;
}

/* Does what is due. Returns for how long nothing else is. */
static long on_timer(struct console *c)
{
    long long now = clock_ms();
    long wait_ms = c->input_ended ? REST_MS : IDLE_MS;
    if (now - c->shown_at >= REST_MS)
        console_screen_rest(&c->screen);
    else
        wait_ms = REST_MS;
    if (is_script_done(c, now))
        console_link_end(c);
    wait_ms = console_keys_on_timer(c, now, wait_ms);
    return console_link_on_timer(c, now, wait_ms);
}

static void wait_for_events(struct console *c, long wait_ms)
{
    bool reads = console_link_is_read(c);
    bool writes = console_link_is_up(c) && c->sol.out_len > 0;
    short session_events = (short)((reads ? POLLIN : 0) | (writes ? POLLOUT : 0));
    struct pollfd fds[] = {
        {.fd = c->m->stop_fd, .events = POLLIN},
        {.fd = console_keys_are_wanted(c) ? c->terminal.in : -1, .events = POLLIN},
        {.fd = session_events != 0 ? redirect_fd(c->session) : -1, .events = session_events},
        {.fd = console_screen_has_pending(&c->screen) ? c->terminal.out : -1, .events = POLLOUT},
    };
    (void)poll(fds, sizeof fds / sizeof fds[0], (int)wait_ms);
    if (fds[1].revents != 0)
        console_keys_read(c);
}

static bool is_readable(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    return poll(&p, 1, 0) > 0;
}

/* Once round: deals with what is there; if there is nothing, waits for it, up to most_ms. */
static void wait_and_process(struct console *c, long most_ms)
{
    c->m->meanwhile_fd = -1;
    long wait_ms = on_timer(c);
    if (c->phase == PHASE_OVER)
        return;
    console_link_transmit(c);
    if (wait_ms > most_ms)
        wait_ms = most_ms;
    if (c->phase == PHASE_CONNECTING) {
        console_link_step(c, wait_ms);
        wait_ms = 0;
    }
    wait_for_events(c, wait_ms);
    console_keys_take(c);
    console_link_receive(c);
    console_screen_flush(&c->screen);
    if (console_link_is_read(c))
        c->m->meanwhile_fd = redirect_fd(c->session);
    if (c->screen.gone)
        console_finish(c, ERR_OK);
    else if (is_readable(c->m->stop_fd))
        console_finish(c, err_set(c->e, ERR_TEMPFAIL, "interrupted"));
}

static void on_meanwhile(void *context)
{
    wait_and_process(context, 0);
}

/* ---------------------------------------------------------------- questions and what follows them
 */

static bool can_ask(void *context)
{
    const struct console *c = context;
    return c->terminal.has_keys && isatty(STDERR_FILENO) == 1;
}

/* Meanwhile nothing of the PC is shown, but the session stays alive. */
static enum err_code ask(void *context, const char *question, bool hidden, char *answer,
                         size_t size, struct err *e)
{
    struct console *c = context;
    console_screen_put(&c->screen, "\r\n");
    console_screen_put(&c->screen, question);
    c->asking = true;
    c->hidden = hidden;
    c->answered = c->refused_answer = false;
    c->answer_len = 0;
    while (!c->answered && c->phase != PHASE_OVER)
        wait_and_process(c, IDLE_MS);
    c->asking = false;
    console_screen_put(&c->screen, "\r\n");
    c->answer[c->answer_len] = '\0';
    (void)snprintf(answer, size, "%s", c->answer);
    explicit_bzero(c->answer, sizeof c->answer);
    if (!c->answered)
        return err_set(e, ERR_TEMPFAIL, "interrupted");
    return c->refused_answer ? err_set(e, ERR_PROTOCOL, "not done: nobody answered") : ERR_OK;
}

static void print(void *context, const char *text)
{
    struct console *c = context;
    console_screen_message(&c->screen, text);
}

static enum err_code boot(struct console *c, const struct boot_options *wish, bool asks,
                          struct err *e)
{
    char question[512];
    enum err_code code = ERR_OK;
    c->busy = true;
    if (asks && !manage_can_ask(c->m))
        code = manage_ask_yes_no(c->m, "", e);
    if (code == ERR_OK && asks)
        code = boot_format_question(c->m, wish, question, sizeof question, e);
    if (code == ERR_OK && asks)
        code = manage_ask_yes_no(c->m, question, e);
    if (code == ERR_OK)
        code = boot_now(c->m, wish, e);
    c->busy = false;
    return code;
}

/* A script cannot go on without what it wanted; a person is shown why it was not done. */
static void run_wanted_action(struct console *c)
{
    const struct boot_options wish = {.device = c->wanted == TYPING_BIOS ? BOOT_BIOS : BOOT_NORMAL,
                                      .use_sol = true};
    struct err e;
    c->wanted = TYPING_NONE;
    enum err_code code = boot(c, &wish, true, &e);
    if (code != ERR_OK && c->phase != PHASE_OVER) {
        if (c->terminal.has_keys)
            console_screen_message(&c->screen, e.text);
        else
            console_finish(c, err_set(c->e, code, "%s", e.text));
    }
}

static void run(struct console *c, const struct boot_options *first)
{
    struct err e;
    console_link_connect(c);
    while (c->phase != PHASE_OVER && c->phase != PHASE_OPEN)
        wait_and_process(c, IDLE_MS);
    if (c->phase == PHASE_OPEN)
        manage_add_event(c->m, "Console opened", "");
    if (c->phase == PHASE_OPEN && first != NULL) {
        enum err_code code = boot(c, first, false, &e);
        if (code != ERR_OK)
            console_finish(c, err_set(c->e, code, "%s", e.text));
    }
    while (c->phase != PHASE_OVER) {
        wait_and_process(c, IDLE_MS);
        if (c->wanted != TYPING_NONE)
            run_wanted_action(c);
    }
    /* A script reads on as long as there is something to read. */
    while (!c->terminal.has_screen && console_screen_has_pending(&c->screen) &&
           !is_readable(c->m->stop_fd)) {
        wait_for_events(c, IDLE_MS);
        console_screen_flush(&c->screen);
    }
}

/* ---------------------------------------------------------------- from options to an exit status
 */

static enum output_charset charset_of(const char *name)
{
    if (name != NULL && strcmp(name, "utf-8") == 0)
        return OUTPUT_UTF8;
    return name != NULL && strcmp(name, "cp437") == 0 ? OUTPUT_CP437 : OUTPUT_AUTO;
}

/* Keys of a terminal, and signals, must be noticed while libcurl waits. */
static enum err_code open_wake(struct console *c, struct err *e)
{
    struct epoll_event event = {.events = EPOLLIN};
    c->wake_fd = epoll_create1(EPOLL_CLOEXEC);
    if (c->wake_fd < 0 || epoll_ctl(c->wake_fd, EPOLL_CTL_ADD, c->m->stop_fd, &event) != 0 ||
        (c->terminal.has_keys && epoll_ctl(c->wake_fd, EPOLL_CTL_ADD, c->terminal.in, &event) != 0))
        return err_errno(e, ERR_INTERNAL, "epoll");
    return ERR_OK;
}

static enum err_code run_at_terminal(struct console *c, const struct boot_options *first,
                                     struct err *e)
{
    struct manage *m = c->m;
    enum err_code code = console_terminal_begin(&c->terminal, e);
    if (code == ERR_OK)
        code = console_screen_begin(&c->screen, &c->terminal, &c->outer, m->options->log_file,
                                    charset_of(m->options->charset), e);
    if (code == ERR_OK)
        code = open_wake(c, e);
    if (code == ERR_OK) {
        console_keys_begin(c);
        if (c->terminal.has_keys)
            m->dialog = (struct manage_dialog){can_ask, ask, print, c};
        m->meanwhile = on_meanwhile;
        m->meanwhile_context = c;
        run(c, first);
        code = c->code;
        console_screen_end(&c->screen, c->was_open ? "the console is closed" : "");
        m->meanwhile = NULL;
        m->meanwhile_fd = -1;
        m->dialog = c->outer;
        if (code == ERR_OK && c->screen.trouble.code != ERR_OK) {
            *e = c->screen.trouble;
            code = e->code;
        }
    }
    console_link_close(c);
    sol_drop_input(&c->sol);
    if (c->wake_fd >= 0)
        (void)close(c->wake_fd);
    console_terminal_end(&c->terminal);
    return code;
}

enum err_code console_run(struct manage *m, const struct boot_options *first, struct err *e)
{
    static struct console c; /* large */
    c = (struct console){.m = m, .outer = m->dialog, .wake_fd = -1};
    c.e = e;
    enum err_code code = redirection_peer(m, "a console", &c.peer, e);
    if (code == ERR_OK)
        code = redirection_ready(m, REDIRECTION_SOL, e);
    /* The right to open a console may not include looking whether there is one: the session will
     * tell. */
    if (code == ERR_NOPERM && !m->options->enable)
        code = ERR_OK;
    return code == ERR_OK ? run_at_terminal(&c, first, e) : code;
}
