#include "tests/standin/message_log.h"

#include <stdio.h>
#include <time.h>

#include "tests/standin/call.h"

enum { RECORD_SIZE = 21, NOW_FIRST = 5, DONE = 0, INVALID_ITERATION = 2 };

/* The newest records, by their age in seconds; older ones repeat the last of them, an hour
 * apart. */
static const struct {
    unsigned age;
    unsigned char bytes[RECORD_SIZE - 4];
} newest[NOW_FIRST] = {
    {30, {0xFF, 0x0F, 0x6F, 0x02, 0x68, 0x08, 0xFF, 0x22, 0x00, 0x40, 0x13}},
    {60, {0xFF, 0xC1, 0x71, 0x00, 0x58, 0x10, 0xFF, 0x26, 0x61, 0xAA, 0x30}},
    {300, {0xFF, 0x1E, 0x6F, 0x00, 0x68, 0x20, 0xFF, 0x04, 0x00, 0x40}},
    {2000, {0xFF, 0x05, 0x6F, 0x00, 0x68, 0x10, 0xFF, 0x17, 0x00, 0x40}},
    {7200, {0xFF, 0x06, 0x6F, 0x05, 0x68, 0x10, 0xFF, 0x26, 0x61, 0xAA, 0x0A}},
};

static long long machine_clock(const struct options *options)
{
    return (long long)time(NULL) - options->remote.clock_behind;
}

/* index: 0 is the newest. */
static void make_record(const struct options *options, unsigned index,
                        unsigned char record[RECORD_SIZE])
{
    bool recent = index < NOW_FIRST;
    unsigned which = recent ? index : NOW_FIRST - 1;
    long long at =
        machine_clock(options) - newest[which].age - (recent ? 0 : (index - which) * 3600LL);

    if (options->remote.no_clock)
        at = 0;
    for (int i = 0; i < 4; i++)
        record[i] = (unsigned char)(at >> 8 * i & 255);
    for (int i = 4; i < RECORD_SIZE; i++)
        record[i] = newest[which].bytes[i - 4];
}

void message_log_fill(struct instance *instance, const struct machine *machine, unsigned index)
{
    (void)machine;
    (void)index;
    instance_number(instance, "Capabilities", 4);
    instance_text(instance, "CreationClassName", "AMT_MessageLog");
    instance_number(instance, "CurrentNumberOfRecords", machine->records);
    instance_text(instance, "ElementName", "Intel(r) AMT:MessageLog 1");
    instance_number(instance, "EnabledState", 2);
    instance_flag(instance, "IsFrozen", false);
    instance_number(instance, "MaxNumberOfRecords", 390);
    instance_text(instance, "Name", "Intel(r) AMT:MessageLog 1");
    instance_number(instance, "OverwritePolicy", 2);
    instance_number(instance, "PercentageNearFull", 100);
    instance_number(instance, "RequestedState", 12);
    instance_number(instance, "Status", 0);
}

void message_log_position(struct call *call)
{
    struct parameters parameters;
    struct reply reply;

    parameters_begin(&parameters, call);
    if (!parameters_end(&parameters, call))
        return;
    call_output(call, &reply);
    call_output_number(&reply, "IterationIdentifier", 1);
    call_output_end(call, &reply, DONE);
}

void message_log_get(struct call *call)
{
    unsigned total = call->machine->records, page = call->options->remote.record_page;
    struct parameters parameters;
    struct reply reply;
    unsigned iteration, most, last;

    parameters_begin(&parameters, call);
    iteration = parameter_number(&parameters, "IterationIdentifier", 65535);
    most = parameter_number(&parameters, "MaxReadRecords", 390);
    if (!parameters_end(&parameters, call))
        return;
    if (iteration == 0 || iteration > total + 1 || most == 0) {
        call_return(call, INVALID_ITERATION);
        return;
    }
    last = iteration - 1 + (most < page ? most : page);
    if (last > total)
        last = total;
    call_output(call, &reply);
    call_output_number(&reply, "IterationIdentifier", last + 1);
    reply_text(&reply, reply.resource, "NoMoreRecords", last == total ? "true" : "false");
    for (unsigned i = iteration - 1; i < last; i++) {
        unsigned char record[RECORD_SIZE];
        char text[4 * (RECORD_SIZE / 3) + 1];

        make_record(call->options, i, record);
        base64_encode(record, sizeof record, text);
        reply_text(&reply, reply.resource, "RecordArray", text);
    }
    call_output_end(call, &reply, DONE);
}

void clock_fill(struct instance *instance, const struct machine *machine, unsigned index)
{
    (void)machine;
    (void)index;
    instance_text(instance, "CreationClassName", "AMT_TimeSynchronizationService");
    instance_text(instance, "ElementName", "Intel(r) AMT Time Synchronization Service");
    instance_number(instance, "EnabledState", 5);
    instance_number(instance, "LocalTimeSyncEnabled", 0);
    instance_text(instance, "Name", "Intel(r) AMT Time Synchronization Service");
    instance_number(instance, "RequestedState", 12);
    instance_text(instance, "SystemCreationClassName", "CIM_ComputerSystem");
    instance_text(instance, "SystemName", "Intel(r) AMT");
    instance_number(instance, "TimeSource", 1);
}

void clock_get(struct call *call)
{
    struct parameters parameters;
    struct reply reply;

    parameters_begin(&parameters, call);
    if (!parameters_end(&parameters, call))
        return;
    call_output(call, &reply);
    call_output_number(&reply, "Ta0", (unsigned long)machine_clock(call->options));
    call_output_end(call, &reply, DONE);
}
