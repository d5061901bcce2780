/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The keys by which programs of establishments prove who they are.
 *
 * A key is "cnops_etab_", 43 characters of base64url (256 random bits) and 6 that check what stands
 * before them. The beginning lets programs that look for lost secrets recognise a key; by the check
 * a key that was typed wrongly is known without the database. A digest without salt is enough for
 * a value that cannot be guessed.
 *
 * Floor: core. Threads: any. Secrets: keys. */
#ifndef CNOPS_CORE_ESTABLISHMENT_API_KEY_H
#define CNOPS_CORE_ESTABLISHMENT_API_KEY_H

#include "core/core.h"

#define CNOPS_API_KEY_PREFIX "cnops_etab_"
#define CNOPS_API_KEY_LEN    60 /* characters */

/* A new key, in memory that is wiped with the pool. */
const char *cnops_api_key_make(const cnops_core_t *core, apr_pool_t *pool);
/* Whether text has the form of a key, its check included. */
bool cnops_api_key_is(const char *text);
/* The digest by which the store finds it. */
const char *cnops_api_key_digest(const cnops_core_t *core, const char *key, apr_pool_t *pool);

typedef enum {
    CNOPS_API_KEY_RIGHT,
    CNOPS_API_KEY_WRONG,   /* no key of ours, or one whose time is over */
    CNOPS_API_KEY_REVOKED, /* of an establishment that was revoked */
    /* Wrong, and so were too many others from this block of addresses. A right key is never
     * answered so. */
    CNOPS_API_KEY_LIMITED
} cnops_api_key_e;

typedef struct cnops_api_caller_t {
    cnops_api_key_e verdict;
    apr_interval_time_t retry_after;            /* µs, where LIMITED */
    const cnops_establishment_t *establishment; /* NULL unless RIGHT */
    apr_int64_t key_id;                         /* of the row of its key */
} cnops_api_caller_t;

/* Finds who holds the key. Counts a wrong one against the block of the address, and notes the use
 * of a right one, at most once a minute. Keys are found under every key of our ring; one that was
 * found under a former key has a digest of the current one from then on. */
apr_status_t cnops_api_key_find(cnops_api_caller_t *pcaller, const cnops_core_t *core,
                                const char *key, const char *ip, apr_pool_t *pool);

#endif
