/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* News of claims: who is told, when, and at most how often.
 *
 * A member who asked for it is told that a claim has changed: once a day at most, and no SMS at
 * night (CnopsNewsSmsFrom, CnopsNewsSmsUntil). What changes later that day is told the next
 * morning. Days and hours are those that the member's watch shows (zone).
 *
 * Floor: core. Threads: any. Secrets: none; nothing here knows what a claim says. */
#ifndef CNOPS_CORE_NEWS_NEWS_H
#define CNOPS_CORE_NEWS_NEWS_H

#include "base/zone.h"
#include "core/core.h"

/* A message that could not be sent within a day says nothing new any more. µs. */
#define CNOPS_NEWS_LIFE apr_time_from_sec(86400)

/* Takes what imports have noted, a bounded number of rows: what is left waits for the next call. */
apr_status_t cnops_news_gather(const cnops_core_t *core, apr_pool_t *pool);

/* *plist: cnops_account_t that have news and are due, at most max. */
apr_status_t cnops_news_due(apr_array_header_t **plist, const cnops_core_t *core, int max,
                            apr_pool_t *pool);

/* When the account may be told: now, or the next time at which it may; 0: never, because it is
 * closed or being closed, or wants no news, or wants SMS and the installation sends none. */
apr_time_t cnops_news_time(const cnops_core_t *core, const cnops_zone_t *zone,
                           const cnops_account_t *account);

/* *pconcerns: false where the member is deceased: a message would reach the family. To be asked
 * when the account is told, because news wait until the next day, and the institution may have
 * learnt it by then. */
apr_status_t cnops_news_concern(bool *pconcerns, const cnops_core_t *core,
                                const cnops_account_t *account, apr_pool_t *pool);

/* Queues the message, and takes an SMS from their budget. *ptold: false where the budget is spent:
 * then the account waits for the next one. CNOPS_ECONFLICT where the account has changed since it
 * was read. */
apr_status_t cnops_news_tell(bool *ptold, const cnops_core_t *core, const cnops_account_t *account,
                             const cnops_outbox_row_t *message, apr_pool_t *pool);

/* The account is due at this time (0: never). That it has changed since it was read is no error:
 * it is read again. */
apr_status_t cnops_news_postpone(const cnops_core_t *core, const cnops_account_t *account,
                                 apr_time_t due_at, apr_pool_t *pool);

#endif
