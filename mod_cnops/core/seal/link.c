/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/seal/link.h"

#include "base/errors.h"
#include "base/json.h"
#include "base/secret.h"
#include "core/seal/columns.h"
#include "core/seal/seal.h"

#include <apr_strings.h>
#include <sodium.h>
#include <string.h>

#define TOKEN_BYTES 16
#define BASE64      sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define ALPHABET    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

_Static_assert(sodium_base64_ENCODED_LEN(TOKEN_BYTES, BASE64) == CNOPS_LINK_TOKEN_LEN + 1,
               "the length of a token");

/* --- making --- */

static void make_token(char token[CNOPS_LINK_TOKEN_LEN + 1], const cnops_core_t *core)
{
    unsigned char bytes[TOKEN_BYTES];

    core->random.fill(core->random.self, bytes, sizeof bytes);
    sodium_bin2base64(token, CNOPS_LINK_TOKEN_LEN + 1, bytes, sizeof bytes, BASE64);
    sodium_memzero(bytes, sizeof bytes);
}

/* The digest under key_id (NULL: the current key). */
static const char *digest_of(const cnops_core_t *core, const char *key_id, const char *kind,
                             const char *token, apr_pool_t *pool)
{
    const char *parts[] = {kind, token, NULL};

    return cnops_column_digest_with(core, CNOPS_KEYED_LINK, key_id, parts, pool);
}

static const char *write_number(apr_int64_t number, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%" APR_INT64_T_FMT, number);
}

static const char *seal_content(const cnops_core_t *core, const cnops_link_row_t *row,
                                const cnops_tree_t *content, apr_pool_t *pool)
{
    const char *bound[] = {row->digest, write_number(row->account_id, pool),
                           write_number(row->expires_at, pool), NULL};
    const char *json = cnops_json_write(content, pool);
    const char *sealed = cnops_column_seal(core, CNOPS_SEALED_LINK, bound, json, pool);

    cnops_secret_wipe((char *)json);
    return sealed;
}

const cnops_link_t *cnops_link_make(const cnops_core_t *core, const cnops_right_t *right,
                                    const char *path, apr_pool_t *pool)
{
    cnops_link_row_t *row = apr_pcalloc(pool, sizeof *row);
    cnops_link_t *link = apr_palloc(pool, sizeof *link);
    char token[CNOPS_LINK_TOKEN_LEN + 1], *url;

    make_token(token, core);
    row->digest = digest_of(core, NULL, right->kind, token, pool);
    row->kind = right->kind;
    row->account_id = right->account_id;
    row->expires_at = right->expires_at;
    row->content_sealed = seal_content(core, row, right->content, pool);
    link->row = row;
    url = apr_pstrcat(pool, core->settings->public_url, path, token, NULL);
    link->url = cnops_secret_strdup(url, pool);
    cnops_secret_wipe(url);
    sodium_memzero(token, sizeof token);
    return link;
}

/* --- opening --- */

static apr_status_t judge_age(const cnops_core_t *core, const cnops_right_t *right)
{
    return right->expires_at > cnops_core_now(core) ? APR_SUCCESS : CNOPS_EEXPIRED;
}

static apr_status_t open_row(cnops_right_t *right, const cnops_core_t *core,
                             const cnops_link_row_t *row, apr_pool_t *pool)
{
    const char *bound[] = {row->digest, write_number(row->account_id, pool),
                           write_number(row->expires_at, pool), NULL};
    cnops_tree_t *content;
    char *json;

    if (cnops_column_open(&json, core, CNOPS_SEALED_LINK, bound, row->content_sealed, pool) !=
            APR_SUCCESS ||
        cnops_json_parse(&content, json, strlen(json), pool) != APR_SUCCESS)
        return CNOPS_EFORGED;
    right->account_id = row->account_id;
    right->content = content;
    right->expires_at = row->expires_at;
    return judge_age(core, right);
}

static bool is_token(const char *text)
{
    return strlen(text) == CNOPS_LINK_TOKEN_LEN && strspn(text, ALPHABET) == CNOPS_LINK_TOKEN_LEN;
}

/* The current key made the digests of nearly all links, so this is one look-up for them. A former
 * key, while the ring has it, costs those links another one, and tokens that nobody made. */
static apr_status_t find_row(const cnops_link_row_t **prow, const cnops_core_t *core,
                             const char *kind, const char *token, apr_pool_t *pool)
{
    apr_status_t rv = APR_SUCCESS;
    const char *key_id;

    *prow = NULL;
    for (int i = 0; rv == APR_SUCCESS && !*prow && (key_id = cnops_keys_id(core->keys, i)); i++)
        rv = core->store.links->find(core->store.self, prow,
                                     digest_of(core, key_id, kind, token, pool), pool);
    return rv;
}

static apr_status_t open_token(cnops_right_t *right, const cnops_core_t *core, const char *token,
                               apr_pool_t *pool)
{
    const cnops_link_row_t *row;
    apr_status_t rv;

    if (!is_token(token))
        return CNOPS_EFORGED;
    if ((rv = find_row(&row, core, right->kind, token, pool)) != APR_SUCCESS)
        return rv;
    return row ? open_row(right, core, row, pool) : CNOPS_EFORGED;
}

static apr_status_t open_sealed(cnops_right_t *right, const cnops_core_t *core, const char *sealed,
                                apr_pool_t *pool)
{
    const char *context = apr_pstrcat(pool, "link/", right->kind, NULL);
    cnops_tree_t *content;
    char *text;

    if (cnops_unseal(&text, core, CNOPS_KEY_LINKS, context, sealed, pool) != APR_SUCCESS ||
        cnops_json_parse(&content, text, strlen(text), pool) != APR_SUCCESS)
        return CNOPS_EFORGED;
    right->account_id = cnops_tree_int(content, "a", 0);
    right->content = content;
    right->expires_at = cnops_tree_int(content, "until", 0);
    return judge_age(core, right);
}

apr_status_t cnops_link_open(cnops_right_t *pright, const cnops_core_t *core, const char *kind,
                             const char *token, apr_pool_t *pool)
{
    *pright = (cnops_right_t){.kind = kind};
    if (!token)
        return CNOPS_EFORGED;
    return strchr(token, '.') ? open_sealed(pright, core, token, pool)
                              : open_token(pright, core, token, pool);
}
