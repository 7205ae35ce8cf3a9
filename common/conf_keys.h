/* The keys of fcfh.conf and what each takes: the only place that knows them. */
#ifndef FCFH_COMMON_CONF_KEYS_H
#define FCFH_COMMON_CONF_KEYS_H

#include "common/conf.h"

bool conf_has_section(const char *section);

/* The keys that are known, [tools] aside, one after the other: false behind the last. */
bool conf_key_at(size_t index, const char **section, const char **key);

/* Stores one value. ERR_CONFIG with what is wrong about it, without file and line. */
enum err_code conf_set(struct conf *conf, const char *section, const char *key, const char *value,
                       struct err *e);

#endif
