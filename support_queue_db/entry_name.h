/*
 * Which of a client's known names it goes by, and who says so. Pure.
 *
 * In this order: the name that lookup-dns found in DNS and confirmed there; a name told by a
 * person, then by the inventories; AMT's own; the subject of AMT's certificate. For a proved client
 * the first name that its certificate accepts goes before the others, because TLS works by that
 * name. Anybody else may write anything into a certificate.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_ENTRY_NAME_H
#define FCFH_SUPPORT_QUEUE_DB_ENTRY_NAME_H

#include "common/err.h"
#include "support_queue_db/entry.h"

/* Values of FACT_FQDN_FROM; otherwise it is the source in the inventory. */
#define ENTRY_NAME_AMT         "amt"
#define ENTRY_NAME_CERTIFICATE "certificate"

/* The hook that speaks for DNS; an administrator may put a prefix and '-' before its name. */
#define ENTRY_NAME_DNS_HOOK "lookup-dns"

/* Sets FACT_FQDN and FACT_FQDN_FROM; call it after changing what they depend on. If nothing gives a
 * name, one that AMT told before stays. */
enum err_code entry_choose_name(struct entry *entry, struct err *e);

/* Whether the name comes from none of these: another program wrote it into the file. */
bool entry_name_is_foreign(const struct entry *entry);

/* Whether a certificate for these hosts is valid for this one, by the rules of X509_check_host. */
bool entry_hosts_accept(const char *hosts, const char *name);

#endif
