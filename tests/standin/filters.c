#include "tests/standin/filters.h"

#include <stdlib.h>
#include <string.h>

#include "tests/standin/call.h"

enum { FILTER_MAX = 17, SENSOR_CALL = 193, SENSOR_DIAGNOSTIC = 192, POLICY_DIAGNOSTIC = 134 };
enum { ANY = 255 };

static void add_filter(struct config *config, const struct pet_filter *filter)
{
    config->filters = xrealloc(config->filters, config->filter_count + 1, sizeof *config->filters);
    config->filters[config->filter_count++] = *filter;
}

/* One of the firmware's own. */
static void add_own(struct config *config, unsigned policy, unsigned sensor_type, bool enable)
{
    struct pet_filter filter = {
        .enable = enable,
        .oem = true,
        .log = true,
        .device = ANY,
        .sensor_type = (unsigned char)sensor_type,
        .type = ANY,
        .offset = ANY,
        .source = ANY,
        .severity = ANY,
        .sensor = ANY,
        .entity = ANY,
        .instance = ANY,
        .policy = (unsigned char)policy,
        .send = enable,
    };

    add_filter(config, &filter);
}

void filters_init(struct config *config, const struct options *options)
{
    /* Temperature, voltage, fan, chassis, platform, processor, firmware, watchdog. */
    static const unsigned char sensors[] = {1, 2, 3, 5, 6, 7, 15, 35};
    const struct amt_options *amt = &options->amt;

    if (options->amt_major >= 18)
        return; /* there are no alerts of this kind any more */
    for (unsigned i = 0; i < sizeof sensors; i++)
        add_own(config, i + 1, sensors[i], sensors[i] != 35);
    if (amt_quirk(amt, "no-call-filter"))
        return;
    if (amt->call_policy != 0)
        add_own(config, amt->call_policy, SENSOR_CALL, true);
    if (amt->wildcard_policy != 0)
        add_own(config, amt->wildcard_policy, ANY, true);
    add_own(config, POLICY_DIAGNOSTIC, SENSOR_DIAGNOSTIC, true);
}

void filters_print(const struct config *config, const char *where, struct text *out)
{
    for (size_t i = 0; i < config->filter_count; i++) {
        const struct pet_filter *filter = &config->filters[i];

        if (!filter->oem)
            text_printf(out, "%s filter policy=%u sensor=%u enabled=%d send=%d\n", where,
                        filter->policy, filter->sensor_type, filter->enable, filter->send);
    }
}

const struct pet_filter *filters_find(const struct config *config, unsigned policy)
{
    for (size_t i = 0; i < config->filter_count; i++) {
        if (config->filters[i].policy == policy)
            return &config->filters[i];
    }
    return NULL;
}

unsigned filters_count(const struct machine *machine)
{
    return (unsigned)machine->config.filter_count;
}

static void print_id(unsigned policy, char id[40])
{
    snprintf(id, 40, "Intel(r) AMT:PET Filter %u", policy);
}

void filters_fill(struct instance *instance, const struct machine *machine, unsigned index)
{
    const struct pet_filter *filter = &machine->config.filters[index];
    char id[40];

    print_id(filter->policy, id);
    instance_number(instance, "DeviceAddress", filter->device);
    instance_text(instance, "ElementName", "Intel(r) AMT PET Filter");
    instance_flag(instance, "EnableFilter", filter->enable);
    instance_number(instance, "Entity", filter->entity);
    instance_number(instance, "EntityInstance", filter->instance);
    instance_number(instance, "EventOffset", filter->offset);
    instance_number(instance, "EventSensorType", filter->sensor_type);
    instance_number(instance, "EventSeverity", filter->severity);
    instance_number(instance, "EventSourceType", filter->source);
    instance_number(instance, "EventType", filter->type);
    instance_text(instance, "InstanceID", id);
    instance_flag(instance, "LogOnEvent", filter->log);
    instance_flag(instance, "OEMFilter", filter->oem);
    instance_number(instance, "PolicyID", filter->policy);
    instance_flag(instance, "SendAlert", filter->send);
    instance_number(instance, "SensorNumber", filter->sensor);
}

void filters_fill_service(struct instance *instance, const struct machine *machine, unsigned index)
{
    (void)machine;
    (void)index;
    instance_text(instance, "CreationClassName", "AMT_EventManagerService");
    instance_text(instance, "DefaultCommunityString", "public");
    instance_text(instance, "ElementName", "Intel(r) AMT Event Manager Service");
    instance_text(instance, "Name", "Intel(r) AMT Event Manager Service");
    instance_text(instance, "SystemCreationClassName", "CIM_ComputerSystem");
    instance_text(instance, "SystemName", "Intel(r) AMT");
}

static unsigned char read_byte(struct parameters *parameters, const char *name)
{
    return (unsigned char)parameter_number(parameters, name, 255);
}

void filters_create(struct call *call)
{
    struct config *config = &call->machine->config;
    struct reference reference = {FILTERS, {{"InstanceID", NULL}}};
    struct pet_filter filter;
    struct parameters parameters;
    char id[40];

    parameters_begin(&parameters, call);
    filter.enable = parameter_flag(&parameters, "EnableFilter");
    filter.oem = parameter_flag(&parameters, "OEMFilter");
    filter.log = parameter_flag(&parameters, "LogOnEvent");
    filter.device = read_byte(&parameters, "DeviceAddress");
    filter.sensor_type = read_byte(&parameters, "EventSensorType");
    filter.type = read_byte(&parameters, "EventType");
    filter.offset = read_byte(&parameters, "EventOffset");
    filter.source = read_byte(&parameters, "EventSourceType");
    filter.severity = read_byte(&parameters, "EventSeverity");
    filter.sensor = read_byte(&parameters, "SensorNumber");
    filter.entity = read_byte(&parameters, "Entity");
    filter.instance = read_byte(&parameters, "EntityInstance");
    filter.policy = read_byte(&parameters, "PolicyID");
    filter.send = parameter_flag(&parameters, "SendAlert");
    if (!parameters_end(&parameters, call))
        return;
    /* A policy belongs to one filter, and only the firmware creates OEM filters. */
    if (filter.oem || filter.policy == 0 || filters_find(config, filter.policy) != NULL) {
        call_fault(call, SOAP_FAULT_REPRESENTATION);
        return;
    }
    if (config->filter_count >= FILTER_MAX) {
        call_full(call);
        return;
    }
    if (!amt_quirk(&call->options->amt, "filter-lie")) {
        add_filter(config, &filter);
        config->changed = true;
    }
    print_id(filter.policy, id);
    reference.selectors[0].value = id;
    call_created(call, &reference);
}

void filters_delete(struct call *call)
{
    struct config *config = &call->machine->config;
    unsigned index;

    if (call->request->selector_count == 0) {
        call_fault(call, SOAP_FAULT_SELECTORS);
        return;
    }
    if (!call_select(call, &index))
        return;
    if (config->filters[index].oem) {
        call_fault(call, SOAP_FAULT_DENIED);
        return;
    }
    config->filter_count--;
    memmove(&config->filters[index], &config->filters[index + 1],
            (config->filter_count - index) * sizeof *config->filters);
    config->changed = true;
    call_empty(call);
}
