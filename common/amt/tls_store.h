/*
 * Trusted authorities: one store for all connections and all threads, since the system's has more
 * than a hundred certificates. With libcrypto.
 */
#ifndef FCFH_COMMON_AMT_TLS_STORE_H
#define FCFH_COMMON_AMT_TLS_STORE_H

#include "common/err.h"

/* An X509_STORE * with the certificates of ca_file, or the system's if that is "". It is read when
 * first wanted, and again when the file has changed. Free it with tls_store_free. */
enum err_code tls_store_get(const char *ca_file, void **store, struct err *e);
void tls_store_free(void *store); /* or NULL */

#endif
