/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/space/profile.h"

#include "core/account/account_changes.h"
#include "pages/frame/failures.h"
#include "pages/space/space_nav.h"

#include <string.h>

#define PATH "/espace/profil"

static const cnops_asked_t asks[] = {{.field = CNOPS_FIELD_LANGUE},
                                     {.field = CNOPS_FIELD_PROSPECTION, .optional = true},
                                     {.field = CNOPS_FIELD_NONE}};

static void preset(cnops_visit_t *visit)
{
    const cnops_account_t *account = visit->req->account;

    cnops_entries_preset(visit->entries, CNOPS_FIELD_LANGUE, account->lang);
    cnops_entries_preset(visit->entries, CNOPS_FIELD_PROSPECTION,
                         account->prospecting ? "oui" : NULL);
}

/* Only what has changed becomes an event. */
static apr_status_t apply(const cnops_req_t *req, const char *lang, bool consents)
{
    const cnops_core_t *core = req->app->core;
    cnops_account_t account = *req->account;
    cnops_change_t change = {.account = &account, .ip = req->ip, .user_agent = req->user_agent};
    apr_status_t rv = APR_SUCCESS;

    if (strcmp(lang, account.lang) != 0)
        rv = cnops_account_change_language(core, &change, lang, req->pool);
    /* The second change starts from the account as the first one has left it. */
    account.lang = lang;
    if (rv == APR_SUCCESS && consents != account.prospecting)
        rv = cnops_account_change_consent(core, &change, consents, req->pool);
    return rv;
}

static cnops_res_t *submit(cnops_visit_t *visit)
{
    const char *consent = cnops_entries_value(visit->entries, CNOPS_FIELD_PROSPECTION);
    apr_status_t rv = apply(visit->req, cnops_entries_value(visit->entries, CNOPS_FIELD_LANGUE),
                            consent && *consent);

    return rv == APR_SUCCESS ? cnops_page_tell(visit->req, PATH, "notice.profile_saved")
                             : cnops_failure(visit->req, rv);
}

const cnops_form_page_t cnops_profile_form = {.path = PATH,
                                              .back = "/espace",
                                              .asked = asks,
                                              .preset = preset,
                                              .fill = cnops_space_fill,
                                              .submit = submit};
