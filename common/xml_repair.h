/*
 * Reading XML of machines that tell a bad byte: what a maker left in an SMBIOS string goes into
 * AMT's answers and events as it is. For what comes from there alone; our own files need no repair,
 * and one that does is damaged.
 */
#ifndef FCFH_COMMON_XML_REPAIR_H
#define FCFH_COMMON_XML_REPAIR_H

#include <stddef.h>

#include "common/err.h"
#include "common/xml.h"

/* What stands for a character that cannot be read: U+FFFD. */
#define XML_ILLEGIBLE "\xef\xbf\xbd"

struct xml_repaired {
    const char *text; /* within what was given, where nothing had to be replaced */
    size_t len;       /* at most three times of what was given */
    char *made;       /* NULL, or what text is: for free */
};

/* White space and byte order marks before the first tag go. Between tags, each byte that is no
 * UTF-8, each character that XML 1.0 does not have (its section 2.2) and each reference to one, as
 * &#1; is, becomes XML_ILLEGIBLE. Within tags nothing changes, so what is wrong there stays wrong.
 * ERR_INTERNAL when out of memory. */
enum err_code xml_repair(const char *text, size_t len, struct xml_repaired *repaired,
                         struct err *e);

/* xml_parse, and where that fails xml_parse of what was repaired. ERR_DATA too for what would take
 * long to read: xml_is_quick. */
enum err_code xml_parse_repaired(const char *text, size_t len, xml_doc **doc, struct err *e);

#endif
