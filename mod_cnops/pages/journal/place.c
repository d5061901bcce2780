/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/journal/place.h"

#include "core/seal/handle.h"

const char *cnops_journal_place_name(const cnops_req_t *req, const char *kind, apr_int64_t seq)
{
    const cnops_handle_use_t use = {kind, req->account->person_id};
    cnops_handle_value_t value = cnops_handle_value_of_id(seq);

    return cnops_handle_make(req->app->core->keys, &use, &value, req->pool);
}

apr_int64_t cnops_journal_place_find(const cnops_req_t *req, const char *kind, const char *name)
{
    const cnops_handle_use_t use = {kind, req->account->person_id};
    cnops_handle_value_t value;

    return cnops_handle_open(&value, req->app->core->keys, &use, name, req->pool)
               ? cnops_handle_id_of_value(&value)
               : 0;
}
