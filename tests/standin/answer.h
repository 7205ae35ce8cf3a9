/* One HTTP answer, and how it is sent. */
#ifndef TESTS_STANDIN_ANSWER_H
#define TESTS_STANDIN_ANSWER_H

#include <stdbool.h>

#include "tests/standin/faults.h"
#include "tests/standin/text.h"

enum delivery {
    DELIVER_WHOLE,
    DELIVER_NOTHING, /* never answers, and keeps the connection */
    DELIVER_CLOSE,   /* ends the connection without an answer */
    DELIVER_RESET,
    DELIVER_HALF,
    DELIVER_DRIP,
    DELIVER_STREAM
};

struct answer {
    int status;
    bool authorised;
    bool soap;        /* SOAP goes out in chunks, HTML with its length */
    bool close;       /* sends "Connection: close", and closes it */
    const char *note; /* for the log, or NULL */
    enum fault fault; /* what should go wrong with it */
    enum delivery delivery;
    struct text head; /* more header lines */
    struct text body;
};

/* server: text of the Server header, or NULL. seed: varies how the chunks are cut. */
void answer_render(const struct answer *answer, const char *server, unsigned seed,
                   struct text *out);
void answer_free(struct answer *answer);

/* The page that AMT shows to a browser that has not logged in. */
void answer_login_page(struct answer *answer);

#endif
