/*
 * Secrets that the service manager hands to a program, so that their own files need not be readable
 * for the program's user: systemd's LoadCredential=, see systemd.exec(5). Each is a file of that
 * name in $CREDENTIALS_DIRECTORY.
 */
#ifndef FCFH_COMMON_CREDENTIAL_H
#define FCFH_COMMON_CREDENTIAL_H

#include <limits.h>
#include <stdbool.h>

#define CREDENTIAL_PATH_SIZE PATH_MAX

/* Where it is. False if no such secret was handed over, or only a line end: our units give that if
 * there is no such file, because without any the service would not start. */
bool credential_path(const char *name, char path[CREDENTIAL_PATH_SIZE]);

#endif
