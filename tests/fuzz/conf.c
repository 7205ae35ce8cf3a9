/* fcfh.conf: whatever is in it, the resulting values are within their bounds. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "common/conf_file.h"

static void expect(bool good)
{
    if (!good)
        abort();
}

void fuzz_one(const uint8_t *data, size_t size)
{
    static struct conf conf;
    struct err e = {0};
    conf_init(&conf);
    enum err_code code = conf_parse(&conf, "f", (const char *)data, size, &e);
    expect(code == e.code);
    expect(code == ERR_OK || (code == ERR_CONFIG && strncmp(e.text, "f:", 2) == 0));
    expect(conf.queue.directory[0] == '/' && conf.queue.timeout > 0);
    expect(conf.queue.archive_days >= 0 && conf.amt.timeout > 0 && conf.amt.parallel > 0);
    expect(conf.collector.call_count <= CONF_CALLS_MAX);
    expect(conf.amt.network_count <= CONF_NETWORKS_MAX && conf.tool_count <= CONF_TOOLS_MAX);
    for (size_t i = 0; i < conf.amt.network_count; i++)
        expect(conf.amt.networks[i].bits <= (conf.amt.networks[i].base.v6 ? 128u : 32u));
    for (size_t i = 0; i < conf.tool_count; i++)
        expect(memchr(conf.tools[i].command, '\0', CONF_VALUE_SIZE) != NULL);
}
