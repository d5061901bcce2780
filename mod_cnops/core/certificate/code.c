/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/certificate/code.h"

#include "base/text.h"
#include "core/digest.h"
#include "core/seal/columns.h"

#include <apr_strings.h>
#include <sodium.h>
#include <string.h>

#define GROUP 4

/* No letter that people take for a digit. */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Adds a hyphen before each group but the first. */
static char *put(char *at, int index, char c)
{
    if (index > 0 && index % GROUP == 0)
        *at++ = '-';
    *at++ = c;
    return at;
}

static char *make_room(apr_pool_t *pool)
{
    return apr_pcalloc(pool, CNOPS_CERTIFICATE_CODE_LEN + CNOPS_CERTIFICATE_CODE_LEN / GROUP);
}

const char *cnops_certificate_code_draw(const cnops_core_t *core, apr_pool_t *pool)
{
    unsigned char bytes[CNOPS_CERTIFICATE_CODE_LEN];
    char *code = make_room(pool), *at = code;

    core->random.fill(core->random.self, bytes, sizeof bytes);
    for (int i = 0; i < CNOPS_CERTIFICATE_CODE_LEN; i++)
        at = put(at, i, alphabet[bytes[i] % (sizeof alphabet - 1)]); /* 32 divides 256 */
    return code;
}

const char *cnops_certificate_code_derive(const cnops_core_t *core, const char *key_id,
                                          const char *const *parts, apr_pool_t *pool)
{
    unsigned char bytes[CNOPS_DIGEST_HEX / 2];
    char hex[CNOPS_DIGEST_HEX];
    char *code = make_room(pool), *at = code;
    apr_size_t len;

    if (!cnops_digest_with(hex, core->keys, key_id, CNOPS_KEY_STUDENT_CODES, parts))
        return NULL;
    sodium_hex2bin(bytes, sizeof bytes, hex, strlen(hex), NULL, &len, NULL);
    for (int i = 0; i < CNOPS_CERTIFICATE_CODE_LEN; i++)
        at = put(at, i, alphabet[bytes[i] % (sizeof alphabet - 1)]);
    return code;
}

static char meant_by(char c)
{
    if (c == 'O')
        return '0';
    return c == 'I' || c == 'L' ? '1' : c;
}

const char *cnops_certificate_code_read(const char *typed, apr_pool_t *pool)
{
    const char *compact = cnops_text_upper(cnops_text_compact(typed, pool), pool);
    char *code = make_room(pool), *at = code;

    if (strlen(compact) != CNOPS_CERTIFICATE_CODE_LEN)
        return NULL;
    for (int i = 0; i < CNOPS_CERTIFICATE_CODE_LEN; i++) {
        char c = meant_by(compact[i]);

        if (!strchr(alphabet, c))
            return NULL;
        at = put(at, i, c);
    }
    return code;
}

const char *cnops_certificate_code_digest(const cnops_core_t *core, const char *key_id,
                                          const char *code, apr_pool_t *pool)
{
    const char *parts[] = {code, NULL};

    return cnops_column_digest_with(core, CNOPS_KEYED_CERTIFICATE, key_id, parts, pool);
}
