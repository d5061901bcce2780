/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/notices.h"

#include "base/language.h"
#include "core/account/account.h"
#include "core/seal/outbox.h"
#include "ctl/site.h"
#include "view/mail.h"

#include <apr_strings.h>

typedef struct writer_t {
    const cnops_casework_t *work;
    const cnops_view_t *view;
    const cnops_tree_t *site;
    const cnops_brand_t *brand;
    apr_array_header_t *list;
} writer_t;

static cnops_exit_e load(writer_t *writer)
{
    const cnops_ctl_t *ctl = writer->work->ctl;
    const char *fault = NULL;

    if (cnops_view_load(&writer->view, &fault, ctl->htdocs, "", cnops_languages, ctl->pool) !=
        APR_SUCCESS)
        return cnops_ctl_refuse(ctl, "--htdocs %s: %s", ctl->htdocs,
                                fault ? fault : "it cannot be read");
    return cnops_ctl_brand(&writer->site, &writer->brand, ctl);
}

/* These messages have no code and no link. */
static apr_status_t write_page(cnops_message_t *message, const writer_t *writer, cnops_tree_t *site,
                               apr_pool_t *pool)
{
    cnops_mail_t mail = {.subject = message->subject,
                         .text = message->text,
                         .lang = message->lang,
                         .site = site,
                         .look = &writer->brand->mail};

    return cnops_mail_page(&message->html, writer->view, &mail, pool);
}

static apr_status_t write_text(cnops_message_t *message, const writer_t *writer, const char *name,
                               apr_pool_t *pool)
{
    bool is_email = message->channel == CNOPS_CHANNEL_EMAIL;
    cnops_tree_t *data = cnops_tree_object(pool);
    cnops_tree_t *site =
        is_email ? cnops_mail_site(writer->site, pool) : cnops_tree_borrow(writer->site, pool);
    const char *file = apr_pstrcat(pool, "message/", name, is_email ? "" : "-sms", NULL), *bytes;
    apr_size_t len;
    apr_status_t rv;

    cnops_tree_set(data, "site", site);
    rv = cnops_view_render(&bytes, &len, writer->view, file, message->lang, data, pool);
    if (rv != APR_SUCCESS)
        return rv;
    cnops_view_split_subject(&message->subject, &message->text, apr_pstrmemdup(pool, bytes, len));
    return is_email ? write_page(message, writer, site, pool) : APR_SUCCESS;
}

static apr_status_t add(writer_t *writer, cnops_channel_e channel, const char *name)
{
    const cnops_casework_t *work = writer->work;
    apr_pool_t *pool = work->ctl->pool;
    cnops_message_t message = {.channel = channel, .lang = work->account->lang};
    apr_status_t rv;

    rv = cnops_account_contact(&message.to, work->core, work->account, channel, pool);
    if (rv == APR_SUCCESS)
        rv = write_text(&message, writer, name, pool);
    if (rv != APR_SUCCESS)
        return rv;
    message.created_at = cnops_core_now(work->core);
    APR_ARRAY_PUSH(writer->list, cnops_outbox_row_t) =
        *cnops_outbox_row(work->core, &message, pool);
    return APR_SUCCESS;
}

cnops_exit_e cnops_notices_write(apr_array_header_t **plist, const cnops_casework_t *work,
                                 const char *name)
{
    apr_pool_t *pool = work->ctl->pool;
    writer_t writer = {.work = work};
    cnops_exit_e verdict = load(&writer);
    apr_status_t rv;

    if (verdict != CNOPS_EXIT_DONE)
        return verdict;
    *plist = writer.list = apr_array_make(pool, 2, sizeof(cnops_outbox_row_t));
    rv = add(&writer, CNOPS_CHANNEL_EMAIL, name);
    if (rv == APR_SUCCESS)
        rv = add(&writer, CNOPS_CHANNEL_SMS, name);
    return rv == APR_SUCCESS ? CNOPS_EXIT_DONE : cnops_casework_failed(work->ctl, work->portal, rv);
}
