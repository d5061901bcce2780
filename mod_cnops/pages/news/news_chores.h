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

/* How many messages may be queued now (CnopsNewsRate); all zero at first. Each process has its own,
 * which is not kept. */
typedef struct cnops_news_pace_t {
    apr_time_t at;      /* when credit was counted */
    apr_int64_t credit; /* the price of one message is the µs of a minute */
} cnops_news_pace_t;

/* An account that fails does not stop the others; the first failure is returned. */
apr_status_t cnops_news_chores(const cnops_app_t *app, cnops_news_pace_t *pace, apr_pool_t *pool);

#endif
