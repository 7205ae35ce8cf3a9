/* What systemd knows about the units that an alert depends on. */
#ifndef FCFH_AMT_CFG_CHECK_UNITS_H
#define FCFH_AMT_CFG_CHECK_UNITS_H

#include <stdbool.h>
#include <stddef.h>

enum unit_id {
    UNIT_TRAPD, /* our snmptrapd */
    UNIT_TRAPD_SOCKET,
    UNIT_SYSTEM_TRAPD, /* the distribution's */
    UNIT_SYSTEM_TRAPD_SOCKET,
    UNIT_IDENTIFY,
    UNIT_LISTENER,
    UNIT_LISTENER_SOCKET,
    UNIT_HOOKS,
    UNITS
};

#define UNIT_WORD_SIZE 40
#define UNIT_TEXT_SIZE 2048

/* Words and texts are as `systemctl show` prints them. */
struct unit {
    char load[UNIT_WORD_SIZE]; /* loaded, not-found, masked */
    char active[UNIT_WORD_SIZE];
    char sub[UNIT_WORD_SIZE];
    char result[UNIT_WORD_SIZE];
    char file_state[UNIT_WORD_SIZE]; /* enabled, disabled, static */
    char user[UNIT_WORD_SIZE];
    char group[UNIT_WORD_SIZE];
    char protect_system[UNIT_WORD_SIZE];
    char protect_home[UNIT_WORD_SIZE];
    char main_pid[UNIT_WORD_SIZE];
    char restarts[UNIT_WORD_SIZE];
    char exit_status[UNIT_WORD_SIZE];
    char needs_reload[UNIT_WORD_SIZE];
    char since[UNIT_WORD_SIZE]; /* in microseconds of a monotonic clock */
    char groups[UNIT_TEXT_SIZE];
    char write_paths[UNIT_TEXT_SIZE];
    char exec[UNIT_TEXT_SIZE];
    char environment[UNIT_TEXT_SIZE];
    char drop_ins[UNIT_TEXT_SIZE];
};

/* "fcfh-identify.service" */
const char *unit_name(enum unit_id id);

/* False if systemd does not run. */
bool units_read(struct unit units[UNITS]);

/* Reads what `systemctl show` printed; for units_read and its tests. */
void units_parse(const char *text, struct unit units[UNITS]);

bool unit_is_loaded(const struct unit *unit);
bool unit_is_active(const struct unit *unit);
bool unit_is_enabled(const struct unit *unit);

/* Whether the unit is started again and again, or was restarted just now. */
bool unit_is_restarting(const struct unit *unit, unsigned long long now_us);

/* Finds the word after `option` in the command that the unit starts; false if there is none. */
bool unit_option(const struct unit *unit, const char *option, char *word, size_t size);

/* Finds the configuration that its program reads: -c, $FCFH_CONF, or the default. */
void unit_conf(const struct unit *unit, char *path, size_t size);

/* Whether a program of the unit may write below an absolute path, according to the unit. */
enum unit_access { UNIT_WRITABLE, UNIT_READ_ONLY, UNIT_HOME_PROTECTED };
enum unit_access unit_write_access(const struct unit *unit, const char *path);

/* Finds the file from which a secret is handed over, and which root reads: the one after
 * LoadCredential=NAME: in the output of `systemctl cat`. False if there is none. */
bool unit_credential(enum unit_id id, const char *name, char *path, size_t size);

#endif
