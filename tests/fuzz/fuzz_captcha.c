/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The altcha field: only a proof for a challenge of the portal is accepted, and only once. */

#include "base/json.h"
#include "core/guard/captcha.h"
#include "fuzz.h"

#include <apr_strings.h>
#include <limits.h>
#include <sodium.h>
#include <string.h>

#define BASE64 sodium_base64_VARIANT_ORIGINAL

static const char *verify(int level, const char *payload, apr_pool_t *pool)
{
    static const char *const faults[] = {"required", "invalid", "expired", "used", "harder"};
    const char *fault;

    FUZZ_CHECK(cnops_captcha_verify(&fault, &fuzz_core()->core, level, payload, pool) ==
               APR_SUCCESS);
    for (apr_size_t i = 0; fault && i < sizeof faults / sizeof *faults; i++)
        if (strcmp(fault, faults[i]) == 0)
            return fault;
    FUZZ_CHECK(!fault);
    return NULL;
}

static bool is_refused(const char *payload, const char *fault, apr_pool_t *pool)
{
    const char *found = verify(0, payload, pool);

    return found && strcmp(found, fault) == 0;
}

static const char *encode(const char *bytes, apr_size_t len, apr_pool_t *pool)
{
    const apr_size_t room = sodium_base64_encoded_len(len, BASE64);

    return sodium_bin2base64(apr_palloc(pool, room), room, (const unsigned char *)bytes, len,
                             BASE64);
}

/* --- arbitrary bytes, as they are and in base64 --- */

static void fuzz_raw(fuzz_input_t *input, apr_pool_t *pool)
{
    const char *payload = fuzz_take_text(input, pool);

    FUZZ_CHECK(is_refused(payload, *payload ? "invalid" : "required", pool));
}

static void fuzz_encoded(fuzz_input_t *input, apr_pool_t *pool)
{
    if (input->len > 0)
        FUZZ_CHECK(is_refused(encode(input->bytes, input->len, pool), "invalid", pool));
}

/* --- a challenge of the portal with its solution, correct and changed --- */

static void derive(char hex[65], const cnops_tree_t *parameters, apr_int64_t counter)
{
    unsigned char input[36], key[32];

    sodium_hex2bin(input, 16, cnops_tree_text(parameters, "salt"), 32, NULL, NULL, NULL);
    sodium_hex2bin(input + 16, 16, cnops_tree_text(parameters, "nonce"), 32, NULL, NULL, NULL);
    for (int i = 0; i < 4; i++)
        input[32 + i] = (unsigned char)(counter >> (24 - 8 * i));
    crypto_hash_sha256(key, input, sizeof input);
    for (apr_int64_t i = 1; i < cnops_tree_int(parameters, "cost", 0); i++)
        crypto_hash_sha256(key, key, sizeof key);
    sodium_bin2hex(hex, 65, key, sizeof key);
}

static bool solves(const cnops_tree_t *parameters, apr_int64_t counter)
{
    const char *prefix = cnops_tree_text(parameters, "keyPrefix");
    char key[65];

    derive(key, parameters, counter);
    return strncmp(key, prefix, strlen(prefix)) == 0;
}

/* Solves the challenge; returns {challenge, solution} as JSON. */
static const char *solve(cnops_tree_t *challenge, apr_pool_t *pool)
{
    const cnops_tree_t *parameters = cnops_tree_get(challenge, "parameters");
    cnops_tree_t *payload = cnops_tree_object(pool);
    apr_int64_t counter = 0;

    while (!solves(parameters, counter))
        counter++;
    cnops_tree_set(payload, "challenge", challenge);
    cnops_tree_set_int(cnops_tree_set_object(payload, "solution"), "counter", counter);
    return cnops_json_write(payload, pool);
}

static const cnops_tree_t *part(const cnops_tree_t *payload, const char *outer, const char *inner)
{
    return cnops_tree_get(cnops_tree_get(payload, outer), inner);
}

static const char *text_of(const cnops_tree_t *tree, apr_pool_t *pool)
{
    return tree ? cnops_json_write(tree, pool) : "";
}

/* Checks a changed text that was accepted: its challenge must still be the signed one, and its
 * counter must still solve it. The order of names and all other text may differ. */
static void check_same_proof(const char *changed, const char *ours, apr_pool_t *pool)
{
    static const char *const names[] = {"algorithm", "cost",  "expiresAt", "keyLength",
                                        "keyPrefix", "nonce", "salt"};
    const cnops_tree_t *passed, *expected;

    FUZZ_CHECK(cnops_json_parse((cnops_tree_t **)&passed, changed, strlen(changed), pool) ==
               APR_SUCCESS);
    FUZZ_CHECK(cnops_json_parse((cnops_tree_t **)&expected, ours, strlen(ours), pool) ==
               APR_SUCCESS);
    passed = cnops_tree_get(passed, "challenge") ? passed : NULL;
    const cnops_tree_t *parameters = part(passed, "challenge", "parameters");
    for (apr_size_t i = 0; i < sizeof names / sizeof *names; i++)
        FUZZ_CHECK(
            strcmp(text_of(cnops_tree_get(parameters, names[i]), pool),
                   text_of(cnops_tree_get(part(expected, "challenge", "parameters"), names[i]),
                           pool)) == 0);
    FUZZ_CHECK(
        solves(parameters, cnops_tree_int(cnops_tree_get(passed, "solution"), "counter", 0)));
}

static void forget_spent(void)
{
    const core_fixture_t *fixture = fuzz_core();
    const apr_time_t now = clock_fake_now(fixture->clock) + apr_time_from_sec(86400);
    int count;

    FUZZ_CHECK(fixture->core.store.tokens->purge(fixture->core.store.self, &count, now, INT_MAX,
                                                 fixture->pool) == APR_SUCCESS);
}

static void fuzz_changed(fuzz_input_t *input, apr_pool_t *pool)
{
    const cnops_core_t *core = &fuzz_core()->core;
    const int level = (int)fuzz_take_byte(input) % 4;
    const char *ours = solve(cnops_captcha_challenge(core, level, pool), pool);
    const char *changed = fuzz_mutate(ours, input, pool);
    const char *payload = encode(changed, strlen(changed), pool);

    FUZZ_CHECK(verify(level + 1, encode(ours, strlen(ours), pool), pool)); /* too cheap */
    if (*payload && !verify(level, payload, pool)) {
        check_same_proof(changed, ours, pool);
        FUZZ_CHECK(is_refused(payload, "used", pool));
        FUZZ_CHECK(is_refused(encode(ours, strlen(ours), pool), "used", pool));
    } else {
        FUZZ_CHECK(strcmp(changed, ours) != 0);
    }
    forget_spent();
}

/* A correct proof that comes after some time: it must be accepted until it expires. */
static void fuzz_late(fuzz_input_t *input, apr_pool_t *pool)
{
    const core_fixture_t *fixture = fuzz_core();
    const char *ours = solve(cnops_captcha_challenge(&fixture->core, 0, pool), pool);
    const apr_interval_time_t wait = apr_time_from_sec(fuzz_take_byte(input) * 10);
    const bool is_late = wait >= fixture->settings->pow_ttl;

    clock_fake_advance(fixture->clock, wait);
    const char *fault = verify(0, encode(ours, strlen(ours), pool), pool);
    FUZZ_CHECK(is_late ? fault && strcmp(fault, "expired") == 0 : !fault);
    clock_fake_advance(fixture->clock, -wait);
    forget_spent();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const cases[])(fuzz_input_t *, apr_pool_t *) = {fuzz_raw, fuzz_encoded,
                                                                  fuzz_changed, fuzz_late};
    apr_pool_t *pool = fuzz_pool_open();
    fuzz_input_t input = {(const char *)data, size};

    cases[fuzz_take_byte(&input) % (sizeof cases / sizeof *cases)](&input, pool);
    fuzz_pool_close();
    return 0;
}
