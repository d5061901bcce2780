/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Reads compiled gettext catalogues (.mo) at start-up. The C library's gettext() knows one
 * language per process, but one request of the portal may need several.
 *
 * Floor: base. Threads: read-only once loaded.
 * Source: GNU gettext manual, "The Format of GNU MO Files". */
#ifndef CNOPS_BASE_CATALOGUE_H
#define CNOPS_BASE_CATALOGUE_H

#include "base/plural.h"

#include <stdbool.h>

typedef struct cnops_catalogue_t cnops_catalogue_t;

/* Loads the file at path; both byte orders are accepted. CNOPS_EMALFORMED where it is not a
 * complete .mo file, where its Plural-Forms do not parse (a catalogue may have none), and where
 * a context is empty. */
apr_status_t cnops_catalogue_load(cnops_catalogue_t **pcatalogue, const char *path,
                                  apr_pool_t *pool);

/* Does the same with the bytes of a file, which must live as long as pool. */
apr_status_t cnops_catalogue_parse(cnops_catalogue_t **pcatalogue, const char *bytes,
                                   apr_size_t len, apr_pool_t *pool);

/* The translation of msgid in a context (msgctxt), or NULL. context NULL: the sentence without a
 * context. catalogue may be NULL: the source language has none. */
const char *cnops_catalogue_find(const cnops_catalogue_t *catalogue, const char *context,
                                 const char *msgid);

/* The plural forms of a sentence, found by its context and its singular. False where the
 * catalogue lacks the sentence, or has another number of forms than its header announces. */
bool cnops_catalogue_find_forms(cnops_forms_t *forms, const cnops_catalogue_t *catalogue,
                                const char *context, const char *msgid);

#endif
