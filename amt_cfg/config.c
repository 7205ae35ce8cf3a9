/* fcfh-config: switches Fast Call for Help on, on one AMT client or on many. */
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "amt_cfg/confirm_key.h"
#include "amt_cfg/login.h"
#include "amt_cfg/options.h"
#include "amt_cfg/plan_make.h"
#include "amt_cfg/queue_host.h"
#include "amt_cfg/report/progress.h"
#include "amt_cfg/report/record.h"
#include "amt_cfg/report/report_json.h"
#include "amt_cfg/report/report_text.h"
#include "amt_cfg/report/trace.h"
#include "amt_cfg/scan/scan_print.h"
#include "amt_cfg/steps/dry_run.h"
#include "amt_cfg/steps/fleet.h"
#include "common/ask.h"
#include "common/cli.h"
#include "common/host_name.h"
#include "common/msg.h"

static const char help[] =
    "Usage: fcfh-config [OPTION]... HOST USER [PASSWORD]  set up one machine\n"
    "       fcfh-config [OPTION]... --hosts FILE [USER]  many: \"host [user]\" a line\n"
    "       fcfh-config [OPTION]... --learn HOST...      register what is set up\n"
    "       fcfh-config [--json] --scan NET              find machines\n"
    "\n"
    "Switches Fast Call for Help on, on Intel AMT clients: the limited user of\n"
    "fcfh.conf, the user's ways to call, and where the call goes. Then it enters\n"
    "the machine into the register. USER is an AMT administrator. Without PASSWORD\n"
    "it asks for the password, which is safer.\n"
    "\n"
    "      --scan NET            look for AMT in a network, print a list for --hosts\n"
    "      --check               change nothing, say what is missing\n"
    "      --remove              take away what was added\n"
    "      --learn               only read, as the user of [amt], and register;\n"
    "                            HOST may be a UUID in the queue, or its start\n"
    "      --dry-run             print the requests, send nothing\n"
    "      --hosts FILE          the machines; - is standard input\n"
    "      --parallel N          set up N machines at a time\n"
    "      --resume FILE         skip machines that succeeded, add the others\n"
    "      --json                print one JSON object a machine\n"
    "      --trace FILE          record every exchange, secrets as stars\n"
    "      --alerts KIND         pet, ws-event, both, auto (default)\n"
    "      --policy N            use this PolicyID for PETs, do not look for it\n"
    "      --domain DOMAIN       add to environment detection; see the manual first\n"
    "      --redirection LIST    switch on sol, kvm or sol,kvm, for fcfh-manage\n"
    "      --plain, --no-tls     without TLS; else TLS is required, as with --tls\n"
    "      --key KEY             the machine's key, sha256//...\n"
    "      --accept-key          accept another key or realm than the register's\n"
    "      --yes                 accept the key of an unknown machine;\n"
    "                            with --remove --hosts: do not ask\n"
    "      --ca-file FILE        the CA that signed the machines' certificates\n"
    "      --insecure            accept any certificate; see the manual first\n"
    "      --legacy-tls          allow TLS 1.0 and 1.1, for firmware up to 11\n"
    "      --auth WAY            digest (default), negotiate (Kerberos)\n"
    "      --password-file FILE, --password-command COMMAND\n"
    "                            the first line is USER's password\n"
    "  -c, --config FILE         instead of $FCFH_CONF or " CONF_DEFAULT_FILE "\n"
    "  -h, --help                show this help\n"
    "      --version             show the version\n"
    "\n"
    "Exit status: 0 done, 1 something is missing, or some of many failed, 64 usage,\n"
    "65 bad list, 68 host unknown, 69 no answer, 70 internal, 73 no place left, or\n"
    "not registered, 75 try again, 76 not AMT, or not trusted, 77 password refused,\n"
    "78 configuration.\n";

/* What the callbacks of a run share. */
struct run {
    const struct options *options;
    bool single;
    struct report_text text;
    struct progress progress;
    struct run_counts counts;
    struct record *record; /* NULL: none is kept */
    enum err_code code;    /* the result of the single machine, or ERR_SOME */
    enum err_code trouble; /* something of our own went wrong */
    int output_errno;      /* why nothing more can be printed; 0: it can */
};

/* Complains only once: a full disk is full for every machine. */
static void print_error_once(struct run *run, const struct err *e)
{
    if (run->trouble != ERR_OK)
        return;
    progress_clear(&run->progress);
    msg_error("%s", e->text);
    run->trouble = e->code;
}

static void step_done(void *context, const struct machine_report *report, enum machine_step step)
{
    const struct run *run = context;
    report_text_step(&run->text, report, step);
}

static void print_json(struct run *run, const struct machine_report *report)
{
    char *line;
    struct err e;
    if (report_json(report, time(NULL), &line, &e) != ERR_OK) {
        print_error_once(run, &e);
        return;
    }
    (void)puts(line);
    (void)fflush(stdout); /* checked at the end of the program */
    free(line);
}

static void machine_ended(void *context, const struct machine_report *report)
{
    struct run *run = context;
    struct err e;
    run_counts_add(&run->counts, report);
    if (report->code != ERR_OK)
        run->code = run->single ? report->code : ERR_SOME;
    if (run->record != NULL && record_add(run->record, report, time(NULL), &e) != ERR_OK)
        print_error_once(run, &e);
    progress_clear(&run->progress);
    if (run->options->json)
        print_json(run, report);
    else if (run->single)
        report_text_end(&run->text, report);
    else if (!run->progress.on || !run->text.terminal)
        report_text_machine(&run->text, report);
    if (ferror(stdout) && run->output_errno == 0)
        run->output_errno = errno;
}

static void tick(void *context)
{
    struct run *run = context;
    progress_draw(&run->progress, &run->counts);
}

static void on_hosts_message(void *context, enum msg_level level, const char *text)
{
    (void)context;
    if (level == MSG_ERROR)
        msg_error("%s", text);
    else
        msg_warning("%s", text);
}

/* Drops from the list the machines that an earlier run has finished. */
static void skip_finished(struct run *run, struct host_list *list)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++)
        if (!record_is_done(run->record, list->lines[i].host))
            list->lines[kept++] = list->lines[i];
    run->counts.passed_over = list->count - kept;
    list->count = kept;
}

/* A Kerberos ticket is for a host name, not for an address. */
static enum err_code refuse_addresses(const struct options *options, const struct host_list *list,
                                      struct err *e)
{
    struct addr address;
    for (size_t i = 0; options->auth == HTTP_AUTH_NEGOTIATE && i < list->count; i++)
        if (addr_parse(list->lines[i].host, &address))
            return err_set(e, ERR_DATA, "%s:%u: Kerberos needs the host's name, not its address",
                           options->hosts_file, list->lines[i].line);
    return ERR_OK;
}

/* Adds a host only once, however often it is named. */
static enum err_code add_learnt(const struct conf *conf, const char *word, struct host_list *list,
                                struct err *e)
{
    char *host = list->lines[list->count].host;
    enum err_code code = queue_host(conf, word, host, e);
    for (size_t i = 0; i < list->count && code == ERR_OK; i++)
        if (strcmp(list->lines[i].host, host) == 0)
            return ERR_OK;
    list->count++;
    return code;
}

/* Collects the hosts that the command line names: one, or with --learn any number. */
static enum err_code named_hosts(const struct options *options, const struct conf *conf,
                                 struct host_list *list, struct err *e)
{
    size_t count = options->learn_count > 0 ? (size_t)options->learn_count : 1;
    enum err_code code = ERR_OK;
    list->lines = calloc(count, sizeof *list->lines);
    if (list->lines == NULL)
        return err_nomem(e);
    list->room = count;
    if (options->learn_count == 0)
        host_strip_brackets(options->host, list->lines[list->count++].host);
    for (int i = 0; i < options->learn_count && code == ERR_OK; i++)
        code = add_learnt(conf, options->learn[i], list, e);
    for (size_t i = 0; i < list->count; i++)
        (void)snprintf(list->lines[i].user, sizeof list->lines[i].user, "%s",
                       options->user != NULL ? options->user : "");
    return code;
}

static enum err_code load_hosts(struct run *run, const struct plan *plan, struct host_list *list,
                                struct err *e)
{
    const struct options *o = run->options;
    const char *learner = plan->conf->amt.user; /* the user, whatever a list says */
    enum err_code code = ERR_OK;
    /* With a Kerberos ticket no user is needed, but each line of the list must have one. */
    const char *user = o->user == NULL && o->auth == HTTP_AUTH_NEGOTIATE ? "-" : o->user;
    if (o->mode == PLAN_LEARN)
        user = learner;
    if (o->hosts_file == NULL)
        code = named_hosts(o, plan->conf, list, e);
    else
        code = hosts_read(o->hosts_file, user, list, on_hosts_message, NULL, e);
    for (size_t i = 0; i < list->count && o->mode == PLAN_LEARN; i++)
        (void)snprintf(list->lines[i].user, sizeof list->lines[i].user, "%.*s", USER_NAME_SIZE - 1,
                       learner);
    if (o->hosts_file == NULL)
        return code;
    if (code == ERR_OK)
        code = refuse_addresses(o, list, e);
    if (code == ERR_OK && o->resume_file != NULL) {
        code = record_open(&run->record, o->resume_file, e);
        if (code == ERR_OK)
            skip_finished(run, list);
    }
    return code;
}

/* With nohup(1) we are meant to outlive the terminal. */
static bool hangup_is_ignored(void)
{
    struct sigaction action;
    return sigaction(SIGHUP, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

/* Makes SIGINT and the like readable on a descriptor, so that none is missed between two looks.
 * SIGINT is caught even if it was ignored, as it is for background jobs of a shell: a script that
 * sends it means it. */
static enum err_code catch_signals(int *fd, struct err *e)
{
    sigset_t signals;
    /* The reader of our output may stop reading; that must not leave a machine half configured. */
    (void)signal(SIGPIPE, SIG_IGN);
    if (sigemptyset(&signals) != 0 || sigaddset(&signals, SIGINT) != 0 ||
        sigaddset(&signals, SIGTERM) != 0 ||
        (!hangup_is_ignored() && sigaddset(&signals, SIGHUP) != 0) ||
        sigprocmask(SIG_BLOCK, &signals, NULL) != 0)
        return err_errno(e, ERR_INTERNAL, "signals");
    *fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    return *fd >= 0 ? ERR_OK : err_errno(e, ERR_INTERNAL, "signals");
}

static enum err_code run_fleet(struct run *run, const struct plan *plan,
                               const struct host_list *list, const struct secret *password,
                               struct trace *trace, struct err *e)
{
    struct fleet fleet = {.plan = plan,
                          .hosts = list->lines,
                          .host_count = list->count,
                          .parallel = (size_t)plan->conf->amt.parallel,
                          .password = password,
                          .trace = trace,
                          .step_done = run->single && !run->options->json ? step_done : NULL,
                          .done = machine_ended,
                          .tick = tick,
                          .context = run};
    size_t begun;
    if (fleet.parallel > fleet.host_count && fleet.host_count > 0)
        fleet.parallel = fleet.host_count;
    enum err_code code = catch_signals(&fleet.stop_fd, e);
    if (code != ERR_OK)
        return code;
    run->counts.total = list->count;
    code = fleet_run(&fleet, &begun, e);
    (void)close(fleet.stop_fd);
    progress_clear(&run->progress);
    if (begun < list->count)
        run->code = ERR_SOME;
    return code;
}

/* Asks first: what is removed from many machines cannot be put back with one command. */
static enum err_code ask_to_remove(const struct options *o, size_t count, struct err *e)
{
    char prompt[128];
    bool yes = false;
    if (o->mode != PLAN_REMOVE || o->hosts_file == NULL || o->yes || count == 0)
        return ERR_OK;
    if (!ask_is_possible())
        return err_set(e, ERR_USAGE,
                       "--remove --hosts asks first, and there is no terminal to ask at: add "
                       "--yes; nothing was sent");
    (void)snprintf(prompt, sizeof prompt, "Take Fast Call for Help away from %zu machine%s?", count,
                   count == 1 ? "" : "s");
    enum err_code code = ask_yes(prompt, false, &yes, e);
    if (code == ERR_OK && !yes)
        return err_set(e, ERR_PROTOCOL, "nothing was sent, and no machine was changed");
    return code;
}

/* Once the plan is made, reads the list and the password, opens the record and the trace, then runs
 * all machines. */
static enum err_code run_all(struct run *run, struct plan *plan, struct err *e)
{
    const struct options *o = run->options;
    struct host_list list = {0};
    struct secret password = {.text = ""};
    struct trace *trace = NULL;
    struct err why;
    enum err_code code = load_hosts(run, plan, &list, e);
    if (code == ERR_OK)
        code = ask_to_remove(o, list.count, e);
    if (code == ERR_OK && run->single)
        code = confirm_key(plan, list.lines[0].host, e);
    if (code == ERR_OK && plan->mode == PLAN_LEARN)
        password = plan->secret;
    else if (code == ERR_OK && list.count > 0)
        code = login_password(o, &password, e);
    if (code == ERR_OK && o->trace_file != NULL) {
        code = trace_open(&trace, o->trace_file, e);
        plan->trace = trace_piece;
    }
    if (code == ERR_OK)
        code = run_fleet(run, plan, &list, &password, trace, e);
    if (code == ERR_OK && !run->single && !o->json)
        report_text_summary(&run->text, &run->counts, o->resume_file);
    if (trace_close(trace, &why) != ERR_OK)
        print_error_once(run, &why);
    if (record_close(run->record, &why) != ERR_OK)
        print_error_once(run, &why);
    secret_wipe(&password);
    hosts_free(&list);
    return code;
}

/* Opens the register for the plan, and warns about what is wrong in it. */
static enum err_code open_register(struct client_register **clients, struct plan *plan,
                                   struct err *e)
{
    const char *bad;
    enum err_code code = register_open(clients, plan->conf->clients.directory, e);
    if (code != ERR_OK)
        return code;
    plan->clients = *clients;
    if (register_error(*clients)[0] != '\0')
        msg_warning("%s", register_error(*clients));
    for (size_t i = 0; (bad = register_bad_file(*clients, i)) != NULL; i++)
        msg_warning("%s", bad);
    return ERR_OK;
}

/* Accepting any certificate means that we log in to anyone who is between us and the machine. */
static void warn_insecure(const struct options *options, const struct plan *plan)
{
    bool changes = plan->mode == PLAN_CONFIGURE;
    if (plan->conf->amt.verify || plan->conf->amt.tls == CONF_TLS_OFF)
        return;
    msg_warning(
        "%s: certificates are not checked. Anybody between us and a machine can use this log-in "
        "there%s%s%s%s",
        options->insecure ? "--insecure" : "[amt] verify = off",
        plan->mode == PLAN_LEARN ? "" : ", an administrator's",
        changes ? "; gets the hash that the new account logs in with" : "",
        changes && plan->event_secret.text[0] != '\0' ? ", and the password of [listener] user"
                                                      : "",
        plan->mode == PLAN_REMOVE ? "" : "; and the register takes his key for the machine's");
}

static enum err_code configure(const struct options *options, struct conf *conf, struct err *e)
{
    struct plan plan;
    struct client_register *clients = NULL;
    struct run run = {.options = options,
                      .single = options->hosts_file == NULL && options->learn_count <= 1};
    enum err_code code = plan_make(&plan, conf, options, e);
    if (code == ERR_OK && !options->dry_run)
        code = open_register(&clients, &plan, e);
    if (code == ERR_OK && options->dry_run) {
        code = dry_run(&plan, stdout, e);
    } else if (code == ERR_OK) {
        warn_insecure(options, &plan);
        report_text_init(&run.text, stdout, plan.mode);
        if (!run.single)
            progress_init(&run.progress, stderr);
        code = run_all(&run, &plan, e);
    }
    if (code == ERR_OK)
        code = run.trouble != ERR_OK ? run.trouble : run.code;
    plan_wipe(&plan);
    register_close(clients);
    if (run.output_errno != 0)
        errno = run.output_errno; /* a thread ran into it, and cli_finish reports it */
    return code;
}

static enum err_code run_scan(const struct options *options, const struct conf *conf, struct err *e)
{
    int stop_fd;
    enum err_code code = catch_signals(&stop_fd, e);
    if (code != ERR_OK)
        return code;
    code = scan_print(conf, options->scan, options->json, stop_fd, e);
    (void)close(stop_fd);
    return code;
}

int main(int argc, char **argv)
{
    struct options options = {.cli = {.help = help}};
    static struct conf conf; /* large */
    struct err e = {.code = ERR_OK};
    (void)setlocale(LC_ALL, ""); /* for what machines say about themselves */
    msg_open("fcfh-config");
    secret_protect_process();
    if (!options_read(&options, argc, argv)) {
        secret_wipe(&options.password);
        return (int)options.cli.status;
    }
    enum err_code code = cli_conf(&options.cli, &conf);
    if (code == ERR_OK) {
        code =
            options.scan != NULL ? run_scan(&options, &conf, &e) : configure(&options, &conf, &e);
        if (e.code != ERR_OK)
            msg_error("%s", e.text);
    }
    secret_wipe(&options.password);
    return (int)cli_finish(code);
}
