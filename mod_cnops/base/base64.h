/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Decodes base64url without padding (RFC 4648 §5). Each run of bytes has exactly one text.
 *
 * Floor: base. Threads: any. Secrets: none. It takes a table where libsodium computes in constant
 * time, which costs four times as much. Encrypted texts may be decoded with it, secrets may not. */
#ifndef CNOPS_BASE_BASE64_H
#define CNOPS_BASE_BASE64_H

#include <apr_pools.h>

/* *plen: bytes. NULL where text has another character, a length that no bytes have, or bits after
 * the last byte. */
unsigned char *cnops_base64_decode(apr_size_t *plen, const char *text, apr_pool_t *pool);

#endif
