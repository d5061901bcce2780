/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/claim/item.h"

#include "base/date.h"
#include "pages/frame/amount.h"

#include <apr_strings.h>

const char *const cnops_claim_columns[] = {
    "reference",      "immatriculation", "received_on",          "care_kind",
    "beneficiary",    "amount_spent",    "amount_refunded",      "status",
    "paid_on",        "payment_mode",    "beneficiary_relation", "beneficiary_birth_date",
    "document_asked", "reason",          "affiliation_no",       NULL};

static void set_filled(cnops_tree_t *item, const char *name, const char *text)
{
    cnops_tree_set_text(item, name, text && *text ? text : NULL);
}

void cnops_claim_item_columns(cnops_tree_t *item, const cnops_claim_shown_t *claim,
                              const char *immatriculation)
{
    const cnops_claim_record_t *record = &claim->record;

    set_filled(item, "reference", record->reference);
    set_filled(item, "immatriculation", immatriculation);
    set_filled(item, "received_on", claim->row->received_on);
    set_filled(item, "care_kind", record->care_kind);
    set_filled(item, "beneficiary", record->beneficiary);
    cnops_tree_set_int(item, "amount_spent", record->spent);
    if (record->refunded >= 0)
        cnops_tree_set_int(item, "amount_refunded", record->refunded);
    else
        cnops_tree_set_text(item, "amount_refunded", NULL);
    set_filled(item, "status", cnops_claim_status_name(claim->row->status));
    set_filled(item, "paid_on", record->paid_on);
    set_filled(item, "payment_mode", record->payment_mode);
    set_filled(item, "beneficiary_relation", record->relation);
    set_filled(item, "beneficiary_birth_date", record->birth_date);
    set_filled(item, "document_asked", record->document_asked);
    set_filled(item, "reason", record->reason);
    set_filled(item, "affiliation_no", record->affiliation_no);
}

void cnops_claim_item_fill(cnops_tree_t *item, const cnops_req_t *req,
                           const cnops_claim_shown_t *claim, const char *immatriculation)
{
    const cnops_claim_record_t *record = &claim->record;
    const char *status = cnops_claim_status_name(claim->row->status);
    const char *path = apr_pstrcat(req->pool, "/espace/dossiers/", claim->handle, NULL);
    const char *label = apr_pstrcat(req->pool, "claim_status.", status, NULL);

    cnops_claim_item_columns(item, claim, immatriculation);
    cnops_tree_set_text(item, "href", cnops_page_href(req, path));
    cnops_tree_set_text(item, "status_label", cnops_page_text(req, label, NULL));
    cnops_tree_set_text(item, "received", cnops_date_show(claim->row->received_on, req->pool));
    cnops_tree_set_text(item, "spent", cnops_amount_show(req, record->spent));
    cnops_tree_set_text(item, "refunded",
                        record->refunded >= 0 ? cnops_amount_show(req, record->refunded) : NULL);
    cnops_tree_set_bool(item, "masked", claim->is_masked);
}

void cnops_claim_item_mask(cnops_tree_t *data, const cnops_req_t *req, bool is_masked)
{
    bool hides_care = req->app->core->settings->beneficiary_mask == CNOPS_BENEFICIARY_MASK_CARE;

    cnops_tree_set_text(data, "mask", is_masked ? hides_care ? "care" : "name" : NULL);
}
