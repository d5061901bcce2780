/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/rights/export.h"

#include "base/json.h"
#include "base/secret.h"
#include "core/certificate/file_signature.h"
#include "core/certificate/public_keys.h"
#include "core/journal/journal.h"
#include "pages/rights/export_parts.h"
#include "pages/space/daily.h"
#include "pages/space/document.h"

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

apr_status_t cnops_export_note(const cnops_req_t *req)
{
    const cnops_event_t event = {.kind = CNOPS_EVENT_EXPORTED,
                                 .actor = CNOPS_ACTOR_MEMBER,
                                 .ip = req->ip,
                                 .user_agent = req->user_agent};

    return cnops_journal_note(req->app->core, req->account->person_id, &event, req->pool);
}

static cnops_res_t *answer(const cnops_req_t *req, cnops_tree_t *file)
{
    char *json = (char *)cnops_json_write(file, req->pool);
    char *body = cnops_file_signature_add(json, req->app->core->keys, req->pool);
    apr_size_t len = strlen(body);
    cnops_res_t *res;

    cnops_secret_wipe(json);
    cnops_tree_wipe(file);
    res = cnops_page_bytes(req, "application/json", cnops_space_secret_body(body, len, req->pool),
                           len);
    apr_table_setn(res->headers, "Content-Disposition",
                   "attachment; filename=\"mes-donnees.json\"");
    res->event = "data: exported";
    return res;
}

static apr_status_t make(cnops_res_t **pres, const cnops_req_t *req)
{
    cnops_tree_t *file;
    apr_status_t rv = cnops_export_note(req);

    if (rv == APR_SUCCESS)
        rv = cnops_public_keys_keep_current(req->app->core, req->pool);
    if (rv == APR_SUCCESS)
        rv = build(&file, req);
    if (rv == APR_SUCCESS)
        *pres = answer(req, file);
    return rv;
}

cnops_res_t *cnops_export_get(cnops_req_t *req)
{
    static const cnops_daily_t daily = {CNOPS_USE_ACCOUNT_EXPORTS, "/espace/donnees", make};

    return cnops_daily_get(req, &daily);
}
