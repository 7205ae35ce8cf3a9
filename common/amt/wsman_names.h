/* The namespaces of WS-Management (DMTF DSP0226 and what it builds on), for wsman*.c. */
#ifndef FCFH_COMMON_AMT_WSMAN_NAMES_H
#define FCFH_COMMON_AMT_WSMAN_NAMES_H

#define NS_SOAP           "http://www.w3.org/2003/05/soap-envelope"
#define NS_ADDRESSING     "http://schemas.xmlsoap.org/ws/2004/08/addressing"
#define NS_EVENTING       "http://schemas.xmlsoap.org/ws/2004/08/eventing"
#define NS_TRANSFER       "http://schemas.xmlsoap.org/ws/2004/09/transfer"
#define NS_ENUMERATION    "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
#define NS_TRUST          "http://schemas.xmlsoap.org/ws/2005/02/trust"
#define NS_WSMAN          "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
#define NS_WSSE           "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
#define ADDRESS_ANONYMOUS NS_ADDRESSING "/role/anonymous"

#endif
