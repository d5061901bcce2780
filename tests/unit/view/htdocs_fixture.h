/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A small htdocs in a temporary folder, which goes with the pool. */
#ifndef CNOPS_TESTS_VIEW_HTDOCS_FIXTURE_H
#define CNOPS_TESTS_VIEW_HTDOCS_FIXTURE_H

#include <apr_pools.h>

/* An empty folder; its path. */
const char *cnops_htdocs_make(apr_pool_t *pool);

/* Writes one file below it, and the folders that it needs. */
void cnops_htdocs_write(const char *htdocs, const char *name, const char *text, apr_pool_t *pool);

/* Writes messages/LANG.mo; pairs: sentence, translation, …, NULL; the translation of "" is
 * the header. '|' stands for the NUL between forms. */
void cnops_htdocs_write_mo(const char *htdocs, const char *lang, const char *const *pairs,
                           apr_pool_t *pool);

#endif
