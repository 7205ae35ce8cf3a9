#include "alert_collector/event/pem_file.h"

#include <stdlib.h>
#include <string.h>

enum err_code pem_read(const char *path, enum file_readers readers, char **text, struct err *e)
{
    size_t len;
    *text = NULL;
    return file_load(path, readers, PEM_FILE_MAX, text, &len, e);
}

void pem_free(char *text)
{
    if (text == NULL)
        return;
    explicit_bzero(text, strlen(text));
    free(text);
}
