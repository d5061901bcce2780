/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/news/preference.h"

#include "base/errors.h"
#include "core/account/account_find.h"
#include "core/journal/journal.h"
#include "core/seal/columns.h"

#define KIND "news"

/* --- choosing --- */

typedef struct choice_t {
    const cnops_core_t *core;
    apr_int64_t account_id;
    cnops_news_e news;
} choice_t;

static apr_status_t write_choice(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const choice_t *choice = self;
    const cnops_store_t *store = &choice->core->store;

    return store->accounts->set_news(store->self, choice->account_id, choice->news, trail, pool);
}

apr_status_t cnops_news_choose(const cnops_core_t *core, const cnops_change_t *change,
                               cnops_news_e news, const char *actor, apr_pool_t *pool)
{
    choice_t choice = {core, change->account->id, news};
    cnops_event_t event = {.kind = CNOPS_EVENT_NEWS_CHANGED,
                           .actor = actor,
                           .ip = change->ip,
                           .user_agent = change->user_agent,
                           .note = cnops_news_name(news)};
    cnops_act_t act = {change->account->person_id, &event, change->messages, write_choice, &choice};

    return news == change->account->news ? APR_SUCCESS : cnops_journal_act(core, &act, pool);
}

/* --- the link --- */

const cnops_link_t *cnops_news_link(const cnops_core_t *core, apr_int64_t account_id,
                                    apr_pool_t *pool)
{
    cnops_right_t right = {.kind = KIND,
                           .account_id = account_id,
                           .content = cnops_tree_object(pool),
                           .expires_at = cnops_core_now(core) + CNOPS_COLUMN_LINK_LIFE};

    return cnops_link_make(core, &right, "/desabonnement/", pool);
}

apr_status_t cnops_news_link_open(const cnops_account_t **paccount, const cnops_core_t *core,
                                  const char *token, apr_pool_t *pool)
{
    cnops_right_t right;
    apr_status_t rv = cnops_link_open(&right, core, KIND, token, pool);

    *paccount = NULL;
    if (rv == CNOPS_EFORGED || rv == CNOPS_EEXPIRED)
        return APR_SUCCESS;
    if (rv == APR_SUCCESS)
        rv = cnops_account_by_id(paccount, core, right.account_id, pool);
    if (!cnops_account_is_active(*paccount))
        *paccount = NULL;
    return rv;
}
