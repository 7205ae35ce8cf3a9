/*
 * Which of the names that are known of a client it goes by, and who says so. Pure.
 *
 * In this order: what lookup-dns(1) found in DNS and confirmed there; what a person told, then what
 * the inventories tell; AMT's own; the subject of AMT's certificate. Of a client that is proved the
 * first one that its certificate accepts goes before the others: by that name TLS stands. Anybody
 * else may write what he likes into a certificate.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_ENTRY_NAME_H
#define FCFH_SUPPORT_QUEUE_DB_ENTRY_NAME_H

#include "common/err.h"
#include "support_queue_db/entry.h"

/* What FACT_FQDN_FROM says; else it is who told the inventory. */
#define ENTRY_NAME_AMT         "amt"
#define ENTRY_NAME_CERTIFICATE "certificate"

/* The hook whose word is DNS's; an administrator may put something and a '-' before it. */
#define ENTRY_NAME_DNS_HOOK "lookup-dns"

/* Sets FACT_FQDN and FACT_FQDN_FROM: for whoever changes what they go by. Where nothing tells a
 * name, one that AMT told before stays. */
enum err_code entry_choose_name(struct entry *entry, struct err *e);

/* Whether the name is of none of these: another program wrote it into the file. */
bool entry_name_is_foreign(const struct entry *entry);

/* Whether a certificate that is for these hosts is for this one, as X509_check_host has it. */
bool entry_hosts_accept(const char *hosts, const char *name);

#endif
