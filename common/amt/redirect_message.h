/* The messages with which AMT's redirection sessions begin and end, at ports 16994 and 16995. The
 * messages have no common length field: a reader has to know each. Pure. */
#ifndef FCFH_COMMON_AMT_REDIRECT_MESSAGE_H
#define FCFH_COMMON_AMT_REDIRECT_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

enum redirect_service { REDIRECT_SOL, REDIRECT_KVM };

/* Log-in methods. 1 sends the password in clear and 2 a Kerberos ticket: we do neither. */
enum redirect_method { REDIRECT_LIST = 0, REDIRECT_DIGEST = 3, REDIRECT_DIGEST_QOP = 4 };

/* The first byte of a message. */
enum { REDIRECT_START_REPLY = 0x11, REDIRECT_LOGIN_REPLY = 0x14 };

/* The status in message 11. */
enum { REDIRECT_STATUS_GOOD = 0, REDIRECT_STATUS_BUSY = 2, REDIRECT_STATUS_OFF = 3 };

#define REDIRECT_FIELDS_MAX 8
#define REDIRECT_FIELD_MAX  255
/* A field's length is one byte, so no sensible field is longer. */
#define REDIRECT_DATA_MAX    (REDIRECT_FIELDS_MAX * (1 + REDIRECT_FIELD_MAX))
#define REDIRECT_MESSAGE_MAX (9 + REDIRECT_DATA_MAX)

/* Each writes one message and returns its length. */
size_t redirect_put_start(enum redirect_service service, unsigned char out[REDIRECT_MESSAGE_MAX]);
size_t redirect_put_end(unsigned char out[REDIRECT_MESSAGE_MAX]);
/* AuthenticateSession; fields are at most REDIRECT_FIELDS_MAX texts of at most REDIRECT_FIELD_MAX
 * bytes. Without fields and with REDIRECT_LIST it asks which methods there are. */
size_t redirect_put_login(enum redirect_method method, const char *const *fields, size_t count,
                          unsigned char out[REDIRECT_MESSAGE_MAX]);

/* One message of AMT's. */
struct redirect_message {
    size_t size; /* of all of it */
    unsigned char type;
    unsigned char status;
    unsigned char method;      /* of a login reply */
    const unsigned char *data; /* of a login reply: points into the parsed bytes */
    size_t len;
};

enum redirect_parsed {
    REDIRECT_PARTIAL, /* more bytes are needed */
    REDIRECT_WHOLE,
    REDIRECT_ALIEN /* AMT sends no such message */
};

/* Reads the message at the start of bytes, which may hold more or less than one. A start reply that
 * refuses is whole with 4 bytes: AMT closes the connection after it. */
enum redirect_parsed redirect_parse(const unsigned char *bytes, size_t len,
                                    struct redirect_message *message);

/* The data of a login reply as exactly count texts with nothing after them. False: they are not. */
struct redirect_field {
    const char *text; /* not ended by NUL */
    size_t len;
};
bool redirect_fields(const struct redirect_message *message, struct redirect_field *fields,
                     size_t count);

#endif
