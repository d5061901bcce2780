/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/notices.h"

#include "base/language.h"
#include "core/account/account.h"
#include "core/seal/outbox.h"
#include "ctl/site.h"
#include "view/mail.h"

#include <apr_strings.h>

cnops_exit_e cnops_notices_open(cnops_notices_t *notices, const cnops_ctl_t *ctl,
                                const cnops_core_t *core)
{
    const char *fault = NULL;

    *notices = (cnops_notices_t){.core = core};
    if (cnops_view_load(&notices->view, &fault, ctl->htdocs, "", cnops_languages, ctl->pool) !=
        APR_SUCCESS)
        return cnops_ctl_refuse(ctl, "--htdocs %s: %s", ctl->htdocs,
                                fault ? fault : "it cannot be read");
    return cnops_ctl_brand(&notices->site, &notices->brand, ctl);
}

/* These messages have no code, and no link that gives a right. */
static apr_status_t write_page(cnops_message_t *message, const cnops_notices_t *notices,
                               cnops_tree_t *site, apr_pool_t *pool)
{
    cnops_mail_t mail = {.subject = message->subject,
                         .text = message->text,
                         .lang = message->lang,
                         .url = notices->core->settings->public_url,
                         .site = site,
                         .look = &notices->brand->mail};

    return cnops_mail_page(&message->html, notices->view, &mail, pool);
}

static apr_status_t write_text(cnops_message_t *message, const cnops_notices_t *notices,
                               const char *name, apr_pool_t *pool)
{
    bool is_email = message->channel == CNOPS_CHANNEL_EMAIL;
    cnops_tree_t *data = cnops_tree_object(pool);
    cnops_tree_t *site =
        is_email ? cnops_mail_site(notices->site, pool) : cnops_tree_borrow(notices->site, pool);
    const char *file = apr_pstrcat(pool, "message/", name, is_email ? "" : "-sms", NULL), *bytes;
    apr_size_t len;
    apr_status_t rv;

    cnops_tree_set(data, "site", site);
    cnops_tree_set_text(data, "url", notices->core->settings->public_url);
    rv = cnops_view_render(&bytes, &len, notices->view, file, message->lang, data, pool);
    if (rv != APR_SUCCESS)
        return rv;
    cnops_view_split_subject(&message->subject, &message->text, apr_pstrmemdup(pool, bytes, len));
    return is_email ? write_page(message, notices, site, pool) : APR_SUCCESS;
}

static apr_status_t add(apr_array_header_t *list, const cnops_notices_t *notices,
                        const cnops_account_t *account, cnops_channel_e channel, const char *name)
{
    apr_pool_t *pool = list->pool;
    cnops_message_t message = {.channel = channel, .lang = account->lang};
    apr_status_t rv;

    rv = cnops_account_contact(&message.to, notices->core, account, channel, pool);
    if (rv == APR_SUCCESS)
        rv = write_text(&message, notices, name, pool);
    if (rv != APR_SUCCESS)
        return rv;
    message.created_at = cnops_core_now(notices->core);
    APR_ARRAY_PUSH(list, cnops_outbox_row_t) = *cnops_outbox_row(notices->core, &message, pool);
    return APR_SUCCESS;
}

apr_status_t cnops_notices_mail(apr_array_header_t **plist, const cnops_notices_t *notices,
                                const cnops_account_t *account, const char *name, apr_pool_t *pool)
{
    *plist = apr_array_make(pool, 1, sizeof(cnops_outbox_row_t));
    return add(*plist, notices, account, CNOPS_CHANNEL_EMAIL, name);
}

cnops_exit_e cnops_notices_write(apr_array_header_t **plist, const cnops_casework_t *work,
                                 const char *name)
{
    cnops_notices_t notices;
    cnops_exit_e verdict = cnops_notices_open(&notices, work->ctl, work->core);
    apr_status_t rv;

    if (verdict != CNOPS_EXIT_DONE)
        return verdict;
    *plist = apr_array_make(work->ctl->pool, 2, sizeof(cnops_outbox_row_t));
    rv = add(*plist, &notices, work->account, CNOPS_CHANNEL_EMAIL, name);
    if (rv == APR_SUCCESS)
        rv = add(*plist, &notices, work->account, CNOPS_CHANNEL_SMS, name);
    return rv == APR_SUCCESS ? CNOPS_EXIT_DONE : cnops_casework_failed(work->ctl, work->portal, rv);
}
