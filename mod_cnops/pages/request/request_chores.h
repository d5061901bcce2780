/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The periodic work on requests: sends reminders, applies what takes effect now, and ends what
 * has run out.
 *
 * Floor: pages. The watchdog runs it in one process at a time. While httpd restarts, two processes
 * may run it. That does no harm: each change names the version of the request that it read. */
#ifndef CNOPS_PAGES_REQUEST_REQUEST_CHORES_H
#define CNOPS_PAGES_REQUEST_REQUEST_CHORES_H

#include "pages/frame/request.h"

/* Works on all requests that have not ended. A request that fails does not stop the others; the
 * first failure is returned. */
apr_status_t cnops_request_chores(const cnops_app_t *app, apr_pool_t *pool);

#endif
