/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/request/opposition.h"

#include "base/errors.h"
#include "core/seal/link.h"

#include <apr_strings.h>

#define LINK "opposition"

static const char *const kinds[] = {CNOPS_OPPOSITION(CNOPS_WORDS_TEXT) NULL};

/* The names have one letter, because the token also goes into SMS. */
const char *cnops_opposition_token(const cnops_core_t *core, cnops_opposition_e kind,
                                   apr_int64_t account_id, const char *subject,
                                   apr_time_t expires_at, apr_pool_t *pool)
{
    cnops_tree_t *content = cnops_tree_object(pool);

    cnops_tree_set_text(content, "k", kinds[kind]);
    cnops_tree_set_int(content, "a", account_id);
    cnops_tree_set_text(content, "s", subject);
    cnops_tree_set_int(content, "i", cnops_core_now(core));
    return cnops_link_seal(core, LINK, content, expires_at, pool);
}

const char *cnops_opposition_url(const cnops_core_t *core, cnops_opposition_e kind,
                                 apr_int64_t account_id, const char *subject, apr_time_t expires_at,
                                 apr_pool_t *pool)
{
    return apr_pstrcat(pool, core->settings->public_url, "/opposition/",
                       cnops_opposition_token(core, kind, account_id, subject, expires_at, pool),
                       NULL);
}

apr_status_t cnops_opposition_open(cnops_opposition_t *popposition, const cnops_core_t *core,
                                   const char *token, apr_pool_t *pool)
{
    cnops_tree_t *content;
    apr_status_t rv = cnops_link_open(&content, core, LINK, token, pool);
    int kind;

    if (!content)
        return rv;
    kind = cnops_words_find(kinds, cnops_tree_text(content, "k"));
    if (kind < 0) /* links made before there were words have the number: they lie in mailboxes */
        kind = (int)cnops_tree_int(content, "k", -1);
    if (kind < 0 || kind >= CNOPS_OPPOSITIONS)
        return CNOPS_EFORGED;
    popposition->kind = (cnops_opposition_e)kind;
    popposition->account_id = cnops_tree_int(content, "a", 0);
    popposition->issued_at = cnops_tree_int(content, "i", 0);
    popposition->subject = cnops_tree_text(content, "s");
    if (!popposition->subject)
        popposition->subject = "";
    return rv;
}
