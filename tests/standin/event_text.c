#include "tests/standin/event_text.h"

#include <string.h>
#include <time.h>

#include "tests/standin/request.h"

#define INDICATION   BASE_CIM "CIM_AlertIndication"
#define EVENT_ACTION "http://schemas.dmtf.org/wbem/wsman/1/wsman/Event"
#define ELEMENT      "Interop:CIM_ComputerSystem.CreationClassName="

static void add_header(struct machine *machine, const struct subscription *subscription,
                       struct text *out)
{
    text_puts(out,
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a:Envelope xmlns:a=\"" NS_SOAP
              "\" xmlns:b=\"" NS_ADDRESSING "\" xmlns:c=\"" NS_WSMAN "\" xmlns:d=\"" NS_TRUST
              "\" xmlns:e=\"" NS_SECURITY "\" xmlns:f=\"" NS_CIMBINDING "\" xmlns:g=\"" INDICATION
              "\" xmlns:h=\"" NS_COMMON "\" xmlns:xsi=\"" NS_XSI "\"><a:Header><b:To>" ANONYMOUS
              "</b:To><b:ReplyTo><b:Address>" ANONYMOUS "</b:Address></b:ReplyTo>");
    if (subscription->ack)
        text_puts(out, "<c:AckRequested></c:AckRequested>");
    text_printf(out,
                "<b:Action a:mustUnderstand=\"true\">" EVENT_ACTION
                "</b:Action><b:MessageID>uuid:00000000-8086-8086-8086-%012X</b:MessageID>"
                "<c:ResourceURI>" INDICATION "</c:ResourceURI>",
                machine_message(machine));
    if (subscription->reference != NULL)
        text_puts(out, subscription->reference);
    text_puts(out, "</a:Header>");
}

static void add_argument(const char *value, struct text *out)
{
    text_puts(out, "<g:MessageArguments>");
    text_escaped(out, value);
    text_puts(out, "</g:MessageArguments>");
}

void event_text(struct machine *machine, const struct subscription *subscription, bool with_reason,
                struct text *out)
{
    bool all = strcmp(subscription->filter, "Intel(r) AMT:All") == 0;
    time_t now = time(NULL);
    struct tm parts;
    char date[40];

    gmtime_r(&now, &parts);
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S.000Z", &parts);
    add_header(machine, subscription, out);
    text_printf(out,
                "<a:Body><g:CIM_AlertIndication><g:AlertType>8</g:AlertType>"
                "<g:AlertingElementFormat>2</g:AlertingElementFormat><g:AlertingManagedElement>"
                "" ELEMENT "&quot;CIM_ComputerSystem&quot;,Name=&quot;Intel(r) AMT&quot;"
                "</g:AlertingManagedElement><g:IndicationFilterName>%s%s</g:IndicationFilterName>"
                "<g:IndicationIdentifier>Intel(r):%u</g:IndicationIdentifier>"
                "<g:IndicationTime><h:Datetime>%s</h:Datetime></g:IndicationTime>"
                "<g:Message></g:Message>",
                subscription->filter, all ? "Events" : "", machine_message(machine), date);
    add_argument("0", out);
    add_argument(ELEMENT "CIM_ComputerSystem,Name=Intel(r) AMT", out);
    if (with_reason) {
        add_argument("User Initiated", out);
        add_argument(machine->host, out);
    }
    text_puts(out, "<g:MessageID>" EVENT_CALL "</g:MessageID>"
                   "<g:OtherAlertingElementFormat></g:OtherAlertingElementFormat>"
                   "<g:OtherSeverity></g:OtherSeverity><g:OwningEntity>Intel(r) AMT"
                   "</g:OwningEntity><g:PerceivedSeverity>2</g:PerceivedSeverity>"
                   "<g:ProbableCause>0</g:ProbableCause><g:SystemName>Intel(r) AMT</g:SystemName>"
                   "</g:CIM_AlertIndication></a:Body></a:Envelope>");
}
