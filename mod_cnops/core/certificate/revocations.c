/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/certificate/revocations.h"

#include "base/base64.h"
#include "base/date.h"
#include "core/certificate/certificate.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define TURN       1000 /* rows that are read at a time */
#define VARINT_MAX 5    /* bytes of a number of 32 bits */

/* --- the numbers --- */

static int compare(const void *a, const void *b)
{
    const apr_uint32_t *one = a, *other = b;

    return *one < *other ? -1 : *one > *other;
}

static apr_status_t collect(apr_array_header_t *numbers, const cnops_core_t *core, apr_pool_t *pool)
{
    const char *today = cnops_certificate_day(core, cnops_core_now(core), pool);
    apr_int64_t after_id = 0;
    apr_pool_t *turn;
    apr_status_t rv;
    int count;

    apr_pool_create(&turn, pool);
    do {
        apr_array_header_t *rows;

        rv =
            core->store.certificates->revoked(core->store.self, &rows, today, after_id, TURN, turn);
        count = rv == APR_SUCCESS ? rows->nelts : 0;
        for (int i = 0; i < count; i++) {
            const cnops_certificate_t *row = &APR_ARRAY_IDX(rows, i, cnops_certificate_t);

            APR_ARRAY_PUSH(numbers, apr_uint32_t) = (apr_uint32_t)row->number;
            after_id = row->id;
        }
        apr_pool_clear(turn);
    } while (count == TURN);
    apr_pool_destroy(turn);
    qsort(numbers->elts, (size_t)numbers->nelts, sizeof(apr_uint32_t), compare);
    return rv;
}

static const char *pack(const apr_array_header_t *numbers, apr_pool_t *pool)
{
    unsigned char *bytes = apr_palloc(pool, (apr_size_t)numbers->nelts * VARINT_MAX + 1);
    unsigned char *at = bytes;
    apr_uint32_t before = 0;

    for (int i = 0; i < numbers->nelts; i++) {
        apr_uint32_t number = APR_ARRAY_IDX(numbers, i, apr_uint32_t), rest = number - before;

        for (; rest > 127; rest >>= 7)
            *at++ = (unsigned char)(rest & 127) | 128;
        *at++ = (unsigned char)rest;
        before = number;
    }
    return cnops_base64_encode(bytes, (apr_size_t)(at - bytes), pool);
}

/* False where the bytes are not what pack writes. */
static bool unpack(apr_array_header_t *numbers, const unsigned char *bytes, apr_size_t len)
{
    apr_uint64_t number = 0, step = 0;
    int bits = 0;

    for (apr_size_t i = 0; i < len; i++) {
        if (bits >= 7 * VARINT_MAX)
            return false;
        step |= (apr_uint64_t)(bytes[i] & 127) << bits;
        bits += 7;
        if (bytes[i] & 128)
            continue;
        number += step;
        if (number > APR_UINT32_MAX || (step == 0 && numbers->nelts) || (bytes[i] == 0 && bits > 7))
            return false;
        APR_ARRAY_PUSH(numbers, apr_uint32_t) = (apr_uint32_t)number;
        step = 0;
        bits = 0;
    }
    return bits == 0;
}

/* --- the data --- */

/* What is signed. */
static const char *write_text(const cnops_tree_t *tree, apr_pool_t *pool)
{
    return apr_psprintf(pool, "mod_cnops revocations 1\n%s %s %" APR_INT64_T_FMT "\n%s",
                        cnops_tree_text(tree, "issued_at"), cnops_tree_text(tree, "next_at"),
                        cnops_tree_int(tree, "count", 0), cnops_tree_text(tree, "list"));
}

static void sign(cnops_tree_t *tree, const cnops_core_t *core, apr_pool_t *pool)
{
    unsigned char signature[CNOPS_PAYLOAD_SIGNATURE_LEN];
    const char *text = write_text(tree, pool);
    cnops_public_key_t key;

    cnops_signature_make(signature, &key, text, strlen(text), core->keys);
    cnops_tree_set_text(tree, "kid", cnops_public_key_name(&key, pool));
    cnops_tree_set_text(tree, "signature", cnops_base64_encode(signature, sizeof signature, pool));
}

apr_status_t cnops_revocations_make(cnops_tree_t **ptree, const cnops_core_t *core,
                                    apr_pool_t *pool)
{
    apr_array_header_t *numbers = apr_array_make(pool, 64, sizeof(apr_uint32_t));
    apr_time_t now = cnops_core_now(core);
    apr_status_t rv = collect(numbers, core, pool);
    cnops_tree_t *tree;

    *ptree = NULL;
    if (rv != APR_SUCCESS)
        return rv;
    *ptree = tree = cnops_tree_object(pool);
    cnops_tree_set_text(tree, "issued_at", cnops_date_moment(now, pool));
    cnops_tree_set_text(tree, "next_at", cnops_date_moment(now + CNOPS_REVOCATIONS_LIFE, pool));
    cnops_tree_set_int(tree, "count", numbers->nelts);
    cnops_tree_set_text(tree, "list", pack(numbers, pool));
    sign(tree, core, pool);
    return APR_SUCCESS;
}

/* --- reading --- */

static const cnops_public_key_t *find_key(const cnops_tree_t *tree, const cnops_public_keys_t *keys,
                                          apr_pool_t *pool)
{
    const char *kid = cnops_tree_text(tree, "kid");

    for (int i = 0; kid && i < keys->keys->nelts; i++) {
        const cnops_public_key_t *key = &APR_ARRAY_IDX(keys->keys, i, cnops_listed_key_t).key;

        if (strcmp(kid, cnops_public_key_name(key, pool)) == 0)
            return key;
    }
    return NULL;
}

static const unsigned char *read_bytes(apr_size_t *plen, const cnops_tree_t *tree, const char *name,
                                       apr_pool_t *pool)
{
    const char *text = cnops_tree_text(tree, name);

    return text ? cnops_base64_decode(plen, text, pool) : NULL;
}

const char *cnops_revocations_read(apr_array_header_t **pnumbers, const cnops_tree_t *tree,
                                   const cnops_public_keys_t *keys, apr_pool_t *pool)
{
    const cnops_public_key_t *key = find_key(tree, keys, pool);
    const unsigned char *signature, *list;
    const char *text;
    apr_size_t len, list_len;

    *pnumbers = apr_array_make(pool, 64, sizeof(apr_uint32_t));
    signature = read_bytes(&len, tree, "signature", pool);
    list = read_bytes(&list_len, tree, "list", pool);
    if (!signature || len != CNOPS_PAYLOAD_SIGNATURE_LEN || !list ||
        !cnops_tree_text(tree, "issued_at") || !cnops_tree_text(tree, "next_at"))
        return "it is no list of revocations";
    if (!key)
        return "it is signed by a key that is not in the list of keys";
    text = write_text(tree, pool);
    if (!cnops_signature_fits(signature, text, strlen(text), key))
        return "the signature is not of its key: the list was changed";
    if (!unpack(*pnumbers, list, list_len) ||
        cnops_tree_int(tree, "count", -1) != (*pnumbers)->nelts)
        return "its numbers are not in the form that we write";
    return NULL;
}
