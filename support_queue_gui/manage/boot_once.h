/* Boots the PC in another way, once. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_BOOT_ONCE_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_BOOT_ONCE_H

#include "common/amt/boot.h"
#include "support_queue_gui/manage/manage.h"
#include "support_queue_gui/manage/manage_login.h"

/* What a person is asked about it. */
struct manage_intent boot_intent(enum boot_device device);

/* Sets it, with consent if AMT wants that, and resets the PC; one that is off is switched on, which
 * is reported. Apart from consent, nobody is asked. It becomes an event of the entry.
 * ERR_UNAVAILABLE for what the machine cannot do. */
enum err_code boot_now(struct manage *m, const struct boot_options *wish, struct err *e);

/* "Reset pc-17 (192.0.2.17) into BIOS setup? It is verified, on.": for callers that ask themselves.
 */
enum err_code boot_format_question(struct manage *m, const struct boot_options *wish, char *out,
                                   size_t size, struct err *e);

#endif
