/*
 * What the commands of fcfh-manage share: which machine they act on, as whom, and how a person is
 * asked. One command at a time, for one machine.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/addr.h"
#include "common/amt/amt.h"
#include "common/amt/challenge.h"
#include "common/amt/http.h"
#include "common/amt/register.h"
#include "common/amt/tls_key.h"
#include "common/conf.h"
#include "common/err.h"
#include "common/host_name.h"
#include "common/secret.h"
#include "support_queue_db/queue.h"
#include "support_queue_gui/manage/manage_options.h"
#include "support_queue_gui/snapshot.h"

/* The machine that is meant. */
struct manage_target {
    bool in_queue;
    struct snapshot snapshot;             /* if it is: its entry, and what a gate goes by */
    const struct register_client *client; /* which it must prove to be; NULL: not known before */
    bool sure;                            /* it is that one; otherwise only an address says so */
    struct addr address;
    bool has_address;                /* otherwise it is found by name */
    char host[HOST_NAME_SIZE];       /* its name, as Kerberos needs it; or "" */
    char named[HOST_NAME_SIZE];      /* the name or address that the person typed, which a
                                        certificate of ca-file may be for; or "" */
    char name[TEXT_VALUE_SIZE + 80]; /* for people: "pc-17 (192.0.2.17)"; visible ASCII */
    char command[sizeof "fcfh-manage " + HOST_NAME_SIZE]; /* "fcfh-manage ID", for hints */
};

/* How a person is asked: by lines at the terminal, unless a command has put its own way here. */
struct manage_dialog {
    bool (*can_ask)(void *context);
    /* ERR_PROTOCOL: nobody answered. answer is what was typed, without its line end. */
    enum err_code (*ask)(void *context, const char *question, bool hidden, char *answer,
                         size_t size, struct err *e);
    void (*print)(void *context, const char *text);
    void *context;
};

struct manage {
    struct conf conf; /* amt.tls is on, or off with --plain: there is no fallback */
    const struct manage_options *options;
    int stop_fd; /* readable from the first SIGINT, SIGTERM or SIGHUP on */
    struct manage_dialog dialog;
    struct queue *queue; /* NULL: there is none, or it cannot be read */
    struct client_register *clients;
    struct manage_target target;

    /* The rest is known when manage_login has returned. */
    char user[USER_NAME_SIZE]; /* the technician's AMT account; with Kerberos it is "Kerberos" */
    struct secret password;
    bool tls;
    bool legacy_tls;                  /* the register has seen no newer TLS with this machine */
    char address[ADDR_TEXT_SIZE];     /* that was connected to: other ports are at the same one */
    char realm[CHALLENGE_REALM_SIZE]; /* that its challenge named; "" with Kerberos */

    /* For every connection to this machine, to other ports too. It asks nobody: it remembers what a
     * person has said yes to. */
    http_judge *judge;
    void *judge_context;

    /* Called while an answer is awaited, at least every 50 ms and when the descriptor is readable:
     * so a console goes on meanwhile. NULL and -1: there is none. */
    void (*meanwhile)(void *context);
    void *meanwhile_context;
    int meanwhile_fd;

    /* of manage.c */
    struct http_engine *engine;
    struct amt_session *session;
    long long session_end;
};

/* Prints a line for the person. */
void manage_print(struct manage *m, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "QUESTION y/N". ERR_OK: yes, or --yes. ERR_PROTOCOL: no, or there is nobody to ask. */
enum err_code manage_ask_yes_no(struct manage *m, const char *question, struct err *e);
bool manage_can_ask(const struct manage *m);

/* Finds out what answers there, without a log-in: by a handshake, and a challenge that is not
 * answered. The judge is asked, and the caller must look at what it said. An error: it could not be
 * tried. */
enum err_code manage_probe(struct manage *m, struct amt_outcome *outcome, struct err *e);
/* The error for a question without an answer: its text says why, its code is the exit status. */
enum err_code manage_set_error(struct manage *m, const struct amt_outcome *outcome, struct err *e);

/* Asks a question over WS-Management, with the technician's account; reply must be freed in any
 * case. Anything but an answer is an error, whose text says what to do and which right is missing;
 * but if the firmware has no such class, and absent is not NULL, *absent says so. */
enum err_code manage_call(struct manage *m, const struct wsman_request *request, bool *absent,
                          struct amt_reply *reply, struct err *e);

/* Waits, and meanwhile does what a console has to do. ERR_TEMPFAIL: the program must end. */
enum err_code manage_wait(struct manage *m, long ms, struct err *e);

/* The next question begins a new session. */
void manage_drop_session(struct manage *m);

/* Adds what was done to a PC to its entry as an event, with the account, the user, and detail if
 * that is not "". A failure to write it is reported, but is no error: the work has been done. */
void manage_add_event(struct manage *m, const char *what, const char *detail);

#endif
