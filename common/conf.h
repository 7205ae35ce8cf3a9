/* What fcfh.conf(5) can set: the values, and the table of keys. */
#ifndef FCFH_COMMON_CONF_H
#define FCFH_COMMON_CONF_H

#include <fcfh_paths.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/addr.h"
#include "common/err.h"

#define CONF_DEFAULT_FILE FCFH_SYSCONFDIR "/fcfh/fcfh.conf"

#define CONF_VALUE_SIZE         256
#define CONF_NETWORKS_MAX       32
#define CONF_TOOLS_MAX          32
#define CONF_CALLS_MAX          16
#define CONF_PARALLEL_MAX       400 /* machines asked at the same time */
#define CONF_HOOKS_PARALLEL_MAX 64  /* hooks that run at the same time */
#define CONF_RELAYS_MAX         16
#define CONF_EVENT_SIZE         32 /* of its id */
#define CONF_CALL_DIGITS        16 /* 8 bytes of event data */

enum conf_tls { CONF_TLS_AUTO, CONF_TLS_ON, CONF_TLS_OFF };

/* Where log-ins are sent: only to clients of the register, or to any address in networks. */
enum conf_login { CONF_LOGIN_REGISTER, CONF_LOGIN_NETWORKS };

/* Colours of the screen: for any background, for a light one, for a dark one. */
enum conf_colors { CONF_COLORS_AUTO, CONF_COLORS_LIGHT, CONF_COLORS_DARK, CONF_COLORS_NONE };

/* What else counts as a call: for PETs an event sensor type and how the event data begins; or the
 * id of a WS-Event. */
struct conf_call {
    uint8_t sensor_type;
    char data[CONF_CALL_DIGITS + 1]; /* hexadecimal digits in upper case, 'x' for any digit */
    char event[CONF_EVENT_SIZE];     /* "" for a PET */
};

#define CONF_TOOL_KEY_SIZE 8

/* Flags before a tool's command: see tools.h. */
#define CONF_TOOL_FLAGS "?@%"

struct conf_tool {
    char name[CONF_VALUE_SIZE];
    char key[CONF_TOOL_KEY_SIZE]; /* on the screen: "F2", "w"; "" for none */
    char command[CONF_VALUE_SIZE];
};

/* Times are in seconds. A text that is not given is "". */
struct conf {
    struct {
        char directory[CONF_VALUE_SIZE];
        long timeout;
        long archive_days;
        char ticket_pattern[CONF_VALUE_SIZE]; /* that a whole ticket must match, or "" */
        long limit; /* entries of clients that are not in the register and never answered */
    } queue;
    struct {
        char directory[CONF_VALUE_SIZE];
    } clients;
    struct {
        char community[CONF_VALUE_SIZE];
        char address[CONF_VALUE_SIZE];
        char event_url[CONF_VALUE_SIZE];
        struct conf_call calls[CONF_CALLS_MAX];
        size_t call_count;
        struct addr relays[CONF_RELAYS_MAX];
        size_t relay_count;
        char spool[CONF_VALUE_SIZE]; /* "": none */
    } collector;
    struct {
        char user[CONF_VALUE_SIZE];
        char password_file[CONF_VALUE_SIZE];
        char password_command[CONF_VALUE_SIZE];
        enum conf_login login;
        enum conf_tls tls;
        uint16_t port;             /* 0: 16993 with TLS, 16992 without */
        uint16_t redirection_port; /* 0: 16995 with TLS, 16994 without */
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
    struct {
        char directory[CONF_VALUE_SIZE];
        long timeout;
        long parallel;
    } hooks;
    struct {
        enum conf_colors colors;
        char
            keys[CONF_VALUE_SIZE]; /* a file with what to tell callers, shown before our own list */
        bool power;                /* ask for the power state of the selected client */
    } screen;
    struct conf_tool tools[CONF_TOOLS_MAX];
    size_t tool_count;
};

/* What a value is. */
enum conf_type {
    CONF_TEXT,
    CONF_PATH,      /* absolute, or "" */
    CONF_DIRECTORY, /* absolute */
    CONF_DURATION,  /* long: seconds, written as 10s, 30m, 4h, 2d */
    CONF_NUMBER,    /* long: from least to most */
    CONF_PORT,      /* uint16_t: from least to most; "" is 0 */
    CONF_CHOICE,    /* enum: its place in choices, from 0 */
    CONF_BOOL,      /* bool: the first of two choices is true */
    CONF_NETWORKS,  /* networks and network_count of [amt] */
    CONF_CALLS,     /* calls and call_count of [collector] */
    CONF_RELAYS,    /* relays and relay_count of [collector] */
    CONF_TOOL       /* adds to tools */
};

/*
 * Everything about a setting that is not in its section of fcfh.conf(5): one row of the table in
 * conf.c. The reader, the built-in values, `fcfh-settings` with its questions and suggestions, and
 * the installed file follow the row. To add one, add a member to struct conf, a row, and an item to
 * fcfh.conf(5): tests/unit/conf_manual.c fails until that has it with this value, range and
 * choices.
 */
struct conf_key {
    const char *section;
    const char *name; /* NULL: any, as in [tools] */
    enum conf_type type;
    size_t member;       /* its offset in struct conf */
    const char *builtin; /* the value if the file has none; NULL: "" */
    long min, max;
    const char *unit;    /* of a number; NULL: it has no unit */
    const char *choices; /* "auto, on, off" */

    /* Its line in fcfh.conf.example: what it is for, NULL if its name says that; and an example
     * if there is no built-in value. */
    const char *description;
    const char *example;

    /* What else makes a value usable: ERR_DATA with what is wrong. The reader does not use it, so
     * that a program that does not need the value can start; it is used for writing and checking.
     * NULL: nothing. */
    enum err_code (*check)(const char *value, struct err *e);

    /* How fcfh-settings asks for it at a terminal, and what it says first. */
    unsigned question_order; /* its place among the questions, from 1; 0: it is not asked for */
    const char *prompt;
    const char *question;
};

/* Whether it can be the id of an event in `calls`: three letters or more, then digits. */
bool conf_is_event_id(const char *text);

/* The keys, one after the other, [tools] last, then NULL. */
const struct conf_key *conf_key_at(size_t index);

/* NULL if there is none. In [tools] every name is a key. */
const struct conf_key *conf_key_find(const char *section, const char *name);

/* ERR_CONFIG if there is no such section; the error lists the sections. */
enum err_code conf_check_section(const char *section, struct err *e);

/* The values of an empty file. Fixed size, nothing to free. */
void conf_init(struct conf *conf);

/* Stores one value. ERR_CONFIG with what is wrong with it, without file and line; the error is
 * about the key if that is known. The old value then stays. */
enum err_code conf_set(struct conf *conf, const char *section, const char *name, const char *value,
                       struct err *e);

#endif
