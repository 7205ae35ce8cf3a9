/*
 * What a value must be so that it is of use, beyond what fcfh.conf's reader asks for. The reader
 * lets a program start that does not need the value; whoever writes or looks it over is told.
 */
#ifndef FCFH_AMT_CFG_SETTINGS_SETTING_RULE_H
#define FCFH_AMT_CFG_SETTINGS_SETTING_RULE_H

#include "common/err.h"

/* ERR_DATA with what is wrong about the value; for a key without such a rule all is well. */
enum err_code setting_rule_check(const char *section, const char *key, const char *value,
                                 struct err *e);

/* The same after the reader's own code has had a look, and whether the file can hold it. ERR_DATA
 * with "section.key: " and what is wrong. */
enum err_code setting_check(const char *section, const char *key, const char *value, struct err *e);

#endif
