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

/* The masks are noted among the drafts of the steps, under names that no field has. */
static const char *note_name(const cnops_req_t *req, cnops_field_e field)
{
    return apr_pstrcat(req->pool, "recap.", cnops_field(field)->name, NULL);
}

static const cnops_field_e fields[] = {CNOPS_FIELD_IMMATRICULATION, CNOPS_FIELD_CNI,
                                       CNOPS_FIELD_DATE_NAISSANCE};

#define FIELDS (sizeof fields / sizeof *fields)

/* A number that was typed before the visitor chose another way to identify himself was not used. */
static bool was_asked(const cnops_req_t *req, cnops_field_e field)
{
    return field != CNOPS_FIELD_IMMATRICULATION ||
           (!req->journey->identity.by_employer && !req->journey->is_student);
}

void cnops_recap_note(const cnops_req_t *req)
{
    const cnops_tree_t *typed = cnops_drafts_of(req->journey, CNOPS_DRAFTS_STEPS, req->pool);
    cnops_tree_t *texts = cnops_tree_object(req->pool);

    for (apr_size_t i = 0; i < FIELDS; i++) {
        const char *text = cnops_tree_text(typed, cnops_field(fields[i])->name);

        cnops_tree_set_text(
            texts, note_name(req, fields[i]),
            text && was_asked(req, fields[i]) ? cnops_mask(fields[i], text, req->pool) : NULL);
    }
    for (const cnops_tree_t *at = typed ? typed->first : NULL; at; at = at->next) {
        if (at->type == CNOPS_TREE_TEXT && !cnops_tree_get(texts, at->name))
            cnops_tree_set_text(texts, at->name, at->value.text);
    }
    cnops_drafts_keep(req->journey, CNOPS_DRAFTS_STEPS, texts, req->pool);
}

void cnops_recap_show(cnops_tree_t *data, const cnops_req_t *req, const char *path)
{
    const cnops_tree_t *noted = cnops_drafts_of(req->journey, CNOPS_DRAFTS_STEPS, req->pool);
    cnops_tree_t *recap = cnops_tree_set_object(data, "recap");
    cnops_tree_t *rows = cnops_tree_set_list(recap, "rows");

    cnops_tree_set_text(recap, "href", cnops_page_href(req, path));
    if (req->journey->identity.by_employer)
        add_row(rows, req, CNOPS_FIELD_IDENTIFIANT_EMPLOYEUR,
                cnops_page_text(req, "recap.given", NULL));
    for (apr_size_t i = 0; i < FIELDS; i++) {
        const char *mask = cnops_tree_text(noted, note_name(req, fields[i]));

        if (mask)
            add_row(rows, req, fields[i], mask);
    }
}
