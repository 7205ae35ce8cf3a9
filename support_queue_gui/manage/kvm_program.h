/* The viewer's program: finding it, starting it, and what became of it. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_KVM_PROGRAM_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_KVM_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/err.h"

enum { KVM_PROGRAM_TAIL = 512 };

struct kvm_program {
    const char *name;            /* of the program that was started */
    pid_t pid;                   /* 0: none, or it has ended */
    int status;                  /* from waitpid, when it has ended */
    int output;                  /* -1: none */
    char tail[KVM_PROGRAM_TAIL]; /* the end of what it wrote */
    size_t tail_len;
};

/* A viewer in $PATH that takes -passwd, if there is a display; NULL: none. */
const char *kvm_program_find(void);

/* Whether kvm_program_start would find it. */
bool kvm_program_exists(const char *name);
/* words: the program and its arguments, ended by NULL; "-passwd FILE 127.0.0.1::PORT" follow them.
 * ERR_UNAVAILABLE: there is no such program. */
enum err_code kvm_program_start(struct kvm_program *program, char *const *words, const char *file,
                                unsigned port, struct err *e);
/* Reads what it writes, and checks whether it has ended. */
void kvm_program_poll(struct kvm_program *program);
/* The last line that it wrote, as visible ASCII. */
void kvm_program_last_line(const struct kvm_program *program, char *out, size_t size);
/* Gives it a second to end by itself; or, if end is true, sends SIGTERM and waits a second. */
void kvm_program_end(struct kvm_program *program, bool end);

#endif
