/*
 * What fcfh-config asks AMT to send back with every WS-Event (the reference parameters of a
 * WS-Eventing subscription), and fcfh-listener finds in the event's SOAP header: the body of an
 * event does not name the machine.
 */
#ifndef FCFH_COMMON_AMT_EVENT_REFERENCE_H
#define FCFH_COMMON_AMT_EVENT_REFERENCE_H

#define EVENT_REFERENCE_NS   "urn:fcfh:client:1"
#define EVENT_REFERENCE_UUID "UUID"     /* 8-4-4-4-12, lower case */
#define EVENT_REFERENCE_HOST "HostName" /* may be missing */

#endif
