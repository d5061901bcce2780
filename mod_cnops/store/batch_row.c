/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/batch_row.h"

/* False where a word is in none of our tables. */
static bool read_words(cnops_batch_t *batch, const cnops_row_t *row)
{
    bool has_kind = cnops_batch_kind_parse(&batch->kind, cnops_row_text(row, 4));
    bool has_state = cnops_batch_state_parse(&batch->state, cnops_row_text(row, 5));

    if (!has_kind || !has_state)
        cnops_row_refuse(row, has_kind ? 5 : 4);
    return has_kind && has_state;
}

bool cnops_row_batch_fill(cnops_batch_t *batch, const cnops_row_t *row)
{
    batch->id = cnops_row_int(row, 0);
    batch->reference = cnops_row_text(row, 1);
    batch->establishment_id = cnops_row_int(row, 2);
    batch->officer_id = cnops_row_int(row, 3);
    batch->is_trial = cnops_row_int(row, 6) != 0;
    batch->rows = cnops_row_int(row, 7);
    batch->accepted = cnops_row_int(row, 8);
    batch->refused = cnops_row_int(row, 9);
    batch->bytes = cnops_row_int(row, 10);
    batch->key_id = cnops_row_text(row, 11);
    batch->body_digest = cnops_row_text(row, 12);
    batch->idempotency_hash = cnops_row_text(row, 13);
    batch->created_at = cnops_row_int(row, 14);
    batch->done_at = cnops_row_int(row, 15);
    batch->next_chunk = cnops_row_int(row, 16);
    batch->lease_owner = cnops_row_text(row, 17);
    batch->lease_until = cnops_row_int(row, 18);
    return read_words(batch, row);
}

void cnops_row_batch(void *self, const cnops_row_t *row)
{
    const cnops_batch_t **pbatch = self;
    cnops_batch_t *batch = apr_palloc(row->unit->pool, sizeof *batch);

    if (cnops_row_batch_fill(batch, row))
        *pbatch = batch;
}
