#include "tests/standin/pc.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>

#include "tests/standin/options.h"
#include "tests/standin/pc_setup.h"
#include "tests/standin/pc_shell.h"

enum { OUTPUT_MAX = 64 * 1024, FLOOD_LINE = 64 };
enum { DONE = 0, DOES_NOT_FIT = 2, IN_USE = 6, UNSUPPORTED = 1 };

long long pc_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static unsigned power_named(const char *name)
{
    return strcmp(name, "on") == 0      ? POWER_ON
           : strcmp(name, "sleep") == 0 ? POWER_SLEEP
           : strcmp(name, "off") == 0   ? POWER_OFF
                                        : POWER_HIBERNATE;
}

void pc_init(struct pc *pc, const struct options *options, const char *host, const char *model)
{
    const struct remote_options *remote = &options->remote;

    memset(pc, 0, sizeof *pc);
    pthread_mutex_init(&pc->lock, NULL);
    pc->host = host;
    pc->model = model;
    pc->keys = remote->bios_keys;
    pc->power_delay = remote->power_delay;
    pc->post_delay = remote->post_delay;
    pc->lms = !remote->no_lms;
    pc->saving = remote->modern_standby;
    pc->power = power_named(remote->power);
    pc->stage = pc->power == POWER_ON ? PC_RUNNING : PC_OFF;
    pc->watcher_fd = -1;
    pc->wake_fd = -1;
}

void pc_free(struct pc *pc)
{
    text_free(&pc->output);
    pthread_mutex_destroy(&pc->lock);
}

static void wake(const struct pc *pc)
{
    if (pc->wake_fd >= 0 && eventfd_write(pc->wake_fd, 1) != 0)
        perror("standin: eventfd");
}

void pc_print(struct pc *pc, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    int size;

    if (!pc->attended || pc->output.size > OUTPUT_MAX)
        return;
    va_start(arguments, format);
    size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    text_add(&pc->output, text, (size_t)size < sizeof text ? (size_t)size : sizeof text - 1);
}

/* What the BIOS writes is only on the serial port where the boot was asked for with it. */
static void begin_post(struct pc *pc, long long now)
{
    pc->boot = pc->next_boot;
    pc->next_boot = (struct pc_boot){0};
    pc->power = POWER_ON;
    pc->dark = false;
    pc->stage = PC_POST;
    pc->stage_due = now + pc->post_delay;
    pc->line_size = 0;
    pc->split = false;
    pc->flood_left = 0;
    if (pc->boot.serial)
        pc_print(pc,
                 "\x1b[2J\x1b[1;1H\x1b[1m%s\x1b[0m\r\nExample BIOS EX16.0042\r\n"
                 "Memory 16384 MB OK\r\nPress F2 for setup\r\n",
                 pc->model);
}

static void go_dark(struct pc *pc)
{
    pc->dark = true;
    pc->stage = PC_OFF;
    pc->stage_due = 0;
    pc->line_size = 0;
    pc->output.size = 0;
    pc->flood_left = 0;
}

void pc_switch_off(struct pc *pc)
{
    go_dark(pc);
    pc->dark = false;
    pc->power = POWER_OFF;
    wake(pc);
}

void pc_reset(struct pc *pc)
{
    go_dark(pc);
    pc->resets++;
    pc->wish = POWER_ON;
    pc->wish_due = pc_clock() + pc->power_delay;
    wake(pc);
}

/* The next stage after POST, or after the boot loader. */
static void next_stage(struct pc *pc, long long now)
{
    if (pc->stage == PC_POST && pc->boot.setup) {
        pc->stage = PC_SETUP;
        pc->stage_due = 0;
        setup_begin(pc);
    } else if (pc->stage == PC_POST) {
        pc->stage = PC_LOADER;
        pc->stage_due = now + pc->post_delay / 2;
        if (pc->boot.serial || pc->boot.source != NULL)
            pc_print(pc, "Booting from %s...\r\n",
                     pc->boot.source != NULL ? pc->boot.source : "the hard drive");
    } else {
        pc->stage = PC_RUNNING;
        pc->stage_due = 0;
        shell_begin(pc);
    }
}

static void carry_out(struct pc *pc, long long now)
{
    unsigned wish = pc->wish;

    pc->wish = 0;
    switch (wish) {
    case POWER_ON:
        begin_post(pc, now);
        break;
    case POWER_RESET:
    case POWER_CYCLE:
    case POWER_SOFT_RESET:
        pc_reset(pc);
        break;
    case POWER_OFF:
    case POWER_SOFT_OFF:
        pc_switch_off(pc);
        break;
    case POWER_SLEEP:
    case POWER_HIBERNATE:
        pc_switch_off(pc);
        pc->power = wish;
        break;
    default:
        pc_print(pc, "\r\nNMI: dump begins\r\n");
        break;
    }
}

static void advance(struct pc *pc)
{
    long long now = pc_clock();

    if (pc->wish != 0 && now >= pc->wish_due)
        carry_out(pc, now);
    while (pc->stage_due != 0 && now >= pc->stage_due)
        next_stage(pc, pc->stage_due);
}

void pc_lock(struct pc *pc)
{
    pthread_mutex_lock(&pc->lock);
    advance(pc);
}

void pc_unlock(struct pc *pc)
{
    pthread_mutex_unlock(&pc->lock);
}

size_t pc_requests(const struct pc *pc, unsigned *out)
{
    static const unsigned when_on[] = {POWER_RESET, POWER_OFF, POWER_CYCLE, POWER_NMI};
    static const unsigned by_lms[] = {POWER_SLEEP, POWER_HIBERNATE, POWER_SOFT_RESET,
                                      POWER_SOFT_OFF};
    size_t count = 0;

    if (pc->power != POWER_ON) {
        out[count++] = POWER_ON;
        if (pc->power == POWER_SLEEP) {
            out[count++] = POWER_OFF;
            out[count++] = POWER_CYCLE;
            out[count++] = POWER_RESET;
        }
        return count;
    }
    for (size_t i = 0; i < sizeof when_on / sizeof *when_on; i++)
        out[count++] = when_on[i];
    /* These need the operating system, with Intel's service in it. */
    for (size_t i = 0; pc->lms && pc->stage == PC_RUNNING && i < sizeof by_lms / sizeof *by_lms;
         i++)
        out[count++] = by_lms[i];
    return count;
}

bool pc_is_watched(const struct pc *pc)
{
    struct pollfd watcher = {.fd = pc->watcher_fd, .events = POLLRDHUP};

    /* The thread gives it up before it closes the descriptor, so this is still the same one. */
    return pc->watcher_fd >= 0 && poll(&watcher, 1, 0) == 0;
}

unsigned pc_request(struct pc *pc, unsigned state)
{
    unsigned possible[16];
    size_t count = pc_requests(pc, possible);
    bool fits = false;

    for (size_t i = 0; i < count; i++)
        fits |= possible[i] == state;
    if (state > 16 || state < POWER_ON)
        return UNSUPPORTED;
    if (!fits || (pc->saving && state != POWER_ON))
        return DOES_NOT_FIT;
    if (pc->wish != 0)
        return IN_USE;
    /* While a session is open AMT will not take the power away under it. */
    if ((pc->attended || pc_is_watched(pc)) && (state == POWER_OFF || state == POWER_CYCLE))
        return DOES_NOT_FIT;
    pc->wish = state;
    pc->wish_due = pc_clock() + pc->power_delay;
    wake(pc);
    return DONE;
}

void pc_attach(struct pc *pc, int wake_fd)
{
    pc->attended = true;
    pc->wake_fd = wake_fd;
    pc->trick = TRICK_NONE;
    pc->output.size = 0;
}

void pc_detach(struct pc *pc)
{
    pc->attended = false;
    pc->wake_fd = -1;
    pc->output.size = 0;
    pc->flood_left = 0;
}

void pc_type(struct pc *pc, const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (pc->stage == PC_SETUP)
            setup_type(pc, bytes[i]);
        else if (pc->stage == PC_RUNNING)
            shell_type(pc, bytes[i]);
    }
}

/* Numbered lines, so that a lost line is noticed. */
static size_t read_flood(struct pc *pc, char *bytes, size_t size)
{
    size_t done = 0;

    while (done < size && pc->flood_left > 0) {
        char line[FLOOD_LINE + 16];
        size_t at = pc->flood_at % FLOOD_LINE, part = FLOOD_LINE - at;

        snprintf(line, sizeof line, "%015zu abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRST\r\n",
                 pc->flood_at / FLOOD_LINE);
        if (part > size - done)
            part = size - done;
        if (part > pc->flood_left)
            part = pc->flood_left;
        memcpy(bytes + done, line + at, part);
        done += part;
        pc->flood_at += part;
        pc->flood_left -= part;
    }
    if (pc->flood_left == 0)
        shell_ready(pc);
    return done;
}

size_t pc_read(struct pc *pc, void *bytes, size_t size)
{
    if (pc->output.size == 0)
        return pc->flood_left > 0 ? read_flood(pc, bytes, size) : 0;
    if (pc->split)
        size = 1;
    if (size > pc->output.size)
        size = pc->output.size;
    memcpy(bytes, pc->output.data, size);
    memmove(pc->output.data, pc->output.data + size, pc->output.size - size);
    pc->output.size -= size;
    return size;
}

bool pc_has_output(const struct pc *pc)
{
    return pc->output.size > 0 || pc->flood_left > 0;
}

int pc_wait(const struct pc *pc)
{
    long long now = pc_clock(), due = 0;

    if (pc->wish != 0)
        due = pc->wish_due;
    if (pc->stage_due != 0 && (due == 0 || pc->stage_due < due))
        due = pc->stage_due;
    return due == 0 ? -1 : due <= now ? 0 : (int)(due - now);
}
