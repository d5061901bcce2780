/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/request/opposition.h"

#include "base/errors.h"

#define LINK "opposition"
#define PATH "/opposition/"

static const char *const kinds[] = {CNOPS_OPPOSITION(CNOPS_WORDS_TEXT) NULL};

const cnops_link_t *cnops_opposition_link(const cnops_core_t *core,
                                          const cnops_opposition_t *opposition,
                                          apr_time_t expires_at, apr_pool_t *pool)
{
    cnops_tree_t *content = cnops_tree_object(pool);
    cnops_right_t right = {.kind = LINK,
                           .account_id = opposition->account_id,
                           .content = content,
                           .expires_at = expires_at};

    cnops_tree_set_text(content, "k", kinds[opposition->kind]);
    cnops_tree_set_text(content, "s", opposition->subject);
    cnops_tree_set_int(content, "i", cnops_core_now(core));
    return cnops_link_make(core, &right, PATH, pool);
}

apr_status_t cnops_opposition_open(cnops_opposition_t *popposition, const cnops_core_t *core,
                                   const char *token, apr_pool_t *pool)
{
    cnops_right_t right;
    apr_status_t rv = cnops_link_open(&right, core, LINK, token, pool);
    int kind;

    if (!right.content)
        return rv;
    kind = cnops_words_find(kinds, cnops_tree_text(right.content, "k"));
    if (kind < 0) /* links made before there were words have the number: they lie in mailboxes */
        kind = (int)cnops_tree_int(right.content, "k", -1);
    if (kind < 0 || kind >= CNOPS_OPPOSITIONS)
        return CNOPS_EFORGED;
    popposition->kind = (cnops_opposition_e)kind;
    popposition->account_id = right.account_id;
    popposition->issued_at = cnops_tree_int(right.content, "i", 0);
    popposition->subject = cnops_tree_text(right.content, "s");
    if (!popposition->subject)
        popposition->subject = "";
    return rv;
}
