/*
 * fcfh.conf: INI, read with inih. An unknown section or key, a value that does not fit and a line
 * that is neither are errors "file:line: what". See fcfh.conf(5).
 */
#ifndef FCFH_COMMON_CONF_H
#define FCFH_COMMON_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/addr.h"
#include "common/err.h"

#define CONF_DEFAULT_FILE "/etc/fcfh/fcfh.conf"

/* A configuration is a page or two; what is larger is something else. */
#define CONF_FILE_MAX (256 * 1024)
#define CONF_LINE_MAX 199 /* characters behind the blanks at its start; inih's bound */

#define CONF_VALUE_SIZE   256
#define CONF_NETWORKS_MAX 32
#define CONF_TOOLS_MAX    32
#define CONF_CALLS_MAX    16
#define CONF_CALL_DIGITS  16 /* 8 bytes of event data */

enum conf_tls { CONF_TLS_AUTO, CONF_TLS_ON, CONF_TLS_OFF };

/* What else counts as a call: an event sensor type, and how the event data begins. */
struct conf_call {
    uint8_t sensor_type;
    char data[CONF_CALL_DIGITS + 1]; /* hexadecimal digits in upper case, 'x' for any digit */
};

struct conf_tool {
    char name[CONF_VALUE_SIZE];
    char command[CONF_VALUE_SIZE];
};

/* Times are in seconds. A text that was not given is "". */
struct conf {
    struct {
        char directory[CONF_VALUE_SIZE];
        long timeout;
        long archive_days;
    } queue;
    struct {
        char community[CONF_VALUE_SIZE];
        char address[CONF_VALUE_SIZE];
        char event_url[CONF_VALUE_SIZE];
        struct conf_call calls[CONF_CALLS_MAX];
        size_t call_count;
    } collector;
    struct {
        char user[CONF_VALUE_SIZE];
        char password_file[CONF_VALUE_SIZE];
        char password_command[CONF_VALUE_SIZE];
        enum conf_tls tls;
        uint16_t port; /* 0: 16993 with TLS, 16992 without */
        char ca_file[CONF_VALUE_SIZE];
        bool verify;
        struct addr_net networks[CONF_NETWORKS_MAX];
        size_t network_count;
        long timeout;
        long parallel;
    } amt;
    struct {
        char address[CONF_VALUE_SIZE];
        uint16_t port;
        char certificate[CONF_VALUE_SIZE];
        char key[CONF_VALUE_SIZE];
        char user[CONF_VALUE_SIZE];
        char password_file[CONF_VALUE_SIZE];
    } listener;
    struct conf_tool tools[CONF_TOOLS_MAX];
    size_t tool_count;
};

/* The values that hold when the file says nothing. Fixed size, nothing to free. */
void conf_init(struct conf *conf);

/* The text of a built-in value, "" for a key that has none. */
const char *conf_default(const char *section, const char *key);

/* -c FILE, else $FCFH_CONF, else the default file. *chosen (may be NULL) says whether somebody
 * named it: then it must exist. */
const char *conf_path(const char *option, bool *chosen);

/* Reads path over the values that are in *conf. On ERR_CONFIG the first error is told and every
 * line that is good has been taken all the same, so that a slip in one section need not stop a
 * program that does not use it. A missing file is ERR_CONFIG if must_exist, else fine. */
enum err_code conf_read(struct conf *conf, const char *path, bool must_exist, struct err *e);

/* The file's text, which the caller frees: text[len], of at most CONF_FILE_MAX bytes. ERR_CONFIG
 * if it cannot be read; a missing file is empty unless must_exist. */
enum err_code conf_load(const char *path, bool must_exist, char **text, size_t *len, struct err *e);

/* As conf_read, from text[len], named name in errors. */
enum err_code conf_parse(struct conf *conf, const char *name, const char *text, size_t len,
                         struct err *e);

#endif
