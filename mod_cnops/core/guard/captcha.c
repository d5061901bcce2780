/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/guard/captcha.h"

#include "base/json.h"
#include "core/seal/columns.h"

#include <apr_strings.h>
#include <sodium.h>
#include <string.h>

#define ALGORITHM     "SHA-256"
#define KEY_LENGTH    ((apr_int64_t)crypto_hash_sha256_BYTES)
#define RANDOM_BYTES  16 /* of nonce and of salt */
#define RANDOM_HEX    (2 * RANDOM_BYTES)
#define COUNTER_BYTES 4
#define PAYLOAD_MAX   4096 /* characters */
#define SIGNATURE_HEX (2 * crypto_auth_hmacsha256_BYTES)

/* The members of a challenge that are not constant. */
typedef struct challenge_t {
    apr_int64_t cost;
    apr_int64_t expires; /* s since 1970 */
    const char *prefix, *nonce, *salt;
} challenge_t;

/* --- challenges --- */

/* One more hex digit in the prefix would make the work 16 times as much, so the level doubles the
 * cost instead. */
static apr_int64_t cost_of(const cnops_core_t *core, int level)
{
    apr_int64_t top = core->settings->pow_levels;
    apr_int64_t bounded = level < 0 ? 0 : level > top ? top : level;

    return core->settings->pow_cost << bounded;
}

static const char *prefix_of(const cnops_core_t *core, apr_pool_t *pool)
{
    return apr_pstrmemdup(pool, "00000000", (apr_size_t)core->settings->pow_bits / 4);
}

static const char *random_hex(const cnops_core_t *core, apr_pool_t *pool)
{
    unsigned char bytes[RANDOM_BYTES];
    char *hex = apr_palloc(pool, RANDOM_HEX + 1);

    core->random.fill(core->random.self, bytes, sizeof bytes);
    return sodium_bin2hex(hex, RANDOM_HEX + 1, bytes, sizeof bytes);
}

/* In the order of their names, because the signature covers the JSON as it is sent. */
static cnops_tree_t *write_parameters(const challenge_t *challenge, apr_pool_t *pool)
{
    cnops_tree_t *parameters = cnops_tree_object(pool);

    cnops_tree_set_text(parameters, "algorithm", ALGORITHM);
    cnops_tree_set_int(parameters, "cost", challenge->cost);
    cnops_tree_set_int(parameters, "expiresAt", challenge->expires);
    cnops_tree_set_int(parameters, "keyLength", KEY_LENGTH);
    cnops_tree_set_text(parameters, "keyPrefix", challenge->prefix);
    cnops_tree_set_text(parameters, "nonce", challenge->nonce);
    cnops_tree_set_text(parameters, "salt", challenge->salt);
    return parameters;
}

static const char *sign(const cnops_core_t *core, const cnops_tree_t *parameters, apr_pool_t *pool)
{
    const char *json = cnops_json_write(parameters, pool);
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    char *hex = apr_palloc(pool, SIGNATURE_HEX + 1);

    crypto_auth_hmacsha256(mac, (const unsigned char *)json, strlen(json),
                           cnops_keys_get(core->keys, NULL, CNOPS_KEY_CAPTCHA));
    return sodium_bin2hex(hex, SIGNATURE_HEX + 1, mac, sizeof mac);
}

cnops_tree_t *cnops_captcha_challenge(const cnops_core_t *core, int level, apr_pool_t *pool)
{
    challenge_t challenge = {
        .cost = cost_of(core, level),
        .expires = apr_time_sec(cnops_core_now(core) + core->settings->pow_ttl),
        .prefix = prefix_of(core, pool),
        .nonce = random_hex(core, pool),
        .salt = random_hex(core, pool),
    };
    cnops_tree_t *tree = cnops_tree_object(pool);
    cnops_tree_t *parameters = write_parameters(&challenge, pool);

    cnops_tree_set(tree, "parameters", parameters);
    cnops_tree_set_text(tree, "signature", sign(core, parameters, pool));
    return tree;
}

/* --- solutions --- */

typedef struct solution_t {
    challenge_t challenge;
    const char *signature;
    apr_int64_t counter;
    const char *derived_key; /* as the solver computed it; NULL where it does not say */
} solution_t;

/* Decodes base64 or base64url, padded or not; NULL for any other text. libsodium also accepts some
 * bytes beyond ASCII. This does no harm, because the values that count are signed. */
static const char *decode_payload(apr_size_t *plen, const char *payload, apr_pool_t *pool)
{
    char *base64 = apr_pstrdup(pool, payload);
    apr_size_t len = strlen(base64);
    unsigned char *bytes = apr_palloc(pool, len + 1);

    while (len > 0 && base64[len - 1] == '=')
        len--;
    for (apr_size_t i = 0; i < len; i++)
        base64[i] = base64[i] == '-' ? '+' : base64[i] == '_' ? '/' : base64[i];
    if (sodium_base642bin(bytes, len + 1, base64, len, NULL, plen, NULL,
                          sodium_base64_VARIANT_ORIGINAL_NO_PADDING) != 0)
        return NULL;
    return (const char *)bytes;
}

static int count_members(const cnops_tree_t *object)
{
    int count = 0;

    for (const cnops_tree_t *child = object->first; child; child = child->next)
        count++;
    return count;
}

static bool is_hex(const char *text, apr_size_t len)
{
    return text && strlen(text) == len && strspn(text, "0123456789abcdef") == len;
}

/* True where the parameters have the form of ours. The signature is checked over JSON that is made
 * again from them. */
static bool read_challenge(challenge_t *challenge, const cnops_tree_t *parameters)
{
    const char *algorithm;

    if (!parameters || parameters->type != CNOPS_TREE_OBJECT || count_members(parameters) != 7)
        return false;
    algorithm = cnops_tree_text(parameters, "algorithm");
    challenge->cost = cnops_tree_int(parameters, "cost", 0);
    challenge->expires = cnops_tree_int(parameters, "expiresAt", 0);
    challenge->prefix = cnops_tree_text(parameters, "keyPrefix");
    challenge->nonce = cnops_tree_text(parameters, "nonce");
    challenge->salt = cnops_tree_text(parameters, "salt");
    return algorithm && strcmp(algorithm, ALGORITHM) == 0 &&
           cnops_tree_int(parameters, "keyLength", 0) == KEY_LENGTH && challenge->prefix &&
           is_hex(challenge->nonce, RANDOM_HEX) && is_hex(challenge->salt, RANDOM_HEX);
}

static bool read_solution(solution_t *solution, const char *payload, apr_pool_t *pool)
{
    const cnops_tree_t *challenge, *found;
    cnops_tree_t *tree;
    const char *json;
    apr_size_t len;

    if (strlen(payload) > PAYLOAD_MAX || !(json = decode_payload(&len, payload, pool)) ||
        cnops_json_parse(&tree, json, len, pool) != APR_SUCCESS || tree->type != CNOPS_TREE_OBJECT)
        return false;
    challenge = cnops_tree_get(tree, "challenge");
    found = cnops_tree_get(tree, "solution");
    if (!challenge || challenge->type != CNOPS_TREE_OBJECT || !found ||
        found->type != CNOPS_TREE_OBJECT)
        return false;
    solution->signature = cnops_tree_text(challenge, "signature");
    solution->counter = cnops_tree_int(found, "counter", -1);
    solution->derived_key = cnops_tree_text(found, "derivedKey");
    return is_hex(solution->signature, SIGNATURE_HEX) && solution->counter >= 0 &&
           solution->counter <= APR_UINT32_MAX &&
           read_challenge(&solution->challenge, cnops_tree_get(challenge, "parameters"));
}

static bool is_signed(const cnops_core_t *core, const solution_t *solution, apr_pool_t *pool)
{
    const char *signature = sign(core, write_parameters(&solution->challenge, pool), pool);

    return sodium_memcmp(signature, solution->signature, SIGNATURE_HEX) == 0;
}

/* SHA-256, iterated cost times over salt, nonce and counter. The hex texts were checked before. */
static void derive_key(char hex[2 * crypto_hash_sha256_BYTES + 1], const solution_t *solution)
{
    unsigned char input[2 * RANDOM_BYTES + COUNTER_BYTES], key[crypto_hash_sha256_BYTES];
    apr_uint32_t counter = (apr_uint32_t)solution->counter;

    sodium_hex2bin(input, RANDOM_BYTES, solution->challenge.salt, RANDOM_HEX, NULL, NULL, NULL);
    sodium_hex2bin(input + RANDOM_BYTES, RANDOM_BYTES, solution->challenge.nonce, RANDOM_HEX, NULL,
                   NULL, NULL);
    for (int i = 0; i < COUNTER_BYTES; i++)
        input[2 * RANDOM_BYTES + i] = (unsigned char)(counter >> (24 - 8 * i));
    crypto_hash_sha256(key, input, sizeof input);
    for (apr_int64_t round = 1; round < solution->challenge.cost; round++)
        crypto_hash_sha256(key, key, sizeof key);
    sodium_bin2hex(hex, 2 * sizeof key + 1, key, sizeof key);
}

static bool is_solved(const solution_t *solution)
{
    char key[2 * crypto_hash_sha256_BYTES + 1];

    derive_key(key, solution);
    if (solution->derived_key && strcmp(solution->derived_key, key) != 0)
        return false;
    return strncmp(key, solution->challenge.prefix, strlen(solution->challenge.prefix)) == 0;
}

/* Returns NULL, or the fault. Our challenge may have been made under other settings. A solution is
 * measured by the settings of now, which also limit the cost of checking it. */
static const char *judge(const cnops_core_t *core, int level, const solution_t *solution,
                         apr_pool_t *pool)
{
    const challenge_t *challenge = &solution->challenge;

    if (!is_signed(core, solution, pool))
        return "invalid";
    if (challenge->expires <= apr_time_sec(cnops_core_now(core)))
        return "expired";
    if (challenge->cost < cost_of(core, level) ||
        strcmp(challenge->prefix, prefix_of(core, pool)) != 0)
        return "harder";
    if (challenge->cost > cost_of(core, (int)core->settings->pow_levels) || !is_solved(solution))
        return "invalid";
    return NULL;
}

bool cnops_captcha_is_good(apr_interval_time_t *pleft, const cnops_core_t *core, int level,
                           const char *payload, apr_pool_t *pool)
{
    solution_t solution;

    if (!read_solution(&solution, payload, pool) || judge(core, level, &solution, pool))
        return false;
    *pleft = apr_time_from_sec(solution.challenge.expires) - cnops_core_now(core);
    return true;
}

const char *cnops_captcha_judge(cnops_throttle_t *pspending, const cnops_core_t *core, int level,
                                const char *payload, apr_pool_t *pool)
{
    solution_t solution;
    const char *fault;

    if (!payload || !*payload)
        return "required";
    if (!read_solution(&solution, payload, pool))
        return "invalid";
    if ((fault = judge(core, level, &solution, pool)))
        return fault;
    *pspending = (cnops_throttle_t){.use = CNOPS_USE_SPENT_PROOFS, .subject = solution.signature};
    return NULL;
}

apr_status_t cnops_captcha_verify(const char **pfault, const cnops_core_t *core, int level,
                                  const char *payload, apr_pool_t *pool)
{
    cnops_throttle_t spending;
    cnops_verdict_t verdict;
    apr_status_t rv;

    if ((*pfault = cnops_captcha_judge(&spending, core, level, payload, pool)))
        return APR_SUCCESS;
    /* Until it is known to be spent by this call, also where the store fails. */
    *pfault = "used";
    rv = cnops_throttle_take_all(&verdict, core, &spending, 1, pool);
    if (rv == APR_SUCCESS && verdict.allowed)
        *pfault = NULL;
    return rv;
}
