/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Makes a small htdocs in a temporary folder, which is removed with the pool. */
#ifndef CNOPS_TESTS_VIEW_HTDOCS_FIXTURE_H
#define CNOPS_TESTS_VIEW_HTDOCS_FIXTURE_H

#include <apr_pools.h>

/* Makes an empty folder and returns its path. */
const char *cnops_htdocs_make(apr_pool_t *pool);

/* Writes the file htdocs/name, and the folders above it where they are missing. */
void cnops_htdocs_write(const char *htdocs, const char *name, const char *text, apr_pool_t *pool);

/* Writes messages/LANG.mo. pairs: sentence, translation, sentence, …, NULL; the translation of
 * "" is the catalogue's header. '|' is written as the NUL between plural forms. */
void cnops_htdocs_write_mo(const char *htdocs, const char *lang, const char *const *pairs,
                           apr_pool_t *pool);

#endif
