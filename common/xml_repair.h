/*
 * Reading XML with bad bytes from machines: whatever a maker left in an SMBIOS string goes
 * unchanged into AMT's answers and events. Only for that; our own files need no repair, and one
 * that does is damaged.
 */
#ifndef FCFH_COMMON_XML_REPAIR_H
#define FCFH_COMMON_XML_REPAIR_H

#include <stddef.h>

#include "common/err.h"
#include "common/xml.h"

/* What stands for a character that cannot be read: U+FFFD. */
#define XML_REPLACEMENT_CHAR "\xef\xbf\xbd"

struct xml_repaired {
    const char *text; /* within the given text, if nothing had to be replaced */
    size_t len;       /* at most three times the given length */
    char *made;       /* NULL, or what text is: for free */
};

/* White space and byte order marks before the first tag are removed. Between tags, each byte that
 * is not UTF-8, each character that XML 1.0 does not allow (section 2.2) and each reference to one,
 * such as &#1;, becomes XML_REPLACEMENT_CHAR. Within tags nothing changes, so what is wrong there
 * stays wrong. ERR_INTERNAL when out of memory. */
enum err_code xml_repair(const char *text, size_t len, struct xml_repaired *repaired,
                         struct err *e);

/* xml_parse, and if that fails xml_parse of the repaired text. ERR_DATA also for text that would
 * take long to read: xml_is_quick. */
enum err_code xml_parse_repaired(const char *text, size_t len, xml_doc **doc, struct err *e);

#endif
