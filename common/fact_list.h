/*
 * The texts that AMT tells of its machine, a row each. The members of struct facts, the entry's
 * facts, their names in XML and JSON, and the lines for people are made of it; files of the queue
 * have them in this order. HACKING.md says how to add one.
 *
 *   TOLD(CONSTANT, name, label)   AMT tells it: FACT_CONSTANT, <name>, "name":
 *   MADE(CONSTANT, name, label)   the entry has it, made of other facts
 *
 * With a label it stands among the hardware on the screen and in `fcfh-queue show`; with NULL it is
 * shown elsewhere, or nowhere.
 */
#ifndef FCFH_COMMON_FACT_LIST_H
#define FCFH_COMMON_FACT_LIST_H

/* clang-format off */
#define FACT_LIST(TOLD, MADE)                                                                      \
    TOLD(MANUFACTURER, manufacturer, NULL)                                                         \
    TOLD(MODEL, model, NULL)                                                                       \
    TOLD(SERIAL, serial, NULL)                                                                     \
    TOLD(BOARD_SERIAL, board_serial, NULL) /* in an entry only where the system has no serial */   \
    TOLD(HOSTNAME, hostname, NULL)                                                                 \
    TOLD(DOMAIN, domain, NULL)                                                                     \
    MADE(FQDN, fqdn, NULL)                                                                         \
    MADE(FQDN_FROM, fqdn_from, NULL) /* who says so: see entry_name.h */                           \
    TOLD(AMT_FQDN, amt_fqdn, NULL)   /* host name and domain, where AMT has both: what its         \
                                        certificate is for, and its Kerberos principal */          \
    TOLD(OS_FQDN, os_fqdn, NULL)     /* what the operating system last called itself */            \
    TOLD(VERSION, version, "Version") /* of the model */                                           \
    TOLD(BOARD, board, "Board")                                                                    \
    TOLD(BIOS, bios, "BIOS")                                                                       \
    TOLD(BIOS_DATE, bios_date, "BIOS date") /* YYYY-MM-DD */                                       \
    TOLD(PROCESSOR, processor, "Processor")                                                        \
    TOLD(AMT_VERSION, amt_version, NULL) /* "16.1.25" */                                           \
    TOLD(WEB, web, NULL) /* where AMT answered: "https://192.0.2.1:16993"; set by the caller */
/* clang-format on */

#endif
