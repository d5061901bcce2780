/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/space/profile.h"

#include "core/account/account_changes.h"
#include "pages/form/entries.h"
#include "pages/frame/failures.h"
#include "pages/space/space_nav.h"

#include <string.h>

#define PATH "/espace/profil"

static const cnops_asked_t asks[] = {{.field = CNOPS_FIELD_LANGUE},
                                     {.field = CNOPS_FIELD_PROSPECTION, .optional = true},
                                     {.field = CNOPS_FIELD_NONE}};

static cnops_res_t *show(const cnops_req_t *req, const cnops_entries_t *entries, int status)
{
    cnops_tree_t *data = cnops_space_form(req, PATH);

    cnops_entries_show(entries, data);
    return cnops_page_show(req, status, "espace/profil", data);
}

cnops_res_t *cnops_profile_get(cnops_req_t *req)
{
    cnops_entries_t *entries = cnops_entries_make(req, asks);

    cnops_entries_preset(entries, CNOPS_FIELD_LANGUE, req->account->lang);
    cnops_entries_preset(entries, CNOPS_FIELD_PROSPECTION,
                         req->account->prospecting ? "oui" : NULL);
    return show(req, entries, 200);
}

/* What did not change is no event. */
static apr_status_t apply(const cnops_req_t *req, const char *lang, bool consents)
{
    const cnops_core_t *core = req->app->core;
    cnops_account_t account = *req->account;
    cnops_change_t change = {.account = &account, .ip = req->ip, .user_agent = req->user_agent};
    apr_status_t rv = APR_SUCCESS;

    if (strcmp(lang, account.lang) != 0)
        rv = cnops_account_change_language(core, &change, lang, req->pool);
    account.lang = lang;
    if (rv == APR_SUCCESS && consents != account.prospecting)
        rv = cnops_account_change_consent(core, &change, consents, req->pool);
    return rv;
}

cnops_res_t *cnops_profile_post(cnops_req_t *req)
{
    cnops_entries_t *entries = cnops_entries_make(req, asks);
    const char *consent;
    apr_status_t rv;

    cnops_entries_read(entries);
    if (!cnops_entries_good(entries))
        return show(req, entries, 422);
    consent = cnops_entries_value(entries, CNOPS_FIELD_PROSPECTION);
    rv = apply(req, cnops_entries_value(entries, CNOPS_FIELD_LANGUE), consent && *consent);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    req->journey->notice = "notice.profile_saved";
    return cnops_page_redirect(req, PATH);
}
