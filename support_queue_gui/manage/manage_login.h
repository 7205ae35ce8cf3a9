/*
 * From the target to a log-in: what the gate says, what answers there and whether that is known,
 * what a person decides about it, and only then the account.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_LOGIN_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_LOGIN_H

#include "support_queue_gui/manage/manage.h"
#include "support_queue_gui/manage/manage_judge.h"
#include "support_queue_gui/manage/manage_personal.h"

/* What is about to be done. */
struct manage_intent {
    const char *verb;  /* "Reset": the question is "Reset pc-17 (192.0.2.17) into BIOS setup?" */
    const char *where; /* " into BIOS setup", or "" */
    bool asks;         /* a person is asked in any case */
    bool agreed;       /* a person has been asked, and said yes */
};

/* ERR_PROTOCOL before anything was sent, if a person must be asked and nobody is there;
 * ERR_PROTOCOL, too, for a machine that looks like another one. m->judge is then judge, which must
 * outlive m. */
enum err_code manage_login(struct manage *m, struct manage_judge *judge,
                           const struct manage_personal *personal, const char *config_file,
                           struct manage_intent *intent, struct err *e);

/* "Reset pc-17 (192.0.2.17)? It is verified, on." */
void manage_format_question(const struct manage *m, const struct manage_intent *intent,
                            const char *state, char *out, size_t size);

/* Asks now, with the state of the PC, unless a person has been asked already or need not be. */
enum err_code manage_confirm(struct manage *m, struct manage_intent *intent, const char *state,
                             struct err *e);

#endif
