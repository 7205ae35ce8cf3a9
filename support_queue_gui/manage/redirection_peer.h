/* The machine that a redirection session is with, and the account: those of WS-Management. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_REDIRECTION_PEER_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_REDIRECTION_PEER_H

#include "support_queue_gui/manage/manage.h"

/* what: "a console". peer refers to m. ERR_USAGE: the log-in that was chosen is not one for
 * redirection. */
enum err_code redirection_peer(struct manage *m, const char *what, struct http_peer *peer,
                               struct err *e);

#endif
