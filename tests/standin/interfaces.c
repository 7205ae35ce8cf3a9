#include "tests/standin/interfaces.h"

#include <limits.h>
#include <stdlib.h>

#include "tests/standin/call.h"

enum { ALL_OFF = 32768, ALL_ON = 32771 };
enum { CHANGE_OK = 0, CHANGE_INVALID_PARAMETER = 5, CHANGE_JOB = 4096, CHANGE_NO_TIMEOUT = 4098 };

void interfaces_fill(struct instance *instance, const struct machine *machine, unsigned index)
{
    (void)index;
    instance_text(instance, "CreationClassName", "AMT_UserInitiatedConnectionService");
    instance_text(instance, "ElementName", "Intel(r) AMT User Initiated Connection Service");
    instance_number(instance, "EnabledState", machine->config.interfaces);
    instance_text(instance, "Name", "Intel(r) AMT User Initiated Connection Service");
    instance_text(instance, "SystemCreationClassName", "CIM_ComputerSystem");
    instance_text(instance, "SystemName", "Intel(r) AMT");
}

void interfaces_change(struct call *call)
{
    const struct amt_options *amt = &call->options->amt;
    struct parameters parameters;
    unsigned wanted, status = CHANGE_OK;
    char *timeout;

    parameters_begin(&parameters, call);
    wanted = parameter_number(&parameters, "RequestedState", 65535);
    timeout = parameter_maybe(&parameters, "TimeoutPeriod");
    if (parameters_end(&parameters, call)) {
        if (wanted < ALL_OFF || wanted > ALL_ON)
            status = CHANGE_INVALID_PARAMETER;
        else if (timeout != NULL)
            status = CHANGE_NO_TIMEOUT;
        else if (amt->uic_return != 0)
            status = amt->uic_return;
        else if (!amt->uic_ignored) {
            call->machine->config.interfaces = wanted;
            call->machine->config.changed = true;
            status = amt_quirk(amt, "job") ? CHANGE_JOB : CHANGE_OK;
        }
        call_return(call, status);
    }
    free(timeout);
}
