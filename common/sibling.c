#include "common/sibling.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

void sibling_path(const char *name, const char *installed_dir, char *path, size_t size)
{
    char self[1024];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    self[len > 0 ? len : 0] = '\0';
    char *slash = strrchr(self, '/');
    if (slash != NULL) {
        *slash = '\0';
        int used = snprintf(path, size, "%s/%s", self, name);
        if (used > 0 && (size_t)used < size && access(path, X_OK) == 0)
            return;
    }
    (void)snprintf(path, size, "%s/%s", installed_dir, name);
}
