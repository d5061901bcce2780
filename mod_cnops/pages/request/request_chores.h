/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What time does to requests: reminders, what takes effect, what runs out.
 *
 * Floor: pages. Callers: httpd/watchdog.c, in one process of all; two at once (a generation that
 * goes, one that comes) do no harm: each change names the version that it read. */
#ifndef CNOPS_PAGES_REQUEST_REQUEST_CHORES_H
#define CNOPS_PAGES_REQUEST_REQUEST_CHORES_H

#include "pages/frame/request.h"

/* Goes through all requests that are not at their end. One that fails keeps no other from its
 * turn; the first failure is returned. */
apr_status_t cnops_request_chores(const cnops_app_t *app, apr_pool_t *pool);

#endif
