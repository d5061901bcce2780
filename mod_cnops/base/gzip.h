/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Compresses an answer, in the format gzip, as fast as zlib can.
 *
 * Floor: base. Threads: any; parts are read-only once made. Secrets: pages have none that is the
 * same in two answers (SECURITY.md); the working memory is the pool's, like the page itself, and is
 * not wiped.
 *
 * Not mod_deflate: its level is one for the whole virtual host, so the portal would change the site
 * beside it, and its working memory is four times as large. */
#ifndef CNOPS_BASE_GZIP_H
#define CNOPS_BASE_GZIP_H

#include <apr_pools.h>

/* len is in bytes. *pgzip is memory of pool. APR_EGENERAL where zlib fails: the caller sends the
 * body as it is. */
apr_status_t cnops_gzip(const char **pgzip, apr_size_t *pgzip_len, const char *body, apr_size_t len,
                        apr_pool_t *pool);

/* The same in zlib's own format (RFC 1950), which PDF files have. */
apr_status_t cnops_gzip_bare(const char **pzlib, apr_size_t *pzlib_len, const char *body,
                             apr_size_t len, apr_pool_t *pool);

/* A text that is compressed but for a gap in its middle, which is another one in each answer. */
typedef struct cnops_gzip_parts_t cnops_gzip_parts_t;

/* body: the text; the gap is gap_len bytes from its byte gap_at on, at most 65535. */
apr_status_t cnops_gzip_split(const cnops_gzip_parts_t **pparts, const char *body, apr_size_t len,
                              apr_size_t gap_at, apr_size_t gap_len, apr_pool_t *pool);

/* The text with gap in its gap, as cnops_gzip gives it; gap itself is not compressed. */
void cnops_gzip_join(const char **pgzip, apr_size_t *pgzip_len, const cnops_gzip_parts_t *parts,
                     const char *gap, apr_pool_t *pool);

#endif
