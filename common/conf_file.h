/*
 * fcfh.conf: INI, read with inih. An unknown section or key, an invalid value and a line that is
 * neither are errors "file:line: what". See fcfh.conf(5).
 */
#ifndef FCFH_COMMON_CONF_FILE_H
#define FCFH_COMMON_CONF_FILE_H

#include "common/conf.h"

/* A configuration is a page or two; a larger file is something else. */
#define CONF_FILE_MAX (256 * 1024)
#define CONF_LINE_MAX 199 /* characters after leading blanks; inih's limit */

/* -c FILE, else $FCFH_CONF, else the default file. *chosen (may be NULL) says whether it was named:
 * then it must exist. */
const char *conf_path(const char *option, bool *chosen);

/* Reads path over the values in *conf. On ERR_CONFIG the first error is reported, but every good
 * line has still been taken, so that a slip in one section need not stop a program that does not
 * use it. A missing file is ERR_CONFIG if must_exist, else fine. */
enum err_code conf_read(struct conf *conf, const char *path, bool must_exist, struct err *e);

/* The file's text, which the caller frees: text[len], of at most CONF_FILE_MAX bytes. ERR_CONFIG if
 * it cannot be read; a missing file is empty unless must_exist. */
enum err_code conf_load(const char *path, bool must_exist, char **text, size_t *len, struct err *e);

/* Like conf_read, but from text[len], called name in errors. */
enum err_code conf_parse(struct conf *conf, const char *name, const char *text, size_t len,
                         struct err *e);

#endif
