/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/frame/failures.h"

#include "base/errors.h"
#include "pages/frame/moment.h"
#include "view/call_centre.h"

#include <apr_strings.h>

#define COUNTED (90 * APR_USEC_PER_SEC) /* a longer wait is told as a time of day */

/* What a machine failure means to a visitor. Failures that are not in the table are 503 too: a
 * visitor can only come back later, and the log tells operators what to repair. */
typedef struct meaning_t {
    apr_status_t rv;
    int status;
    apr_interval_time_t wait;
    const char *words;        /* the keys are status.WORDS.… ; NULL: WORDS is the status */
    const char *path, *label; /* of a link before those of all pages; NULL: none */
} meaning_t;

static const meaning_t meanings[] = {
    {.rv = CNOPS_EUNAVAILABLE, .status = 503, .wait = 10 * APR_USEC_PER_SEC},
    {.rv = CNOPS_ENOCODES, .status = 503, .wait = 5 * APR_USEC_PER_SEC, .words = "codes"},
    {.rv = CNOPS_ENOENGINE, .status = 503, .wait = 10 * APR_USEC_PER_SEC, .words = "papers"},
    {.rv = CNOPS_EBUSY, .status = 503, .wait = 5 * APR_USEC_PER_SEC},
    {.rv = CNOPS_ECONFLICT, .status = 503, .wait = 1 * APR_USEC_PER_SEC},
    {.rv = CNOPS_ENOTFOUND, .status = 404},
};

static const meaning_t other_failure = {
    .rv = APR_EGENERAL, .status = 503, .wait = 30 * APR_USEC_PER_SEC};

static void add_action(cnops_tree_t *actions, const cnops_req_t *req, const char *path,
                       const char *key)
{
    cnops_tree_t *action = cnops_tree_add_object(actions);

    cnops_tree_set_text(action, "href", cnops_page_href(req, path));
    cnops_tree_set_text(action, "label", cnops_page_text(req, key, NULL));
}

static void set_status_text(cnops_tree_t *data, const cnops_req_t *req, const char *words,
                            const char *part, const cnops_tree_t *args)
{
    cnops_page_set_text(data, part, req, apr_psprintf(req->pool, "status.%s.%s", words, part),
                        args);
}

/* How to try again, for partials/retry.html. */
static void add_retry(cnops_tree_t *data, const cnops_req_t *req, apr_interval_time_t wait)
{
    cnops_tree_t *retry;

    cnops_page_show_wait(data, wait);
    cnops_tree_set_text(data, "retry", NULL);
    if (!wait || !req->again)
        return;
    retry = cnops_tree_set_object(data, "retry");
    cnops_tree_set_text(retry, "href", cnops_page_href(req, req->again));
    cnops_tree_set_text(retry, "from", wait > COUNTED ? cnops_moment_from(req, wait) : NULL);
}

static cnops_res_t *show(const cnops_req_t *req, const meaning_t *meaning)
{
    int status = meaning->status;
    apr_interval_time_t wait = meaning->wait;
    const char *words = meaning->words ? meaning->words : apr_itoa(req->pool, status);
    cnops_tree_t *data = cnops_page_data(req, "status");
    cnops_tree_t *args = cnops_tree_object(req->pool);
    cnops_tree_t *actions = cnops_tree_set_list(data, "actions");
    cnops_res_t *res;

    cnops_call_centre_add(args, req->app->institution);
    cnops_tree_set_int(data, "status", status);
    set_status_text(data, req, words, "title", args);
    set_status_text(data, req, words, "message", args);
    set_status_text(data, req, words, "advice", args);
    add_retry(data, req, wait);
    if (meaning->path)
        add_action(actions, req, meaning->path, meaning->label);
    add_action(actions, req, "/", "action.home");
    add_action(actions, req, "/aide", "action.help");
    res = cnops_page_show(req, status, "status", data);
    if (wait)
        cnops_page_retry_after(res, req, wait);
    return res;
}

cnops_res_t *cnops_failure_page(const cnops_req_t *req, int status, apr_interval_time_t wait)
{
    return show(req, &(meaning_t){.status = status, .wait = wait});
}

cnops_res_t *cnops_failure_gone(const cnops_req_t *req, const char *path, const char *label)
{
    return show(req, &(meaning_t){.status = 410, .path = path, .label = label});
}

cnops_res_t *cnops_failure_unread(const cnops_req_t *req, int status)
{
    const char *words = status == 413 ? NULL : "422";

    return show(req, &(meaning_t){.status = status, .words = words});
}

cnops_res_t *cnops_failure(const cnops_req_t *req, apr_status_t rv)
{
    const meaning_t *meaning = &other_failure;
    cnops_res_t *res;

    for (apr_size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (meanings[i].rv == rv)
            meaning = &meanings[i];
    }
    res = show(req, meaning);
    res->failure = rv;
    return res;
}
