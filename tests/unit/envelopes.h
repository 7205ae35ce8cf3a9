/* WS-Events for tests, in parts: structured like AMT's, with names of our own. */
#ifndef FCFH_TESTS_UNIT_ENVELOPES_H
#define FCFH_TESTS_UNIT_ENVELOPES_H

#define EVENT_UUID "5afe0016-c0de-4a11-8bad-000000000001"

#define ENVELOPE_START                                                                             \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"                                                   \
    "<a:Envelope xmlns:a=\"http://www.w3.org/2003/05/soap-envelope\""                              \
    " xmlns:b=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\""                                \
    " xmlns:c=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\""                                  \
    " xmlns:g=\"http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_AlertIndication\""           \
    " xmlns:h=\"http://schemas.dmtf.org/wbem/wscim/1/common\">"

#define EVENT_ACTION                                                                               \
    "<b:Action a:mustUnderstand=\"true\">"                                                         \
    "http://schemas.dmtf.org/wbem/wsman/1/wsman/Event</b:Action>"

#define REFERENCES                                                                                 \
    "<m:UUID xmlns:m=\"urn:fcfh:client:1\">" EVENT_UUID "</m:UUID>"                                \
    "<HostName xmlns=\"urn:fcfh:client:1\">till-07</HostName>"

#define HEADER_OF(more)                                                                            \
    "<a:Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To>"       \
    "<b:ReplyTo><b:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous"        \
    "</b:Address></b:ReplyTo>" more                                                                \
    "<b:MessageID>uuid:00000000-8086-8086-8086-000000000042</b:MessageID>"                         \
    "<c:ResourceURI>http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_AlertIndication"         \
    "</c:ResourceURI></a:Header>"

#define PATH_ARGUMENT                                                                              \
    "Interop:CIM_ComputerSystem.CreationClassName=CIM_ComputerSystem,Name=Intel(r) AMT"

#define INDICATION_OF(id, arguments)                                                               \
    "<g:CIM_AlertIndication><g:AlertType>8</g:AlertType>"                                          \
    "<g:IndicationIdentifier>Intel(r):77</g:IndicationIdentifier>"                                 \
    "<g:IndicationTime><h:Datetime>2026-11-23T12:00:00.000Z</h:Datetime></g:IndicationTime>"       \
    "<g:Message></g:Message>" arguments "<g:MessageID>" id "</g:MessageID>"                        \
    "<g:SystemName>Intel(r) AMT</g:SystemName></g:CIM_AlertIndication>"

#define ENVELOPE_OF(header, body) ENVELOPE_START header "<a:Body>" body "</a:Body></a:Envelope>"

#define CALL_ENVELOPE                                                                              \
    ENVELOPE_OF(HEADER_OF("<c:AckRequested></c:AckRequested>" EVENT_ACTION REFERENCES),            \
                INDICATION_OF("iAMT0036",                                                          \
                              "<g:MessageArguments>0</g:MessageArguments>"                         \
                              "<g:MessageArguments>" PATH_ARGUMENT "</g:MessageArguments>"))

#endif
