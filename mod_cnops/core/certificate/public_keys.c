/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/certificate/public_keys.h"

#include "base/base64.h"
#include "base/buffer.h"
#include "base/date.h"
#include "base/errors.h"
#include "base/file.h"
#include "base/json.h"
#include "core/certificate/certificate.h"

#include <apr_strings.h>
#include <sodium.h>
#include <string.h>

#define FILE_MAX 65536 /* bytes: some hundred keys */

_Static_assert(CNOPS_ROOT_SEED_LEN == crypto_sign_SEEDBYTES, "Ed25519");

#define LISTED(list, i) (&APR_ARRAY_IDX((list)->keys, i, cnops_listed_key_t))

/* --- ids --- */

const char *cnops_public_key_name(const cnops_public_key_t *key, apr_pool_t *pool)
{
    char *hex = apr_palloc(pool, 2 * sizeof key->id + 1);

    return sodium_bin2hex(hex, 2 * sizeof key->id + 1, key->id, sizeof key->id);
}

const cnops_public_key_t *cnops_public_keys_find(const cnops_public_keys_t *list,
                                                 const unsigned char id[CNOPS_SIGNING_KEY_ID_LEN])
{
    for (int i = 0; i < list->keys->nelts; i++)
        if (memcmp(LISTED(list, i)->key.id, id, CNOPS_SIGNING_KEY_ID_LEN) == 0)
            return &LISTED(list, i)->key;
    return NULL;
}

bool cnops_public_keys_have_current(const cnops_public_keys_t *list, const cnops_keys_t *keys)
{
    const cnops_public_key_t *found;
    cnops_public_key_t current;

    cnops_signature_public_key(&current, keys, NULL);
    found = cnops_public_keys_find(list, current.id);
    return found && memcmp(found->bytes, current.bytes, sizeof current.bytes) == 0;
}

static cnops_public_keys_t *make_list(apr_pool_t *pool)
{
    cnops_public_keys_t *list = apr_pcalloc(pool, sizeof *list);

    list->keys = apr_array_make(pool, 4, sizeof(cnops_listed_key_t));
    return list;
}

/* --- what is known --- */

/* False where the row is none that we can have written. */
static bool add_row(cnops_public_keys_t *list, const cnops_core_t *core,
                    const cnops_signing_key_t *row, apr_pool_t *pool)
{
    cnops_listed_key_t listed = {.since = cnops_certificate_day(core, row->since, pool)};
    size_t len;

    if (sodium_hex2bin(listed.key.bytes, sizeof listed.key.bytes, row->public_key,
                       strlen(row->public_key), NULL, &len, NULL) != 0 ||
        len != sizeof listed.key.bytes)
        return false;
    cnops_public_key_identify(&listed.key);
    APR_ARRAY_PUSH(list->keys, cnops_listed_key_t) = listed;
    return true;
}

/* A key signs until the next one does. That of a ring that went back to a former key has no next
 * one, and stays without a day. */
static void retire(cnops_public_keys_t *list, const cnops_public_key_t *current)
{
    for (int i = 0; i + 1 < list->keys->nelts; i++)
        if (memcmp(LISTED(list, i)->key.id, current->id, sizeof current->id) != 0)
            LISTED(list, i)->retired = LISTED(list, i + 1)->since;
}

apr_status_t cnops_public_keys_known(cnops_public_keys_t **plist, const cnops_core_t *core,
                                     apr_pool_t *pool)
{
    cnops_public_keys_t *list = make_list(pool);
    cnops_listed_key_t current = {.since = cnops_certificate_day(core, cnops_core_now(core), pool)};
    apr_array_header_t *rows;
    apr_status_t rv = core->store.certificates->keys(core->store.self, &rows, pool);

    *plist = NULL;
    if (rv != APR_SUCCESS)
        return rv;
    for (int i = 0; i < rows->nelts; i++)
        if (!add_row(list, core, &APR_ARRAY_IDX(rows, i, cnops_signing_key_t), pool))
            return CNOPS_EMALFORMED;
    cnops_signature_public_key(&current.key, core->keys, NULL);
    if (!cnops_public_keys_find(list, current.key.id))
        APR_ARRAY_PUSH(list->keys, cnops_listed_key_t) = current;
    retire(list, &current.key);
    *plist = list;
    return APR_SUCCESS;
}

apr_status_t cnops_public_keys_list(const cnops_public_keys_t **plist, const cnops_core_t *core,
                                    apr_pool_t *pool)
{
    cnops_public_keys_t *known;
    apr_status_t rv;

    *plist = core->signed_keys;
    if (*plist)
        return APR_SUCCESS;
    rv = cnops_public_keys_known(&known, core, pool);
    *plist = known;
    return rv;
}

apr_status_t cnops_public_keys_keep_current(const cnops_core_t *core, apr_pool_t *pool)
{
    cnops_public_key_t key;
    char hex[2 * sizeof key.bytes + 1];
    cnops_signing_key_t row = {.public_key = hex, .since = cnops_core_now(core)};

    cnops_signature_public_key(&key, core->keys, NULL);
    sodium_bin2hex(hex, sizeof hex, key.bytes, sizeof key.bytes);
    row.id = cnops_public_key_name(&key, pool);
    return core->store.certificates->keep_key(core->store.self, &row, pool);
}

/* --- the signature of the root key --- */

static const char *write_signed_text(const cnops_public_keys_t *list, apr_pool_t *pool)
{
    cnops_buffer_t out;

    cnops_buffer_init(&out, 512, pool);
    cnops_buffer_add_text(&out, "mod_cnops keys 1\n");
    cnops_buffer_add_text(&out, apr_pstrcat(pool, list->signed_on, "\n", NULL));
    for (int i = 0; i < list->keys->nelts; i++) {
        const cnops_listed_key_t *listed = LISTED(list, i);

        cnops_buffer_add_text(
            &out,
            apr_pstrcat(pool, cnops_public_key_name(&listed->key, pool), " ",
                        cnops_base64_encode(listed->key.bytes, sizeof listed->key.bytes, pool), " ",
                        listed->since, " ", listed->retired ? listed->retired : "-", "\n", NULL));
    }
    return cnops_buffer_text(&out);
}

void cnops_public_keys_root(cnops_public_key_t *pkey, const unsigned char seed[CNOPS_ROOT_SEED_LEN])
{
    unsigned char secret[crypto_sign_SECRETKEYBYTES];

    crypto_sign_seed_keypair(pkey->bytes, secret, seed);
    sodium_memzero(secret, sizeof secret);
    cnops_public_key_identify(pkey);
}

/* The machine of the root key has no core of its own. */
static const char *day_of(apr_time_t at, apr_pool_t *pool)
{
    cnops_core_t core = {.zone = NULL};

    if (cnops_zone_load(&core.zone, CNOPS_ZONE, pool) != APR_SUCCESS)
        core.zone = NULL;
    return cnops_certificate_day(&core, at, pool);
}

void cnops_public_keys_sign(cnops_public_keys_t *list,
                            const unsigned char seed[CNOPS_ROOT_SEED_LEN], apr_time_t at,
                            apr_pool_t *pool)
{
    unsigned char secret[crypto_sign_SECRETKEYBYTES];
    const char *text;

    list->signed_on = day_of(at, pool);
    text = write_signed_text(list, pool);
    crypto_sign_seed_keypair(list->root.bytes, secret, seed);
    cnops_public_key_identify(&list->root);
    crypto_sign_detached(list->signature, NULL, (const unsigned char *)text, strlen(text), secret);
    sodium_memzero(secret, sizeof secret);
}

/* --- the file --- */

static void set_bytes(cnops_tree_t *object, const char *name, const unsigned char *bytes,
                      apr_size_t len, apr_pool_t *pool)
{
    cnops_tree_set_text(object, name, cnops_base64_encode(bytes, len, pool));
}

static void set_key(cnops_tree_t *object, const cnops_public_key_t *key, apr_pool_t *pool)
{
    cnops_tree_set_text(object, "kid", cnops_public_key_name(key, pool));
    set_bytes(object, "x", key->bytes, sizeof key->bytes, pool);
}

cnops_tree_t *cnops_public_keys_tree(const cnops_public_keys_t *list, apr_pool_t *pool)
{
    cnops_tree_t *tree = cnops_tree_object(pool), *keys = cnops_tree_set_list(tree, "keys");

    for (int i = 0; i < list->keys->nelts; i++) {
        const cnops_listed_key_t *listed = LISTED(list, i);
        cnops_tree_t *key = cnops_tree_add_object(keys);

        cnops_tree_set_text(key, "kty", "OKP");
        cnops_tree_set_text(key, "crv", "Ed25519");
        set_key(key, &listed->key, pool);
        cnops_tree_set_text(key, "since", listed->since);
        if (listed->retired)
            cnops_tree_set_text(key, "retired", listed->retired);
    }
    if (!list->signed_on)
        return tree;
    cnops_tree_set_text(tree, "signed_on", list->signed_on);
    set_key(cnops_tree_set_object(tree, "root"), &list->root, pool);
    set_bytes(tree, "signature", list->signature, sizeof list->signature, pool);
    return tree;
}

/* --- reading the file --- */

static bool read_bytes(unsigned char *bytes, apr_size_t len, const cnops_tree_t *object,
                       const char *name, apr_pool_t *pool)
{
    const char *text = cnops_tree_text(object, name);
    const unsigned char *read;
    apr_size_t read_len;

    if (!text || !(read = cnops_base64_decode(&read_len, text, pool)) || read_len != len)
        return false;
    memcpy(bytes, read, len);
    return true;
}

static bool read_key(cnops_public_key_t *key, const cnops_tree_t *object, apr_pool_t *pool)
{
    const char *kid = cnops_tree_text(object, "kid");

    if (!read_bytes(key->bytes, sizeof key->bytes, object, "x", pool))
        return false;
    cnops_public_key_identify(key);
    return kid && strcmp(kid, cnops_public_key_name(key, pool)) == 0;
}

static bool has_text(const cnops_tree_t *object, const char *name, const char *wanted)
{
    const char *text = cnops_tree_text(object, name);

    return text && strcmp(text, wanted) == 0;
}

static bool is_day(const char *text)
{
    return text && strlen(text) == CNOPS_DATE_LEN - 1 && cnops_date_is_record(text);
}

static bool read_listed(cnops_public_keys_t *list, const cnops_tree_t *object, apr_pool_t *pool)
{
    cnops_listed_key_t listed = {.since = cnops_tree_text(object, "since"),
                                 .retired = cnops_tree_text(object, "retired")};

    if (!has_text(object, "kty", "OKP") || !has_text(object, "crv", "Ed25519") ||
        !read_key(&listed.key, object, pool) || !is_day(listed.since) ||
        (cnops_tree_get(object, "retired") && !is_day(listed.retired)) ||
        cnops_public_keys_find(list, listed.key.id))
        return false;
    APR_ARRAY_PUSH(list->keys, cnops_listed_key_t) = listed;
    return true;
}

static const char *read_root(cnops_public_keys_t *list, const cnops_tree_t *tree, apr_pool_t *pool)
{
    const char *text;

    list->signed_on = cnops_tree_text(tree, "signed_on");
    if (!is_day(list->signed_on) || !read_key(&list->root, cnops_tree_get(tree, "root"), pool) ||
        !read_bytes(list->signature, sizeof list->signature, tree, "signature", pool))
        return "signed_on, root and signature are not what a root key writes";
    text = write_signed_text(list, pool);
    return cnops_signature_fits(list->signature, text, strlen(text), &list->root)
               ? NULL
               : "the signature is not of its root key: the file was changed";
}

const char *cnops_public_keys_read(cnops_public_keys_t **plist, const cnops_tree_t *tree,
                                   apr_pool_t *pool)
{
    const cnops_tree_t *keys = cnops_tree_get(tree, "keys");
    cnops_public_keys_t *list = make_list(pool);
    const char *fault = NULL;

    *plist = NULL;
    if (!keys || keys->type != CNOPS_TREE_LIST || !keys->first)
        return "it has no list of keys";
    for (const cnops_tree_t *key = keys->first; key; key = key->next)
        if (!read_listed(list, key, pool))
            return apr_psprintf(pool,
                                "key %d is not of this form: kty, crv, kid, x, since, retired",
                                list->keys->nelts + 1);
    if (cnops_tree_get(tree, "signed_on") || cnops_tree_get(tree, "root") ||
        cnops_tree_get(tree, "signature"))
        fault = read_root(list, tree, pool);
    if (fault)
        return fault;
    *plist = list;
    return NULL;
}

const char *cnops_public_keys_load(cnops_public_keys_t **plist, const char *path, bool signed_only,
                                   apr_pool_t *pool)
{
    const char *text, *fault;
    char reason[120];
    cnops_public_keys_t *list;
    cnops_tree_t *tree;
    apr_size_t len;
    apr_status_t rv = cnops_file_read(&text, &len, path, FILE_MAX, pool);

    *plist = NULL;
    if (rv == CNOPS_ETOOLARGE)
        return "it is over 64 KiB";
    if (rv != APR_SUCCESS)
        return apr_pstrdup(pool, apr_strerror(rv, reason, sizeof reason));
    if (cnops_json_parse(&tree, text, len, pool) != APR_SUCCESS)
        return cnops_json_fault(text, len, pool);
    fault = cnops_public_keys_read(&list, tree, pool);
    if (!list)
        return fault;
    if (signed_only && !list->signed_on)
        return "no root key has signed it: cnopsctl key root sign";
    *plist = list;
    return NULL;
}
