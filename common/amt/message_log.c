#include "common/amt/message_log.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/pet_names.h"

enum { RECORD_BYTES = 21, RECORD_CHARS = 28 }; /* base64 without an '=' at its end */

bool log_record_parse(const char *base64, struct log_record *record)
{
    unsigned char b[RECORD_CHARS];
    if (strlen(base64) != RECORD_CHARS || strchr(base64, '=') != NULL ||
        EVP_DecodeBlock(b, (const unsigned char *)base64, RECORD_CHARS) != RECORD_BYTES)
        return false;
    memset(record, 0, sizeof *record);
    record->when =
        (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
    if (record->when == UINT32_MAX)
        record->when = 0;
    record->event.sensor_device = b[4];
    record->event.sensor_type = b[5];
    record->event.event_type = b[6];
    record->event.event_offset = b[7] & 0x0f;
    record->event.deassert = (b[7] & 0x80) != 0;
    record->event.source_type = b[8];
    record->event.severity = b[9];
    record->event.sensor_number = b[10];
    record->event.entity = b[11];
    record->event.entity_instance = b[12];
    memcpy(record->event.data, b + 13, PET_DATA_BYTES);
    return true;
}

void log_record_format(const struct log_record *record, char *out, size_t size)
{
    char detail[128];
    const struct pet *event = &record->event;
    const char *name = pet_name(event);
    pet_detail(event, detail, sizeof detail);
    if (name != NULL)
        (void)snprintf(out, size, "%s%s%s", name, detail[0] != '\0' ? ": " : "", detail);
    else
        (void)snprintf(
            out, size, "event %02Xh/%02Xh/%02Xh of sensor %u, entity %u, data %02X %02X %02X %02X",
            event->sensor_type, event->event_type, event->event_offset, event->sensor_number,
            event->entity, event->data[0], event->data[1], event->data[2], event->data[3]);
}

const char *log_record_severity(const struct log_record *record)
{
    switch (record->event.severity) { /* of the PET specification */
    case 0x01:
        return "monitor";
    case 0x02:
        return "information";
    case 0x04:
        return "ok";
    case 0x08:
        return "non-critical";
    case 0x10:
        return "critical";
    case 0x20:
        return "non-recoverable";
    default:
        return "";
    }
}

void request_log_first(struct request *r)
{
    request_begin(r, WSMAN_INVOKE, MESSAGE_LOG_CLASS, "PositionToFirstRecord");
}

void request_log_records(struct request *r, unsigned long iterator)
{
    request_begin(r, WSMAN_INVOKE, MESSAGE_LOG_CLASS, "GetRecords");
    request_add_number(r, "IterationIdentifier", iterator, 0);
    request_add_number(r, "MaxReadRecords", MESSAGE_LOG_RECORDS_MAX, 1);
}

bool log_piece_read(const xml_node *output, struct log_piece *piece)
{
    char text[RECORD_CHARS + 2];
    piece->count = 0;
    piece->bad = 0;
    const xml_node *record = xml_child(output, NULL, "RecordArray");
    for (; record != NULL; record = xml_next(record, NULL, "RecordArray")) {
        xml_text(record, text, sizeof text);
        if (text[0] == '\0')
            continue; /* an empty list */
        if (piece->count < MESSAGE_LOG_RECORDS_MAX &&
            log_record_parse(text, &piece->records[piece->count]))
            piece->count++;
        else
            piece->bad++;
    }
    wsman_value(output, "NoMoreRecords", text, sizeof text);
    piece->last = strcasecmp(text, "true") == 0;
    return wsman_number(output, "IterationIdentifier", &piece->next) || piece->last;
}
