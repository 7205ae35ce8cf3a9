#include "alert_collector/log_limit.h"

bool log_limit_allows(struct log_limit *limit, long long now)
{
    if (limit->said == 0 || now - limit->since >= LOG_LIMIT_MS) {
        limit->since = now;
        limit->said = 0;
    }
    if (limit->said == LOG_LIMIT_LINES) {
        limit->left_out++;
        return false;
    }
    limit->said++;
    return true;
}

unsigned log_limit_left_out(struct log_limit *limit, long long now)
{
    if (limit->left_out == 0 || now - limit->since < LOG_LIMIT_MS)
        return 0;
    unsigned count = limit->left_out;
    limit->left_out = 0;
    return count;
}
