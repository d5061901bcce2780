/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A growing byte buffer: text is built piece by piece in linear time.
 *
 * Floor: base. Threads: a buffer belongs to one thread. Memory: all of it comes from the
 * pool; the smaller blocks that a buffer has outgrown stay there too, and together are no
 * larger than the current one. Secrets: messages with codes are built here. Outgrown blocks
 * are wiped; the caller wipes the last one. */
#ifndef CNOPS_BASE_BUFFER_H
#define CNOPS_BASE_BUFFER_H

#include <apr_pools.h>

typedef struct cnops_buffer_t {
    char *bytes;
    apr_size_t len;
    apr_size_t size;
    apr_pool_t *pool;
} cnops_buffer_t;

/* size: bytes to reserve at first, at least 1. The buffer grows when more is added. */
void cnops_buffer_init(cnops_buffer_t *buffer, apr_size_t size, apr_pool_t *pool);

void cnops_buffer_add(cnops_buffer_t *buffer, const char *bytes, apr_size_t len);
void cnops_buffer_add_text(cnops_buffer_t *buffer, const char *text);
void cnops_buffer_add_byte(cnops_buffer_t *buffer, char byte);

/* The bytes, NUL-terminated; valid until the next addition. */
const char *cnops_buffer_text(cnops_buffer_t *buffer);

#endif
