/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Checks of cells that several files have.
 *
 * Floor: ctl. Threads: any. */
#ifndef CNOPS_CTL_IMPORT_CELL_CHECK_H
#define CNOPS_CTL_IMPORT_CELL_CHECK_H

#include "core/form/field.h"

/* Sets *pvalue to the normal form of typed, which is not empty, and returns NULL; or returns the
 * reason why it is refused, which never quotes it. */
typedef const char *(*cnops_cell_check_fn)(const char **pvalue, const char *typed,
                                           apr_pool_t *pool);

/* Any text of one line. */
const char *cnops_cell_text(const char **pvalue, const char *typed, apr_pool_t *pool);
/* A value that a member types later is checked like the field of the forms, so that both have the
 * same normal form. reason: for any fault. */
const char *cnops_cell_as_field(const char **pvalue, cnops_field_e field, const char *reason,
                                const char *typed, apr_pool_t *pool);
const char *cnops_cell_immatriculation(const char **pvalue, const char *typed, apr_pool_t *pool);
/* One of words, which ends with NULL; an empty first word says that the cell may be empty. */
const char *cnops_cell_word(const char **pvalue, const char *const *words, const char *typed,
                            apr_pool_t *pool);
const char *cnops_cell_payment_mode(const char **pvalue, const char *typed, apr_pool_t *pool);
/* A day, or a year alone. */
const char *cnops_cell_date(const char **pvalue, const char *typed, apr_pool_t *pool);
/* The same, but not after today (UTC). */
const char *cnops_cell_birth_date(const char **pvalue, const char *typed, apr_pool_t *pool);
const char *cnops_cell_day(const char **pvalue, const char *typed, apr_pool_t *pool);

#endif
