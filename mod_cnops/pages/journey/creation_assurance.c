/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/journey/creation_assurance.h"

#include "core/account/account_find.h"
#include "core/person/contact.h"
#include "core/request/request.h"
#include "pages/notice/messages.h"
#include "pages/notice/recipients.h"
#include "pages/request/request_notices.h"

#include <string.h>

static const char *const assurances[] = {CNOPS_ASSURANCE(CNOPS_WORDS_TEXT) NULL};

static bool is_asked(const cnops_req_t *req, cnops_assurance_e assurance)
{
    return req->app->core->settings->creation_assurance == assurance;
}

/* *plist: the contacts on file. A person who creates an account has no bound contacts yet. */
static apr_status_t list_on_file(apr_array_header_t **plist, const cnops_req_t *req)
{
    const cnops_account_t *ignored;

    return cnops_recipients_find(plist, &ignored, req->app->core, req->journey->identity.person_id,
                                 req->pool);
}

static bool is_proved(const cnops_recipient_t *recipient, const cnops_journey_t *journey)
{
    const char *proved =
        recipient->channel == CNOPS_CHANNEL_EMAIL ? journey->email : journey->phone;

    return !recipient->is_bound && proved && strcmp(recipient->contact, proved) == 0;
}

apr_status_t cnops_creation_is_pending(bool *pis_pending, const cnops_req_t *req)
{
    apr_array_header_t *recipients;
    apr_status_t rv;

    *pis_pending = !is_asked(req, CNOPS_ASSURANCE_FACTS);
    if (!is_asked(req, CNOPS_ASSURANCE_ON_FILE))
        return APR_SUCCESS;
    if ((rv = list_on_file(&recipients, req)) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < recipients->nelts; i++) {
        if (is_proved(&APR_ARRAY_IDX(recipients, i, cnops_recipient_t), req->journey))
            *pis_pending = false;
    }
    return APR_SUCCESS;
}

static apr_status_t add_on_file(cnops_tree_t *data, const cnops_req_t *req)
{
    cnops_tree_t *list = cnops_tree_set_list(data, "on_file");
    apr_array_header_t *recipients;
    apr_status_t rv;

    if (!is_asked(req, CNOPS_ASSURANCE_ON_FILE))
        return APR_SUCCESS;
    if ((rv = list_on_file(&recipients, req)) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < recipients->nelts; i++) {
        const cnops_recipient_t *recipient = &APR_ARRAY_IDX(recipients, i, cnops_recipient_t);

        if (!recipient->is_bound)
            cnops_tree_add_text(
                list, cnops_contact_mask(recipient->channel, recipient->contact, req->pool));
    }
    return APR_SUCCESS;
}

apr_status_t cnops_creation_show_contact(cnops_walk_t *walk, cnops_tree_t *data)
{
    const cnops_settings_t *settings = walk->req->app->core->settings;
    apr_status_t rv = cnops_steps_show_contact(walk, data);

    cnops_tree_set_text(data, "assurance", assurances[settings->creation_assurance]);
    return rv == APR_SUCCESS ? add_on_file(data, walk->req) : rv;
}

apr_status_t cnops_creation_show_end(cnops_walk_t *walk, cnops_tree_t *data)
{
    const cnops_req_t *req = walk->req;
    const cnops_account_t *account;
    bool is_pending;
    apr_status_t rv = cnops_account_any_of_person(&account, req->app->core,
                                                  req->journey->identity.person_id, req->pool);

    if (rv != APR_SUCCESS)
        return rv;
    is_pending = account && account->state == CNOPS_ACCOUNT_PENDING;
    cnops_tree_set_bool(data, "pending", is_pending);
    if (is_pending)
        cnops_tree_set_text(data, "title", cnops_page_text(req, "title.creation.attente", NULL));
    return APR_SUCCESS;
}

apr_status_t cnops_creation_pending_messages(apr_array_header_t **pmessages, const cnops_req_t *req)
{
    const cnops_journey_t *journey = req->journey;
    cnops_request_asking_t asking = {.ref = journey->id,
                                     .person_id = journey->identity.person_id,
                                     .kind = CNOPS_REQUEST_OPENING,
                                     .email = journey->email,
                                     .phone = journey->phone,
                                     .lang = req->lang};
    cnops_notice_t notice = {.name = "compte-attente", .lang = req->lang};
    apr_status_t rv = cnops_request_notices_refusable(
        pmessages, req->app, cnops_request_build(req->app->core, &asking, req->pool),
        "compte-demande", req->pool);

    if (rv != APR_SUCCESS)
        return rv;
    return cnops_messages_add(*pmessages, req->app, &notice, CNOPS_CHANNEL_EMAIL, journey->email,
                              req->pool);
}
