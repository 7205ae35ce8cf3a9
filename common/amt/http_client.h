/* What the files http_*.c share; for them alone. libcurl's handles are void * here, so that its
 * header is not included. */
#ifndef FCFH_COMMON_AMT_HTTP_CLIENT_H
#define FCFH_COMMON_AMT_HTTP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/amt/http.h"

/* The state of a client's log-in. Only http_client_on_event changes it, by the table next to it. */
enum http_state {
    STATE_IDLE,    /* no request; the handle, if any, has never been challenged */
    STATE_READY,   /* no request; the handle has a log-in that has worked */
    STATE_ASKING,  /* sent without log-in or body: only a challenge is a good answer */
    STATE_LOGIN,   /* challenged: libcurl logs in, and sends the body */
    STATE_AGAIN,   /* challenged again: libcurl goes on if the nonce is called stale, else ends */
    STATE_RESUMED, /* sent with the log-in that has worked before */
    STATE_STALE, /* that was refused: libcurl goes on with a new nonce, or ends and we start over */
    STATE_REFUSED, /* refused again: no more attempt may be made */
    STATE_COUNT
};

enum http_event {
    EVENT_SENT,      /* the request is given to libcurl */
    EVENT_CHALLENGE, /* a 401 with a challenge like AMT's, in the expected realm */
    EVENT_ANSWER,    /* a whole answer other than 401 */
    EVENT_DROP,      /* the handle is dropped, and with it what it knows */
    EVENT_COUNT
};

/* Why we end a transfer. */
struct http_rejection {
    enum http_result result;
    const char *text; /* NULL: nothing is wrong */
};

enum http_use {
    HTTP_USE_WHOLE,
    HTTP_USE_PROBE, /* connects, without TLS */
    HTTP_USE_LINK   /* connects, for bytes that are not HTTP */
};

/* A libcurl handle, and the state of its connection. */
struct http_transfer {
    const struct http_peer *peer;
    void *easy; /* CURL *, or NULL */
    long long
        connecting_since; /* clock_ms() when the first was tried; 0: still looking up the name */
    bool forbidden;       /* an address was refused */
    bool tls_begun;       /* so there is a connection beneath it */
    bool once;            /* of http_limits */
    unsigned requests;    /* sent, with and without a log-in */
    bool unanswered;      /* the latest of them */
    bool lost;            /* it must not be sent again */
    bool speaks;          /* HTTP has begun */
    int own_errno;        /* what this side lacked, such as memory; 0: nothing */
    long long waited;     /* ms that the judge took */
    char error[256];      /* CURL_ERROR_SIZE */
};

struct http_engine {
    void *multi; /* CURLM * */
    struct curl_slist *headers;
    int stop_fd;
    int wait_fd;
    long max_wait_ms;
    http_wait_callback *wait_callback; /* or NULL */
    void *wait_context;
    long clients;
};

struct http_client {
    struct http_engine *engine;
    struct http_peer peer;
    struct http_transfer transfer; /* kept between requests: the connection and the nonce */
    long long link_end;            /* of a connection without HTTP, by clock_ms() */
    enum http_state state;
    char *request;
    size_t request_len;
    char path[32];
    bool challenge_only; /* no log-in, whatever the machine asks for */
    bool body_traced;    /* of the request that is being sent */

    bool in_head; /* of the answer that is being read; false after its empty line */
    long status;  /* of that answer */
    size_t header_len;
    enum challenge challenge; /* CHALLENGE_AMT: it has such a challenge */
    struct http_rejection rejection;
    char *body;
    size_t body_len;
    struct http_answer answer;

    struct http_shown shown; /* we free its certificate */
    bool approved;           /* by the judge, before the first byte */
    char why[HTTP_WHY_SIZE]; /* the judge's */
    void *store;             /* X509_STORE *, who may sign certificates; or NULL */
    char store_trouble[96];  /* why there is none */
};

/* In http_answer.c. */
void http_client_on_event(struct http_client *client, enum http_event event);
/* Keeps the first rejection; text must live as long as the client. */
void http_reject(struct http_client *client, enum http_result result, const char *text);
/* True if there is no judge, or it agrees. */
bool http_ask_judge(struct http_client *client);
/* libcurl's callbacks for a client's answer; they end the transfer at the first rejection. */
size_t http_on_header(char *line, size_t size, size_t count, void *client);
size_t http_on_body(char *bytes, size_t size, size_t count, void *client);

/* In http_transfer.c. False: out of memory, or libcurl lacks something. */
bool http_set_connection(struct http_client *client, struct http_transfer *transfer,
                         enum http_use use);
bool http_set_login(struct http_client *client);
bool http_set_request(struct http_client *client);
/* What a libcurl code (CURLcode) means: the result and, except for HTTP_ANSWERED, the reason. */
void http_set_result(const struct http_transfer *transfer, int code,
                     const struct http_rejection *rejection, struct http_answer *answer);

/* In http_tls.c. Fails if this libcurl has a TLS that we cannot inspect. */
enum err_code http_tls_start(struct err *e);
bool http_set_tls(struct http_client *client);
void http_tls_drop(struct http_client *client);

/* In http_engine.c. Runs until the transfer or its time has ended; result is a CURLcode. */
enum err_code http_transfer_run(struct http_client *client, struct http_transfer *transfer,
                                const struct http_limits *limits, int *result, struct err *e);
/* Drops the handle, if there is one, and with it the connection. */
void http_transfer_drop(struct http_engine *engine, struct http_transfer *transfer);

#endif
