/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/notice/notices.h"

#include "base/agent.h"
#include "base/language.h"
#include "base/netblock.h"
#include "core/account/account.h"
#include "core/person/contact.h"
#include "core/request/opposition.h"
#include "pages/frame/moment.h"
#include "pages/notice/messages.h"

#include <apr_strings.h>
#include <string.h>

/* As long as a freeze: a member who comes home after weeks can still refuse. */
#define OPPOSABLE_FOR (30 * apr_time_from_sec(86400))

/* Puts Unicode isolates around text for Arabic: a number with blanks is read from left to
 * right there too. */
static const char *isolate(const cnops_req_t *req, const cnops_account_t *account, const char *text)
{
    if (!text || strcmp(cnops_language_dir(account->lang), "rtl") != 0)
        return text;
    /* NOLINTNEXTLINE(misc-misleading-bidirectional): the last argument closes the isolate */
    return apr_pstrcat(req->pool, "\xe2\x81\xa6", text, "\xe2\x81\xa9", NULL);
}

/* What all notices say: the link to refuse the change, and when it was made. */
static cnops_tree_t *make_values(const cnops_req_t *req, cnops_opposition_e kind,
                                 const cnops_account_t *account, const char *subject)
{
    const cnops_core_t *core = req->app->core;
    cnops_tree_t *values = cnops_tree_object(req->pool);

    cnops_tree_set_text(values, "link",
                        cnops_opposition_url(core, kind, account->id, subject,
                                             cnops_core_now(core) + OPPOSABLE_FOR, req->pool));
    cnops_tree_set_text(values, "when",
                        isolate(req, account, cnops_moment_show(req, cnops_core_now(core))));
    return values;
}

static apr_array_header_t *make_list(apr_array_header_t **plist, const cnops_req_t *req)
{
    return *plist = apr_array_make(req->pool, 3, sizeof(cnops_outbox_row_t));
}

static apr_status_t add_to_both(apr_array_header_t *list, const cnops_req_t *req,
                                const cnops_account_t *account, const char *name,
                                const cnops_tree_t *values)
{
    static const cnops_channel_e channels[] = {CNOPS_CHANNEL_EMAIL, CNOPS_CHANNEL_SMS};
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; i < 2 && rv == APR_SUCCESS; i++) {
        const char *to;

        rv = cnops_account_contact(&to, req->app->core, account, channels[i], req->pool);
        if (rv == APR_SUCCESS)
            rv = cnops_messages_add(list, req->app, name, channels[i], to, account->lang, values,
                                    req->pool);
    }
    return rv;
}

apr_status_t cnops_notices_new_device(apr_array_header_t **plist, const cnops_req_t *req,
                                      const cnops_account_t *account, const char *browser)
{
    cnops_tree_t *values = make_values(req, CNOPS_OPPOSITION_DEVICE, account, browser);

    cnops_tree_set_text(values, "device",
                        isolate(req, account, cnops_agent_name(req->user_agent, req->pool)));
    cnops_tree_set_text(values, "place",
                        isolate(req, account, cnops_netblock_of(req->ip, req->pool)));
    return add_to_both(make_list(plist, req), req, account, "nouveau-navigateur", values);
}

apr_status_t cnops_notices_password(apr_array_header_t **plist, const cnops_req_t *req,
                                    const cnops_account_t *account)
{
    return add_to_both(make_list(plist, req), req, account, "mot-de-passe-remplace",
                       make_values(req, CNOPS_OPPOSITION_PASSWORD, account, ""));
}

apr_status_t cnops_notices_contact(apr_array_header_t **plist, const cnops_req_t *req,
                                   const cnops_account_t *account, cnops_channel_e channel,
                                   const char *contact)
{
    bool is_email = channel == CNOPS_CHANNEL_EMAIL;
    apr_array_header_t *list = make_list(plist, req);
    const char *former;
    cnops_tree_t *values;
    apr_status_t rv;

    rv = cnops_account_contact(&former, req->app->core, account, channel, req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    values = make_values(req, is_email ? CNOPS_OPPOSITION_EMAIL : CNOPS_OPPOSITION_PHONE, account,
                         former);
    cnops_tree_set_text(values, "contact",
                        isolate(req, account, cnops_contact_mask(channel, contact, req->pool)));
    rv = add_to_both(list, req, account, is_email ? "courriel-change" : "telephone-change", values);
    if (rv != APR_SUCCESS)
        return rv;
    return cnops_messages_add(list, req->app, "contact-lie", channel, contact, account->lang, NULL,
                              req->pool);
}
