/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Bytes that grow: text built piece by piece in linear time.
 *
 * Floor: base. Callers: base, view. Threads: one buffer, one thread. Memory: the
 * pool's; what was outgrown is the pool's too, at most as much again. Secrets: messages
 * with codes grow here; outgrown copies are wiped, the last one is its owner's to wipe. */
#ifndef CNOPS_BASE_BUFFER_H
#define CNOPS_BASE_BUFFER_H

#include <apr_pools.h>

typedef struct cnops_buffer_t {
    char *bytes;
    apr_size_t len;
    apr_size_t size;
    apr_pool_t *pool;
} cnops_buffer_t;

/* size: bytes expected, at least 1; more will fit. */
void cnops_buffer_init(cnops_buffer_t *buffer, apr_size_t size, apr_pool_t *pool);

void cnops_buffer_add(cnops_buffer_t *buffer, const char *bytes, apr_size_t len);
void cnops_buffer_add_text(cnops_buffer_t *buffer, const char *text);
void cnops_buffer_add_byte(cnops_buffer_t *buffer, char byte);

/* The bytes, NUL-terminated; valid until the next addition. */
const char *cnops_buffer_text(cnops_buffer_t *buffer);

#endif
