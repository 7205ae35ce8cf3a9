/* fcfh-manage: console, power, boot, consent and event log of one PC, over Intel AMT. */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/msg.h"
#include "support_queue_gui/manage/manage_commands.h"
#include "support_queue_gui/manage/manage_login.h"
#include "support_queue_gui/manage/manage_target.h"
#include "support_queue_gui/manage/manage_terminal.h"

static int stop_ends[2] = {-1, -1};

static void on_stop_signal(int number)
{
    int before = errno;
    ssize_t sent = write(stop_ends[1], "", 1);
    (void)number;
    (void)sent; /* if it does not fit, another one is there already */
    errno = before;
}

/* A signal ends what is under way in good order; one that was ignored stays ignored. */
static enum err_code catch_signals(struct err *e)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    struct sigaction before;
    const struct sigaction stop = {.sa_handler = on_stop_signal, .sa_flags = SA_RESTART};
    if (pipe2(stop_ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return err_errno(e, ERR_INTERNAL, "pipe");
    (void)signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            (void)sigaction(signals[i], &stop, NULL);
    return ERR_OK;
}

static void warn_of_register(const struct client_register *clients)
{
    const char *trouble = register_error(clients);
    if (trouble[0] != '\0')
        msg_warning("%s", trouble);
}

/* From what was read to the command's end. */
static enum err_code run(struct manage *m, const char *config_file, struct err *e)
{
    struct manage_personal personal;
    struct manage_judge judge;
    struct manage_command command;
    enum err_code code = manage_command_parse(m->options->words, m->options, &command, e);
    if (code == ERR_OK)
        code = manage_personal_read(&personal, e);
    if (code == ERR_OK && personal.ca_file[0] != '\0')
        (void)snprintf(m->conf.amt.ca_file, sizeof m->conf.amt.ca_file, "%s", personal.ca_file);
    if (code == ERR_OK)
        code = register_open(&m->clients, m->conf.clients.directory, e);
    if (code == ERR_OK)
        warn_of_register(m->clients);
    if (code == ERR_OK)
        code = manage_target_find(m, m->options->host, e);
    if (code == ERR_OK)
        code = http_engine_new(&m->engine, m->stop_fd, e);
    if (code == ERR_OK)
        code = manage_login(m, &judge, &personal, config_file, &command.intent, e);
    if (code == ERR_OK)
        code = command.run(m, &command, e);
    return code;
}

static void end(struct manage *m)
{
    manage_drop_session(m);
    http_engine_free(m->engine);
    manage_target_free(m);
    register_close(m->clients);
    secret_wipe(&m->password);
}

int main(int argc, char **argv)
{
    static struct manage m = {.meanwhile_fd = -1}; /* large, and zeros */
    struct cli cli = {.help = NULL};               /* manage_options.c has it */
    struct manage_options options;
    struct err e = {.text = ""};
    (void)setlocale(LC_ALL, "");
    msg_open("fcfh-manage");
    if (manage_options_parse(argc, argv, &cli, &options, manage_usages))
        return (int)cli.status;
    enum err_code code = cli_conf(&cli, &m.conf);
    if (code != ERR_OK)
        return (int)code;
    secret_protect_process();
    m.options = &options;
    m.dialog = manage_terminal;
    m.tls = !options.plain;
    m.conf.amt.tls = options.plain ? CONF_TLS_OFF : CONF_TLS_ON;
    code = catch_signals(&e);
    m.stop_fd = stop_ends[0];
    if (code == ERR_OK)
        code = run(&m, cli.config_file, &e);
    end(&m);
    if (code != ERR_OK && e.text[0] != '\0')
        msg_error("%s", e.text);
    return (int)cli_finish(code);
}
