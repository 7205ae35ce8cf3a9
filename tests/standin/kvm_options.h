/* What the command line says about KVM: the screen of the PC, and how AMT shows it. */
#ifndef TESTS_STANDIN_KVM_OPTIONS_H
#define TESTS_STANDIN_KVM_OPTIONS_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>

#include "tests/standin/words.h"

enum { KVM_SIZES_MAX = 8 };

struct kvm_size {
    unsigned width, height;
};

struct kvm_options {
    const char *sizes_word;
    struct kvm_size sizes[KVM_SIZES_MAX];
    size_t size_count;
    unsigned fps;
    const char *banner; /* the protocol's version in it: "004.000" */
    const char *security;
    const char *format; /* of ServerInit */
    bool grey, packed, pieces, no_monitor;
    const char *encoding;     /* zrle, raw, mixed */
    const char *tiles;        /* all, smallest, raw, rle */
    unsigned idle;            /* ms; 0: for ever */
    unsigned session_timeout; /* minutes, which IPS_KVMRedirectionSettingData tells */
    const char *consent;      /* wait, close, field */
    struct list faults;
    const char *print; /* FRAME:FORMAT of the picture to print, without doing anything else */
};

enum { KVM_OPTION_MAX = 20 };

void kvm_options_init(struct kvm_options *kvm);
/* Adds the long options, numbered from `first` on, and returns how many there are. */
size_t kvm_options_list(struct option *list, int first);
/* which: counted from 0. */
void kvm_options_take(struct kvm_options *kvm, size_t which, const char *word);
/* Ends the program with a message when they do not go together. */
void kvm_options_check(struct kvm_options *kvm);
void kvm_options_free(struct kvm_options *kvm);

/* Whether --kvm-fault names it. An unknown name ends the program. */
bool kvm_fault(const struct kvm_options *kvm, const char *name);

#endif
