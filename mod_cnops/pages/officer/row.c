/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/officer/row.h"

#include "base/errors.h"
#include "core/batch/intake.h"
#include "core/establishment/quota.h"
#include "pages/frame/page.h"

#include <apr_strings.h>
#include <string.h>

/* The insurer alone fills received_on, and a row of a form has no errors to tell. */
#define ASKED (CNOPS_REGISTRATION_STATE + 1)

static const char *const statuses[] = {"sent", "at_university", "other_cover", NULL};
static const char *const purposes[] = {"correction", "couverture", "inconnu", NULL};

/* A word of ours, or the first one. */
static const char *choose(const char *word, const char *const *words)
{
    for (const char *const *known = words; word && *known; known++)
        if (strcmp(*known, word) == 0)
            return *known;
    return *words;
}

static bool is_cover(const cnops_officer_row_t *row)
{
    return strcmp(row->purpose, "couverture") == 0;
}

/* --- reading --- */

/* Year and CINE of a key: "2025-2026/AB123456". */
static void take_key(cnops_officer_row_t *row, const char *key, apr_pool_t *pool)
{
    const char *slash = key ? strchr(key, '/') : NULL;

    if (!slash)
        return;
    row->cells[CNOPS_REGISTRATION_YEAR] = apr_pstrmemdup(pool, key, (apr_size_t)(slash - key));
    row->cells[CNOPS_REGISTRATION_CINE] = slash + 1;
}

static cnops_officer_row_t *make_row(const char *purpose, const cnops_req_t *req)
{
    cnops_officer_row_t *row = apr_pcalloc(req->pool, sizeof *row);

    row->purpose = choose(purpose, purposes);
    row->faults = apr_array_make(req->pool, 4, sizeof(cnops_registration_fault_t));
    return row;
}

cnops_officer_row_t *cnops_officer_row_asked(const cnops_req_t *req, const char *key)
{
    const char *line = cnops_form_value(req->query, "ligne");
    const char *purpose = cnops_form_value(req->query, "intervention");
    cnops_officer_row_t *row;

    if (!line && !purpose)
        return NULL;
    row = make_row(line ? NULL : purpose, req);
    take_key(row, key, req->pool);
    return row;
}

/* A cover that was declared by mistake is taken back: the student is sent again. */
cnops_officer_row_t *cnops_officer_row_typed(const cnops_req_t *req)
{
    cnops_officer_row_t *row = make_row(cnops_form_value(req->form, "intervention"), req);
    cnops_registration_row_t checked;

    for (int i = 0; i < ASKED; i++)
        row->cells[i] = cnops_form_value(req->form, cnops_registration_columns[i].name);
    if (is_cover(row))
        row->cells[CNOPS_REGISTRATION_STATE] = *statuses;
    cnops_registration_row_check(&checked, row->faults, row->cells,
                                 CNOPS_REGISTRATION_BY_ESTABLISHMENT, req->pool);
    return row;
}

bool cnops_officer_row_is_faulty(const cnops_officer_row_t *row)
{
    return row->faults->nelts > 0;
}

/* --- sending --- */

static apr_status_t add_row(const cnops_batch_t **pbatch, cnops_batch_intake_t *intake,
                            const cnops_officer_row_t *row)
{
    cnops_batch_cells_t cells = {.line = 1};
    apr_status_t rv;

    memcpy(cells.cells, row->cells, sizeof cells.cells);
    rv = cnops_batch_add(intake, &cells);
    if (rv == APR_SUCCESS)
        rv = cnops_batch_close(pbatch, intake);
    if (rv != APR_SUCCESS)
        cnops_batch_drop(intake);
    return rv;
}

apr_status_t cnops_officer_row_send(const cnops_batch_t **pbatch, const cnops_req_t *req,
                                    const cnops_officer_row_t *row)
{
    const cnops_core_t *core = req->app->core;
    cnops_batch_opening_t opening = {.establishment_id = req->officer.establishment->id,
                                     .officer_id = req->officer.officer->id,
                                     .kind = CNOPS_BATCH_CSV};
    cnops_batch_intake_t *intake;
    bool is_taken;
    apr_status_t rv = cnops_quota_take(&is_taken, core, req->officer.establishment, 1, req->pool);

    if (rv != APR_SUCCESS)
        return rv;
    if (!is_taken)
        return CNOPS_ETOOLARGE;
    rv = cnops_batch_open(&intake, core, &opening, req->pool);
    return rv == APR_SUCCESS ? add_row(pbatch, intake, row) : rv;
}

/* --- showing --- */

const char *cnops_officer_column_label(const cnops_req_t *req, const char *column)
{
    return cnops_page_text(req, apr_pstrcat(req->pool, "batch_column.", column, NULL), NULL);
}

static const char *find_fault(const cnops_officer_row_t *row, int column)
{
    for (int i = 0; i < row->faults->nelts; i++) {
        const cnops_registration_fault_t *fault =
            &APR_ARRAY_IDX(row->faults, i, cnops_registration_fault_t);

        if ((int)fault->column == column)
            return fault->code;
    }
    return NULL;
}

static void add_choices(cnops_tree_t *item, const cnops_req_t *req, const char *chosen)
{
    cnops_tree_t *list = cnops_tree_set_list(item, "choices");

    for (const char *const *status = statuses; *status; status++) {
        cnops_tree_t *choice = cnops_tree_add_object(list);

        cnops_tree_set_text(choice, "value", *status);
        cnops_tree_set_text(
            choice, "label",
            cnops_page_text(req, apr_pstrcat(req->pool, "batch_status.", *status, NULL), NULL));
        cnops_tree_set_bool(choice, "chosen", chosen && strcmp(chosen, *status) == 0);
    }
}

static void add_cell(cnops_tree_t *list, const cnops_req_t *req, const cnops_officer_row_t *row,
                     int column)
{
    const char *name = cnops_registration_columns[column].name;
    const char *fault = find_fault(row, column);
    cnops_tree_t *item = cnops_tree_add_object(list);

    cnops_tree_set_text(item, "name", name);
    cnops_tree_set_text(item, "label", cnops_officer_column_label(req, name));
    cnops_tree_set_text(item, "value", row->cells[column]);
    cnops_tree_set_bool(item, "required", cnops_registration_columns[column].required);
    cnops_tree_set_text(item, "error", NULL);
    if (fault)
        cnops_tree_set_text(
            item, "error",
            cnops_page_text(req, apr_pstrcat(req->pool, "registration_fault.", fault, NULL), NULL));
    if (column == CNOPS_REGISTRATION_STATE)
        add_choices(item, req, row->cells[column]);
}

void cnops_officer_row_show(cnops_tree_t *data, const cnops_req_t *req,
                            const cnops_officer_row_t *row)
{
    cnops_tree_t *shown = cnops_tree_set_object(data, "row"), *list;

    cnops_tree_set_text(shown, "purpose", row->purpose);
    list = cnops_tree_set_list(shown, "cells");
    for (int i = 0; i < ASKED; i++)
        if (i != CNOPS_REGISTRATION_STATE || !is_cover(row))
            add_cell(list, req, row, i);
}
