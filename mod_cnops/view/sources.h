/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Reads the template files from disk, and knows which of them are pages and which are parts
 * of pages.
 *
 * Floor: view. Threads: read-only once loaded. */
#ifndef CNOPS_VIEW_SOURCES_H
#define CNOPS_VIEW_SOURCES_H

#include <apr_tables.h>
#include <stdbool.h>

typedef struct cnops_source_t {
    const char *name; /* "layout", "partials/field", "creation/identite", "message/courriel-code" */
    const char *file; /* the name with ".html" or ".txt" */
    const char *text; /* the whole file */
    bool is_html;
    bool is_page; /* pages can be rendered by name; the layout and partials cannot */
} cnops_source_t;

typedef struct cnops_sources_t {
    apr_array_header_t *list; /* cnops_source_t, sorted by file */
} cnops_sources_t;

/* Reads every .html and .txt file of folder and of its direct subfolders. On error *pfault says
 * "PATH: reason"; CNOPS_EMALFORMED where a file is not UTF-8. */
apr_status_t cnops_sources_load(const cnops_sources_t **psources, const char **pfault,
                                const char *folder, apr_pool_t *pool);

/* NULL where there is no such template. */
const cnops_source_t *cnops_sources_find(const cnops_sources_t *sources, const char *name,
                                         bool is_html);

/* The template that compiling page starts with: page itself where it is a message or begins
 * with <!doctype, else the layout, which includes it; NULL where there is no layout. */
const cnops_source_t *cnops_sources_outermost(const cnops_sources_t *sources,
                                              const cnops_source_t *page);

/* The source that {{> name}} includes while page is compiled: page itself for "body", else the
 * partial of that name; NULL where there is none. */
const cnops_source_t *cnops_sources_partial(const cnops_sources_t *sources,
                                            const cnops_source_t *page, const char *name,
                                            apr_pool_t *pool);

#endif
