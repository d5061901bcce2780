/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/establishment/api_key.h"

#include "base/errors.h"
#include "base/netblock.h"
#include "base/secret.h"
#include "core/guard/throttle.h"
#include "core/seal/columns.h"

#include <sodium.h>
#include <string.h>

#define PREFIX_LEN   (sizeof CNOPS_API_KEY_PREFIX - 1)
#define RANDOM_BYTES 32
#define RANDOM_LEN   43 /* characters: base64url without padding */
#define CHECK_BYTES  4
#define CHECK_LEN    6 /* likewise */
#define BASE64       sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define USED_EVERY   apr_time_from_sec(60) /* between two writes that a key was used */

_Static_assert(PREFIX_LEN + RANDOM_LEN + CHECK_LEN == CNOPS_API_KEY_LEN, "as the header says");

/* --- the text of a key --- */

/* Of what stands before the check. It finds mistakes of typing, and protects nothing. */
static void write_check(char check[CHECK_LEN + 1], const char *key)
{
    unsigned char hash[crypto_generichash_BYTES_MIN];

    crypto_generichash(hash, sizeof hash, (const unsigned char *)key, PREFIX_LEN + RANDOM_LEN, NULL,
                       0);
    sodium_bin2base64(check, CHECK_LEN + 1, hash, CHECK_BYTES, BASE64);
    sodium_memzero(hash, sizeof hash);
}

const char *cnops_api_key_make(const cnops_core_t *core, apr_pool_t *pool)
{
    unsigned char bytes[RANDOM_BYTES];
    char *key = cnops_secret_alloc(CNOPS_API_KEY_LEN + 1, pool);

    core->random.fill(core->random.self, bytes, sizeof bytes);
    memcpy(key, CNOPS_API_KEY_PREFIX, PREFIX_LEN);
    sodium_bin2base64(key + PREFIX_LEN, RANDOM_LEN + 1, bytes, sizeof bytes, BASE64);
    sodium_memzero(bytes, sizeof bytes);
    write_check(key + PREFIX_LEN + RANDOM_LEN, key);
    return key;
}

bool cnops_api_key_is(const char *text)
{
    char check[CHECK_LEN + 1];

    if (strlen(text) != CNOPS_API_KEY_LEN || strncmp(text, CNOPS_API_KEY_PREFIX, PREFIX_LEN) != 0)
        return false;
    write_check(check, text);
    return strcmp(text + PREFIX_LEN + RANDOM_LEN, check) == 0;
}

const char *cnops_api_key_digest(const cnops_core_t *core, const char *key, apr_pool_t *pool)
{
    return cnops_column_digest(core, CNOPS_KEYED_API_KEY, key, NULL, pool);
}

/* --- whose it is --- */

/* Under the current key first, then under the former ones that our ring has. */
static apr_status_t find_holder(cnops_key_holder_t *pholder, const cnops_core_t *core,
                                const char *key, apr_pool_t *pool)
{
    const char *parts[] = {key, NULL}, *id;
    apr_status_t rv = APR_SUCCESS;

    *pholder = (cnops_key_holder_t){.key = NULL};
    for (int i = 0; rv == APR_SUCCESS && !pholder->key && (id = cnops_keys_id(core->keys, i)); i++)
        rv = core->store.establishments->by_key(
            core->store.self, pholder,
            cnops_column_digest_with(core, CNOPS_KEYED_API_KEY, id, parts, pool), pool);
    return rv;
}

static apr_status_t note_use(const cnops_core_t *core, const cnops_establishment_key_t *row,
                             const char *key, apr_pool_t *pool)
{
    const char *current = cnops_keys_current(core->keys);
    apr_time_t now = cnops_core_now(core);
    cnops_establishment_key_t used = *row;
    bool is_current = strcmp(row->key_id, current) == 0;

    if (is_current && now - row->last_used_at < USED_EVERY)
        return APR_SUCCESS;
    used.last_used_at = now;
    used.key_id = current;
    used.key_digest = cnops_api_key_digest(core, key, pool);
    return core->store.establishments->key_used(core->store.self, &used, pool);
}

static cnops_api_key_e judge(const cnops_core_t *core, const cnops_key_holder_t *holder)
{
    if (!holder->key)
        return CNOPS_API_KEY_WRONG;
    if (holder->establishment->state == CNOPS_ESTABLISHMENT_REVOKED)
        return CNOPS_API_KEY_REVOKED;
    return holder->key->ends_at && holder->key->ends_at <= cnops_core_now(core)
               ? CNOPS_API_KEY_WRONG
               : CNOPS_API_KEY_RIGHT;
}

static apr_status_t count_wrong(cnops_api_caller_t *caller, const cnops_core_t *core,
                                const char *ip, apr_pool_t *pool)
{
    cnops_verdict_t verdict;
    apr_status_t rv =
        cnops_throttle_take(&verdict, core, CNOPS_USE_BLOCK_KEYS, cnops_netblock_of(ip, pool),
                            cnops_throttle_block_limit(core, ip), pool);

    if (rv == APR_SUCCESS && !verdict.allowed) {
        caller->verdict = CNOPS_API_KEY_LIMITED;
        caller->retry_after = verdict.retry_after;
    }
    return rv;
}

apr_status_t cnops_api_key_find(cnops_api_caller_t *pcaller, const cnops_core_t *core,
                                const char *key, const char *ip, apr_pool_t *pool)
{
    cnops_key_holder_t holder = {.key = NULL};
    apr_status_t rv = APR_SUCCESS;

    *pcaller = (cnops_api_caller_t){.verdict = CNOPS_API_KEY_WRONG};
    if (cnops_api_key_is(key))
        rv = find_holder(&holder, core, key, pool);
    if (rv != APR_SUCCESS)
        return rv;
    pcaller->verdict = judge(core, &holder);
    if (pcaller->verdict == CNOPS_API_KEY_WRONG)
        return count_wrong(pcaller, core, ip, pool);
    if (pcaller->verdict == CNOPS_API_KEY_REVOKED)
        return APR_SUCCESS;
    pcaller->establishment = holder.establishment;
    pcaller->key_id = holder.key->id;
    return note_use(core, holder.key, key, pool);
}
