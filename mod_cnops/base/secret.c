/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/secret.h"

#include <sodium.h>
#include <string.h>

typedef struct secret_t {
    void *bytes;
    apr_size_t len;
} secret_t;

static CNOPS_SECRET_SCRUBS apr_status_t wipe(void *data)
{
    secret_t *secret = data;
    sodium_memzero(secret->bytes, secret->len);
    return APR_SUCCESS;
}

void *cnops_secret_alloc(apr_size_t len, apr_pool_t *pool)
{
    secret_t *secret = apr_palloc(pool, sizeof *secret);
    secret->bytes = apr_pcalloc(pool, len);
    secret->len = len;
    apr_pool_cleanup_register(pool, secret, wipe, apr_pool_cleanup_null);
    return secret->bytes;
}

char *cnops_secret_strdup(const char *text, apr_pool_t *pool)
{
    const apr_size_t len = strlen(text);
    char *copy = cnops_secret_alloc(len + 1, pool);
    memcpy(copy, text, len);
    return copy;
}

CNOPS_SECRET_SCRUBS void cnops_secret_wipe(char *text)
{
    if (text)
        sodium_memzero(text, strlen(text));
}

CNOPS_SECRET_SCRUBS void cnops_secret_wipe_bytes(void *bytes, apr_size_t len)
{
    sodium_memzero(bytes, len);
}
