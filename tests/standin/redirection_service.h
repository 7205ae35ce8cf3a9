/* Switching redirection on and off: AMT_RedirectionService and the KVM's classes. */
#ifndef TESTS_STANDIN_REDIRECTION_SERVICE_H
#define TESTS_STANDIN_REDIRECTION_SERVICE_H

#include <stdbool.h>

#include "tests/standin/text.h"

#define REDIRECTION  BASE_AMT "AMT_RedirectionService"
#define KVM_SAP      BASE_CIM "CIM_KVMRedirectionSAP"
#define KVM_SETTINGS BASE_IPS "IPS_KVMRedirectionSettingData"

struct call;
struct instance;
struct machine;
struct options;

enum { REDIRECTION_NONE = 32768, REDIRECTION_SOL = 2, REDIRECTION_IDER = 1 };

struct redirection_state {
    unsigned enabled; /* EnabledState: bit 0 IDER, bit 1 SOL */
    bool listener, kvm, kvm_by_mebx;
    unsigned kvm_timeout; /* minutes without key or mouse that a session of KVM lasts */
    bool changed;         /* somebody has changed it */
};

void redirection_init(struct redirection_state *state, const struct options *options);
void redirection_print(const struct redirection_state *state, const char *where, struct text *out);

void redirection_fill(struct instance *instance, const struct machine *machine, unsigned index);
void redirection_fill_kvm(struct instance *instance, const struct machine *machine, unsigned index);
void redirection_fill_settings(struct instance *instance, const struct machine *machine,
                               unsigned index);

void redirection_change(struct call *call);
void redirection_put(struct call *call);
void redirection_change_kvm(struct call *call);

#endif
