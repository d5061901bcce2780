/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Runs the work that belongs to no request, in threads of mod_watchdog. Each channel has
 * one, which hands the messages that are due to the courier. One works off the batches of
 * establishments. The last one does what is
 * due for open requests (reminders, effects, ends), tells members of changed claims, deletes old
 * rows (a bite of them once a minute, or once a second while there are more), and watches the
 * budget of SMS. Each thread works in one httpd process at a time.
 *
 * Floor: httpd. Threads: those, and the main thread of a child when it ends. */
#ifndef CNOPS_HTTPD_WATCHDOG_H
#define CNOPS_HTTPD_WATCHDOG_H

#include "pages/frame/request.h"

#include <httpd.h>

typedef struct cnops_watchdog_t cnops_watchdog_t;

/* Called in post_config. APR_ENOTIMPL where mod_watchdog is not loaded. Where a channel has
 * no driver, its messages wait and the log says so; everything else works. */
apr_status_t cnops_watchdog_make(cnops_watchdog_t **pwatchdog, server_rec *server,
                                 const cnops_app_t *app, apr_pool_t *pconf);

/* Called in child_init. mod_watchdog does not wait for its threads when a child ends. So the
 * child first asks them to stop after the current message, and waits up to 8 s for that. */
void cnops_watchdog_child(cnops_watchdog_t *watchdog, apr_pool_t *pchild);

#endif
