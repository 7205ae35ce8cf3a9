/*
 * A WS-Event: the SOAP envelope that Intel AMT posts when something happened (DMTF DSP0226, section
 * 10; CIM_AlertIndication). This does no input or output.
 *
 * AMT may bind any prefixes, and an event has two MessageID elements, so everything is matched by
 * namespace. All texts are cleaned to legal XML and cut to their size; of a text with bytes that
 * are not legible only those bytes are lost.
 */
#ifndef FCFH_ALERT_COLLECTOR_EVENT_EVENT_H
#define FCFH_ALERT_COLLECTOR_EVENT_EVENT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"
#include "common/guid.h"

#define EVENT_BODY_MAX      (64 * 1024) /* an event of AMT takes some 2 KiB */
#define EVENT_ARGUMENTS_MAX 8
#define EVENT_TEXT_SIZE     257
#define EVENT_ID_SIZE       129

/* A text that the event does not have is "". */
struct event {
    char message_id[EVENT_ID_SIZE]; /* from the SOAP header: identifies this message */
    bool ack_requested;
    char id[32];                    /* from the body: "iAMT0036", says what happened */
    char indication[EVENT_ID_SIZE]; /* IndicationIdentifier: identifies this indication */
    char arguments[EVENT_ARGUMENTS_MAX][EVENT_TEXT_SIZE]; /* MessageArguments, in their order */
    size_t argument_count;
    char message[EVENT_TEXT_SIZE]; /* for people; empty except for the newest ids */
    char system[EVENT_TEXT_SIZE];  /* SystemName */
    char time[64];                 /* IndicationTime, by the sender's clock */
    bool has_uuid;                 /* the two reference parameters of the subscription */
    struct guid uuid;
    char host[EVENT_TEXT_SIZE];
};

/* There is nothing to free. ERR_DATA for text that is larger than EVENT_BODY_MAX, is not a SOAP 1.2
 * envelope or has no CIM_AlertIndication with a MessageID; ERR_PROTOCOL for an envelope with
 * another Action. */
enum err_code event_parse(const char *text, size_t len, struct event *event, struct err *e);

/* The answer to an event that asks for one: the Ack of WS-Management (DMTF DSP0226, section 10,
 * "PushWithAck"). */
#define EVENT_ACK_TYPE "application/soap+xml;charset=UTF-8"

/* Makes the envelope that relates to the event's message. The caller frees *text. */
enum err_code event_ack(const struct event *event, char **text, size_t *len, struct err *e);

#endif
