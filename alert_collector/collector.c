/*
 * fcfh-collector: snmptrapd starts it for every trap, and waits for it. Most traps do not matter
 * (link-ups of PCs that nobody is looking for), so this program is linked statically and contains
 * no XML code: it decides, and hands only what matters to the queue on to fcfh-store.
 */
#include <fcfh_paths.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "alert_collector/collector_options.h"
#include "alert_collector/intake.h"
#include "alert_collector/trap/trap_text.h"
#include "common/addr.h"
#include "common/cli.h"
#include "common/conf_file.h"
#include "common/msg.h"
#include "common/sibling.h"
#include "support_queue_db/queue_dir.h"
#include "support_queue_db/status_count.h"

static const char help[] =
    "Usage: fcfh-collector [-c FILE] < TRAP\n"
    "       snmptrapd -f -n -Lo -F FORMAT | fcfh-collector --stream [-c FILE]\n"
    "                                                     [--mark WORD]\n"
    "\n"
    "Puts a call for help that snmptrapd received into the support queue. snmptrapd\n"
    "starts it for every trap if its configuration has\n"
    "    traphandle .1.3.6.1.4.1.3183.1.1.* exec " FCFH_BINDIR "/fcfh-collector\n"
    "\n"
    "  -c, --config FILE   instead of $FCFH_CONF or " CONF_DEFAULT_FILE "\n"
    "      --stream        read many traps; FORMAT is\n"
    "                      'WORD %b\\nagent %a\\n%N %w %q\\n%V\\n%v\\n\\n'\n"
    "      --mark WORD     only a line that begins with WORD begins a trap; choose\n"
    "                      a random WORD each time\n"
    "  -h, --help          show this help\n"
    "      --version       show the version\n"
    "\n"
    "Exit status: 0 done or not of interest, 65 the trap cannot be understood,\n"
    "73 or 75 it could not be stored, 78 the configuration is wrong.\n";

/* Runs fcfh-store instead of this program; returns only if that fails. */
static enum err_code exec_store(const struct cli *cli, const struct collector_options *options)
{
    char path[1024];
    sibling_path("fcfh-store", FCFH_LIBEXECDIR, path, sizeof path);
    const char *argv[COLLECTOR_ARGC_MAX]; /* messages use one name */
    collector_options_argv(cli, options, argv);
    (void)execv(path, (char *const *)argv);
    struct err e;
    enum err_code code = err_errno(&e, ERR_INTERNAL, "%s: cannot be run, a call is lost", path);
    msg_event(MSG_ERROR, &(struct log_event){.key = LOG_NOT_STORED}, "%s", e.text);
    return code;
}

/* Makes the text that was read the standard input of the program that is run next. */
static enum err_code set_stdin(const char *text, size_t len)
{
    int fd = memfd_create("trap", MFD_CLOEXEC);
    bool good = fd >= 0 && write(fd, text, len) == (ssize_t)len && lseek(fd, 0, SEEK_SET) == 0 &&
                dup2(fd, STDIN_FILENO) == STDIN_FILENO;
    struct err e;
    enum err_code code = good ? ERR_OK : err_errno(&e, ERR_TEMPFAIL, "trap");
    if (code != ERR_OK)
        msg_event(MSG_ERROR, &(struct log_event){.key = LOG_NOT_STORED}, "%s", e.text);
    if (fd >= 0)
        (void)close(fd);
    return code;
}

/* A mistake in the configuration must not lose a call: what could be read of it is used, and the
 * exit status shows the error. If fcfh-store is run, it says what is wrong. */
static enum err_code handle_trap(const struct cli *cli, const struct conf *conf,
                                 const struct err *configured)
{
    static char text[TRAP_TEXT_MAX + 1]; /* one more byte shows that it is too long */
    size_t len = 0;
    struct err e;
    struct intake intake;
    bool matters = false;
    enum err_code code = intake_read_stdin(text, sizeof text, &len, &e);
    if (code == ERR_OK)
        code = intake_read(conf, text, len, time(NULL), &intake, &e);
    if (code == ERR_OK && intake.probe != 0) {
        status_count_probe(conf->queue.directory, intake.probe, time(NULL));
        return configured->code;
    }
    if (code == ERR_OK)
        code = queue_dir_alert_matters(conf->queue.directory, &intake.alert, &matters, &e);
    if (code == ERR_OK && matters) {
        code = set_stdin(text, len);
        return code == ERR_OK ? exec_store(cli, &(struct collector_options){0}) : code;
    }
    if (code == ERR_OK || code == ERR_DATA)
        status_count(conf->queue.directory, code == ERR_OK ? STATUS_IGNORED : STATUS_NOT_UNDERSTOOD,
                     time(NULL));
    if (configured->code != ERR_OK)
        msg_event(MSG_ERROR, &(struct log_event){.key = LOG_CONFIGURATION}, "%s", configured->text);
    if (code != ERR_OK) {
        msg_event(MSG_ERROR, &(struct log_event){.key = intake_failure_key(code)}, "trap: %s",
                  e.text);
    } else if (intake.hint[0] != '\0') {
        char from[ADDR_TEXT_SIZE];
        addr_format(&intake.alert.address, from);
        msg_event(MSG_WARNING,
                  &(struct log_event){.key = LOG_UNKNOWN, .object = from, .address = from}, "%s",
                  intake.hint);
    }
    return code != ERR_OK ? code : configured->code;
}

int main(int argc, char **argv)
{
    struct cli cli = {.help = help};
    struct conf conf;
    struct collector_options options = {0};
    msg_open("fcfh-collector");
    if (collector_options_read(&cli, argc, argv, &options))
        return (int)cli.status;
    if (options.stream)
        return (int)exec_store(&cli, &options);
    bool chosen;
    struct err configured = {.code = ERR_OK};
    const char *path = conf_path(cli.config_file, &chosen);
    conf_init(&conf);
    (void)conf_read(&conf, path, chosen, &configured);
    return (int)handle_trap(&cli, &conf, &configured);
}
