/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* How a member wants to hear of changed claims, and the link in each such message that ends it.
 *
 * Floor: core. Threads: any. Secrets: the token of the link, which is a right
 * (core/seal/link.h). */
#ifndef CNOPS_CORE_NEWS_PREFERENCE_H
#define CNOPS_CORE_NEWS_PREFERENCE_H

#include "core/account/account_changes.h"
#include "core/seal/link.h"

/* Sets the preference. actor: a word of core/journal/journal.h. The same preference again is
 * neither written nor an event. */
apr_status_t cnops_news_choose(const cnops_core_t *core, const cnops_change_t *change,
                               cnops_news_e news, const char *actor, apr_pool_t *pool);

/* A link whose reader may end the messages, and nothing else. It may be followed again and again
 * while it is valid (CNOPS_COLUMN_LINK_LIFE). */
const cnops_link_t *cnops_news_link(const cnops_core_t *core, apr_int64_t account_id,
                                    apr_pool_t *pool);

/* *paccount: whose messages it is about; NULL, with APR_SUCCESS, where the link is not valid (any
 * more) or the account is closed. */
apr_status_t cnops_news_link_open(const cnops_account_t **paccount, const cnops_core_t *core,
                                  const char *token, apr_pool_t *pool);

#endif
