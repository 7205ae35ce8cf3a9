/* manage.conf: whatever is in it, each value is complete, or none is used. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "support_queue_gui/manage/manage_personal.h"

void fuzz_one(const uint8_t *data, size_t size)
{
    struct manage_personal personal;
    struct err e;
    char *text = malloc(size + 1);
    if (text == NULL)
        return;
    memcpy(text, data, size);
    text[size] = '\0';
    if (manage_personal_parse(text, "f", &personal, &e) == ERR_OK) {
        const char *values[] = {personal.user, personal.password_command, personal.ca_file};
        for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
            if (values[i][0] != '\0' && strstr(text, values[i]) == NULL)
                abort();
    } else if (strncmp(e.text, "f:", 2) != 0) {
        abort();
    }
    free(text);
}
