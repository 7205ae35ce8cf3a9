/*
 * What the commands of fcfh-manage share: whom they act on, as whom, and how a person is spoken
 * with. One at a time, for one machine.
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
#include "support_queue_gui/sight.h"

/* Whom. */
struct manage_target {
    bool in_queue;
    struct sight sight;                   /* if it is: its entry, and what a gate goes by */
    const struct register_client *client; /* whom it must prove to be; NULL: not known before */
    bool sure;                            /* it is that one; else only an address says so */
    struct addr address;
    bool has_address;                /* else it is found by name */
    char host[HOST_NAME_SIZE];       /* its name, as Kerberos needs it; or "" */
    char named[HOST_NAME_SIZE];      /* the name or address that the person typed, which a
                                        certificate of ca-file may be for; or "" */
    char name[TEXT_VALUE_SIZE + 80]; /* for people: "pc-17 (192.0.2.17)"; visible ASCII */
    char words[sizeof "fcfh-manage " + HOST_NAME_SIZE]; /* "fcfh-manage ID", for what to do next */
};

/* How a person is spoken with: by lines at the terminal, unless a command has put its own here. */
struct manage_talk {
    bool (*can_ask)(void *context);
    /* ERR_PROTOCOL: nobody answered. answer is what was typed, without its line end. */
    enum err_code (*ask)(void *context, const char *question, bool hidden, char *answer,
                         size_t size, struct err *e);
    void (*say)(void *context, const char *text);
    void *context;
};

struct manage {
    struct conf conf; /* amt.tls is on, or off with --plain: nobody falls back to that */
    const struct manage_options *options;
    int stop_fd; /* readable from the first SIGINT, SIGTERM or SIGHUP on */
    struct manage_talk talk;
    struct queue *queue; /* NULL: there is none, or it cannot be read */
    struct client_register *clients;
    struct manage_target target;

    /* The rest is known when manage_login has returned. */
    char user[USER_NAME_SIZE]; /* the technician's AMT account; of Kerberos the principal's place
                                  is "Kerberos" */
    struct secret password;
    bool tls;
    bool legacy_tls;                  /* the register saw nothing newer with this machine */
    char address[ADDR_TEXT_SIZE];     /* that was spoken to: another port is at the same */
    char realm[CHALLENGE_REALM_SIZE]; /* that it asked a log-in for; "" with Kerberos */

    /* For every connection to this machine, also to another port; it asks nobody: what a person
     * said yes to before is remembered. */
    http_judge *judge;
    void *judge_context;

    /* Called while an answer is waited for, at least every 50 ms and when the descriptor is
     * readable: a console goes on meanwhile. NULL and -1: nobody is. */
    void (*meanwhile)(void *context);
    void *meanwhile_context;
    int meanwhile_fd;

    /* of manage.c */
    struct http_engine *engine;
    struct amt_session *session;
    long long session_end;
};

/* To the person, a line. */
void manage_say(struct manage *m, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "QUESTION y/N". ERR_OK: yes, or --yes. ERR_PROTOCOL: no, or there is nobody to ask. */
enum err_code manage_agree(struct manage *m, const char *question, struct err *e);
bool manage_can_agree(const struct manage *m);

/* Who answers there, without a log-in: a handshake, and a challenge that is not answered. The judge
 * is asked, and what came of it is for the caller to judge. An error: it could not be tried. */
enum err_code manage_look(struct manage *m, struct amt_outcome *outcome, struct err *e);
/* What became of a question that has no answer, in words and as fcfh-manage's exit status has it.
 */
enum err_code manage_explain(struct manage *m, const struct amt_outcome *outcome, struct err *e);

/* A question of WS-Management, with the technician's account; what is in reply is to be freed in
 * any case. Anything but an answer is an error, whose text says what to do and which right is
 * missing; but where the firmware has no such class, and absent is not NULL, that is told there.
 */
enum err_code manage_call(struct manage *m, const struct wsman_request *request, bool *absent,
                          struct amt_reply *reply, struct err *e);

/* Waits, and goes on with what a console has to do meanwhile. ERR_TEMPFAIL: to be ended. */
enum err_code manage_wait(struct manage *m, long ms, struct err *e);

/* The session of the questions before is not gone on with. */
void manage_forget_session(struct manage *m);

/* What was done to a PC becomes an event of its entry, with the account, the user, and detail if
 * that is not "". What cannot be written is told, and is no error: it has been done. */
void manage_event(struct manage *m, const char *what, const char *detail);

#endif
