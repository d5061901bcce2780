/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Base64url without padding (RFC 4648 §5). Each run of bytes has exactly one text.
 *
 * Floor: base. Threads: any. Secrets: none. It takes tables where libsodium computes in constant
 * time, which costs four to ten times as much. Encrypted texts may be encoded and decoded with it,
 * secrets may not. */
#ifndef CNOPS_BASE_BASE64_H
#define CNOPS_BASE_BASE64_H

#include <apr_pools.h>

/* The text is allocated from pool. */
char *cnops_base64_encode(const unsigned char *bytes, apr_size_t len, apr_pool_t *pool);

/* *plen: bytes. NULL where text has another character, a length that no bytes have, or bits after
 * the last byte. */
unsigned char *cnops_base64_decode(apr_size_t *plen, const char *text, apr_pool_t *pool);

#endif
