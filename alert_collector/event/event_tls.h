/*
 * For fcfh-listener: the certificate that TLS connections are shown. libmicrohttpd asks for it at
 * each handshake, so that a new one needs no new server, with which all that knows of log-ins would
 * be lost. There is one for the whole process, because libmicrohttpd asks without saying for whom.
 */
#ifndef FCFH_ALERT_COLLECTOR_EVENT_EVENT_TLS_H
#define FCFH_ALERT_COLLECTOR_EVENT_EVENT_TLS_H

#include "common/err.h"

/* The text of PEM files, which are not needed afterwards. Handshakes that begin from now on get
 * this one; after an error everything is as it was. */
enum err_code event_tls_use(const char *certificate, const char *key, struct err *e);
/* When no connection is left. */
void event_tls_free(void);

/* What libmicrohttpd calls, as its option MHD_OPTION_HTTPS_CERT_CALLBACK wants it. */
void *event_tls_callback(void);

#endif
