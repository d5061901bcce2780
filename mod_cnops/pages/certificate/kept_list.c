/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/certificate/kept_list.h"

#include "base/json.h"
#include "core/certificate/revocations.h"

#include <apr_strings.h>
#include <apr_thread_mutex.h>
#include <stdbool.h>

/* The lock is held for as long as a list is copied, never while one is made. */
struct cnops_kept_list_t {
    apr_thread_mutex_t *lock;
    apr_pool_t *pool; /* of text alone; used with the lock only */
    const char *text; /* NULL: none is kept */
    apr_time_t made_at;
    bool is_being_made;
};

cnops_kept_list_t *cnops_kept_list_make(apr_pool_t *pool)
{
    cnops_kept_list_t *kept = apr_pcalloc(pool, sizeof *kept);

    apr_pool_create(&kept->pool, pool);
    return apr_thread_mutex_create(&kept->lock, APR_THREAD_MUTEX_DEFAULT, pool) == APR_SUCCESS
               ? kept
               : NULL;
}

static apr_status_t make(const char **ptext, const cnops_req_t *req)
{
    cnops_tree_t *tree;
    apr_status_t rv = cnops_revocations_make(&tree, req->app->core, req->pool);

    if (rv == APR_SUCCESS)
        *ptext = cnops_json_write(tree, req->pool);
    return rv;
}

/* A clock that was set back makes every list old. */
static bool is_younger(const cnops_kept_list_t *kept, apr_time_t now, apr_interval_time_t age)
{
    return kept->text && now >= kept->made_at && now - kept->made_at < age;
}

/* A copy of what is kept; NULL: the caller makes a list. *pmust_keep: and keeps it. */
static const char *look(cnops_kept_list_t *kept, bool *pmust_keep, const cnops_req_t *req)
{
    apr_time_t now = cnops_core_now(req->app->core);
    const char *text = NULL;

    apr_thread_mutex_lock(kept->lock);
    *pmust_keep = !kept->is_being_made && !is_younger(kept, now, CNOPS_KEPT_LIST_TURN);
    if (*pmust_keep)
        kept->is_being_made = true;
    else if (is_younger(kept, now, 2 * CNOPS_KEPT_LIST_TURN))
        text = apr_pstrdup(req->pool, kept->text);
    apr_thread_mutex_unlock(kept->lock);
    return text;
}

/* text: NULL where none could be made. asked_at: before it was made, so that it is never taken for
 * younger than it is. */
static void keep(cnops_kept_list_t *kept, const char *text, apr_time_t asked_at)
{
    apr_thread_mutex_lock(kept->lock);
    if (text) {
        apr_pool_clear(kept->pool);
        kept->text = apr_pstrdup(kept->pool, text);
        kept->made_at = asked_at;
    }
    kept->is_being_made = false;
    apr_thread_mutex_unlock(kept->lock);
}

apr_status_t cnops_kept_list_get(const char **ptext, const cnops_req_t *req)
{
    cnops_kept_list_t *kept = req->app->kept_list;
    apr_time_t asked_at = cnops_core_now(req->app->core);
    bool must_keep = false;
    apr_status_t rv;

    *ptext = kept ? look(kept, &must_keep, req) : NULL;
    if (*ptext)
        return APR_SUCCESS;
    rv = make(ptext, req);
    if (must_keep)
        keep(kept, *ptext, asked_at);
    return rv;
}
