/*
 * The file of --resume FILE: it holds one line of JSON (report_json.h) for each machine that was
 * finished, the newest last, so that an interrupted run can be continued. The output of fcfh-config
 * --json, saved in a file, is such a file too.
 *
 * Each line is appended with one write, so that a program that is killed loses at most that one.
 */
#ifndef FCFH_AMT_CFG_REPORT_RECORD_H
#define FCFH_AMT_CFG_REPORT_RECORD_H

#include <stdbool.h>
#include <time.h>

#include "amt_cfg/machine.h"
#include "common/err.h"

#define RECORD_LINE_MAX (64 * 1024)
#define RECORD_FILE_MAX (256 * 1024 * 1024) /* some 200,000 machines */

struct record;

/* Creates the file with mode 0600, or reads what it holds; path is kept, not copied. The last
 * result of a host counts. A last line that was cut off is ignored, and the next record_add removes
 * it. ERR_TEMPFAIL if another run has the file, ERR_DATA with file and line if it holds something
 * else, ERR_CANTCREAT or what errno says if it cannot be used; *record is NULL then. */
enum err_code record_open(struct record **record, const char *path, struct err *e);

/* Whether the last result of this host is that it was changed, or that there was nothing to
 * change. */
bool record_is_done(const struct record *record, const char *host);

/* Appends the result of a machine; end is when it was finished. After ERR_TEMPFAIL (the disk is
 * full) the file ends where it ended before, and the next result may be added. */
enum err_code record_add(struct record *record, const struct machine_report *report, time_t end,
                         struct err *e);

/* Writes it to the disk, releases the lock and frees it, whatever it returns. NULL is allowed. */
enum err_code record_close(struct record *record, struct err *e);

#endif
