/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A simple server on the loopback interface. It gives the answers that a test has prepared, and
 * records what it receives. It runs on a thread of its own and serves one connection at a time. */
#ifndef CNOPS_COURIER_LOOPBACK_H
#define CNOPS_COURIER_LOOPBACK_H

#include <apr_pools.h>
#include <stdbool.h>

/* What it answers to a line of SMTP, or to a whole request of HTTP. */
typedef struct loopback_reply_t {
    const char *when; /* how the received bytes begin; "": any bytes; "\r\n.\r\n": how all that was
                       * received ends, which is the end of a letter */
    const char *say;  /* NULL: it closes the connection */
} loopback_reply_t;

typedef struct loopback_t loopback_t;

/* greeting: sent at the start of each connection, or NULL. replies: end with a row whose when is
 * NULL; the first that fits is sent. silent: it accepts connections but never answers. */
loopback_t *loopback_start(const char *greeting, const loopback_reply_t *replies, bool silent,
                           apr_pool_t *pool);
int loopback_port(const loopback_t *loopback);

/* All that it has received so far, in all connections. */
const char *loopback_heard(loopback_t *loopback, apr_pool_t *pool);

/* The number of connections that it has accepted so far. */
int loopback_connections(loopback_t *loopback);
void loopback_stop(loopback_t *loopback);

#endif
