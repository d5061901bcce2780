/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The outbox at work: a mod_watchdog of one process at a time that hands what is due
 * to the courier, and cleans the database once a minute.
 *
 * Floor: httpd. Callers: httpd/wiring.c. Threads: the watchdog's own, and the child's
 * main thread when it ends. */
#ifndef CNOPS_HTTPD_WATCHDOG_H
#define CNOPS_HTTPD_WATCHDOG_H

#include "pages/request.h"

#include <httpd.h>

typedef struct cnops_watchdog_t cnops_watchdog_t;

/* post_config. *pfault where mod_watchdog is not there. Without CnopsOutboxDir nothing
 * goes out, and the log says so; the cleaning goes on. */
apr_status_t cnops_watchdog_make(cnops_watchdog_t **pwatchdog, server_rec *server,
                                 const cnops_app_t *app, apr_pool_t *pconf);

/* child_init. mod_watchdog does not wait for its callbacks: a child that ends first
 * asks the drain to stop after the message it is at, and waits for that up to 8 s. */
void cnops_watchdog_child(cnops_watchdog_t *watchdog, apr_pool_t *pchild);

#endif
