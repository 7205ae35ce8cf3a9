#include "tests/standin/reply.h"

#include <string.h>

#include "tests/standin/request.h"

static const char xml_declaration[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

enum { SOAP, ADDRESSING, WSMAN, TRUST, SECURITY, CIMBINDING, OPERATION, RESOURCE, COMMON, SPACES };

static void bind_prefixes(struct reply *reply, enum reply_kind kind, unsigned style,
                          const char *resource)
{
    const char *spaces[SPACES] = {
        [SOAP] = NS_SOAP,      [ADDRESSING] = NS_ADDRESSING, [WSMAN] = NS_WSMAN,
        [TRUST] = NS_TRUST,    [SECURITY] = NS_SECURITY,     [CIMBINDING] = NS_CIMBINDING,
        [RESOURCE] = resource, [COMMON] = NS_COMMON,
    };
    char letters[SPACES] = {0};
    char next = 'a';

    if (kind == REPLY_ENUMERATION)
        spaces[OPERATION] = NS_ENUMERATION;
    else if (kind == REPLY_TRANSFER)
        spaces[OPERATION] = NS_TRANSFER;
    else if (kind == REPLY_EVENTING)
        spaces[OPERATION] = NS_EVENTING;

    /* The letters rotate, so that each class gets its own style; three in a row is enough. */
    for (size_t i = 0; i < SPACES; i++) {
        size_t space = (i + style % 3 * 2) % SPACES;

        if (spaces[space] != NULL)
            letters[space] = next++;
    }
    for (size_t i = 0; i < SPACES; i++) {
        size_t space = style % 2 ? SPACES - 1 - i : i;

        if (spaces[space] != NULL)
            text_printf(reply->out, " xmlns:%c=\"%s\"", letters[space], spaces[space]);
    }
    text_puts(reply->out, " xmlns:xsi=\"" NS_XSI "\">");
    reply->soap = letters[SOAP];
    reply->addressing = letters[ADDRESSING];
    reply->wsman = letters[WSMAN];
    reply->operation = letters[OPERATION];
    reply->resource = letters[RESOURCE];
    reply->common = letters[COMMON];
}

void reply_begin(struct reply *reply, struct text *out, enum reply_kind kind, unsigned style,
                 unsigned message, const char *relates_to, const char *action, const char *resource)
{
    char soap;
    size_t start;

    reply->out = out;
    text_puts(out, xml_declaration);
    text_puts(out, "<?:Envelope");
    start = out->size;
    bind_prefixes(reply, kind, style, resource);
    soap = reply->soap;
    out->data[start - strlen("?:Envelope")] = soap; /* known only now */

    text_printf(out, "<%c:Header>", soap);
    reply_text(reply, reply->addressing, "To", ANONYMOUS);
    reply_text(reply, reply->addressing, "RelatesTo", relates_to);
    text_printf(out, "<%c:Action %c:mustUnderstand=\"true\">%s</%c:Action>", reply->addressing,
                soap, action, reply->addressing);
    text_printf(out, "<%c:MessageID>uuid:00000000-8086-8086-8086-%012X</%c:MessageID>",
                reply->addressing, message, reply->addressing);
    reply_text(reply, reply->wsman, "ResourceURI", resource);
    text_printf(out, "</%c:Header><%c:Body>", soap, soap);
}

void reply_end(struct reply *reply)
{
    text_printf(reply->out, "</%c:Body></%c:Envelope>", reply->soap, reply->soap);
}

void reply_open(struct reply *reply, char prefix, const char *name)
{
    text_printf(reply->out, "<%c:%s>", prefix, name);
}

void reply_close(struct reply *reply, char prefix, const char *name)
{
    text_printf(reply->out, "</%c:%s>", prefix, name);
}

void reply_text(struct reply *reply, char prefix, const char *name, const char *value)
{
    reply_open(reply, prefix, name);
    text_escaped(reply->out, value); /* empty values remain a pair of tags, as in AMT */
    reply_close(reply, prefix, name);
}

void reply_fault(struct text *out, enum soap_fault fault, unsigned message, const char *relates_to,
                 const char *reason)
{
    static const struct {
        const char *code, *subcode, *reason;
    } faults[] = {
        [SOAP_FAULT_SCHEMA] = {"a:Sender", "e:SchemaValidationError",
                               "The supplied SOAP violates the corresponding XML schema "
                               "definition."},
        [SOAP_FAULT_UNREACHABLE] = {"a:Sender", "b:DestinationUnreachable",
                                    "No route can be determined to reach the destination role "
                                    "defined by the WSAddressing To."},
        [SOAP_FAULT_DENIED] = {"a:Sender", "e:AccessDenied",
                               "The sender was not authorized to access the resource."},
        [SOAP_FAULT_BUSY] = {"a:Sender", "e:QuotaLimit",
                             "The service is busy servicing other requests."},
        [SOAP_FAULT_SELECTORS] = {"a:Sender", "e:InvalidSelectors",
                                  "The Selectors for the resource were not valid."},
        [SOAP_FAULT_CONTEXT] = {"a:Receiver", "c:InvalidEnumerationContext",
                                "The supplied enumeration context is invalid."},
        [SOAP_FAULT_ACTION] = {"a:Sender", "b:ActionNotSupported",
                               "The action is not supported by the service."},
        [SOAP_FAULT_REPRESENTATION] = {"a:Sender", "d:InvalidRepresentation",
                                       "The XML content was invalid."},
        [SOAP_FAULT_INTERNAL] = {"a:Receiver", "e:InternalError",
                                 "The service cannot comply with the request due to internal "
                                 "processing errors."},
    };

    /* AMT declares these in an order of its own, and does not mention the resource. */
    text_printf(out,
                "%s<a:Envelope xmlns:g=\"" NS_CIMBINDING "\" xmlns:f=\"" NS_EVENTING
                "\" xmlns:e=\"" NS_WSMAN "\" xmlns:d=\"" NS_TRANSFER "\" xmlns:c=\"" NS_ENUMERATION
                "\" xmlns:b=\"" NS_ADDRESSING "\" xmlns:a=\"" NS_SOAP "\" xmlns:h=\"" NS_TRUST
                "\" xmlns:i=\"" NS_SECURITY "\" xmlns:xsi=\"" NS_XSI "\">"
                "<a:Header><b:To>" ANONYMOUS "</b:To><b:RelatesTo>",
                xml_declaration);
    text_escaped(out, relates_to ? relates_to : "0");
    text_printf(out,
                "</b:RelatesTo><b:Action a:mustUnderstand=\"true\">" NS_ADDRESSING
                "/fault</b:Action><b:MessageID>uuid:00000000-8086-8086-8086-%012X</b:MessageID>"
                "</a:Header><a:Body><a:Fault><a:Code><a:Value>%s</a:Value><a:Subcode><a:Value>%s"
                "</a:Value></a:Subcode></a:Code><a:Reason><a:Text xml:lang=\"en-US\">",
                message, faults[fault].code, faults[fault].subcode);
    text_escaped(out, reason ? reason : faults[fault].reason);
    text_puts(out, "</a:Text></a:Reason><a:Detail></a:Detail></a:Fault></a:Body></a:Envelope>");
}
