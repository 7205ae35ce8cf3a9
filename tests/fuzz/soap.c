/* What a machine answers over WS-Management. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "common/amt/facts.h"
#include "common/amt/wsman.h"

static facts_reader *const readers[] = {
    facts_read_settings, facts_read_package, facts_read_uuid,     facts_read_chassis,
    facts_read_card,     facts_read_bios,    facts_read_chip,     facts_read_processor,
    facts_read_memory,   facts_read_disk,    facts_read_software,
};

void fuzz_one(const uint8_t *data, size_t size)
{
    struct wsman_answer answer;
    struct err e = {0};
    char context[WSMAN_CONTEXT_SIZE];
    char value[64];
    enum err_code code = wsman_read((const char *)data, size, &answer, &e);
    if (code != ERR_OK) {
        if (code != e.code || e.text[0] == '\0' || answer.doc != NULL)
            abort();
        return;
    }
    if (wsman_context(&answer, context) != (context[0] != '\0'))
        abort();
    (void)wsman_end_of_sequence(&answer);
    for (const xml_node *item = wsman_items(&answer); item != NULL;
         item = xml_next(item, NULL, NULL))
        for (const xml_node *n = xml_child(item, NULL, NULL); n != NULL;
             n = xml_next(n, NULL, NULL))
            wsman_value(item, xml_name(n), value, sizeof value);
    struct facts facts = {.has_guid = false};
    for (size_t i = 0; answer.content != NULL && i < sizeof readers / sizeof readers[0]; i++)
        readers[i](answer.content, &facts);
    if (facts.memory_bytes > INT64_MAX || facts.disk_count > FACTS_DISKS_MAX)
        abort();
    if (strlen(answer.fault_text) >= sizeof answer.fault_text)
        abort();
    wsman_free(&answer);
}
