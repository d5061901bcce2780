/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/space/profile.h"

#include "core/account/account_changes.h"
#include "core/journal/journal.h"
#include "core/news/preference.h"
#include "pages/frame/failures.h"
#include "pages/space/space_nav.h"

#include <string.h>

#define PATH "/espace/profil"

static const cnops_asked_t asks[] = {{.field = CNOPS_FIELD_LANGUE},
                                     {.field = CNOPS_FIELD_NOUVELLES, .optional = true},
                                     {.field = CNOPS_FIELD_PROSPECTION, .optional = true},
                                     {.field = CNOPS_FIELD_NONE}};

/* Without a budget for them no SMS is sent, so none is offered. */
static bool offers_sms(const cnops_visit_t *visit)
{
    return visit->req->app->core->settings->news_sms_budget > 0;
}

static cnops_res_t *begin(cnops_visit_t *visit)
{
    if (!offers_sms(visit))
        cnops_entries_limit(visit->entries, CNOPS_FIELD_NOUVELLES, CNOPS_NEWS_SMS);
    return NULL;
}

/* Who once chose SMS that are not sent any more sees that nothing is sent. */
static const char *news_choice(const cnops_visit_t *visit)
{
    cnops_news_e news = visit->req->account->news;
    bool is_sent = news != CNOPS_NEWS_SMS || offers_sms(visit);

    return cnops_field(CNOPS_FIELD_NOUVELLES)->choices[is_sent ? news : CNOPS_NEWS_NONE];
}

static void preset(cnops_visit_t *visit)
{
    const cnops_account_t *account = visit->req->account;

    cnops_entries_preset(visit->entries, CNOPS_FIELD_LANGUE, account->lang);
    cnops_entries_preset(visit->entries, CNOPS_FIELD_NOUVELLES, news_choice(visit));
    cnops_entries_preset(visit->entries, CNOPS_FIELD_PROSPECTION,
                         account->prospecting ? "oui" : NULL);
}

/* Only what has changed becomes an event. news -1: it was not asked. */
static apr_status_t apply(const cnops_req_t *req, const char *lang, int news, bool consents)
{
    const cnops_core_t *core = req->app->core;
    cnops_account_t account = *req->account;
    cnops_change_t change = {.account = &account, .ip = req->ip, .user_agent = req->user_agent};
    apr_status_t rv = APR_SUCCESS;

    if (strcmp(lang, account.lang) != 0)
        rv = cnops_account_change_language(core, &change, lang, req->pool);
    /* The next change starts from the account as this one has left it. */
    account.lang = lang;
    if (rv == APR_SUCCESS && news >= 0)
        rv = cnops_news_choose(core, &change, (cnops_news_e)news, CNOPS_ACTOR_MEMBER, req->pool);
    if (rv == APR_SUCCESS && consents != account.prospecting)
        rv = cnops_account_change_consent(core, &change, consents, req->pool);
    return rv;
}

static cnops_res_t *submit(cnops_visit_t *visit)
{
    const char *consent = cnops_entries_value(visit->entries, CNOPS_FIELD_PROSPECTION);
    apr_status_t rv =
        apply(visit->req, cnops_entries_value(visit->entries, CNOPS_FIELD_LANGUE),
              cnops_entries_choice(visit->entries, CNOPS_FIELD_NOUVELLES), consent && *consent);

    return rv == APR_SUCCESS ? cnops_page_tell(visit->req, PATH, "notice.profile_saved")
                             : cnops_failure(visit->req, rv);
}

const cnops_form_page_t cnops_profile_form = {.path = PATH,
                                              .back = "/espace",
                                              .asked = asks,
                                              .begin = begin,
                                              .preset = preset,
                                              .fill = cnops_space_fill,
                                              .submit = submit};
