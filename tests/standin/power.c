#include "tests/standin/power.h"

#include "tests/standin/call.h"

enum { DONE = 0, INVALID_PARAMETER = 5, FULL_POWER = 2, SAVING = 3 };

void power_fill_state(struct instance *instance, const struct machine *machine, unsigned index)
{
    static const struct reference service = {
        POWER_SERVICE,
        {{"CreationClassName", "CIM_PowerManagementService"},
         {"Name", "Intel(r) AMT Power Management Service"},
         {"SystemCreationClassName", "CIM_ComputerSystem"},
         {"SystemName", "Intel(r) AMT"}},
    };
    static const struct reference user = {
        BASE_CIM "CIM_ComputerSystem",
        {{"CreationClassName", "CIM_ComputerSystem"}, {"Name", "ManagedSystem"}},
    };
    unsigned possible[16], power;
    size_t count;

    (void)index;
    pc_lock(machine->pc);
    count = pc_requests(machine->pc, possible);
    power = machine->pc->power;
    pc_unlock(machine->pc);
    for (size_t i = 0; i < count; i++)
        instance_number(instance, "AvailableRequestedPowerStates", possible[i]);
    instance_number(instance, "PowerState", power);
    instance_number(instance, "RequestedPowerState", power);
    instance_reference(instance, "ServiceProvided", &service);
    instance_reference(instance, "UserOfService", &user);
}

void power_fill_service(struct instance *instance, const struct machine *machine, unsigned index)
{
    (void)machine;
    (void)index;
    instance_text(instance, "CreationClassName", "CIM_PowerManagementService");
    instance_text(instance, "ElementName", "Intel(r) AMT Power Management Service");
    instance_number(instance, "EnabledState", 5);
    instance_text(instance, "Name", "Intel(r) AMT Power Management Service");
    instance_number(instance, "RequestedState", 12);
    instance_text(instance, "SystemCreationClassName", "CIM_ComputerSystem");
    instance_text(instance, "SystemName", "Intel(r) AMT");
}

void power_fill_capabilities(struct instance *instance, const struct machine *machine,
                             unsigned index)
{
    static const unsigned supported[] = {2, 5, 8, 10, 11, 12, 14, 4, 7};

    (void)machine;
    (void)index;
    instance_text(instance, "ElementName", "Intel(r) AMT Power Management Capabilities");
    instance_text(instance, "InstanceID", "Intel(r) AMT:PowerManagementCapabilities 0");
    instance_number(instance, "PowerCapabilities", 5);
    for (size_t i = 0; i < sizeof supported / sizeof *supported; i++)
        instance_number(instance, "PowerStatesSupported", supported[i]);
}

void power_fill_saving(struct instance *instance, const struct machine *machine, unsigned index)
{
    bool on, saving;

    (void)index;
    pc_lock(machine->pc);
    on = machine->pc->power == POWER_ON;
    saving = machine->pc->saving;
    pc_unlock(machine->pc);
    instance_text(instance, "CreationClassName", "IPS_PowerManagementService");
    instance_text(instance, "ElementName", "Intel(r) AMT Power Management Service");
    instance_text(instance, "Name", "Intel(r) AMT Power Management Service");
    if (on)
        instance_number(instance, "OSPowerSavingState", saving ? SAVING : FULL_POWER);
    instance_text(instance, "SystemCreationClassName", "CIM_ComputerSystem");
    instance_text(instance, "SystemName", "Intel(r) AMT");
}

/* A number, and the PC that it is for. False after a fault was written. */
static bool read_request(struct call *call, const char *name, unsigned *state)
{
    struct parameters parameters;
    struct named element = {.given = false};

    parameters_begin(&parameters, call);
    *state = parameter_number(&parameters, name, 65535);
    parameter_reference(&parameters, "ManagedElement", &element);
    if (!parameters_end(&parameters, call))
        return false;
    if (named_is(&element, BASE_CIM "CIM_ComputerSystem", "CreationClassName", "CIM_ComputerSystem",
                 "Name", "ManagedSystem", NULL))
        return true;
    call_return(call, INVALID_PARAMETER);
    return false;
}

void power_change(struct call *call)
{
    struct pc *pc = call->machine->pc;
    unsigned state, result;

    if (!read_request(call, "PowerState", &state))
        return;
    pc_lock(pc);
    result = pc_request(pc, state);
    if (result == DONE && (state == POWER_ON || state == POWER_RESET || state == POWER_CYCLE ||
                           state == POWER_SOFT_RESET))
        boot_take(call->machine);
    pc_unlock(pc);
    call_return(call, result);
}

void power_change_saving(struct call *call)
{
    struct pc *pc = call->machine->pc;
    unsigned state;

    if (!read_request(call, "OSPowerSavingState", &state))
        return;
    pc_lock(pc);
    if (state == FULL_POWER)
        pc->saving = false;
    pc_unlock(pc);
    call_return(call, state == FULL_POWER ? DONE : INVALID_PARAMETER);
}
