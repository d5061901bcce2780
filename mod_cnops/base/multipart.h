/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A strict reader of multipart/form-data, the form in which browsers send files. It reads the body
 * as it comes, so its memory does not grow with the file.
 *
 * Refused: text before the first part, headers over CNOPS_MULTIPART_HEAD_MAX bytes, a NUL among
 * them, a part without a name, a second Content-Disposition, a Content-Transfer-Encoding, anything
 * after the last part but one line end, and a body that ends before its last boundary.
 *
 * Floor: base. Threads: a reader belongs to one thread. Secrets: its buffer has pieces of the file,
 * and is wiped with the pool. Source: RFC 7578, RFC 2046 §5.1. */
#ifndef CNOPS_BASE_MULTIPART_H
#define CNOPS_BASE_MULTIPART_H

#include <apr_pools.h>

#define CNOPS_MULTIPART_HEAD_MAX     2048 /* bytes of all headers of a part */
#define CNOPS_MULTIPART_BOUNDARY_MAX 70

typedef struct cnops_multipart_t cnops_multipart_t;

/* Reads up to *plen bytes into buffer and sets *plen to the number read. APR_EOF at the end of the
 * input. */
typedef apr_status_t (*cnops_multipart_read_fn)(void *self, char *buffer, apr_size_t *plen);

typedef struct cnops_multipart_part_t {
    const char *name;     /* of the field */
    const char *filename; /* NULL: the part is no file. "": none was chosen. As sent */
} cnops_multipart_part_t;

/* NULL where content_type (the header, may be NULL) is not multipart/form-data with a boundary. */
cnops_multipart_t *cnops_multipart_make(const char *content_type, cnops_multipart_read_fn read,
                                        void *self, apr_pool_t *pool);

/* Goes to the next part; what is left of the former one is read over. APR_EOF after the last part;
 * CNOPS_EMALFORMED; the error of read. After an error only errors follow. The part lives in the
 * pool of the reader. */
apr_status_t cnops_multipart_next(const cnops_multipart_part_t **ppart,
                                  cnops_multipart_t *multipart);

/* The content of the part: up to *plen bytes into buffer, and *plen becomes their number. APR_EOF,
 * without bytes, after the last one. A cnops_multipart_read_fn: self is the reader. */
apr_status_t cnops_multipart_read(void *self, char *buffer, apr_size_t *plen);

#endif
