/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The metadata of a document, which say of what it is, and that it is PDF/A-2a and PDF/UA-1.
 *
 * Floor: view, private to this room. Threads: any. Sources: XMP (ISO 16684-1); ISO 19005-2 §6.6;
 * ISO 14289-1 §5. */
#ifndef CNOPS_VIEW_DOCUMENT_XMP_H
#define CNOPS_VIEW_DOCUMENT_XMP_H

#include <apr_pools.h>

typedef struct cnops_xmp_t {
    const char *lang, *title, *producer;
    const char *made_at;    /* "2026-11-30T00:00:00Z" */
    const char *identifier; /* of what the document says; NULL: none */
} cnops_xmp_t;

/* A packet of XMP, in pool. */
const char *cnops_xmp_write(const cnops_xmp_t *xmp, apr_pool_t *pool);

#endif
