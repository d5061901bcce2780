/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/rights/export.h"

#include "base/json.h"
#include "core/guard/throttle.h"
#include "core/journal/journal.h"
#include "pages/frame/failures.h"
#include "pages/rights/export_parts.h"

#include <apr_strings.h>
#include <string.h>

#define FORMAT 1 /* raised where a program that reads the file must change */

static const struct {
    const char *name;
    cnops_export_fn add;
} parts[] = {
    {"person", cnops_export_person},
    {"memberships", cnops_export_memberships},
    {"account", cnops_export_account},
    {"consent", cnops_export_consent},
    {"sessions", cnops_export_sessions},
    {"browsers", cnops_export_browsers},
    {"contact_requests", cnops_export_changes},
    {"requests", cnops_export_tickets},
    {"claims", cnops_export_claims},
    {"journal", cnops_export_journal},
};

static apr_status_t build(cnops_tree_t **pfile, const cnops_req_t *req)
{
    cnops_tree_t *file = *pfile = cnops_tree_object(req->pool);
    apr_status_t rv = APR_SUCCESS;

    cnops_tree_set_int(file, "format", FORMAT);
    cnops_export_time(file, "made_at", cnops_core_now(req->app->core));
    for (apr_size_t i = 0; rv == APR_SUCCESS && i < sizeof parts / sizeof *parts; i++)
        rv = parts[i].add(file, parts[i].name, req);
    return rv;
}

static cnops_res_t *answer(const cnops_req_t *req, cnops_tree_t *file)
{
    const char *json = cnops_json_write(file, req->pool);
    cnops_res_t *res = cnops_page_bytes(req, "application/json", json, strlen(json));

    apr_table_setn(res->headers, "Content-Disposition",
                   "attachment; filename=\"mes-donnees.json\"");
    res->event = "data: exported";
    cnops_tree_wipe(file);
    return res;
}

/* The event comes first: nothing leaves without it, and the file has it too. */
static cnops_res_t *make_file(const cnops_req_t *req, const char *subject)
{
    const cnops_core_t *core = req->app->core;
    cnops_event_t event = {.kind = CNOPS_EVENT_EXPORTED,
                           .actor = CNOPS_ACTOR_MEMBER,
                           .ip = req->ip,
                           .user_agent = req->user_agent};
    cnops_tree_t *file;
    apr_status_t rv = cnops_journal_note(core, req->account->person_id, &event, req->pool);

    if (rv == APR_SUCCESS)
        rv = build(&file, req);
    if (rv == APR_SUCCESS)
        return answer(req, file);
    /* It did not come: it does not count. */
    cnops_throttle_give(core, CNOPS_USE_ACCOUNT_EXPORTS, subject, req->pool);
    return cnops_failure(req, rv);
}

/* A page of another site can send the browser here, and cookies are Lax: they come along. That page
 * gets nothing, but five such visits would use up the files of the day. */
static bool is_sent_by_others(const cnops_req_t *req)
{
    return req->fetch_site && strcmp(req->fetch_site, "cross-site") == 0;
}

cnops_res_t *cnops_export_get(cnops_req_t *req)
{
    const char *subject = apr_psprintf(req->pool, "%" APR_INT64_T_FMT, req->account->id);
    cnops_verdict_t verdict;
    apr_status_t rv;

    if (is_sent_by_others(req))
        return cnops_page_redirect(req, "/espace/donnees");
    rv = cnops_throttle_take(&verdict, req->app->core, CNOPS_USE_ACCOUNT_EXPORTS, subject, 0,
                             req->pool);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    return verdict.allowed ? make_file(req, subject)
                           : cnops_failure_page(req, 429, verdict.retry_after);
}
