/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Signs the file of a member's data (export.json), and checks such files.
 *
 * Floor: core. Threads: any. Secrets: as core/certificate/signature.h. Sources: RFC 8032 (Ed25519).
 *
 * The signature is the last member of the JSON object, so that it is kept with the file and every
 * program still reads the file. The end of the file has a fixed length:
 *
 *   ,"signature":{"alg":"Ed25519","kid":"8 hex","value":"86 of base64url"}}
 *
 * What is signed is the text "mod_cnops data 1", a line feed, and every byte of the file before
 * this end. So a checker cuts off the last CNOPS_FILE_SIGNATURE_LEN bytes, and needs no rules about
 * how JSON is written. kid names the signing key as in certificates. */
#ifndef CNOPS_CORE_CERTIFICATE_FILE_SIGNATURE_H
#define CNOPS_CORE_CERTIFICATE_FILE_SIGNATURE_H

#include "core/certificate/signature.h"

#define CNOPS_FILE_SIGNATURE_LEN 145 /* bytes of the end of a signed file */

/* json: an object with at least one member. Returns it with its signature by the current key,
 * allocated from pool. The caller wipes both. NULL where json is no such object. */
char *cnops_file_signature_add(const char *json, const cnops_keys_t *keys, apr_pool_t *pool);

typedef struct cnops_file_signature_t {
    const char *signed_bytes; /* of the file */
    apr_size_t signed_len;
    char key_id[2 * CNOPS_SIGNING_KEY_ID_LEN + 1]; /* as it is written in the file */
    unsigned char bytes[CNOPS_PAYLOAD_SIGNATURE_LEN];
} cnops_file_signature_t;

/* Reads the end of a file; a line end behind it, which an editor may add, does not matter. False
 * where it has no signature. *psignature points into file. */
bool cnops_file_signature_read(cnops_file_signature_t *psignature, const char *file, apr_size_t len,
                               apr_pool_t *pool);

/* Whether key has made the signature. */
bool cnops_file_signature_is_genuine(const cnops_file_signature_t *signature,
                                     const cnops_public_key_t *key, apr_pool_t *pool);

#endif
