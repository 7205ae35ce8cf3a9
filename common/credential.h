/*
 * Secrets that the service manager hands to a program, so that no file of them need be open to the
 * program's user: systemd's LoadCredential=, see systemd.exec(5). Each is a file of its name in
 * $CREDENTIALS_DIRECTORY.
 */
#ifndef FCFH_COMMON_CREDENTIAL_H
#define FCFH_COMMON_CREDENTIAL_H

#include <limits.h>
#include <stdbool.h>

#define CREDENTIAL_PATH_SIZE PATH_MAX

/* Where it is. False if none of this name was handed over, or nothing but a line end: our units
 * give that where there is no such file, since without any the service would not start. */
bool credential_path(const char *name, char path[CREDENTIAL_PATH_SIZE]);

#endif
