/* Turns an argument of --learn into a host. */
#ifndef FCFH_AMT_CFG_QUEUE_HOST_H
#define FCFH_AMT_CFG_QUEUE_HOST_H

#include "amt_cfg/machine.h"
#include "common/conf.h"
#include "common/err.h"

/* The address of the client in the queue whose UUID word is, or is the start of; else word itself,
 * a host. ERR_NOHOST for a whole UUID that is not in the queue, ERR_USAGE for a word that fits
 * several clients or is not a valid host. */
enum err_code queue_host(const struct conf *conf, const char *word, char host[HOST_NAME_SIZE],
                         struct err *e);

#endif
