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

/* CNOPS_EMALFORMED unless path is a whole .mo file of either byte order, whose header, if
 * it tells plural forms, tells them well, and whose contexts are none of them empty. */
apr_status_t cnops_catalogue_load(cnops_catalogue_t **pcatalogue, const char *path,
                                  apr_pool_t *pool);

/* The same of a file's bytes, which must live as long as pool. */
apr_status_t cnops_catalogue_parse(cnops_catalogue_t **pcatalogue, const char *bytes,
                                   apr_size_t len, apr_pool_t *pool);

/* The translation of msgid in its context (msgctxt; NULL: the one without a context), or NULL.
 * catalogue may be NULL (the source language). */
const char *cnops_catalogue_find(const cnops_catalogue_t *catalogue, const char *context,
                                 const char *msgid);

/* The forms of a sentence with a number, by its context and its singular. False if it is not
 * there or has not as many forms as the header tells. */
bool cnops_catalogue_find_forms(cnops_forms_t *forms, const cnops_catalogue_t *catalogue,
                                const char *context, const char *msgid);

#endif
