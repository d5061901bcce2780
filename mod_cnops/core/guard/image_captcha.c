/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/guard/image_captcha.h"

#include "base/errors.h"
#include "base/secret.h"
#include "base/text.h"
#include "core/seal/columns.h"
#include "core/seal/seal.h"

#include <apr_strings.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define LEN      CNOPS_IMAGE_CAPTCHA_LEN
#define SEED_HEX 16

/* The sealed text is SOLUTION SEED EXPIRY. The first two have a fixed width. */
#define SEED_AT   (LEN + 1)
#define EXPIRY_AT (SEED_AT + SEED_HEX + 1)

static const char digits[] = CNOPS_IMAGE_CAPTCHA_DIGITS;
#define DIGIT_COUNT (sizeof digits - 1)

_Static_assert(256 % DIGIT_COUNT == 0, "else a random byte would favour the first digits");

/* Binds an id to its journey. */
static const char *context_of(const char *journey_id, apr_pool_t *pool)
{
    return apr_pstrcat(pool, "image/", journey_id, NULL);
}

const char *cnops_image_captcha_make(const cnops_core_t *core, const char *journey_id,
                                     apr_pool_t *pool)
{
    apr_time_t expires_at = cnops_core_now(core) + core->settings->image_ttl;
    unsigned char bytes[LEN], seed[SEED_HEX / 2];
    char solution[LEN + 1] = "", hex[SEED_HEX + 1], text[64];
    const char *id;

    core->random.fill(core->random.self, bytes, sizeof bytes);
    core->random.fill(core->random.self, seed, sizeof seed);
    for (int i = 0; i < LEN; i++)
        solution[i] = digits[bytes[i] % DIGIT_COUNT];
    sodium_bin2hex(hex, sizeof hex, seed, sizeof seed);
    apr_snprintf(text, sizeof text, "%s %s %" APR_TIME_T_FMT, solution, hex, expires_at);
    id = cnops_seal(core, CNOPS_KEY_IMAGE, context_of(journey_id, pool), text, pool);
    sodium_memzero(bytes, sizeof bytes);
    sodium_memzero(solution, sizeof solution);
    sodium_memzero(text, sizeof text);
    return id;
}

/* text was sealed by cnops_image_captcha_make, so its form is known. */
static void read_text(cnops_image_captcha_t *image, const char *text)
{
    char hex[SEED_HEX + 1];

    apr_cpystrn(image->solution, text, sizeof image->solution);
    apr_cpystrn(hex, text + SEED_AT, sizeof hex);
    image->seed = (apr_uint64_t)strtoull(hex, NULL, 16);
    image->expires_at = apr_strtoi64(text + EXPIRY_AT, NULL, 10);
}

apr_status_t cnops_image_captcha_open(cnops_image_captcha_t *image, const cnops_core_t *core,
                                      const char *journey_id, const char *id, apr_pool_t *pool)
{
    char *text;

    memset(image, 0, sizeof *image);
    if (!id || strlen(id) > CNOPS_IMAGE_CAPTCHA_ID_MAX ||
        cnops_unseal(&text, core, CNOPS_KEY_IMAGE, context_of(journey_id, pool), id, pool) !=
            APR_SUCCESS)
        return CNOPS_EFORGED;
    read_text(image, text);
    cnops_secret_wipe(text);
    return image->expires_at > cnops_core_now(core) ? APR_SUCCESS : CNOPS_EEXPIRED;
}

static apr_status_t spend(bool *pfirst, const cnops_core_t *core,
                          const cnops_image_captcha_t *image, const char *id, apr_pool_t *pool)
{
    const char *digest = cnops_column_digest(core, CNOPS_KEYED_SPENT_IMAGE, id, NULL, pool);

    return core->store.tokens->spend(core->store.self, pfirst, digest, image->expires_at, pool);
}

static bool is_right(const cnops_image_captcha_t *image, const char *typed)
{
    return strlen(typed) == LEN && sodium_memcmp(typed, image->solution, LEN) == 0;
}

apr_status_t cnops_image_captcha_verify(const char **pfault, const cnops_core_t *core,
                                        const char *journey_id, const char *id, const char *answer,
                                        apr_pool_t *pool)
{
    const char *typed = answer ? cnops_text_compact(answer, pool) : "";
    cnops_image_captcha_t image;
    bool first = false;
    apr_status_t rv = APR_SUCCESS;

    *pfault = "required";
    if (!*typed)
        return APR_SUCCESS;
    *pfault = "expired";
    if (cnops_image_captcha_open(&image, core, journey_id, id, pool) != APR_SUCCESS)
        return APR_SUCCESS;
    /* Spent before it is compared, so that concurrent guesses at one picture count as one. */
    if ((rv = spend(&first, core, &image, id, pool)) == APR_SUCCESS)
        *pfault = !first ? "used" : is_right(&image, typed) ? NULL : "wrong";
    sodium_memzero(&image, sizeof image);
    return rv;
}
