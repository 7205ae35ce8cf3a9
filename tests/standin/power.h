/* The power of the PC: CIM_PowerManagementService and the classes that belong to it. */
#ifndef TESTS_STANDIN_POWER_H
#define TESTS_STANDIN_POWER_H

#define POWER_STATE        BASE_CIM "CIM_AssociatedPowerManagementService"
#define POWER_SERVICE      BASE_CIM "CIM_PowerManagementService"
#define POWER_CAPABILITIES BASE_CIM "CIM_PowerManagementCapabilities"
#define POWER_SAVING       BASE_IPS "IPS_PowerManagementService"

struct call;
struct instance;
struct machine;

void power_fill_state(struct instance *instance, const struct machine *machine, unsigned index);
void power_fill_service(struct instance *instance, const struct machine *machine, unsigned index);
void power_fill_capabilities(struct instance *instance, const struct machine *machine,
                             unsigned index);
void power_fill_saving(struct instance *instance, const struct machine *machine, unsigned index);

void power_change(struct call *call);
void power_change_saving(struct call *call);

#endif
