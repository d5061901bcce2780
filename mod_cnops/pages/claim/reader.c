/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/claim/reader.h"

#include "core/person/identity.h"
#include "pages/space/membership.h"

bool cnops_claims_reader(cnops_claim_reader_t *preader, const cnops_req_t *req)
{
    *preader = (cnops_claim_reader_t){.core = req->app->core,
                                      .pool = req->pool,
                                      .membership = cnops_space_membership(req),
                                      .person_record_sealed = req->person.record_sealed};
    return preader->membership != NULL;
}

apr_status_t cnops_claims_immatriculation(const char **pnumber, const cnops_tree_t **prest,
                                          const cnops_claim_reader_t *reader)
{
    cnops_tree_t *record;
    apr_status_t rv = cnops_identity_record(&record, reader->core, CNOPS_SEALED_MEMBERSHIP,
                                            reader->membership->record_sealed, reader->pool);

    *pnumber = rv == APR_SUCCESS ? cnops_tree_text(record, "immatriculation") : NULL;
    if (prest)
        *prest = rv == APR_SUCCESS ? record : NULL;
    return rv;
}
