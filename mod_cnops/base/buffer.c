/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/buffer.h"

#include <sodium.h>
#include <string.h>

void cnops_buffer_init(cnops_buffer_t *buffer, apr_size_t size, apr_pool_t *pool)
{
    buffer->bytes = apr_palloc(pool, size);
    buffer->len = 0;
    buffer->size = size;
    buffer->pool = pool;
}

/* Doubling keeps the cost of all copies linear in the length of the final text. */
static void grow(cnops_buffer_t *buffer, apr_size_t len)
{
    apr_size_t size = buffer->size;

    while (size - buffer->len < len)
        size *= 2;
    char *bytes = apr_palloc(buffer->pool, size);
    memcpy(bytes, buffer->bytes, buffer->len);
    /* The outgrown block may contain a code. */
    sodium_memzero(buffer->bytes, buffer->len);
    buffer->bytes = bytes;
    buffer->size = size;
}

static inline void make_room(cnops_buffer_t *buffer, apr_size_t len)
{
    if (buffer->size - buffer->len < len)
        grow(buffer, len);
}

void cnops_buffer_add(cnops_buffer_t *buffer, const char *bytes, apr_size_t len)
{
    if (len == 0)
        return;
    make_room(buffer, len);
    memcpy(buffer->bytes + buffer->len, bytes, len);
    buffer->len += len;
}

void cnops_buffer_add_text(cnops_buffer_t *buffer, const char *text)
{
    cnops_buffer_add(buffer, text, strlen(text));
}

void cnops_buffer_add_byte(cnops_buffer_t *buffer, char byte)
{
    make_room(buffer, 1);
    buffer->bytes[buffer->len++] = byte;
}

const char *cnops_buffer_text(cnops_buffer_t *buffer)
{
    make_room(buffer, 1);
    buffer->bytes[buffer->len] = '\0';
    return buffer->bytes;
}
