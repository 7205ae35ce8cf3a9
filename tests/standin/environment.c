#include "tests/standin/environment.h"

#include <stdlib.h>
#include <string.h>

#include "tests/standin/call.h"

static const char element_name[] = "Intel(r) AMT Environment Detection Settings";

static void free_words(char **words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(words[i]);
    free(words);
}

static void free_detection(struct detection *detection)
{
    free_words(detection->domains, detection->domain_count);
    free_words(detection->prefixes, detection->prefix_count);
}

void environment_init(struct config *config, const struct amt_options *amt)
{
    struct detection *detection = &config->detection;

    config->empty_strings = amt_quirk(amt, "empty-strings");
    detection->domain_count = amt->detect.count;
    detection->domains = xmalloc((amt->detect.count + 1) * sizeof *detection->domains);
    for (size_t i = 0; i < amt->detect.count; i++)
        detection->domains[i] = xstrdup(amt->detect.items[i]);
}

void environment_free(struct config *config)
{
    free_detection(&config->detection);
}

void environment_print(const struct config *config, const char *where, struct text *out)
{
    for (size_t i = 0; i < config->detection.domain_count; i++)
        text_printf(out, "%s detect %s\n", where, config->detection.domains[i]);
}

void environment_fill(struct instance *instance, const struct machine *machine, unsigned index)
{
    const struct detection *detection = &machine->config.detection;

    (void)index;
    instance_number(instance, "DetectionAlgorithm", detection->algorithm);
    for (size_t i = 0; i < detection->prefix_count; i++)
        instance_text(instance, "DetectionIPv6LocalPrefixes", detection->prefixes[i]);
    for (size_t i = 0; i < detection->domain_count; i++)
        instance_text(instance, "DetectionStrings", detection->domains[i]);
    if (detection->domain_count == 0 && machine->config.empty_strings)
        instance_text(instance, "DetectionStrings", "");
    instance_text(instance, "ElementName", element_name);
    instance_text(instance, "InstanceID", element_name);
}

/* All elements of that name that come next. */
static char **read_words(struct parameters *parameters, const char *name, size_t *count)
{
    char **words;

    *count = parameter_count(parameters, name);
    words = xmalloc((*count + 1) * sizeof *words);
    for (size_t i = 0; i < *count; i++)
        words[i] = parameter_text(parameters, name);
    return words;
}

static void answer_put(struct call *call)
{
    struct instance instance = {.count = 0};
    struct reply reply;

    environment_fill(&instance, call->machine, 0);
    call_begin(call, &reply, REPLY_RESOURCE);
    instance_write(&instance, &reply, call->class->name);
    reply_end(&reply);
    instance_free(&instance);
}

void environment_put(struct call *call)
{
    struct config *config = &call->machine->config;
    struct parameters parameters;
    struct detection wanted;
    char *name, *id;

    parameters_begin(&parameters, call);
    wanted.algorithm = parameter_number(&parameters, "DetectionAlgorithm", 65535);
    wanted.prefixes = read_words(&parameters, "DetectionIPv6LocalPrefixes", &wanted.prefix_count);
    wanted.domains = read_words(&parameters, "DetectionStrings", &wanted.domain_count);
    name = parameter_text(&parameters, "ElementName");
    id = parameter_text(&parameters, "InstanceID");
    if (parameters_end(&parameters, call)) {
        if (wanted.algorithm > 1 || wanted.domain_count > DETECTION_MAX ||
            wanted.prefix_count > DETECTION_MAX || strcmp(name, element_name) != 0 ||
            strcmp(id, element_name) != 0) {
            call_fault(call, SOAP_FAULT_REPRESENTATION);
        } else {
            struct detection old = config->detection;

            config->detection = wanted;
            config->changed = true;
            answer_put(call);
            wanted = old;
        }
    }
    free_detection(&wanted);
    free(name);
    free(id);
}
