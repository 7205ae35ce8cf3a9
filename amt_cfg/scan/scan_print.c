/* This file prints, so it belongs to the program. */
#include "amt_cfg/scan/scan_print.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "amt_cfg/scan/scan.h"
#include "common/msg.h"

enum { ADDRESS_WIDTH = 15, PROGRESS_WIDTH = 60 };

struct printer {
    bool json;
    bool progress; /* a line on the terminal shows how far it is */
    bool no_memory;
    unsigned long count;
};

static void clear_progress(const struct printer *printer)
{
    if (printer->progress)
        (void)fprintf(stderr, "\r%*s\r", PROGRESS_WIDTH, "");
}

static void print_json(struct printer *printer, const struct scan_found *found, const char *address)
{
    json_t *object = json_pack("{s:s,s:b,s:b,s:b}", "address", address, "tls", found->tls, "plain",
                               found->plain, "pong", found->pong);
    char *line = object != NULL ? json_dumps(object, JSON_COMPACT) : NULL;
    if (line != NULL)
        (void)puts(line);
    printer->no_memory = printer->no_memory || line == NULL;
    free(line);
    json_decref(object);
}

static void on_found(void *context, const struct scan_found *found)
{
    struct printer *printer = context;
    bool reachable = found->tls || found->plain;
    char address[ADDR_TEXT_SIZE];
    addr_format(&found->address, address);
    clear_progress(printer);
    printer->count += reachable;
    if (printer->json)
        print_json(printer, found, address);
    else if (reachable)
        (void)printf("%-*s  # %s%s%s%s\n", ADDRESS_WIDTH, address, found->tls ? "TLS" : "",
                     found->tls && found->plain ? ", " : "", found->plain ? "without TLS" : "",
                     found->pong ? "; answers AMT's pings" : "");
    else
        msg_warning("%s: AMT answers pings there, but its ports are closed: it is not set up",
                    address);
    (void)fflush(stdout); /* checked at the end of the program */
}

static void on_tick(void *context, unsigned long done, unsigned long total)
{
    const struct printer *printer = context;
    if (!printer->progress)
        return;
    (void)fprintf(stderr, "\r%lu of %lu addresses, %lu found", done, total, printer->count);
    (void)fflush(stderr);
}

enum err_code scan_print(const struct conf *conf, const char *net, bool json, int stop_fd,
                         struct err *e)
{
    struct printer printer = {.json = json, .progress = isatty(STDERR_FILENO) == 1};
    struct scan scan = {
        .conf = conf, .found = on_found, .tick = on_tick, .context = &printer, .stop_fd = stop_fd};
    enum err_code code = scan_parse(&scan, net, e);
    if (code != ERR_OK)
        return code;
    if (scan_is_partial(&scan))
        msg_warning("%.60s: only the part in [amt] networks is scanned", net);
    code = scan_run(&scan, e);
    clear_progress(&printer);
    if (code == ERR_OK && printer.no_memory)
        code = err_nomem(e);
    if (code == ERR_OK && printer.count == 0)
        msg_warning("%.60s: no AMT was found", net);
    return code;
}
