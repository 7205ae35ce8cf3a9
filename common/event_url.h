/* The URL that clients send WS-Events to. No input or output. */
#ifndef FCFH_COMMON_EVENT_URL_H
#define FCFH_COMMON_EVENT_URL_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"

#define EVENT_URL_MAX 253 /* characters; AMT accepts no more */

/* http:// or https://, a host, visible ASCII. ERR_DATA with the first thing that is wrong. */
enum err_code event_url_check(const char *url, struct err *e);

/* "/events" of "https://fcfh.corp.example:16996/events?x", "/" where the URL ends before its path,
 * "" for the URL "". ERR_CONFIG for what event_url_check refuses, and for a path with '%', which
 * could be written in more than one way. */
enum err_code event_url_path(const char *url, char *path, size_t size, struct err *e);

/* "fcfh.corp.example" of the same, an IPv6 address without its brackets. False for what
 * event_url_check refuses, and for a host that does not fit. */
bool event_url_host(const char *url, char *host, size_t size);
bool event_url_is_https(const char *url);

#endif
