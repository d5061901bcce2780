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

/* As long as a freeze: who comes back from a journey can still refuse. */
#define OPPOSABLE_FOR (30 * apr_time_from_sec(86400))

/* Numbers with blanks in them stand from left to right in Arabic too. */
static const char *isolate(const cnops_req_t *req, const cnops_account_t *account, const char *text)
{
    if (!text || strcmp(cnops_language_dir(account->lang), "rtl") != 0)
        return text;
    return apr_pstrcat(req->pool, "\xe2\x81\xa6", text, "\xe2\x81\xa9", NULL);
}

static cnops_tree_t *with_link(const cnops_req_t *req, cnops_opposition_e kind,
                               const cnops_account_t *account, const char *subject)
{
    const cnops_core_t *core = req->app->core;
    cnops_tree_t *facts = cnops_tree_object(req->pool);

    cnops_tree_set_text(facts, "link",
                        cnops_opposition_url(core, kind, account->id, subject,
                                             cnops_core_now(core) + OPPOSABLE_FOR, req->pool));
    cnops_tree_set_text(facts, "when",
                        isolate(req, account, cnops_moment_show(req, cnops_core_now(core))));
    return facts;
}

static apr_array_header_t *make_list(apr_array_header_t **plist, const cnops_req_t *req)
{
    return *plist = apr_array_make(req->pool, 3, sizeof(cnops_outbox_row_t));
}

static apr_status_t tell_both(apr_array_header_t *list, const cnops_req_t *req,
                              const cnops_account_t *account, const char *name,
                              const cnops_tree_t *facts)
{
    static const cnops_channel_e channels[] = {CNOPS_CHANNEL_EMAIL, CNOPS_CHANNEL_SMS};
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; i < 2 && rv == APR_SUCCESS; i++) {
        const char *to;

        rv = cnops_account_contact(&to, req->app->core, account, channels[i], req->pool);
        if (rv == APR_SUCCESS)
            rv = cnops_messages_add(list, req->app, name, channels[i], to, account->lang, facts,
                                    req->pool);
    }
    return rv;
}

apr_status_t cnops_notices_new_device(apr_array_header_t **plist, const cnops_req_t *req,
                                      const cnops_account_t *account, const char *browser)
{
    cnops_tree_t *facts = with_link(req, CNOPS_OPPOSITION_DEVICE, account, browser);

    cnops_tree_set_text(facts, "device",
                        isolate(req, account, cnops_agent_name(req->user_agent, req->pool)));
    cnops_tree_set_text(facts, "place",
                        isolate(req, account, cnops_netblock_of(req->ip, req->pool)));
    return tell_both(make_list(plist, req), req, account, "nouveau-navigateur", facts);
}

apr_status_t cnops_notices_password(apr_array_header_t **plist, const cnops_req_t *req,
                                    const cnops_account_t *account)
{
    return tell_both(make_list(plist, req), req, account, "mot-de-passe-remplace",
                     with_link(req, CNOPS_OPPOSITION_PASSWORD, account, ""));
}

apr_status_t cnops_notices_contact(apr_array_header_t **plist, const cnops_req_t *req,
                                   const cnops_account_t *account, cnops_channel_e channel,
                                   const char *contact)
{
    bool is_email = channel == CNOPS_CHANNEL_EMAIL;
    apr_array_header_t *list = make_list(plist, req);
    const char *former;
    cnops_tree_t *facts;
    apr_status_t rv;

    rv = cnops_account_contact(&former, req->app->core, account, channel, req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    facts =
        with_link(req, is_email ? CNOPS_OPPOSITION_EMAIL : CNOPS_OPPOSITION_PHONE, account, former);
    cnops_tree_set_text(facts, "contact",
                        isolate(req, account, cnops_contact_mask(channel, contact, req->pool)));
    rv = tell_both(list, req, account, is_email ? "courriel-change" : "telephone-change", facts);
    if (rv != APR_SUCCESS)
        return rv;
    return cnops_messages_add(list, req->app, "contact-lie", channel, contact, account->lang, NULL,
                              req->pool);
}
