/* A record of the register as XML, and many of them in the document that fcfh-settings exports:
 * fcfh-clients(5), register.rng. Buffers only, no input or output. */
#ifndef FCFH_COMMON_AMT_REGISTER_XML_H
#define FCFH_COMMON_AMT_REGISTER_XML_H

#include "common/amt/register_client.h"
#include "common/err.h"

#define REGISTER_FILE_MAX   (16 * 1024)        /* bytes of a record */
#define REGISTER_EXPORT_MAX (64 * 1024 * 1024) /* bytes of an export */

/* ERR_DATA for anything that is not a record. Its number stays 0. */
enum err_code register_xml_read(struct register_client *client, const char *text, size_t len,
                                struct err *e);

/* The caller frees *text. */
enum err_code register_xml_write(const struct register_client *client, char **text, size_t *len,
                                 struct err *e);

/* A whole export or nothing: ERR_DATA about the first invalid record. The caller frees *clients. */
enum err_code register_xml_read_all(struct register_client **clients, size_t *count,
                                    const char *text, size_t len, struct err *e);

/* The caller frees *text. */
enum err_code register_xml_write_all(const struct register_client *const *clients, size_t count,
                                     char **text, size_t *len, struct err *e);

#endif
