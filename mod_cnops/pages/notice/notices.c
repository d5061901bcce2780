/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/notice/notices.h"

#include "base/agent.h"
#include "base/language.h"
#include "base/netblock.h"
#include "core/account/account.h"
#include "core/person/contact.h"
#include "core/request/opposition.h"
#include "core/seal/columns.h"
#include "pages/frame/moment.h"
#include "pages/notice/messages.h"
#include "pages/notice/recipients.h"

#include <apr_strings.h>
#include <string.h>

/* As long as a freeze: a member who comes home after weeks can still refuse. */
#define OPPOSABLE_FOR CNOPS_COLUMN_LINK_LIFE

/* Puts Unicode isolates around text for Arabic: a number with blanks is read from left to
 * right there too. */
static const char *isolate(const cnops_req_t *req, const cnops_account_t *account, const char *text)
{
    if (!text || strcmp(cnops_language_dir(account->lang), "rtl") != 0)
        return text;
    /* NOLINTNEXTLINE(misc-misleading-bidirectional): the last argument closes the isolate */
    return apr_pstrcat(req->pool, "\xe2\x81\xa6", text, "\xe2\x81\xa9", NULL);
}

/* What the texts of all notices name: when the change was made. */
static cnops_tree_t *make_values(const cnops_req_t *req, const cnops_account_t *account)
{
    cnops_tree_t *values = cnops_tree_object(req->pool);
    apr_time_t now = cnops_core_now(req->app->core);

    cnops_tree_set_text(values, "when", isolate(req, account, cnops_moment_show(req, now)));
    return values;
}

static apr_array_header_t *make_list(apr_array_header_t **plist, const cnops_req_t *req)
{
    return *plist = apr_array_make(req->pool, 3, sizeof(cnops_outbox_row_t));
}

/* Adds a notice to each bound contact, with a link to refuse what opposition names. */
static apr_status_t add_to_both(apr_array_header_t *list, const cnops_req_t *req,
                                const cnops_account_t *account, cnops_notice_t *notice,
                                const cnops_opposition_t *opposition)
{
    static const cnops_channel_e channels[] = {CNOPS_CHANNEL_EMAIL, CNOPS_CHANNEL_SMS};
    const cnops_core_t *core = req->app->core;
    apr_status_t rv = APR_SUCCESS;

    notice->lang = account->lang;
    notice->link =
        cnops_opposition_link(core, opposition, cnops_core_now(core) + OPPOSABLE_FOR, req->pool);
    for (int i = 0; i < 2 && rv == APR_SUCCESS; i++) {
        const char *to;

        rv = cnops_account_contact(&to, core, account, channels[i], req->pool);
        if (rv == APR_SUCCESS)
            rv = cnops_messages_add(list, req->app, notice, channels[i], to, req->pool);
    }
    return rv;
}

apr_status_t cnops_notices_new_device(apr_array_header_t **plist, const cnops_req_t *req,
                                      const cnops_account_t *account, const char *browser)
{
    cnops_tree_t *values = make_values(req, account);
    cnops_notice_t notice = {.name = "nouveau-navigateur", .values = values};
    cnops_opposition_t opposition = {CNOPS_OPPOSITION_DEVICE, account->id, browser, 0};

    cnops_tree_set_text(values, "device",
                        isolate(req, account, cnops_agent_name(req->user_agent, req->pool)));
    cnops_tree_set_text(values, "place",
                        isolate(req, account, cnops_netblock_of(req->ip, req->pool)));
    return add_to_both(make_list(plist, req), req, account, &notice, &opposition);
}

apr_status_t cnops_notices_password(apr_array_header_t **plist, const cnops_req_t *req,
                                    const cnops_account_t *account)
{
    cnops_notice_t notice = {.name = "mot-de-passe-remplace", .values = make_values(req, account)};
    cnops_opposition_t opposition = {CNOPS_OPPOSITION_PASSWORD, account->id, "", 0};

    return add_to_both(make_list(plist, req), req, account, &notice, &opposition);
}

apr_status_t cnops_notices_contact(apr_array_header_t **plist, const cnops_req_t *req,
                                   const cnops_account_t *account, cnops_channel_e channel,
                                   const char *contact)
{
    bool is_email = channel == CNOPS_CHANNEL_EMAIL;
    apr_array_header_t *list = make_list(plist, req);
    cnops_tree_t *values = make_values(req, account);
    cnops_notice_t bound = {.name = "contact-lie", .lang = account->lang};
    cnops_notice_t notice = {.name = is_email ? "courriel-change" : "telephone-change",
                             .values = values};
    cnops_opposition_t opposition = {.kind =
                                         is_email ? CNOPS_OPPOSITION_EMAIL : CNOPS_OPPOSITION_PHONE,
                                     .account_id = account->id};
    apr_status_t rv;

    rv = cnops_account_contact(&opposition.subject, req->app->core, account, channel, req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    cnops_tree_set_text(values, "contact",
                        isolate(req, account, cnops_contact_mask(channel, contact, req->pool)));
    if ((rv = add_to_both(list, req, account, &notice, &opposition)) != APR_SUCCESS)
        return rv;
    return cnops_messages_add(list, req->app, &bound, channel, contact, req->pool);
}

/* --- to all contacts --- */

static apr_status_t write_everywhere(apr_array_header_t **plist, const cnops_app_t *app,
                                     const cnops_account_t *account, const cnops_notice_t *notice,
                                     apr_pool_t *pool)
{
    const cnops_account_t *found;
    apr_array_header_t *recipients;
    apr_status_t rv =
        cnops_recipients_find(&recipients, &found, app->core, account->person_id, pool);

    *plist = apr_array_make(pool, 4, sizeof(cnops_outbox_row_t));
    return rv == APR_SUCCESS ? cnops_recipients_write(*plist, app, recipients, notice, pool) : rv;
}

apr_status_t cnops_notices_closing(apr_array_header_t **plist, const cnops_req_t *req,
                                   const cnops_account_t *account, apr_time_t closing_at)
{
    cnops_tree_t *values = cnops_tree_object(req->pool);
    cnops_notice_t notice = {.name = "fermeture", .lang = account->lang, .values = values};
    cnops_opposition_t opposition = {CNOPS_OPPOSITION_CLOSING, account->id,
                                     apr_psprintf(req->pool, "%" APR_TIME_T_FMT, closing_at), 0};

    cnops_tree_set_text(values, "when", isolate(req, account, cnops_moment_show(req, closing_at)));
    notice.link = cnops_opposition_link(req->app->core, &opposition, closing_at, req->pool);
    return write_everywhere(plist, req->app, account, &notice, req->pool);
}

apr_status_t cnops_notices_everywhere(apr_array_header_t **plist, const cnops_app_t *app,
                                      const cnops_account_t *account, const char *name,
                                      apr_pool_t *pool)
{
    cnops_notice_t notice = {.name = name, .lang = account->lang};

    return write_everywhere(plist, app, account, &notice, pool);
}
