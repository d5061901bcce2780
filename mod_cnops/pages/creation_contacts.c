/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/account.h"
#include "core/code.h"
#include "core/contact.h"
#include "pages/creation.h"
#include "pages/failures.h"
#include "pages/messages.h"

#include <string.h>

/* E-mail and mobile take the same two steps; a way says where they differ. */
typedef struct cnops_creation_way_t {
    cnops_channel_e channel;
    const char *field, *confirmation;
} way_t;

const way_t cnops_creation_by_email = {CNOPS_CHANNEL_EMAIL, "courriel", "courriel_confirmation"};
const way_t cnops_creation_by_phone = {CNOPS_CHANNEL_SMS, "telephone", "telephone_confirmation"};

static const way_t *way_of(const cnops_walk_t *walk)
{
    return walk->step->detail;
}

const cnops_asked_t cnops_creation_asks_email[] = {
    {.name = "courriel"}, {.name = "courriel_confirmation"}, {.name = NULL}};
const cnops_asked_t cnops_creation_asks_phone[] = {
    {.name = "telephone"}, {.name = "telephone_confirmation"}, {.name = NULL}};
const cnops_asked_t cnops_creation_asks_code[] = {{.name = "code"}, {.name = NULL}};

static const char **contact_of(cnops_journey_t *journey, const way_t *way)
{
    return way->channel == CNOPS_CHANNEL_EMAIL ? &journey->email : &journey->phone;
}

static apr_status_t send_code(cnops_code_sent_e *psent, apr_interval_time_t *pwait,
                              cnops_walk_t *walk, const way_t *way, const char *contact, bool again)
{
    cnops_code_sending_t sending = {.journey_id = walk->req->journey->id,
                                    .channel = way->channel,
                                    .destination = contact,
                                    .again = again,
                                    .write = cnops_messages_write_code,
                                    .write_self = walk->req};

    return cnops_code_send(psent, pwait, walk->req->app->core, &sending, walk->req->pool);
}

/* 429 with the form, so that nothing typed is lost and the visitor sees how long to wait. */
static cnops_res_t *ask_patience(cnops_walk_t *walk, const char *code, apr_interval_time_t wait)
{
    cnops_res_t *res;

    cnops_entries_fault(walk->entries, NULL, code);
    res = cnops_walk_refuse(walk, 429);
    cnops_page_retry_after(res, walk->req, wait);
    return res;
}

/* --- the contact --- */

cnops_res_t *cnops_creation_submit_contact(cnops_walk_t *walk)
{
    const way_t *way = way_of(walk);
    cnops_req_t *req = walk->req;
    const char *contact = cnops_entries_value(walk->entries, way->field);
    const char **kept = contact_of(req->journey, way);
    bool same = *kept && strcmp(*kept, contact) == 0;
    apr_interval_time_t wait;
    cnops_code_sent_e sent;
    bool is_free;
    apr_status_t rv;

    if (same && cnops_walk_is_confirmed(walk))
        return cnops_walk_accept(walk, false);
    rv = cnops_account_contact_is_free(&is_free, req->app->core, way->channel, contact, req->pool);
    if (rv == APR_SUCCESS && !is_free)
        return cnops_walk_fault(walk, way->field, "contact_taken");
    if (rv == APR_SUCCESS)
        rv = send_code(&sent, &wait, walk, way, contact, false);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (sent == CNOPS_CODE_TOO_MANY)
        return ask_patience(walk, "too_many_codes", wait);
    *kept = contact;
    return cnops_walk_accept(walk, true);
}

/* The form shows what was given before, so that going back loses nothing. */
apr_status_t cnops_creation_show_contact(cnops_walk_t *walk, cnops_tree_t *data)
{
    const way_t *way = way_of(walk);
    const char *kept = *contact_of(walk->req->journey, way);

    (void)data;
    if (kept) {
        kept = cnops_contact_show(way->channel, kept, walk->req->pool);
        cnops_entries_preset(walk->entries, way->field, kept);
        cnops_entries_preset(walk->entries, way->confirmation, kept);
    }
    return APR_SUCCESS;
}

/* --- its code --- */

/* "Send again" is the same form with action=renvoyer; it needs no code. */
cnops_res_t *cnops_creation_guard_code(cnops_walk_t *walk)
{
    const way_t *way = way_of(walk);
    cnops_req_t *req = walk->req;
    const char *action = cnops_form_value(req->form, "action");
    apr_interval_time_t wait;
    cnops_code_sent_e sent;
    apr_status_t rv;

    if (!action || strcmp(action, "renvoyer") != 0)
        return NULL;
    rv = send_code(&sent, &wait, walk, way, *contact_of(req->journey, way), true);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (sent == CNOPS_CODE_TOO_SOON)
        return ask_patience(walk, "too_soon", wait);
    if (sent == CNOPS_CODE_TOO_MANY)
        return ask_patience(walk, "too_many_codes", wait);
    req->journey->notice = "notice.code_sent_again";
    return cnops_page_redirect(req, req->path);
}

static const char *const tried_codes[] = {[CNOPS_CODE_RIGHT] = NULL,
                                          [CNOPS_CODE_WRONG] = "code_wrong",
                                          [CNOPS_CODE_EXHAUSTED] = "code_exhausted",
                                          [CNOPS_CODE_EXPIRED] = "code_expired"};

cnops_res_t *cnops_creation_submit_code(cnops_walk_t *walk)
{
    const way_t *way = way_of(walk);
    cnops_req_t *req = walk->req;
    cnops_code_tried_e tried;
    apr_status_t rv;

    rv = cnops_code_try(&tried, req->app->core, req->journey->id, way->channel,
                        *contact_of(req->journey, way), cnops_entries_value(walk->entries, "code"),
                        req->pool);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (tried_codes[tried])
        return cnops_walk_fault(walk, "code", tried_codes[tried]);
    return cnops_walk_accept(walk, false);
}

apr_status_t cnops_creation_show_code(cnops_walk_t *walk, cnops_tree_t *data)
{
    const way_t *way = way_of(walk);
    const cnops_req_t *req = walk->req;
    const char *contact = *contact_of(req->journey, way);
    cnops_tree_t *resend = cnops_tree_set_object(data, "resend");
    apr_interval_time_t wait;
    apr_status_t rv;

    rv = cnops_code_wait(&wait, req->app->core, req->journey->id, way->channel, contact, req->pool);
    cnops_tree_set_text(data, "destination", cnops_contact_show(way->channel, contact, req->pool));
    cnops_tree_set_int(data, "minutes", apr_time_sec(req->app->core->settings->code_ttl) / 60);
    cnops_tree_set_int(resend, "wait", apr_time_sec(wait + APR_USEC_PER_SEC - 1));
    cnops_tree_set_bool(resend, "allowed", wait == 0);
    return rv;
}
