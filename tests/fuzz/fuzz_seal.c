/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Sealed cookies: a text that the portal did not seal does not open; a sealed text opens
 * unchanged, and only with its own purpose and context. */

#include "base/errors.h"
#include "base/text.h"
#include "core/journey/journey.h"
#include "core/seal/seal.h"
#include "core/session/device.h"
#include "core/session/session.h"
#include "fuzz.h"

#include <apr_strings.h>
#include <string.h>

#define PURPOSE CNOPS_KEY_JOURNEY
#define CONTEXT "journey"

static apr_status_t unseal(char **ptext, cnops_key_purpose_e purpose, const char *context,
                           const char *sealed, apr_pool_t *pool)
{
    const apr_status_t rv = cnops_unseal(ptext, &fuzz_core()->core, purpose, context, sealed, pool);

    FUZZ_CHECK(rv == APR_SUCCESS || rv == CNOPS_EFORGED);
    FUZZ_CHECK((*ptext != NULL) == (rv == APR_SUCCESS));
    return rv;
}

static void check_forged(const char *sealed, apr_pool_t *pool)
{
    const cnops_core_t *core = &fuzz_core()->core;
    cnops_journey_t *journey;
    char *text;

    FUZZ_CHECK(unseal(&text, PURPOSE, CONTEXT, sealed, pool) == CNOPS_EFORGED);
    FUZZ_CHECK(cnops_journey_unseal(&journey, core, sealed, pool) == CNOPS_EFORGED && !journey);
    FUZZ_CHECK(!cnops_device_of(core, sealed, 1, pool));
}

/* --- arbitrary bytes --- */

static void fuzz_raw(fuzz_input_t *input, apr_pool_t *pool)
{
    check_forged(fuzz_take_text(input, pool), pool);
}

/* As above, but the text passes the first two checks: it names an existing key, and has only
 * characters of base64url. */
static void fuzz_shaped(fuzz_input_t *input, apr_pool_t *pool)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const char *id = fuzz_take_byte(input) % 2 ? "test1" : "test2";
    char *base64 = apr_pstrmemdup(pool, input->bytes, input->len);

    for (apr_size_t i = 0; i < input->len; i++)
        base64[i] = alphabet[(unsigned char)base64[i] % 64];
    check_forged(apr_pstrcat(pool, id, ".", base64, NULL), pool);
}

/* --- sealed texts, unchanged and changed --- */

static void fuzz_changed(fuzz_input_t *input, apr_pool_t *pool)
{
    const char *text = fuzz_take_text(input, pool);
    const char *sealed = cnops_seal(&fuzz_core()->core, PURPOSE, CONTEXT, text, pool);
    char *opened;

    if (!sealed) {
        FUZZ_CHECK(strlen(text) > CNOPS_SEAL_MAX / 2);
        return;
    }
    FUZZ_CHECK(unseal(&opened, PURPOSE, CONTEXT, sealed, pool) == APR_SUCCESS);
    FUZZ_CHECK(strcmp(opened, text) == 0);
    FUZZ_CHECK(unseal(&opened, CNOPS_KEY_DEVICE, CONTEXT, sealed, pool) == CNOPS_EFORGED);
    FUZZ_CHECK(unseal(&opened, PURPOSE, "journeys", sealed, pool) == CNOPS_EFORGED);

    const char *changed = fuzz_mutate(sealed, input, pool);
    if (strcmp(changed, sealed) != 0)
        check_forged(changed, pool);
}

/* --- journeys --- */

static const char *take_utf8(fuzz_input_t *input, apr_pool_t *pool)
{
    const char *text = fuzz_take_text(input, pool);

    return *text && cnops_text_is_utf8(text, strlen(text)) ? text : NULL;
}

static bool is_same(const char *one, const char *other)
{
    return one ? other && strcmp(one, other) == 0 : !other;
}

static cnops_journey_t *take_journey(fuzz_input_t *input, apr_pool_t *pool)
{
    cnops_journey_t *journey =
        cnops_journey_make(&fuzz_core()->core, fuzz_take_byte(input) % 3, pool);

    journey->done = fuzz_take_byte(input);
    journey->pow_level = (int)fuzz_take_byte(input);
    journey->identity.person_id = (apr_int64_t)fuzz_take_byte(input) << 55;
    journey->identity.matches = fuzz_take_byte(input) % 2;
    journey->accepted_at -= apr_time_from_sec(fuzz_take_byte(input) * 60);
    journey->terms_lang = take_utf8(input, pool);
    journey->email = take_utf8(input, pool);
    journey->phone = take_utf8(input, pool);
    return journey;
}

static apr_interval_time_t life_of(const cnops_journey_t *journey)
{
    const cnops_settings_t *settings = fuzz_core()->settings;

    return journey->kind == CNOPS_JOURNEY_NONE ? settings->session_max : settings->journey_ttl;
}

static void fuzz_journey(fuzz_input_t *input, apr_pool_t *pool)
{
    const cnops_core_t *core = &fuzz_core()->core;
    const cnops_journey_t *journey = take_journey(input, pool);
    const char *sealed = cnops_journey_seal(core, journey, pool);
    cnops_journey_t *opened;

    if (!sealed)
        return;
    const apr_status_t rv = cnops_journey_unseal(&opened, core, sealed, pool);
    const bool is_over = cnops_core_now(core) - journey->accepted_at > life_of(journey);
    FUZZ_CHECK(rv == (is_over ? CNOPS_EEXPIRED : APR_SUCCESS) && opened);
    FUZZ_CHECK(strcmp(opened->id, journey->id) == 0 && opened->kind == journey->kind);
    FUZZ_CHECK(opened->done == journey->done && opened->pow_level == journey->pow_level);
    FUZZ_CHECK(opened->identity.person_id == journey->identity.person_id &&
               opened->identity.matches == journey->identity.matches);
    FUZZ_CHECK(is_same(opened->terms_lang, journey->terms_lang) &&
               is_same(opened->email, journey->email) && is_same(opened->phone, journey->phone));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const cases[])(fuzz_input_t *, apr_pool_t *) = {fuzz_raw, fuzz_shaped,
                                                                  fuzz_changed, fuzz_journey};
    apr_pool_t *pool = fuzz_pool_open();
    fuzz_input_t input = {(const char *)data, size};

    cases[fuzz_take_byte(&input) % (sizeof cases / sizeof *cases)](&input, pool);
    fuzz_pool_close();
    return 0;
}
