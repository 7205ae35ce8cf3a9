/* The result of one machine as one line of JSON: for scripts, and for --resume. */
#ifndef FCFH_AMT_CFG_REPORT_REPORT_JSON_H
#define FCFH_AMT_CFG_REPORT_REPORT_JSON_H

#include <stddef.h>
#include <time.h>

#include "amt_cfg/machine.h"
#include "common/err.h"

/* Makes an object in ASCII, without a newline; end is when the machine was finished. The keys are
 * host, user, result, status, reason, kind, address, hostname, amt_version, uuid, time and steps,
 * in this order; keys whose values are not known and steps that did not run are left out. The
 * caller frees *line, which is NULL after an error. ERR_INTERNAL: out of memory. */
enum err_code report_json(const struct machine_report *report, time_t end, char **line,
                          struct err *e);

/* Reads host and result from such a line, without its newline. ERR_DATA if it is not such a line;
 * host and result are not touched then. */
enum err_code report_json_read(const char *line, size_t len, char *host, size_t size,
                               enum machine_result *result, struct err *e);

#endif
