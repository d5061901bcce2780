/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/request/request_notices.h"

#include "core/person/contact.h"
#include "core/request/opposition.h"
#include "pages/code/code_form.h"
#include "pages/notice/messages.h"
#include "pages/notice/recipients.h"

static const cnops_channel_e channels[] = {CNOPS_CHANNEL_EMAIL, CNOPS_CHANNEL_SMS};
static const char *const modes[] = {CNOPS_CONTACT_CHANGE(CNOPS_WORDS_TEXT) NULL};

apr_status_t cnops_request_show_contacts(cnops_tree_t *data, const cnops_core_t *core,
                                         const cnops_request_t *request, apr_pool_t *pool)
{
    for (int i = 0; i < 2; i++) {
        const char *contact;
        apr_status_t rv = cnops_request_contact(&contact, core, request, channels[i], pool);

        if (rv != APR_SUCCESS)
            return rv;
        cnops_tree_set_text(data, cnops_code_channel(channels[i])->name,
                            cnops_contact_mask(channels[i], contact, pool));
    }
    return APR_SUCCESS;
}

void cnops_request_show_rules(cnops_tree_t *data, const cnops_core_t *core)
{
    apr_int64_t seconds = apr_time_sec(core->settings->opposition_delay);

    cnops_tree_set_text(data, "mode", modes[core->settings->contact_change]);
    cnops_tree_set_int(data, "hours", (seconds + 3599) / 3600);
}

/* The former contacts, without those asked for. *plang: the language of the account; without one,
 * of the request. */
static apr_status_t list_former(apr_array_header_t **plist, const char **plang,
                                const cnops_core_t *core, const cnops_request_t *request,
                                apr_pool_t *pool)
{
    const cnops_account_t *account;
    apr_status_t rv = cnops_recipients_find(plist, &account, core, request->person_id, pool);

    *plang = account ? account->lang : request->lang;
    for (int i = 0; rv == APR_SUCCESS && i < 2; i++) {
        const char *contact;

        if ((rv = cnops_request_contact(&contact, core, request, channels[i], pool)) == APR_SUCCESS)
            cnops_recipients_drop(*plist, contact);
    }
    return rv;
}

static const cnops_link_t *make_link(const cnops_core_t *core, const cnops_request_t *request,
                                     apr_pool_t *pool)
{
    cnops_opposition_t opposition = {.kind = CNOPS_OPPOSITION_REQUEST, .subject = request->ref};

    return cnops_opposition_link(core, &opposition, cnops_request_expires_at(core, request), pool);
}

static apr_status_t make_values(cnops_tree_t **pvalues, const cnops_core_t *core,
                                const cnops_request_t *request, apr_pool_t *pool)
{
    *pvalues = cnops_tree_object(pool);
    cnops_request_show_rules(*pvalues, core);
    return cnops_request_show_contacts(*pvalues, core, request, pool);
}

apr_status_t cnops_request_notices_refusable(apr_array_header_t **pmessages, const cnops_app_t *app,
                                             const cnops_request_t *request, const char *name,
                                             apr_pool_t *pool)
{
    apr_array_header_t *former;
    cnops_notice_t notice = {.name = name};
    cnops_tree_t *values;
    apr_status_t rv = list_former(&former, &notice.lang, app->core, request, pool);

    *pmessages = apr_array_make(pool, 4, sizeof(cnops_outbox_row_t));
    if (rv == APR_SUCCESS)
        rv = make_values(&values, app->core, request, pool);
    if (rv != APR_SUCCESS)
        return rv;
    notice.values = values;
    notice.link = make_link(app->core, request, pool);
    return cnops_recipients_write(*pmessages, app, former, &notice, pool);
}

/* Adds the same message for each contact asked for. */
static apr_status_t add_asked(apr_array_header_t *messages, const cnops_app_t *app,
                              const cnops_request_t *request, const char *name,
                              const cnops_tree_t *values, apr_pool_t *pool)
{
    cnops_notice_t notice = {.name = name, .lang = request->lang, .values = values};
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; rv == APR_SUCCESS && i < 2; i++) {
        const char *contact;

        rv = cnops_request_contact(&contact, app->core, request, channels[i], pool);
        if (rv == APR_SUCCESS)
            rv = cnops_messages_add(messages, app, &notice, channels[i], contact, pool);
    }
    return rv;
}

static apr_status_t write_applied(apr_array_header_t **pmessages, const cnops_app_t *app,
                                  const cnops_request_t *request, apr_pool_t *pool)
{
    bool is_opening = request->kind == CNOPS_REQUEST_OPENING;
    cnops_notice_t notice = {.name = is_opening ? "compte-cree" : "contacts-remplaces"};
    apr_array_header_t *former;
    cnops_tree_t *values;
    apr_status_t rv = list_former(&former, &notice.lang, app->core, request, pool);

    *pmessages = apr_array_make(pool, 4, sizeof(cnops_outbox_row_t));
    if (rv == APR_SUCCESS)
        rv = make_values(&values, app->core, request, pool);
    if (rv != APR_SUCCESS)
        return rv;
    notice.values = values;
    if ((rv = cnops_recipients_write(*pmessages, app, former, &notice, pool)) != APR_SUCCESS)
        return rv;
    return add_asked(*pmessages, app, request, notice.name, values, pool);
}

apr_status_t cnops_request_notices_ended(apr_array_header_t **pmessages, const cnops_app_t *app,
                                         const cnops_request_t *request, apr_pool_t *pool)
{
    *pmessages = apr_array_make(pool, 2, sizeof(cnops_outbox_row_t));
    return add_asked(*pmessages, app, request, "demande-refusee", NULL, pool);
}

apr_status_t cnops_request_apply_and_notify(const cnops_app_t *app, const cnops_request_t *request,
                                            const char *actor, apr_pool_t *pool)
{
    cnops_event_t event = {.kind = CNOPS_EVENT_REQUEST_APPLIED, .actor = actor};
    apr_array_header_t *messages;
    /* Written before the change, after which the former contacts are not bound any more. */
    apr_status_t rv = write_applied(&messages, app, request, pool);

    return rv == APR_SUCCESS ? cnops_request_apply(app->core, request, messages, &event, pool) : rv;
}
