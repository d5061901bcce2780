/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The template files as they are on disk.
 *
 * Floor: view. Callers: view.c, tests/lint. Threads: read-only once loaded. */
#ifndef CNOPS_VIEW_SOURCES_H
#define CNOPS_VIEW_SOURCES_H

#include <apr_tables.h>
#include <stdbool.h>

typedef struct cnops_source_t {
    const char *name; /* "layout", "partials/field", "creation/identite", "message/courriel-code" */
    const char *file; /* name and ending */
    const char *text;
    bool is_html;
    bool is_page; /* rendered by its name: neither the layout nor a partial */
} cnops_source_t;

typedef struct cnops_sources_t {
    apr_array_header_t *list; /* cnops_source_t, sorted by file */
} cnops_sources_t;

/* Every .html and .txt of folder and of its direct subfolders. */
apr_status_t cnops_sources_load(const cnops_sources_t **psources, const char **pfault,
                                const char *folder, apr_pool_t *pool);

/* NULL if there is none. */
const cnops_source_t *cnops_sources_find(const cnops_sources_t *sources, const char *name,
                                         bool is_html);

/* What is compiled for page: the layout around it (NULL if there is none); a message,
 * or a page that begins with its own <!doctype, itself. */
const cnops_source_t *cnops_sources_outermost(const cnops_sources_t *sources,
                                              const cnops_source_t *page);
/* The source of {{> name}} while page is compiled, "body" being page itself; or NULL. */
const cnops_source_t *cnops_sources_partial(const cnops_sources_t *sources,
                                            const cnops_source_t *page, const char *name,
                                            apr_pool_t *pool);

#endif
