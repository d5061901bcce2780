/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The signed list of revoked certificates, for whoever checks papers without asking us.
 *
 * Floor: core. Threads: any. Secrets: none; the list has random numbers alone. Source: contract.md
 * §1.
 *
 *   {"issued_at":"YYYY-MM-DDThh:mm:ssZ","next_at":"…","count":N,"list":"base64url",
 *    "kid":"8 hex","signature":"base64url of 64 bytes"}
 *
 * The list has the numbers (core/certificate/payload.h) of the revoked certificates that are not
 * expired, in ascending order: the first as it is, the others as differences to the one before,
 * each as an unsigned LEB128 number: seven bits a byte, the lowest first, the highest bit set in
 * all bytes but the last. Among N random numbers of 32 bits the differences have about 32 - log2 N
 * bits; further compression (deflate) would find nothing, because the numbers are random.
 *
 * From next_at on there is a newer list. The signature is Ed25519 by the key that signs
 * certificates now, over this ASCII text, which ends with the list and has no line feed behind it:
 *
 *   mod_cnops revocations 1
 *   ISSUED_AT NEXT_AT COUNT
 *   LIST */
#ifndef CNOPS_CORE_CERTIFICATE_REVOCATIONS_H
#define CNOPS_CORE_CERTIFICATE_REVOCATIONS_H

#include "base/tree.h"
#include "core/certificate/public_keys.h"

#define CNOPS_REVOCATIONS_LIFE apr_time_from_sec(24 * 3600) /* from issued_at to next_at */

/* The data of the list as of now. */
apr_status_t cnops_revocations_make(cnops_tree_t **ptree, const cnops_core_t *core,
                                    apr_pool_t *pool);

/* Reads such data. NULL, or what is wrong with it. *pnumbers: apr_uint32_t, ascending. */
const char *cnops_revocations_read(apr_array_header_t **pnumbers, const cnops_tree_t *tree,
                                   const cnops_public_keys_t *keys, apr_pool_t *pool);

#endif
