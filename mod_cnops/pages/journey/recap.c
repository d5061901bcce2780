/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/journey/recap.h"

#include "core/form/mask.h"
#include "core/journey/drafts.h"

#include <apr_strings.h>

static void add_row(cnops_tree_t *rows, const cnops_req_t *req, cnops_field_e field,
                    const char *value)
{
    const char *key = apr_pstrcat(req->pool, "field.", cnops_field(field)->name, NULL);
    cnops_tree_t *row = cnops_tree_add_object(rows);

    cnops_tree_set_text(row, "label", cnops_page_text(req, key, NULL));
    cnops_tree_set_text(row, "value", value);
}

static void add_masked(cnops_tree_t *rows, const cnops_req_t *req, cnops_field_e field,
                       const cnops_tree_t *typed)
{
    const char *text = cnops_tree_text(typed, cnops_field(field)->name);

    if (text)
        add_row(rows, req, field, cnops_mask(field, text, req->pool));
}

void cnops_recap_show(cnops_tree_t *data, const cnops_req_t *req, const char *path)
{
    const cnops_tree_t *typed = cnops_drafts_of(req->journey, CNOPS_DRAFTS_STEPS, req->pool);
    cnops_tree_t *recap = cnops_tree_set_object(data, "recap");
    cnops_tree_t *rows = cnops_tree_set_list(recap, "rows");

    cnops_tree_set_text(recap, "href", cnops_page_href(req, path));
    if (req->journey->identity.by_employer)
        add_row(rows, req, CNOPS_FIELD_IDENTIFIANT_EMPLOYEUR,
                cnops_page_text(req, "recap.given", NULL));
    else if (!req->journey->is_student)
        add_masked(rows, req, CNOPS_FIELD_IMMATRICULATION, typed);
    add_masked(rows, req, CNOPS_FIELD_CNI, typed);
    add_masked(rows, req, CNOPS_FIELD_DATE_NAISSANCE, typed);
}
