/* A WS-Event, all the way to the alert and the answer. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "alert_collector/event/event.h"
#include "alert_collector/event/event_alert.h"
#include "common/xml.h"

/* What goes into the queue must come out of it unchanged. */
static void check_clean(const char *text, size_t size)
{
    static char again[4096];
    if (strlen(text) >= size)
        abort();
    struct xml_writer *w = xml_writer_new(false);
    xml_doc *doc;
    struct err e;
    char *xml;
    size_t len;
    if (w == NULL)
        abort();
    xml_put(w, "x", text);
    if (xml_writer_finish(w, &xml, &len, &e) != ERR_OK || xml_parse(xml, len, &doc, &e) != ERR_OK)
        abort();
    xml_text(xml_root(doc), again, sizeof again);
    if (strcmp(again, text) != 0)
        abort();
    xml_free(doc);
    free(xml);
}

void fuzz_one(const uint8_t *data, size_t size)
{
    static const struct addr source = {.bytes = {10, 0, 0, 205}};
    static struct event event;
    struct alert alert;
    struct err e = {0};
    char *text;
    size_t len;
    enum err_code code = event_parse((const char *)data, size, &event, &e);
    if (code != ERR_OK) {
        if (code != e.code || e.text[0] == '\0')
            abort();
        return;
    }
    event_to_alert(&event, &source, NULL, 0, 1, &alert);
    char hint[EVENT_HINT_SIZE];
    if (event_unknown_hint(&event, &alert, hint) && strlen(hint) >= sizeof hint)
        abort();
    if (alert.name[0] == '\0')
        abort();
    check_clean(alert.name, sizeof alert.name);
    check_clean(alert.detail, sizeof alert.detail);
    check_clean(alert.key, sizeof alert.key);
    check_clean(alert.also_key, sizeof alert.also_key);
    if (event_ack(&event, &text, &len, &e) != ERR_OK)
        abort();
    free(text);
}
