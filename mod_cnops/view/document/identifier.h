/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Reads from a PDF file the identifier that view/document/finish.c writes into its metadata: the
 * address that the QR code of a certificate says.
 *
 * Floor: view. Threads: any. Secrets: the address says the facts of a person. Sources: ISO 16684-1
 * (XMP), property dc:identifier.
 *
 * The metadata is not what people see on the page. Whoever reads it must show what it says, so that
 * it can be compared with the paper. */
#ifndef CNOPS_VIEW_DOCUMENT_IDENTIFIER_H
#define CNOPS_VIEW_DOCUMENT_IDENTIFIER_H

#include <apr_pools.h>

/* NULL, and *pfault says why, where the bytes are no PDF file, or have no such identifier: files
 * that were scanned, printed again or edited have lost it. */
const char *cnops_identifier_read(const char **pfault, const char *bytes, apr_size_t len,
                                  apr_pool_t *pool);

#endif
