/* Files of a certificate and its key, as text for a TLS library. */
#ifndef FCFH_ALERT_COLLECTOR_EVENT_PEM_FILE_H
#define FCFH_ALERT_COLLECTOR_EVENT_PEM_FILE_H

#include "common/err.h"
#include "common/file.h"

#define PEM_FILE_MAX (64 * 1024)

/* Reads a regular file, *text ends with a NUL; free it with pem_free. ERR_CONFIG for what is too
 * large, no regular file, not to be read, or open to readers that it is not for. */
enum err_code pem_read(const char *path, enum file_readers readers, char **text, struct err *e);

/* Wipes it first. NULL is fine. */
void pem_free(char *text);

#endif
