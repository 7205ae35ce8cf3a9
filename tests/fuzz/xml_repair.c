/* XML of a machine, repaired before it is parsed. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "common/xml_repair.h"

static bool is_read(const char *text, size_t len)
{
    xml_doc *doc;
    struct err e;
    if (xml_parse(text, len, &doc, &e) != ERR_OK)
        return false;
    xml_free(doc);
    return true;
}

static bool is_repaired(const char *text, size_t len)
{
    xml_doc *doc;
    struct err e;
    if (xml_parse_repaired(text, len, &doc, &e) != ERR_OK)
        return false;
    xml_free(doc);
    return true;
}

static size_t count(const char *text, size_t len, char c)
{
    size_t found = 0;
    for (size_t i = 0; i < len; i++)
        found += text[i] == c;
    return found;
}

void fuzz_one(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    struct xml_repaired once;
    struct xml_repaired twice;
    struct err e;
    if (xml_repair(text, size, &once, &e) != ERR_OK || once.len > 3 * size)
        abort();
    /* Nothing is left to repair, and no markup was added or removed. */
    if (xml_repair(once.text, once.len, &twice, &e) != ERR_OK || twice.made != NULL ||
        twice.len != once.len)
        abort();
    if (count(text, size, '<') != count(once.text, once.len, '<') ||
        count(text, size, '>') != count(once.text, once.len, '>'))
        abort();
    /* What was refused for its markup is still refused. */
    if (once.made == NULL && once.len == size && is_read(text, size) != is_repaired(text, size))
        abort();
    if (is_read(text, size) && !is_repaired(text, size))
        abort();
    free(once.made);
}
