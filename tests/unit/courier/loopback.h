/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A server of a few lines on the loopback: it answers what a test wrote down, and keeps what
 * it was told. One connection at a time, on a thread of its own. */
#ifndef CNOPS_COURIER_LOOPBACK_H
#define CNOPS_COURIER_LOOPBACK_H

#include <apr_pools.h>
#include <stdbool.h>

/* What it says to a line (of SMTP), or to the empty line after a request's head (of HTTP)
 * once the body has come. */
typedef struct loopback_reply_t {
    const char *when; /* how the line begins; "" any; "\r\n.\r\n" the end of a letter */
    const char *say;  /* NULL: nothing, and it hangs up */
} loopback_reply_t;

typedef struct loopback_t loopback_t;

/* greeting: said to whoever connects, or NULL. replies end with a NULL when; the first that
 * fits is said. silent: takes connections, says nothing. */
loopback_t *loopback_start(const char *greeting, const loopback_reply_t *replies, bool silent,
                           apr_pool_t *pool);
int loopback_port(const loopback_t *loopback);
/* All that it was told so far, in all connections. */
const char *loopback_heard(loopback_t *loopback, apr_pool_t *pool);
int loopback_connections(loopback_t *loopback);
void loopback_stop(loopback_t *loopback);

#endif
