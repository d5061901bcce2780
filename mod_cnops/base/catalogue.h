/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Compiled gettext catalogues (.mo), read at start-up. gettext() itself knows
 * one language a process; a portal speaks several a request.
 *
 * Floor: base. Callers: view. Threads: read-only once loaded.
 * Format: GNU gettext manual, "The Format of GNU MO Files". */
#ifndef CNOPS_BASE_CATALOGUE_H
#define CNOPS_BASE_CATALOGUE_H

#include <apr_pools.h>

typedef struct cnops_catalogue_t cnops_catalogue_t;

/* CNOPS_EMALFORMED unless path is a whole .mo file of either byte order. */
apr_status_t cnops_catalogue_load(cnops_catalogue_t **pcatalogue, const char *path,
                                  apr_pool_t *pool);

/* The translation of msgid, or NULL. catalogue may be NULL (the source language). */
const char *cnops_catalogue_find(const cnops_catalogue_t *catalogue, const char *msgid);

#endif
