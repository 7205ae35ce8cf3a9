#include "common/amt/amt_reply.h"

#include <stdlib.h>

const xml_node *amt_reply_instance(const struct amt_reply *reply, size_t i)
{
    return i < reply->count ? xml_root(reply->instances[i]) : NULL;
}

bool amt_reply_add(struct amt_reply *reply, const xml_node *instance)
{
    xml_doc **more = realloc(reply->instances, (reply->count + 1) * sizeof *reply->instances);
    if (more == NULL)
        return false;
    reply->instances = more;
    reply->instances[reply->count] = xml_copy(instance);
    return reply->instances[reply->count] != NULL && ++reply->count > 0;
}

void amt_reply_free(struct amt_reply *reply)
{
    for (size_t i = 0; i < reply->count; i++)
        xml_free(reply->instances[i]);
    free(reply->instances);
    *reply = (struct amt_reply){.count = 0};
}
