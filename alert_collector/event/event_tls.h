/*
 * For fcfh-listener: the certificate that is shown in TLS connections. libmicrohttpd asks for it at
 * each handshake. So a new certificate needs no new server, which would forget all log-ins. There
 * is one for the whole process, because libmicrohttpd does not say for which server it asks.
 */
#ifndef FCFH_ALERT_COLLECTOR_EVENT_EVENT_TLS_H
#define FCFH_ALERT_COLLECTOR_EVENT_EVENT_TLS_H

#include "common/err.h"

/* The arguments are the text of PEM files, and are not needed afterwards. Handshakes that begin
 * from now on use this certificate; after an error everything is as it was. */
enum err_code event_tls_set_certificate(const char *certificate, const char *key, struct err *e);
/* To be called when no connection is left. */
void event_tls_free(void);

/* The function for libmicrohttpd's option MHD_OPTION_HTTPS_CERT_CALLBACK. */
void *event_tls_callback(void);

#endif
