/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Prints the documents of an institution: its colours and emblem, the portal's fonts, and a bounded
 * number of engines.
 *
 * Floor: view. Threads: made at start-up; any thread prints. */
#ifndef CNOPS_VIEW_DOCUMENT_PRESS_H
#define CNOPS_VIEW_DOCUMENT_PRESS_H

#include "view/brand/brand.h"
#include "view/view.h"

#include <apr_time.h>

typedef struct cnops_press_t cnops_press_t;

typedef struct cnops_press_config_t {
    const char *htdocs; /* its folder documents has fonts and colour profile */
    const cnops_brand_t *brand;
    int engines;              /* documents that one process makes at a time */
    apr_interval_time_t wait; /* how long a document waits for an engine, in µs */
} cnops_press_config_t;

/* *pfault says what is wrong with the files. */
apr_status_t cnops_press_make(cnops_press_t **ppress, const char **pfault,
                              const cnops_press_config_t *config, apr_pool_t *pool);

/* What is printed: a template, and its data. Certificates are in two languages: {{t}} is
 * French, {{t2}} is Arabic. */
typedef struct cnops_print_t {
    const char *name; /* "document/attestation" */
    const char *lang; /* of the template; NULL: fr */
    const cnops_tree_t *data;
    apr_time_t made_at; /* the same at each printing of the same document */
} cnops_print_t;

/* *pbytes: *plen bytes of a PDF file in pool, which may have secrets: they are wiped when the pool
 * is cleared. CNOPS_ENOENGINE where all engines are busy for too long. CNOPS_EMALFORMED where the
 * template makes no document; *pfault, which else is NULL, says why. */
apr_status_t cnops_press_print(const char **pbytes, apr_size_t *plen, const char **pfault,
                               cnops_press_t *press, const cnops_view_t *view,
                               const cnops_print_t *print, apr_pool_t *pool);

#endif
