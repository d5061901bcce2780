/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Marks what is only decoration in the content of a page (frames, lines): all that stands in no
 * element of the structure. A tagged file says of each mark on the page what it is (PDF 32000-1
 * §14.8.2.2), and cairo 1.16 writes broken files where it is asked to mark artifacts.
 *
 * Floor: view, private to this room. Threads: any. */
#ifndef CNOPS_VIEW_DOCUMENT_ARTIFACTS_H
#define CNOPS_VIEW_DOCUMENT_ARTIFACTS_H

#include <apr_pools.h>
#include <stdbool.h>

/* content: a page's content stream as cairo writes it, decoded. Returns a copy in which everything
 * outside of marked content is marked as an artifact, that after the last element as the foot of
 * the page where has_foot is true. *plen: its length. */
const char *cnops_artifacts_mark(apr_size_t *plen, const char *content, apr_size_t len,
                                 bool has_foot, apr_pool_t *pool);

#endif
