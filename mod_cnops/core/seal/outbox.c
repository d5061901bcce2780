/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/seal/outbox.h"

#include "base/json.h"
#include "base/secret.h"
#include "core/seal/columns.h"

#include <sodium.h>
#include <string.h>

#define ID_BYTES 16

static const char *new_id(const cnops_core_t *core, apr_pool_t *pool)
{
    unsigned char bytes[ID_BYTES];
    char *hex = apr_palloc(pool, 2 * ID_BYTES + 1);

    core->random.fill(core->random.self, bytes, sizeof bytes);
    return sodium_bin2hex(hex, 2 * ID_BYTES + 1, bytes, sizeof bytes);
}

/* The text may contain a code, so the copies that are made here are wiped. */
static const char *seal_content(const cnops_core_t *core, const cnops_message_t *message,
                                const char *message_id, apr_pool_t *pool)
{
    const char *bound[] = {message_id, NULL};
    cnops_tree_t *content = cnops_tree_object(pool);
    const char *json, *sealed;

    cnops_tree_set_text(content, "to", message->to);
    cnops_tree_set_text(content, "subject", message->subject);
    cnops_tree_set_text(content, "text", message->text);
    cnops_tree_set_text(content, "html", message->html);
    cnops_tree_set_text(content, "lang", message->lang);
    if (message->unsubscribe)
        cnops_tree_set_text(content, "unsubscribe", message->unsubscribe);
    json = cnops_json_write(content, pool);
    sealed = cnops_column_seal(core, CNOPS_SEALED_MESSAGE, bound, json, pool);
    cnops_secret_wipe((char *)json);
    cnops_secret_wipe((char *)cnops_tree_text(content, "text"));
    cnops_secret_wipe((char *)cnops_tree_text(content, "html"));
    cnops_secret_wipe((char *)cnops_tree_text(content, "unsubscribe"));
    return sealed;
}

const cnops_outbox_row_t *cnops_outbox_row(const cnops_core_t *core, const cnops_message_t *message,
                                           apr_pool_t *pool)
{
    cnops_outbox_row_t *row = apr_pcalloc(pool, sizeof *row);

    row->message_id = new_id(core, pool);
    row->channel = message->channel;
    row->content_sealed = seal_content(core, message, row->message_id, pool);
    row->created_at = message->created_at;
    row->expires_at = message->expires_at;
    return row;
}

apr_status_t cnops_outbox_queue(const cnops_core_t *core, const apr_array_header_t *messages,
                                apr_pool_t *pool)
{
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; i < messages->nelts && rv == APR_SUCCESS; i++)
        rv = core->store.outbox->insert(core->store.self,
                                        &APR_ARRAY_IDX(messages, i, cnops_outbox_row_t), pool);
    return rv;
}

apr_status_t cnops_outbox_open(cnops_message_t **pmessage, const cnops_core_t *core,
                               const cnops_outbox_row_t *row, apr_pool_t *pool)
{
    cnops_message_t *message = apr_pcalloc(pool, sizeof *message);
    const char *bound[] = {row->message_id, NULL};
    cnops_tree_t *content;
    char *json;
    apr_status_t rv;

    *pmessage = NULL;
    rv = cnops_column_open(&json, core, CNOPS_SEALED_MESSAGE, bound, row->content_sealed, pool);
    if (rv != APR_SUCCESS)
        return rv;
    if ((rv = cnops_json_parse(&content, json, strlen(json), pool)) != APR_SUCCESS)
        return rv;
    message->id = row->message_id;
    message->channel = row->channel;
    message->to = cnops_tree_text(content, "to");
    message->subject = cnops_tree_text(content, "subject");
    message->text = cnops_tree_text(content, "text");
    message->html = cnops_tree_text(content, "html");
    message->lang = cnops_tree_text(content, "lang");
    message->unsubscribe = cnops_tree_text(content, "unsubscribe");
    message->created_at = row->created_at;
    message->expires_at = row->expires_at;
    *pmessage = message;
    return APR_SUCCESS;
}
