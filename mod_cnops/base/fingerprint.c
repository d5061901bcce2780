/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/fingerprint.h"

#include <sodium.h>

#define KEPT 8 /* bytes of the hash */

const char *cnops_fingerprint(const char *bytes, apr_size_t len, apr_pool_t *pool)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char *hex = apr_palloc(pool, 2 * KEPT + 1);

    crypto_hash_sha256(hash, (const unsigned char *)bytes, len);
    return sodium_bin2hex(hex, 2 * KEPT + 1, hash, KEPT);
}
