/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/families.h"

void cnops_row_account(const cnops_account_t **paccount, const cnops_row_t *row, int from)
{
    cnops_account_t *account = apr_palloc(row->unit->pool, sizeof *account);

    account->id = cnops_row_int(row, from);
    account->person_id = cnops_row_int(row, from + 1);
    account->password_hash = cnops_row_text(row, from + 2);
    account->email_digest = cnops_row_text(row, from + 3);
    account->email_sealed = cnops_row_text(row, from + 4);
    account->phone_digest = cnops_row_text(row, from + 5);
    account->phone_sealed = cnops_row_text(row, from + 6);
    account->lang = cnops_row_text(row, from + 7);
    account->terms_version = cnops_row_text(row, from + 8);
    account->terms_lang = cnops_row_text(row, from + 9);
    account->terms_at = cnops_row_int(row, from + 10);
    account->journey_id = cnops_row_text(row, from + 11);
    account->created_at = cnops_row_int(row, from + 12);
    account->signed_in_at = cnops_row_int(row, from + 13);
    account->frozen_until = cnops_row_int(row, from + 15);
    account->prospecting = cnops_row_int(row, from + 16) != 0;
    account->password_at = cnops_row_int(row, from + 17);
    account->email_at = cnops_row_int(row, from + 18);
    account->phone_at = cnops_row_int(row, from + 19);
    account->closing_at = cnops_row_int(row, from + 20);
    account->closing_asked_at = cnops_row_int(row, from + 24);
    account->news_at = cnops_row_int(row, from + 22);
    account->news_due_at = cnops_row_int(row, from + 23);
    if (!cnops_account_state_parse(&account->state, cnops_row_text(row, from + 14)))
        cnops_row_refuse(row, from + 14);
    else if (!cnops_news_parse(&account->news, cnops_row_text(row, from + 21)))
        cnops_row_refuse(row, from + 21);
    else
        *paccount = account;
}
