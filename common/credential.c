#include "common/credential.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

bool credential_path(const char *name, char path[CREDENTIAL_PATH_SIZE])
{
    struct stat st;
    const char *directory = getenv("CREDENTIALS_DIRECTORY");
    if (directory == NULL || directory[0] != '/')
        return false;
    int len = snprintf(path, CREDENTIAL_PATH_SIZE, "%s/%s", directory, name);
    if (len < 0 || len >= CREDENTIAL_PATH_SIZE || stat(path, &st) != 0)
        return false;
    return !S_ISREG(st.st_mode) ||
           st.st_size > 1; /* anything but a file is reported when it is read */
}
