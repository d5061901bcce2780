/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Handles: names of rows in addresses. The last part of /espace/dossiers/HANDLE names a claim to
 * the member whose claim it is, and tells nothing to anybody else: neither a reference nor a
 * number of the database.
 *
 * Floor: core. Threads: any. Secrets: none; a handle is no right. Who may read the row is decided
 * by the session.
 *
 * A value of a few bytes is encrypted for one kind of row and one person. The same value always
 * has the same handle, so addresses can be kept as bookmarks. The form is that of SIV (RFC 5297),
 * with libsodium's primitives: base64url(tag ‖ value xor stream), where tag is the keyed BLAKE2b of
 * kind, person and value, and stream is XChaCha20 with the tag as its nonce. */
#ifndef CNOPS_CORE_SEAL_HANDLE_H
#define CNOPS_CORE_SEAL_HANDLE_H

#include "core/keys.h"

#include <stdbool.h>

#define CNOPS_HANDLE_VALUE_MAX 32 /* bytes of a value */

/* Whose handle it is: it opens for no other kind of row and for no other person. */
typedef struct cnops_handle_use_t {
    const char *kind; /* a word: "claim", "ticket"… */
    apr_int64_t person_id;
} cnops_handle_use_t;

typedef struct cnops_handle_value_t {
    unsigned char bytes[CNOPS_HANDLE_VALUE_MAX];
    apr_size_t len; /* 1-CNOPS_HANDLE_VALUE_MAX */
} cnops_handle_value_t;

/* The handle, made with the current key: 22 characters and 4 more for each 3 bytes of the value. */
const char *cnops_handle_make(const cnops_keys_t *keys, const cnops_handle_use_t *use,
                              const cnops_handle_value_t *value, apr_pool_t *pool);

/* False for any text that is not a handle of this use, made with a key of the ring. */
bool cnops_handle_open(cnops_handle_value_t *pvalue, const cnops_keys_t *keys,
                       const cnops_handle_use_t *use, const char *handle, apr_pool_t *pool);

/* The value of a row's id, and back; 0: the value is no id. */
cnops_handle_value_t cnops_handle_value_of_id(apr_int64_t id);
apr_int64_t cnops_handle_id_of_value(const cnops_handle_value_t *value);

/* The value of a digest of 64 hex characters, and back; NULL: the value is no digest. */
cnops_handle_value_t cnops_handle_value_of_digest(const char *digest);
const char *cnops_handle_digest_of_value(const cnops_handle_value_t *value, apr_pool_t *pool);

#endif
