/* Reads what a Subscribe asks for. */
#ifndef TESTS_STANDIN_SUBSCRIBE_H
#define TESTS_STANDIN_SUBSCRIBE_H

#include "tests/standin/config.h"
#include "tests/standin/reply.h"
#include "tests/standin/request.h"

/*
 * Fills in all but the name and the filter; subscription_clear frees it in any case. False with
 * the fault to answer with. tls: whether this firmware sends to https.
 */
bool subscribe_read(const struct request *request, bool tls, struct subscription *wanted,
                    enum soap_fault *fault);

#endif
