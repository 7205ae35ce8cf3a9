#include "amt_cfg/settings/clients.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "amt_cfg/settings/client_find.h"
#include "common/amt/register_write.h"
#include "common/amt/register_xml.h"
#include "common/cli.h"
#include "common/conf_file.h"
#include "common/file.h"
#include "common/msg.h"
#include "common/timefmt.h"

enum {
    WIDTH = 80,
    ID_WIDTH = REGISTER_ID_SIZE - 1, /* "UUID.12" */
    TLS_WIDTH = 5,
    SERIAL_WIDTH = 12,
    NAME_WIDTH = WIDTH - ID_WIDTH - TLS_WIDTH - SERIAL_WIDTH - 3,
    LABEL_WIDTH = 10
};

/* The arguments of a command. */
struct call {
    const char *directory;
    const char *argument; /* NULL if it takes none */
    bool accept_key;
};

/* ---------------------------------------------------------------- reading */

/* Opens the register, which must exist and be safe. Invalid files are reported, and *files is
 * ERR_DATA then: the others can be used all the same. */
static enum err_code open_register(const char *directory, struct client_register **reg,
                                   enum err_code *files, struct err *e)
{
    char command[REGISTER_MAKE_SIZE];
    const char *bad;
    *files = ERR_OK;
    register_make_command(directory, command);
    enum err_code code = register_open(reg, directory, e);
    if (code != ERR_OK)
        return code;
    if (register_error(*reg)[0] != '\0')
        code = err_set(e, ERR_CONFIG, "%s", register_error(*reg));
    else if (access(directory, F_OK) != 0)
        code = err_set(e, ERR_CONFIG, "%.120s: no such directory; do: %s", directory, command);
    if (code != ERR_OK) {
        register_close(*reg);
        return code;
    }
    for (size_t i = 0; (bad = register_bad_file(*reg, i)) != NULL; i++) {
        msg_error("%s", bad);
        *files = ERR_DATA;
    }
    return ERR_OK;
}

/* ---------------------------------------------------------------- list */

static void print_column(const char *text, int width)
{
    char visible[TEXT_VALUE_SIZE * 4];
    char fitting[TEXT_VALUE_SIZE * 4];
    text_clean_visible(text[0] != '\0' ? text : "-", visible, sizeof visible);
    size_t used = text_fit(visible, (size_t)width, fitting, sizeof fitting);
    (void)printf("%s%*s ", fitting, width - (int)used, "");
}

static void print_row(const struct register_client *client)
{
    char id[REGISTER_ID_SIZE];
    char name[TEXT_VALUE_SIZE];
    register_client_id(client, id);
    print_column(id, ID_WIDTH);
    print_column(!client->has_tls                 ? "plain"
                 : client->key_count == 0         ? "nokey"
                 : client->tls_version[0] != '\0' ? client->tls_version
                                                  : "TLS",
                 TLS_WIDTH);
    print_column(client->serial, SERIAL_WIDTH);
    const char *last = client->name_count > 0 ? client->names[0] : client->learned_from;
    char visible[TEXT_VALUE_SIZE];
    text_clean_visible(last, visible, sizeof visible);
    (void)text_fit(visible, NAME_WIDTH, name, sizeof name);
    (void)puts(name);
}

static enum err_code list(const struct call *c, struct err *e)
{
    struct client_register *reg;
    const struct register_client *client;
    enum err_code files;
    enum err_code code = open_register(c->directory, &reg, &files, e);
    if (code != ERR_OK)
        return code;
    for (size_t i = 0; (client = register_at(reg, i)) != NULL; i++)
        print_row(client);
    register_close(reg);
    return files;
}

/* ---------------------------------------------------------------- show */

static void print_value(const char *label, const char *value)
{
    char visible[TEXT_VALUE_SIZE * 4];
    if (value[0] == '\0')
        return;
    text_clean_visible(value, visible, sizeof visible);
    (void)printf("%-*s", LABEL_WIDTH, label);
    text_wrap(stdout, visible, LABEL_WIDTH, LABEL_WIDTH, WIDTH);
    (void)putchar('\n');
}

typedef const struct register_client *finder(const struct client_register *reg, const char *value,
                                             size_t *at);

/* A key that two records share proves neither of them. */
static void print_shared(const struct client_register *reg, const struct register_client *client,
                         finder *find, const char *value, const char *what)
{
    const struct register_client *other;
    size_t at = 0;
    while ((other = find(reg, value, &at)) != NULL) {
        char id[REGISTER_ID_SIZE];
        char text[128];
        register_client_id(other, id);
        (void)snprintf(text, sizeof text, "%s has the same %s: not a proof", id, what);
        if (other != client)
            print_value("Trouble", text);
    }
}

static void print_client(const struct client_register *reg, const struct register_client *client)
{
    char text[TEXT_VALUE_SIZE * 2];
    char when[TIME_TEXT_SIZE];
    register_client_id(client, text);
    print_value("ID", text);
    print_value("Realm", client->realm);
    time_format(client->tls_since, when);
    (void)snprintf(text, sizeof text, "%s%ssince %s", client->tls_version,
                   client->tls_version[0] != '\0' ? ", " : "", when);
    print_value("TLS", client->has_tls ? text : "none");
    for (size_t i = 0; i < client->key_count; i++) {
        print_value("Key", client->keys[i]);
        print_shared(reg, client, register_by_key, client->keys[i], "key");
    }
    print_value("Serial", client->serial);
    for (size_t i = 0; i < client->name_count; i++) {
        print_value("Name", client->names[i]);
        print_shared(reg, client, register_by_name, client->names[i], "name");
    }
    print_value("Make", client->make);
    print_value("Model", client->model);
    print_value("AMT", client->amt_version);
    time_format(client->learned, when);
    (void)snprintf(text, sizeof text, "%s%s%s%s%s", when,
                   client->learned_from[0] != '\0' ? " from " : "", client->learned_from,
                   client->learned_by[0] != '\0' ? " by " : "", client->learned_by);
    print_value("Learned", text);
}

static enum err_code show(const struct call *c, struct err *e)
{
    struct client_register *reg;
    const struct register_client *client;
    enum err_code files;
    enum err_code code = open_register(c->directory, &reg, &files, e);
    if (code != ERR_OK)
        return code;
    code = client_find(reg, c->argument, &client, e);
    if (code == ERR_OK)
        print_client(reg, client);
    register_close(reg);
    return code; /* errors in other files are reported, but do not concern this one */
}

/* ---------------------------------------------------------------- forget */

static enum err_code forget(const struct call *c, struct err *e)
{
    struct client_register *reg;
    const struct register_client *client;
    struct guid guid;
    unsigned number;
    enum err_code files;
    enum err_code code = open_register(c->directory, &reg, &files, e);
    if (code != ERR_OK)
        return code;
    code = client_find(reg, c->argument, &client, e);
    if (code == ERR_OK) {
        guid = client->guid;
        number = client->number;
    } else if (code == ERR_NOHOST && register_client_parse_id(c->argument, &guid, &number)) {
        code = ERR_OK; /* its file may exist but not be valid */
    }
    register_close(reg);
    if (code != ERR_OK)
        return code;
    struct err why;
    code = register_forget(c->directory, &guid, number, &why);
    if (code == ERR_NOHOST)
        return err_set(e, code, "%.80s: %s", c->argument, why.text);
    return code == ERR_OK ? ERR_OK : err_set(e, code, "%s", why.text);
}

/* ---------------------------------------------------------------- export */

static enum err_code export_all(const struct call *c, struct err *e)
{
    struct client_register *reg;
    enum err_code files;
    char *text = NULL;
    size_t len = 0;
    enum err_code code = open_register(c->directory, &reg, &files, e);
    if (code != ERR_OK)
        return code;
    const size_t count = register_count(reg);
    const struct register_client **all = calloc(count + 1, sizeof *all);
    if (all == NULL)
        code = err_nomem(e);
    for (size_t i = 0; i < count && code == ERR_OK; i++)
        all[i] = register_at(reg, i);
    if (code == ERR_OK)
        code = register_xml_write_all(all, count, &text, &len, e);
    if (code == ERR_OK)
        (void)fwrite(text, 1, len, stdout); /* cli_finish notices if this fails */
    free(text);
    free(all);
    register_close(reg);
    return code == ERR_OK ? files : code;
}

/* ---------------------------------------------------------------- import */

static enum err_code read_export(const char *path, struct register_client **clients, size_t *count,
                                 struct err *e)
{
    struct err why;
    char *text;
    size_t len;
    const bool is_stdin = strcmp(path, "-") == 0;
    const char *name = is_stdin ? "standard input" : path;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return err_errno(e, ERR_USAGE, "%.200s", name);
    enum err_code code = file_read_all(fd, name, REGISTER_EXPORT_MAX, ERR_USAGE, &text, &len, e);
    if (!is_stdin)
        (void)close(fd);
    if (code != ERR_OK)
        return code;
    code = register_xml_read_all(clients, count, text, len, &why);
    free(text);
    return code == ERR_OK ? ERR_OK
                          : err_set(e, code, "%.150s: %.150s; nothing was written", name, why.text);
}

static void on_import_note(void *context, const struct register_client *seen,
                           const struct register_note *note)
{
    char id[REGISTER_ID_SIZE];
    size_t *counts = context;
    counts[note->result]++;
    register_client_id(seen, id);
    if (note->result == REGISTER_REFUSED)
        msg_error("%s: kept out: %s", id, note->text);
    else if (note->text[0] != '\0')
        msg_warning("%s: %s", id, note->text);
}

static enum err_code import_all(const struct call *c, struct err *e)
{
    const struct register_policy policy = {.source = REGISTER_IMPORT, .accept_key = c->accept_key};
    struct register_client *clients;
    size_t counts[REGISTER_MISSING + 1] = {0};
    size_t count;
    enum err_code code = read_export(c->argument, &clients, &count, e);
    if (code != ERR_OK)
        return code;
    code = register_write_all(c->directory, clients, count, &policy, on_import_note, counts, e);
    free(clients);
    size_t done = 0;
    for (size_t i = 0; i <= REGISTER_MISSING; i++)
        done += counts[i];
    if (code == ERR_OK || done > 0)
        (void)printf("%zu added, %zu changed, %zu as they were, %zu kept out\n",
                     counts[REGISTER_ADDED], counts[REGISTER_UPDATED], counts[REGISTER_UNCHANGED],
                     counts[REGISTER_REFUSED]);
    if (code != ERR_OK)
        return code;
    return counts[REGISTER_REFUSED] > 0 ? ERR_SOME : ERR_OK;
}

/* ---------------------------------------------------------------- the commands */

enum err_code clients_run(const char *path, bool chosen, char **argv, int argc, bool accept_key,
                          struct err *e)
{
    static const struct {
        const char *name;
        const char *takes; /* NULL: no argument */
        enum err_code (*run)(const struct call *c, struct err *e);
    } commands[] = {
        {"list", NULL, list},
        {"show", "the ID of a client", show},
        {"forget", "the ID of a client", forget},
        {"export", NULL, export_all},
        {"import", "a file, or - for standard input", import_all},
    };
    const char *name = argc > 0 ? argv[0] : "";
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        const char *takes = commands[i].takes;
        if (strcmp(name, commands[i].name) != 0)
            continue;
        if (argc != (takes != NULL ? 2 : 1))
            return cli_usage("'clients %s' takes %s", name, takes != NULL ? takes : "nothing more");
        if (accept_key && commands[i].run != import_all)
            return cli_usage("--accept-key is for 'clients import'");
        struct conf conf;
        conf_init(&conf);
        enum err_code code = conf_read(&conf, path, chosen, e);
        const struct call call = {conf.clients.directory, takes != NULL ? argv[1] : NULL,
                                  accept_key};
        return code == ERR_OK ? commands[i].run(&call, e) : code;
    }
    return cli_usage("'clients' takes list, show, forget, export or import");
}
