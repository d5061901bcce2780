/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/establishment/establishment.h"

#include "base/errors.h"
#include "base/text.h"
#include "core/establishment/api_key.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_uri.h>
#include <string.h>

#define CODE_MIN   2
#define CODE_MAX   16
#define CODE_CHARS "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
#define PAGE       100 /* of the list */

/* --- what operators type --- */

const char *cnops_establishment_code_fault(const char *text)
{
    apr_size_t len = strlen(text);

    return len >= CODE_MIN && len <= CODE_MAX && strspn(text, CODE_CHARS) == len
               ? NULL
               : "a code is 2 to 16 of A-Z, 0-9 and hyphen";
}

static apr_size_t count_characters(const char *text)
{
    apr_size_t count = 0;

    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

static bool has_control(const char *text)
{
    for (; *text; text++)
        if (apr_iscntrl(*text))
            return true;
    return false;
}

const char *cnops_establishment_name_fault(const char *text)
{
    if (!*text || strspn(text, " ") == strlen(text))
        return "the name is empty";
    if (!cnops_text_is_utf8(text, strlen(text)) || has_control(text))
        return "the name is not printable UTF-8";
    return count_characters(text) > CNOPS_ESTABLISHMENT_NAME_MAX ? "the name is over 80 characters"
                                                                 : NULL;
}

static bool is_loopback(const char *host)
{
    return strcmp(host, "127.0.0.1") == 0 || strcmp(host, "localhost") == 0;
}

const char *cnops_establishment_webhook_fault(const char *text, apr_pool_t *pool)
{
    apr_uri_t uri;

    if (strlen(text) > CNOPS_ESTABLISHMENT_WEBHOOK_MAX)
        return "the address is over 512 characters";
    for (const char *c = text; *c; c++)
        if (!apr_isgraph(*c) || strchr("<>\"\\^`{|}", *c))
            return "the address has a character that no address may have";
    if (apr_uri_parse(pool, text, &uri) != APR_SUCCESS || !uri.scheme || !uri.hostname ||
        !*uri.hostname)
        return "this is no address";
    if (strcmp(uri.scheme, "https") != 0 &&
        (strcmp(uri.scheme, "http") != 0 || !is_loopback(uri.hostname)))
        return "the address must begin with https://";
    return uri.user || uri.password || uri.fragment
               ? "the address must have no user, no password and no '#'"
               : NULL;
}

/* --- looks --- */

apr_status_t cnops_establishment_by_code(const cnops_establishment_t **pestablishment,
                                         const cnops_core_t *core, const char *code,
                                         apr_pool_t *pool)
{
    return core->store.establishments->by_code(core->store.self, pestablishment, code, pool);
}

apr_status_t cnops_establishment_get(const cnops_establishment_t **pestablishment,
                                     const cnops_core_t *core, apr_int64_t id, apr_pool_t *pool)
{
    return core->store.establishments->get(core->store.self, pestablishment, id, pool);
}

apr_status_t cnops_establishment_list(apr_array_header_t **plist, const cnops_core_t *core,
                                      apr_pool_t *pool)
{
    const cnops_store_t *store = &core->store;
    const char *after = "";
    apr_array_header_t *page;
    apr_status_t rv;

    *plist = apr_array_make(pool, 16, sizeof(cnops_establishment_t));
    do {
        rv = store->establishments->list(store->self, &page, after, PAGE, pool);
        if (rv != APR_SUCCESS || page->nelts == 0)
            return rv;
        apr_array_cat(*plist, page);
        after = APR_ARRAY_IDX(page, page->nelts - 1, cnops_establishment_t).code;
    } while (page->nelts == PAGE);
    return APR_SUCCESS;
}

apr_status_t cnops_establishment_keys(apr_array_header_t **plist, const cnops_core_t *core,
                                      apr_int64_t establishment_id, apr_pool_t *pool)
{
    const cnops_store_t *store = &core->store;
    apr_time_t now = cnops_core_now(core);
    apr_array_header_t *all;
    apr_status_t rv = store->establishments->keys_of(store->self, &all, establishment_id, pool);

    *plist = apr_array_make(pool, 4, sizeof(cnops_establishment_key_t));
    for (int i = 0; rv == APR_SUCCESS && i < all->nelts; i++) {
        const cnops_establishment_key_t *key = &APR_ARRAY_IDX(all, i, cnops_establishment_key_t);

        if (!key->ends_at || key->ends_at > now)
            APR_ARRAY_PUSH(*plist, cnops_establishment_key_t) = *key;
    }
    return rv;
}

/* --- changes --- */

static cnops_establishment_key_t make_row(const cnops_core_t *core, apr_int64_t establishment_id,
                                          const char *key, apr_pool_t *pool)
{
    return (cnops_establishment_key_t){.establishment_id = establishment_id,
                                       .key_digest = cnops_api_key_digest(core, key, pool),
                                       .key_id = cnops_keys_current(core->keys),
                                       .created_at = cnops_core_now(core)};
}

apr_status_t cnops_establishment_add(const char **pkey, const cnops_core_t *core, const char *code,
                                     const char *name, apr_pool_t *pool)
{
    const char *key = cnops_api_key_make(core, pool);
    cnops_establishment_key_t row = make_row(core, 0, key, pool);
    cnops_establishment_t establishment = {.code = code,
                                           .name = name,
                                           .state = CNOPS_ESTABLISHMENT_ACTIVE,
                                           .created_at = cnops_core_now(core),
                                           .webhook_url = ""};
    apr_status_t rv = core->store.establishments->add(core->store.self, &establishment, &row, pool);

    *pkey = rv == APR_SUCCESS ? key : NULL;
    return rv;
}

apr_status_t cnops_establishment_rotate(const char **pkey, apr_time_t *pends_at,
                                        const cnops_core_t *core, apr_int64_t establishment_id,
                                        apr_pool_t *pool)
{
    const char *key = cnops_api_key_make(core, pool);
    cnops_establishment_key_t row = make_row(core, establishment_id, key, pool);
    apr_status_t rv;

    *pends_at = row.created_at + CNOPS_ESTABLISHMENT_OVERLAP;
    rv = core->store.establishments->rotate(core->store.self, &row, *pends_at, pool);
    *pkey = rv == APR_SUCCESS ? key : NULL;
    return rv;
}

apr_status_t cnops_establishment_revoke(const cnops_core_t *core, apr_int64_t establishment_id,
                                        apr_pool_t *pool)
{
    return core->store.establishments->revoke(core->store.self, establishment_id,
                                              cnops_core_now(core), pool);
}

apr_status_t cnops_establishment_set(const cnops_core_t *core,
                                     const cnops_establishment_t *establishment, apr_pool_t *pool)
{
    return core->store.establishments->set(core->store.self, establishment, pool);
}
