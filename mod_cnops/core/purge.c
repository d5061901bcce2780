/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/purge.h"

#define ENDED_KEPT apr_time_from_sec(24 * 3600) /* rows of messages sent or blanked */
#define DEAD_KEPT  (7 * ENDED_KEPT)             /* content of messages given up */
#define LINKS_KEPT (30 * ENDED_KEPT)            /* as long as most were valid */

static apr_status_t purge(const cnops_core_t *core, const cnops_session_ages_t *ages,
                          apr_pool_t *pool)
{
    const cnops_store_t *store = &core->store;
    apr_time_t now = cnops_core_now(core);
    cnops_outbox_ages_t outbox = {
        .now = now, .dead_before = now - DEAD_KEPT, .ended_before = now - ENDED_KEPT};
    apr_status_t rv;

    if ((rv = store->sessions->purge(store->self, ages, pool)) != APR_SUCCESS)
        return rv;
    if ((rv = store->challenges->purge(store->self, now, pool)) != APR_SUCCESS)
        return rv;
    if ((rv = store->links->purge(store->self, now - LINKS_KEPT, pool)) != APR_SUCCESS)
        return rv;
    if ((rv = store->tokens->purge(store->self, now, pool)) != APR_SUCCESS)
        return rv;
    if ((rv = store->counters->purge(store->self, now, pool)) != APR_SUCCESS)
        return rv;
    return store->outbox->purge(store->self, &outbox, pool);
}

apr_status_t cnops_purge(const cnops_core_t *core, apr_pool_t *pool)
{
    apr_time_t now = cnops_core_now(core);
    cnops_session_ages_t ages = {.seen_before = now - core->settings->session_idle,
                                 .created_before = now - core->settings->session_max};

    return purge(core, &ages, pool);
}

apr_status_t cnops_purge_carefully(const cnops_core_t *core, apr_pool_t *pool)
{
    apr_time_t now = cnops_core_now(core);
    cnops_session_ages_t ages = {.seen_before = now - CNOPS_SESSION_IDLE_LONGEST,
                                 .created_before = now - CNOPS_SESSION_MAX_LONGEST};

    return purge(core, &ages, pool);
}
