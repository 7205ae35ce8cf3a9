#include "common/address_list.h"

#include <stdio.h>
#include <string.h>

static const char blanks[] = " \t";

/* Parses one item of len characters, without the blanks around it. */
static enum err_code parse_item(const char *item, size_t len, struct addr *addr, struct err *e)
{
    char text[ADDR_TEXT_SIZE];
    size_t skip = strspn(item, blanks);
    if (skip >= len)
        return err_set(e, ERR_DATA, "an address is missing next to a comma");
    item += skip;
    len -= skip;
    while (strchr(blanks, item[len - 1]) != NULL)
        len--;
    (void)snprintf(text, sizeof text, "%.*s", (int)len, item);
    if (len < sizeof text && addr_parse(text, addr))
        return ERR_OK;
    return err_set(e, ERR_DATA, "'%.*s' is not an IP address", (int)(len < 60 ? len : 60), item);
}

enum err_code address_list_parse(const char *text, struct addr *list, size_t most, size_t *count,
                                 struct err *e)
{
    size_t used = 0;
    bool more = text[strspn(text, blanks)] != '\0';
    while (more) {
        size_t len = strcspn(text, ",");
        struct addr addr;
        enum err_code code = parse_item(text, len, &addr, e);
        if (code != ERR_OK)
            return code;
        for (size_t i = 0; i < used; i++)
            if (addr_equal(&list[i], &addr))
                return err_set(e, ERR_DATA, "'%.*s' is given twice", (int)(len < 60 ? len : 60),
                               text);
        if (used == most)
            return err_set(e, ERR_DATA, "more than %zu addresses", most);
        list[used++] = addr;
        more = text[len] == ',';
        text += len + 1;
    }
    *count = used;
    return ERR_OK;
}
