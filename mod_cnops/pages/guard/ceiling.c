/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/guard/ceiling.h"

#include "core/guard/pass.h"
#include "core/seal/outbox.h"
#include "pages/frame/failures.h"
#include "pages/guard/known_browser.h"
#include "pages/notice/messages.h"
#include "pages/notice/recipients.h"

#include <apr_strings.h>
#include <string.h>

/* --- whose counter --- */

const char *cnops_ceiling_allowance(const cnops_req_t *req, apr_int64_t person_id,
                                    const char *subject)
{
    const char *browser = cnops_known_browser_id(req, person_id);

    if (browser)
        return browser;
    return strcmp(req->journey->pass, subject) == 0 && *subject ? CNOPS_PASS_ALLOWANCE : NULL;
}

void cnops_ceiling_init(cnops_ceiling_t *ceiling, cnops_use_e use, const cnops_req_t *req,
                        const cnops_identity_t *identity)
{
    const char *own = cnops_ceiling_allowance(req, identity->person_id, identity->subject);

    ceiling->req = req;
    ceiling->use = use;
    ceiling->subject =
        own ? apr_pstrcat(req->pool, identity->subject, own, NULL) : identity->subject;
}

cnops_throttle_t cnops_ceiling_throttle(const cnops_ceiling_t *ceiling)
{
    return (cnops_throttle_t){.use = ceiling->use, .subject = ceiling->subject};
}

/* --- the link --- */

#define NOBODY "personne@example.invalid" /* in messages that are written, but never sent */

/* *pemail: where the link goes: the bound e-mail, else one on file; NULL: the person has none. */
static apr_status_t find_email(const char **pemail, const char **plang, const cnops_req_t *req,
                               apr_int64_t person_id)
{
    apr_array_header_t *contacts;
    const cnops_account_t *account;
    apr_status_t rv =
        cnops_recipients_find(&contacts, &account, req->app->core, person_id, req->pool);

    *pemail = NULL;
    *plang = account ? account->lang : req->lang;
    for (int i = 0; rv == APR_SUCCESS && i < contacts->nelts && !*pemail; i++) {
        const cnops_recipient_t *recipient = &APR_ARRAY_IDX(contacts, i, cnops_recipient_t);

        if (recipient->channel == CNOPS_CHANNEL_EMAIL)
            *pemail = recipient->contact;
    }
    return rv;
}

/* A message is written for an unknown person too, but with an end that has passed, so that it is
 * never sent: the time of the answer must not tell who is known. */
static apr_status_t queue_link(const cnops_req_t *req, const cnops_identity_t *identity)
{
    const cnops_core_t *core = req->app->core;
    apr_array_header_t *list = apr_array_make(req->pool, 1, sizeof(cnops_outbox_row_t));
    cnops_notice_t notice = {.name = "suite"};
    const char *email;
    cnops_outbox_row_t *row;
    apr_status_t rv;

    if ((rv = find_email(&email, &notice.lang, req, identity->person_id)) != APR_SUCCESS)
        return rv;
    notice.link = cnops_pass_link(core, identity->subject, req->pool);
    rv = cnops_messages_add(list, req->app, &notice, CNOPS_CHANNEL_EMAIL, email ? email : NOBODY,
                            req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    row = &APR_ARRAY_IDX(list, 0, cnops_outbox_row_t);
    row->expires_at = cnops_core_now(core) + (email ? CNOPS_PASS_TTL : -1);
    return cnops_outbox_queue(core, list, req->pool);
}

/* A link that could not be queued is not counted, so that the next visitor queues it. */
static apr_status_t queue_once_a_day(const cnops_req_t *req, const cnops_identity_t *identity)
{
    const cnops_core_t *core = req->app->core;
    cnops_verdict_t verdict;
    apr_status_t rv;

    rv = cnops_throttle_take(&verdict, core, CNOPS_USE_PERSON_PASSES, identity->subject, 0,
                             req->pool);
    if (rv != APR_SUCCESS || !verdict.allowed)
        return rv;
    if ((rv = queue_link(req, identity)) != APR_SUCCESS)
        cnops_throttle_give(core, CNOPS_USE_PERSON_PASSES, identity->subject, req->pool);
    return rv;
}

cnops_res_t *cnops_ceiling_page(const cnops_req_t *req, const cnops_identity_t *identity,
                                apr_interval_time_t wait)
{
    apr_status_t rv = queue_once_a_day(req, identity);
    cnops_tree_t *data;
    cnops_res_t *res;

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    data = cnops_page_data(req, "plafond");
    cnops_page_show_wait(data, wait);
    cnops_tree_set_int(data, "hours", (apr_time_sec(wait) + 3599) / 3600);
    res = cnops_page_show(req, 429, "plafond", data);
    cnops_page_retry_after(res, req, wait);
    res->event = "ceiling: met";
    return res;
}
