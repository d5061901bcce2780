/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/secret.h"

#include <sodium.h>
#include <string.h>

typedef struct secret_t {
    void *bytes;
    apr_size_t len;
} secret_t;

#if defined(__x86_64__)
/* Clears zmm16 to zmm31. Code that is compiled without AVX-512 cannot name them in a clobber
 * list, but it keeps no value of its own in them either. */
static void scrub_upper(void)
{
    __asm__ volatile("vpxorq %zmm16, %zmm16, %zmm16\n\tvpxorq %zmm17, %zmm17, %zmm17\n\t"
                     "vpxorq %zmm18, %zmm18, %zmm18\n\tvpxorq %zmm19, %zmm19, %zmm19\n\t"
                     "vpxorq %zmm20, %zmm20, %zmm20\n\tvpxorq %zmm21, %zmm21, %zmm21\n\t"
                     "vpxorq %zmm22, %zmm22, %zmm22\n\tvpxorq %zmm23, %zmm23, %zmm23\n\t"
                     "vpxorq %zmm24, %zmm24, %zmm24\n\tvpxorq %zmm25, %zmm25, %zmm25\n\t"
                     "vpxorq %zmm26, %zmm26, %zmm26\n\tvpxorq %zmm27, %zmm27, %zmm27\n\t"
                     "vpxorq %zmm28, %zmm28, %zmm28\n\tvpxorq %zmm29, %zmm29, %zmm29\n\t"
                     "vpxorq %zmm30, %zmm30, %zmm30\n\tvpxorq %zmm31, %zmm31, %zmm31");
}

static void scrub_registers(void)
{
    if (__builtin_cpu_supports("avx"))
        __asm__ volatile("vzeroall" ::
                             : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7",
                               "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14",
                               "xmm15");
    if (__builtin_cpu_supports("avx512f"))
        scrub_upper();
}
#else
static CNOPS_SECRET_SCRUBS void scrub_registers(void)
{
}
#endif

/* Bytes; more than the frames of any hash function of libsodium. */
#define STACK_LEN 4096

void cnops_secret_scrub(void)
{
    scrub_registers();
    sodium_stackzero(STACK_LEN);
}

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
