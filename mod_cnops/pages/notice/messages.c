/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/notice/messages.h"

#include "base/secret.h"
#include "view/mail.h"

#include <apr_strings.h>
#include <string.h>

static cnops_tree_t *copy_site(const cnops_app_t *app, cnops_channel_e channel, apr_pool_t *pool)
{
    return channel == CNOPS_CHANNEL_EMAIL ? cnops_mail_site(app->institution, pool)
                                          : cnops_tree_borrow(app->institution, pool);
}

static cnops_tree_t *message_data(const cnops_app_t *app, cnops_channel_e channel, const char *code,
                                  apr_pool_t *pool)
{
    const cnops_settings_t *settings = app->core->settings;
    cnops_tree_t *data = cnops_tree_object(pool);

    cnops_tree_set(data, "site", copy_site(app, channel, pool));
    cnops_tree_set_text(data, "code", code);
    cnops_tree_set_text(data, "host", cnops_settings_host(settings, pool));
    cnops_tree_set_text(data, "url", settings->public_url);
    cnops_tree_set_int(data, "minutes", apr_time_sec(settings->code_ttl) / 60);
    return data;
}

static apr_status_t write_page(cnops_message_t *message, const cnops_app_t *app, const char *lang,
                               const char *code, const cnops_tree_t *data, apr_pool_t *pool)
{
    cnops_mail_t mail = {.subject = message->subject,
                         .text = message->text,
                         .lang = lang,
                         .code = code,
                         .url = app->core->settings->public_url,
                         .site = cnops_tree_get(data, "site"),
                         .look = &app->brand->mail};

    return cnops_mail_page(&message->html, app->view, &mail, pool);
}

/* Template NAME for an e-mail, NAME-sms for a mobile. */
static const char *template_of(const cnops_message_t *message, const char *name, apr_pool_t *pool)
{
    return apr_pstrcat(pool, "message/", name, message->channel == CNOPS_CHANNEL_SMS ? "-sms" : "",
                       NULL);
}

static apr_status_t render(cnops_message_t *message, const cnops_app_t *app, const char *name,
                           const char *lang, const char *code, const cnops_tree_t *data,
                           apr_pool_t *pool)
{
    const char *bytes;
    apr_size_t len;
    apr_status_t rv;

    rv = cnops_view_render(&bytes, &len, app->view, template_of(message, name, pool), lang, data,
                           pool);
    /* The text may hold a code or a link: only the message keeps it, in a copy that is wiped
     * with the pool. */
    cnops_secret_wipe((char *)cnops_tree_text(data, "code"));
    cnops_secret_wipe((char *)cnops_tree_text(data, "link"));
    if (rv != APR_SUCCESS)
        return rv;
    message->lang = lang;
    cnops_view_split_subject(&message->subject, &message->text, cnops_secret_strdup(bytes, pool));
    cnops_secret_wipe((char *)bytes);
    return message->subject ? write_page(message, app, lang, code, data, pool) : APR_SUCCESS;
}

apr_status_t cnops_messages_write_code(void *self, cnops_message_t *message, const char *code,
                                       apr_pool_t *pool)
{
    const cnops_messages_code_t *about = self;

    return render(message, about->app, about->name, about->lang, code,
                  message_data(about->app, message->channel, code, pool), pool);
}

/* Adds the caller's texts, numbers and lists to the common data. */
static void add_values(cnops_tree_t *data, const cnops_tree_t *values)
{
    for (const cnops_tree_t *value = values ? values->first : NULL; value; value = value->next) {
        if (value->type == CNOPS_TREE_INT)
            cnops_tree_set_int(data, value->name, value->value.integer);
        else if (value->type == CNOPS_TREE_LIST)
            cnops_tree_set(data, value->name, cnops_tree_borrow(value, data->pool));
        else
            cnops_tree_set_text(data, value->name, cnops_tree_text(values, value->name));
    }
}

apr_status_t cnops_messages_add(apr_array_header_t *list, const cnops_app_t *app,
                                const cnops_notice_t *notice, cnops_channel_e channel,
                                const char *to, apr_pool_t *pool)
{
    cnops_message_t message = {.channel = channel, .to = to};
    cnops_tree_t *data = message_data(app, channel, NULL, pool);
    cnops_outbox_row_t *row;
    apr_status_t rv;

    add_values(data, notice->values);
    if (notice->link)
        cnops_tree_set_text(data, "link", notice->link->url);
    message.unsubscribe = notice->unsubscribes && notice->link ? notice->link->url : NULL;
    message.created_at = cnops_core_now(app->core);
    message.expires_at = notice->lasts ? message.created_at + notice->lasts : 0;
    rv = render(&message, app, notice->name, notice->lang, NULL, data, pool);
    if (rv != APR_SUCCESS)
        return rv;
    row = apr_array_push(list);
    *row = *cnops_outbox_row(app->core, &message, pool);
    row->link = notice->link ? notice->link->row : NULL;
    return APR_SUCCESS;
}
