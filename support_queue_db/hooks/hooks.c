/*
 * fcfh-hooks: tells other systems what happens in the queue, and asks them what they know. A
 * service manager keeps it running; with --once it ends when everything has been told.
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/cli.h"
#include "common/msg.h"
#include "common/service_notify.h"
#include "support_queue_db/file_system.h"
#include "support_queue_db/hooks/hook_loop.h"
#include "support_queue_db/hooks/hook_privileges.h"
#include "support_queue_db/hooks/hook_told.h"
#include "support_queue_db/queue.h"
#include "support_queue_db/queue_run.h"

static const char help[] =
    "Usage: fcfh-hooks [-c FILE]                  tell all hooks, go on until stopped\n"
    "       fcfh-hooks [-c FILE] --once           tell and ask all hooks, then end\n"
    "       fcfh-hooks [-c FILE] --tell-all HOOK  tell one hook of everything there\n"
    "\n"
    "Tells the hooks, the programs in the directory of [hooks], what happens in the\n"
    "support queue, and asks them what they know about a client and its ticket.\n"
    "\n"
    "  -c, --config FILE    instead of $FCFH_CONF or " CONF_DEFAULT_FILE "\n"
    "      --once           end when there is nothing left to tell or ask\n"
    "      --tell-all HOOK  do so as if the hook had been told nothing so far\n"
    "  -h, --help           show this help\n"
    "      --version        show the version\n"
    "\n"
    "Exit status: 0 done, 64 no such hook, 75 some must be told again later, or\n"
    "another fcfh-hooks is running, 78 configuration.\n";

struct hooks {
    struct conf conf;
    struct queue *queue;
    int told;
    bool once;
    const char *tell_all; /* or NULL */
};

/* One runs for each queue. A service waits for the other as long as it takes. */
static enum err_code claim(const struct hooks *h, bool *got, struct err *e)
{
    const struct timespec nap = {.tv_sec = 1};
    bool said = false;
    for (;;) {
        enum err_code code = queue_hooks_claim(h->queue, got, e);
        if (code != ERR_OK || *got || hook_loop_has_ended() || h->tell_all != NULL)
            return code;
        if (h->once)
            return err_set(e, ERR_TEMPFAIL, "another fcfh-hooks is running, and does this");
        if (!said)
            msg_info("another fcfh-hooks is running: this one waits");
        said = true;
        (void)service_notify_alive(NULL);
        (void)nanosleep(&nap, NULL);
    }
}

/* The one that is running does it, or this one. */
static enum err_code run(const struct hooks *h, struct err *e)
{
    bool got = false;
    enum err_code code = ERR_OK;
    if (h->tell_all != NULL)
        code = hook_loop_check_hook(&h->conf, h->tell_all, e);
    if (code == ERR_OK)
        code = hook_told_open(h->queue, (int *)&h->told, e);
    if (code == ERR_OK && h->tell_all != NULL)
        code = hook_told_set_wants_all(h->told, h->tell_all, e);
    if (code == ERR_OK)
        code = claim(h, &got, e);
    if (code != ERR_OK || (!got && h->tell_all == NULL))
        return code;
    if (!got) {
        (void)printf("the fcfh-hooks that is running tells %s of everything in the queue\n",
                     h->tell_all);
        return ERR_OK;
    }
    const struct hook_loop loop = {.queue = h->queue,
                                   .conf = &h->conf,
                                   .told = h->told,
                                   .once = h->once || h->tell_all != NULL,
                                   .only = h->tell_all};
    return hook_loop_run(&loop, e);
}

static enum err_code hooks(const struct cli *cli, bool once, const char *tell_all)
{
    static struct hooks h = {.told = -1};
    struct err e;
    char warning[FILE_SYSTEM_WARNING_SIZE];
    h.once = once;
    h.tell_all = tell_all;
    enum err_code code = cli_conf(cli, &h.conf);
    if (code != ERR_OK)
        return code;
    code = hook_privileges_drop(&h.conf, &e);
    if (code == ERR_OK)
        code = queue_open(&h.queue, &h.conf, QUEUE_WRITE, &e);
    if (code == ERR_OK && file_system_warns(queue_fd(h.queue), warning))
        msg_event(MSG_WARNING, &(struct log_event){.key = LOG_QUEUE}, "%s", warning);
    if (code == ERR_OK)
        code = run(&h, &e);
    if (code != ERR_OK)
        msg_error("%s", e.text);
    if (h.told >= 0)
        (void)close(h.told);
    queue_close(h.queue);
    return code;
}

int main(int argc, char **argv)
{
    enum { ONCE = CLI_FLAG + 1, TELL_ALL };
    static const struct option options[] = {{"once", no_argument, NULL, ONCE},
                                            {"tell-all", required_argument, NULL, TELL_ALL},
                                            CLI_LONG_OPTIONS,
                                            {NULL, 0, NULL, 0}};
    struct cli cli = {.help = help};
    bool once = false;
    const char *tell_all = NULL;
    int option;
    msg_open("fcfh-hooks");
    if (cli_dump(&cli, argc, argv, CLI_SHORT_OPTIONS, options, NULL))
        return (int)cli.status;
    while ((option = getopt_long(argc, argv, CLI_SHORT_OPTIONS, options, NULL)) != -1) {
        if (option == ONCE)
            once = true;
        else if (option == TELL_ALL)
            tell_all = optarg;
        else if (cli_option(&cli, option))
            return (int)cli.status;
    }
    if (optind < argc)
        return (int)cli_usage("no arguments are accepted");
    if (once && tell_all != NULL)
        return (int)cli_usage("--once and --tell-all cannot be combined");
    hook_loop_catch_signals();
    return (int)cli_finish(hooks(&cli, once, tell_all));
}
