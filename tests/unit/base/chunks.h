/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A file in memory that readers of base get in chunks. */
#ifndef CNOPS_BASE_CHUNKS_H
#define CNOPS_BASE_CHUNKS_H

#include <apr_errno.h>
#include <string.h>

typedef struct chunks_t {
    const char *bytes;
    apr_size_t len;
    apr_size_t at;
    apr_size_t chunk;    /* bytes of one read at most */
    apr_size_t fails_at; /* a read at or behind this offset fails; 0: no read fails */
} chunks_t;

/* A cnops_csv_read_fn. */
static apr_status_t chunks_read(void *self, char *buffer, apr_size_t *plen)
{
    chunks_t *input = self;
    apr_size_t len = input->len - input->at;

    if (input->fails_at && input->at >= input->fails_at)
        return APR_EINVAL;
    if (len > *plen)
        len = *plen;
    if (len > input->chunk)
        len = input->chunk;
    memcpy(buffer, input->bytes + input->at, len);
    input->at += len;
    *plen = len;
    return len ? APR_SUCCESS : APR_EOF;
}

#endif
