/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The periodic work on news of claims: gathers what imports have noted, and tells the members who
 * asked for it. A message says that there is something new, and nothing else.
 *
 * Floor: pages. The watchdog runs it in one process at a time. While httpd restarts, two processes
 * may run it. That does no harm: each message is queued in the transaction that says that it was,
 * and names what it read. */
#ifndef CNOPS_PAGES_NEWS_NEWS_CHORES_H
#define CNOPS_PAGES_NEWS_NEWS_CHORES_H

#include "pages/frame/request.h"
#include "pages/notice/pace.h"

/* pace: of CnopsNewsRate. An account that fails does not stop the others; the first failure is
 * returned. */
apr_status_t cnops_news_chores(const cnops_app_t *app, cnops_pace_t *pace, apr_pool_t *pool);

#endif
