/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* One row of registrations as a form: a row that was refused, corrected; a cover that was declared
 * by mistake, made anew; a student whose data were unknown, made. What is sent becomes a batch of
 * one row, which names its officer.
 *
 * Floor: pages. Threads: one request, one thread. Secrets: what was typed is shown to its sender
 * alone. */
#ifndef CNOPS_PAGES_OFFICER_ROW_H
#define CNOPS_PAGES_OFFICER_ROW_H

#include "core/batch/batch.h"
#include "pages/frame/request.h"

typedef struct cnops_officer_row_t {
    const char *purpose; /* "correction", "couverture" or "inconnu" */
    const char *cells[CNOPS_REGISTRATION_COLUMNS];
    apr_array_header_t *faults; /* cnops_registration_fault_t */
} cnops_officer_row_t;

/* The form that the address asks for: ?ligne=N or ?intervention=PURPOSE. NULL: none. key: year and
 * CINE of the row, "2025-2026/AB123456", or NULL. */
cnops_officer_row_t *cnops_officer_row_asked(const cnops_req_t *req, const char *key);
/* What was typed into it. */
cnops_officer_row_t *cnops_officer_row_typed(const cnops_req_t *req);
bool cnops_officer_row_is_faulty(const cnops_officer_row_t *row);
/* CNOPS_ETOOLARGE where the establishment may send no more rows today. */
apr_status_t cnops_officer_row_send(const cnops_batch_t **pbatch, const cnops_req_t *req,
                                    const cnops_officer_row_t *row);
/* Sets data.row. */
void cnops_officer_row_show(cnops_tree_t *data, const cnops_req_t *req,
                            const cnops_officer_row_t *row);

/* The name of a column in words; of "row", the row as a whole. */
const char *cnops_officer_column_label(const cnops_req_t *req, const char *column);

#endif
