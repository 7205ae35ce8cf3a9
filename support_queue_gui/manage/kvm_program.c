#include "support_queue_gui/manage/kvm_program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/text.h"

static bool is_set(const char *variable)
{
    const char *value = getenv(variable);
    return value != NULL && value[0] != '\0';
}

bool kvm_program_exists(const char *name)
{
    if (strchr(name, '/') != NULL)
        return access(name, X_OK) == 0;
    const char *path = getenv("PATH");
    while (path != NULL && *path != '\0') {
        char file[4096];
        size_t len = strcspn(path, ":");
        int made = snprintf(file, sizeof file, "%.*s/%s", (int)len, path, name);
        if (len > 0 && made > 0 && (size_t)made < sizeof file && access(file, X_OK) == 0)
            return true;
        path += len + (path[len] == ':' ? 1 : 0);
    }
    return false;
}

/* TigerVNC and TightVNC under their names in Debian, and either under its usual name. */
const char *kvm_program_find(void)
{
    static const char *const names[] = {"xtigervncviewer", "xtightvncviewer", "vncviewer"};
    if (!is_set("DISPLAY") && !is_set("WAYLAND_DISPLAY"))
        return NULL;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (kvm_program_exists(names[i]))
            return names[i];
    return NULL;
}

static void exec_viewer(char *const *words, int output, int failed)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        (void)signal(signals[i], SIG_DFL);
    int input = open("/dev/null", O_RDONLY);
    if (input >= 0 && dup2(input, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0 &&
        dup2(output, STDERR_FILENO) >= 0)
        (void)execvp(words[0], words);
    ssize_t sent = write(failed, &errno, sizeof errno);
    (void)sent;
    _exit(127);
}

/* Waits until the program runs, or it is known why it does not. */
static enum err_code start(struct kvm_program *program, char *const *words, struct err *e)
{
    int output[2];
    int failed[2];
    int why = 0;
    if (pipe2(output, O_CLOEXEC | O_NONBLOCK) != 0)
        return err_errno(e, ERR_INTERNAL, "pipe");
    if (pipe2(failed, O_CLOEXEC) != 0) {
        (void)close(output[0]);
        (void)close(output[1]);
        return err_errno(e, ERR_INTERNAL, "pipe");
    }
    pid_t child = fork();
    if (child == 0) {
        (void)fcntl(output[1], F_SETFL, 0); /* the viewer's writes may block */
        exec_viewer(words, output[1], failed[1]);
    }
    int fork_errno = errno;
    (void)close(output[1]);
    (void)close(failed[1]);
    ssize_t len = 0;
    while (child > 0 && (len = read(failed[0], &why, sizeof why)) < 0 && errno == EINTR)
        continue;
    (void)close(failed[0]);
    program->output = output[0];
    if (child > 0 && len <= 0) {
        program->pid = child;
        return ERR_OK;
    }
    if (child > 0)
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
            continue;
    errno = child > 0 ? why : fork_errno;
    return err_errno(e, ERR_UNAVAILABLE, "%.100s", words[0]);
}

enum err_code kvm_program_start(struct kvm_program *program, char *const *words, const char *file,
                                unsigned port, struct err *e)
{
    char address[32];
    size_t count = 0;
    while (words[count] != NULL)
        count++;
    *program = (struct kvm_program){.name = words[0], .output = -1};
    const char **all = calloc(count + 4, sizeof *all);
    if (all == NULL)
        return err_nomem(e);
    (void)snprintf(address, sizeof address, "127.0.0.1::%u", port);
    memcpy(all, words, count * sizeof *all);
    all[count] = "-passwd";
    all[count + 1] = file;
    all[count + 2] = address;
    enum err_code code = start(program, (char *const *)all, e);
    free(all);
    return code;
}

void kvm_program_poll(struct kvm_program *program)
{
    char piece[KVM_PROGRAM_TAIL];
    ssize_t len;
    while (program->output >= 0 && (len = read(program->output, piece, sizeof piece)) != -1) {
        if (len == 0) {
            (void)close(program->output);
            program->output = -1;
            break;
        }
        size_t kept = sizeof program->tail - (size_t)len;
        if (kept > program->tail_len)
            kept = program->tail_len;
        memmove(program->tail, program->tail + program->tail_len - kept, kept);
        memcpy(program->tail + kept, piece, (size_t)len);
        program->tail_len = kept + (size_t)len;
    }
    if (program->pid > 0 && waitpid(program->pid, &program->status, WNOHANG) == program->pid)
        program->pid = 0;
}

void kvm_program_last_line(const struct kvm_program *program, char *out, size_t size)
{
    char text[KVM_PROGRAM_TAIL + 1];
    size_t end = program->tail_len;
    while (end > 0 && strchr(" \r\n", program->tail[end - 1]) != NULL)
        end--;
    size_t start = end;
    while (start > 0 && program->tail[start - 1] != '\n')
        start--;
    (void)snprintf(text, sizeof text, "%.*s", (int)(end - start), program->tail + start);
    text_clean_ascii(text, out, size);
}

static void wait_a_second(struct kvm_program *program)
{
    static const struct timespec moment = {.tv_nsec = 20000000};
    for (int i = 0; i < 50 && program->pid > 0; i++) {
        kvm_program_poll(program);
        if (program->pid > 0)
            (void)nanosleep(&moment, NULL);
    }
}

void kvm_program_end(struct kvm_program *program, bool end)
{
    if (!end)
        wait_a_second(program);
    if (end && program->pid > 0) {
        (void)kill(program->pid, SIGTERM);
        wait_a_second(program);
    }
    if (program->output >= 0)
        (void)close(program->output);
    program->output = -1;
}
