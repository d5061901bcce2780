/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A short name for bytes, made from their content: other bytes have another name. For addresses of
 * files that browsers keep for a year; not for secrets.
 *
 * Floor: base. Threads: any. */
#ifndef CNOPS_BASE_FINGERPRINT_H
#define CNOPS_BASE_FINGERPRINT_H

#include <apr_pools.h>

/* 16 lower-case hexadecimal digits: the first 64 bits of the SHA-256 of the bytes. */
const char *cnops_fingerprint(const char *bytes, apr_size_t len, apr_pool_t *pool);

#endif
