/* The names of WS-Management (DMTF DSP0226 and what it builds on), and of AMT's classes. */
#ifndef FCFH_COMMON_AMT_WSMAN_NAMES_H
#define FCFH_COMMON_AMT_WSMAN_NAMES_H

#define NS_SOAP        "http://www.w3.org/2003/05/soap-envelope"
#define NS_ADDRESSING  "http://schemas.xmlsoap.org/ws/2004/08/addressing"
#define NS_EVENTING    "http://schemas.xmlsoap.org/ws/2004/08/eventing"
#define NS_TRANSFER    "http://schemas.xmlsoap.org/ws/2004/09/transfer"
#define NS_ENUMERATION "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
#define NS_TRUST       "http://schemas.xmlsoap.org/ws/2005/02/trust"
#define NS_WSMAN       "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
#define NS_WSSE        "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"

/* The name of a class, appended to its base, makes the namespace of its elements. */
#define BASE_CIM      "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/"
#define BASE_AMT      "http://intel.com/wbem/wscim/1/amt-schema/1/"
#define BASE_IPS      "http://intel.com/wbem/wscim/1/ips-schema/1/"
#define NS_CIM_COMMON "http://schemas.dmtf.org/wbem/wscim/1/common"

#define ADDRESS_ANONYMOUS  NS_ADDRESSING "/role/anonymous"
#define ACTION_EVENT       "http://schemas.dmtf.org/wbem/wsman/1/wsman/Event"
#define ACTION_ACK         "http://schemas.dmtf.org/wbem/wsman/1/wsman/Ack"
#define MODE_PUSH_WITH_ACK "http://schemas.dmtf.org/wbem/wsman/1/wsman/PushWithAck"
#define PROFILE_DIGEST     "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/http/digest"
#define TOKEN_TYPE                                                                                 \
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0"           \
    "#UsernameToken"

#endif
