#include "support_queue_gui/screen/screen.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <unistr.h>

#include "common/amt/register.h"
#include "common/clock.h"
#include "support_queue_db/queue_run.h"
#include "support_queue_db/status.h"
#include "support_queue_gui/screen/act_client.h"
#include "support_queue_gui/screen/act_ticket.h"
#include "support_queue_gui/screen/draw.h"
#include "support_queue_gui/screen/input.h"
#include "support_queue_gui/screen/keys.h"
#include "support_queue_gui/screen/mode_details.h"
#include "support_queue_gui/screen/mode_list.h"
#include "support_queue_gui/screen/paint.h"
#include "support_queue_gui/screen/terminal.h"
#include "support_queue_gui/screen/ui.h"
#include "support_queue_gui/screen/ui_gate.h"
#include "support_queue_gui/screen/ui_tools.h"

/* How long the queue is read before keys are looked at; how often the screen is painted meanwhile;
 * and how soon to look again at a tool that is about to end. */
enum { SLICE_MS = 25, READING_PAINT_MS = 250, SOON_MS = 100 };

/* How often to look at the register, and at whatever else has to be there. */
enum { REGISTER_MS = 5000, STATUS_MS = 10000 };

static volatile sig_atomic_t ended_by;
static volatile sig_atomic_t stopped;
static volatile sig_atomic_t resized;

static void on_end_signal(int signal)
{
    ended_by = signal;
}

static void on_stop_signal(int signal)
{
    (void)signal;
    stopped = 1;
}

static void on_resize_signal(int signal)
{
    (void)signal;
    resized = 1;
}

/* Signals are delivered only in ppoll, so that none comes between checking for them and the
 * wait. */
static void catch_signals(void)
{
    static const struct {
        int signal;
        void (*note)(int signal);
    } all[] = {{SIGINT, on_end_signal},  {SIGTERM, on_end_signal},  {SIGHUP, on_end_signal},
               {SIGQUIT, on_end_signal}, {SIGTSTP, on_stop_signal}, {SIGWINCH, on_resize_signal}};
    sigset_t blocked;
    (void)sigemptyset(&blocked);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct sigaction action = {.sa_handler = all[i].note};
        (void)sigaction(all[i].signal, &action, NULL);
        (void)sigaddset(&blocked, all[i].signal);
    }
    (void)sigprocmask(SIG_BLOCK, &blocked, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
}

/* Ctrl-Z: the shell gets the terminal back as it was, until it continues this program. */
static void suspend(void)
{
    static const struct sigaction by_default = {.sa_handler = SIG_DFL};
    static const struct sigaction noted = {.sa_handler = on_stop_signal};
    sigset_t only;
    stopped = 0;
    /* Our parent may have been stopped before, and the shell may have the terminal already. */
    (void)signal(SIGTTOU, SIG_IGN);
    terminal_suspend();
    (void)signal(SIGTTOU, SIG_DFL);
    (void)sigaction(SIGTSTP, &by_default, NULL);
    (void)raise(SIGTSTP); /* it is delivered when it is unblocked */
    (void)sigemptyset(&only);
    (void)sigaddset(&only, SIGTSTP);
    (void)sigprocmask(SIG_UNBLOCK, &only, NULL);
    (void)sigprocmask(SIG_BLOCK, &only, NULL);
    (void)sigaction(SIGTSTP, &noted, NULL);
    terminal_resume();
}

/* Does what signals ask for. Ctrl-C gives up what is being typed or asked; if there is no such
 * thing, it ends the program. */
static void handle_signals(struct ui *ui, bool *changed)
{
    if (stopped != 0) {
        suspend();
        *changed = true;
    }
    if (resized != 0) {
        resized = 0;
        terminal_resize();
        *changed = true;
    }
    if (ended_by == SIGINT && ui_mode(ui)->draw == NULL) {
        ended_by = 0;
        keys_press(ui, &(struct press){.key = SPECIAL_ESCAPE});
        *changed = true;
    }
}

/* The next of the keys given at the start; a line end is Enter, ESC is Escape. */
static struct press script_key(struct ui *ui)
{
    ucs4_t c;
    size_t len = strlen(ui->script);
    int used = u8_mbtouc(&c, (const uint8_t *)ui->script, len);
    ui->script += used > 0 ? used : 1;
    if (c == '\n' || c == '\r')
        return (struct press){.key = SPECIAL_ENTER};
    return (struct press){.key = c == 27 ? (long)SPECIAL_ESCAPE : (long)c};
}

/* Does what all keys that are there ask for; false when the terminal is gone. What was typed before
 * a question could be read does not answer it. */
static bool read_keys(struct ui *ui, struct input *input, bool *changed)
{
    char bytes[INPUT_READ_MAX];
    struct press press;
    int count;
    do {
        count = terminal_read(bytes);
        if (count < 0)
            return false;
        input_feed(input, bytes, (size_t)count, clock_ms());
        while (!ui->quit && !ui->question.unseen && input_next(input, &press)) {
            *changed = true;
            keys_press(ui, &press);
        }
    } while (count == INPUT_READ_MAX && !ui->quit && !ui->question.unseen);
    return true;
}

/* How long the words that are shown stay true. */
static long redraw_ms(const struct ui *ui)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    long long left = (long long)(ui->redraw_at - now.tv_sec) * 1000 - now.tv_nsec / 1000000;
    return left < 0 ? 0 : left < STATUS_MS ? (long)left : (long)STATUS_MS;
}

/* Waits for a key, news of the queue, output of a tool, or a signal. False when the terminal is
 * gone. */
static bool wait_for_event(struct ui *ui, const struct input *input, bool *changed)
{
    struct pollfd fds[4 + UI_JOBS_MAX] = {
        {.fd = STDIN_FILENO, .events = POLLIN},
        {.fd = loader_fd(ui->loader), .events = POLLIN},
        {.fd = ui->lookup.pid != 0 && ui_is_free(ui) ? ui->lookup.fd : -1, .events = POLLIN},
        {.fd = ui->power.peek.pid != 0 ? ui->power.peek.fd : -1, .events = POLLIN}};
    long left = loader_wait_ms(ui->loader);
    if (left > STATUS_MS)
        left = STATUS_MS;
    if (ui->trouble[0] != '\0' && left > REGISTER_MS)
        left = REGISTER_MS; /* it must not be shown longer than it is true */
    if (ui->redraw_at != 0 && left > redraw_ms(ui))
        left = redraw_ms(ui);
    long escape = input_wait_ms(input, clock_ms());
    if (escape >= 0 && left > escape)
        left = escape;
    if (ui->gate.is_asking && left > IDENTIFY_REQUEST_POLL_MS)
        left = IDENTIFY_REQUEST_POLL_MS;
    left = power_line_wait_ms(&ui->power, left);
    for (size_t i = 0; i < UI_JOBS_MAX; i++) {
        int output = ui->jobs[i].pid != 0 ? ui->jobs[i].output : -1;
        fds[4 + i] = (struct pollfd){.fd = output, .events = POLLIN};
        /* A tool that has closed its output is about to end. */
        if (ui->jobs[i].pid != 0 && output < 0 && left > SOON_MS)
            left = SOON_MS;
    }
    struct timespec timeout = {.tv_sec = left / 1000, .tv_nsec = left % 1000 * 1000000L};
    sigset_t none;
    (void)sigemptyset(&none);
    if (ppoll(fds, sizeof fds / sizeof fds[0], &timeout, &none) < 0)
        return errno == EINTR;
    /* What is being typed or answered has nothing to do with the name, which can wait. */
    if (fds[2].revents != 0 && ui_is_free(ui)) {
        act_add_found(ui);
        *changed = true;
    }
    if (fds[3].revents != 0)
        *changed = power_line_read(&ui->power) || *changed;
    for (size_t i = 0; i < UI_JOBS_MAX; i++)
        if (fds[4 + i].revents != 0 && ui_read_output(ui, i))
            *changed = true;
    return (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL)) == 0;
}

/* With an empty register no client is asked, and everybody must see why. */
static void refresh_register(struct ui *ui, bool *changed)
{
    if (ui->conf->amt.login != CONF_LOGIN_REGISTER || !loader_is_ready(ui->loader) ||
        clock_ms() < ui->reg_due)
        return;
    ui->reg_due = clock_ms() + REGISTER_MS;
    if (ui->reg != NULL && !register_refresh(ui->reg))
        return;
    *changed = true;
    if (ui->reg == NULL && register_open(&ui->reg, ui->conf->clients.directory, NULL) != ERR_OK)
        return; /* no memory for it: try again the next time */
    const char *trouble = register_error(ui->reg);
    if (trouble[0] != '\0')
        (void)snprintf(ui->trouble, sizeof ui->trouble, " %s", trouble);
    else
        (void)snprintf(ui->trouble, sizeof ui->trouble, "%s",
                       register_count(ui->reg) > 0 ? ""
                                                   : " No client is in the register, so none is "
                                                     "asked: run fcfh-config --learn HOST");
}

/* Looks at whatever else may need attention, except for the clients themselves: they are in
 * view. */
static void refresh_status(struct ui *ui, bool *changed)
{
    struct status status = {.calling = 0};
    char look[UI_TROUBLE_SIZE] = "";
    if (!loader_is_ready(ui->loader) || clock_ms() < ui->status_due)
        return;
    ui->status_due = clock_ms() + STATUS_MS;
    time_t now = time(NULL);
    status_add_hosts(&status, ui->queue, ui->conf, now);
    status_check(&status, ui->conf, now);
    for (int i = STATUS_CODES - 1; i > STATUS_REGISTER_EMPTY; i--)
        if (status.warnings[i][0] != '\0')
            (void)snprintf(look, sizeof look, " %.390s", status.warnings[i]);
    if (strcmp(look, ui->warning) == 0)
        return;
    memcpy(ui->warning, look, sizeof look);
    *changed = true;
}

static enum err_code run(struct ui *ui, struct err *e)
{
    struct input input = {.mouse = ui->mouse};
    bool changed = true;
    bool key_pressed = false;
    long long painted = -READING_PAINT_MS;
    while (!ui->quit && ended_by == 0) {
        bool news = false;
        enum err_code code = loader_step(ui->loader, SLICE_MS, &changed, &news, e);
        if (code != ERR_OK)
            return code;
        if (ui->script[0] != '\0' && loader_is_ready(ui->loader)) {
            struct press press = script_key(ui);
            keys_press(ui, &press);
            (void)model_arrange(&ui->model); /* without memory the list is empty */
            changed = true;
            if (ui->script[0] != '\0' || ui->quit)
                continue;
        }
        changed = ui_reap_jobs(ui) || changed;
        changed = ui_gate_step(ui) || changed;
        changed = act_ticket_show_status(ui) || changed;
        refresh_register(ui, &changed);
        refresh_status(ui, &changed);
        changed =
            (loader_is_ready(ui->loader) && archive_view_step(&ui->archive, ui->queue)) || changed;
        if (news && ui->bell)
            terminal_bell();
        (void)model_arrange(&ui->model); /* without memory the list is empty */
        changed = mode_details_follow(ui) || changed;
        if (ui->conf->screen.power && loader_is_ready(ui->loader))
            changed = power_line_follow(&ui->power, ui_client(ui), ui->config_file) || changed;
        changed = changed || (ui->redraw_at != 0 && redraw_ms(ui) == 0);
        /* Sorting and painting what is half read would take longer than reading it. */
        bool due = loader_is_ready(ui->loader) || key_pressed || ui->question.unseen ||
                   clock_ms() - painted >= READING_PAINT_MS;
        if (changed && due) {
            ui->runs = queue_run_is_claimed(ui->queue);
            painted = clock_ms();
            loader_set_current(ui->loader, ui_client(ui));
            paint(ui);
            changed = false;
            if (ui->question.unseen) {
                ui->question.unseen = false;
                input_drop(&input);
                terminal_drop();
            }
        }
        key_pressed = false;
        if (!wait_for_event(ui, &input, &changed) || !read_keys(ui, &input, &key_pressed))
            return ERR_OK; /* the terminal is gone */
        handle_signals(ui, &key_pressed);
        changed = changed || key_pressed;
    }
    return ERR_OK;
}

enum err_code screen_run(const struct conf *conf, const char *config_file, struct queue *queue,
                         const struct screen_options *options, int *status, struct err *e)
{
    struct ui ui = {.conf = conf,
                    .config_file = config_file,
                    .queue = queue,
                    .read_only = options->read_only,
                    .bell = options->bell,
                    .mouse = options->mouse,
                    .modes = {{.mode = &mode_list}},
                    .depth = 1,
                    .script = options->keys != NULL ? options->keys : ""};
    model_init(&ui.model);
    ui.keys = keys_all(&ui.key_count);
    if (options->filter != NULL)
        model_set_filter(&ui.model, options->filter);
    enum err_code code = loader_new(&ui.loader, queue, &ui.model, e);
    ui.output = malloc(UI_OUTPUT_SIZE);
    if (code == ERR_OK && ui.output == NULL)
        code = err_nomem(e);
    if (code == ERR_OK) {
        catch_signals();
        code = terminal_open(options->mouse, e);
    }
    if (code == ERR_OK) {
        draw_open(options->color ? conf->screen.colors : CONF_COLORS_NONE, options->ascii);
        code = run(&ui, e);
        terminal_close();
    }
    *status = ended_by != 0 ? 128 + ended_by : 0;
    ui_end_jobs(&ui);
    ui_gate_end(&ui);
    power_line_end(&ui.power);
    lookup_cancel(&ui.lookup);
    archive_view_close(&ui.archive);
    free(ui.output);
    free(ui.calling);
    register_close(ui.reg);
    loader_free(ui.loader);
    model_free(&ui.model);
    return code;
}
