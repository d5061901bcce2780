/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Compresses an answer, in the format gzip, as fast as zlib can.
 *
 * Floor: httpd. Threads: any. Secrets: pages have none that is the same in two answers
 * (SECURITY.md); the working memory is the pool's, like the page itself, and is not wiped.
 *
 * Not mod_deflate: its level is one for the whole virtual host, so the portal would change the site
 * beside it, and its working memory is four times as large. */
#ifndef CNOPS_HTTPD_GZIP_H
#define CNOPS_HTTPD_GZIP_H

#include <apr_pools.h>

/* len is in bytes. *pgzip is memory of pool. APR_EGENERAL where zlib fails: the caller sends the
 * body as it is. */
apr_status_t cnops_gzip(const char **pgzip, apr_size_t *pgzip_len, const char *body, apr_size_t len,
                        apr_pool_t *pool);

#endif
