/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/person/person.h"

#include "core/person/identity.h"

apr_status_t cnops_person_by_document(const cnops_person_t **pperson, const cnops_store_t *store,
                                      const char *document_digest, apr_pool_t *pool)
{
    const char *digests[CNOPS_DOCUMENT_TYPES] = {document_digest, document_digest, document_digest};
    cnops_holder_t holders[CNOPS_DOCUMENT_TYPES];
    apr_status_t rv = store->persons->by_documents(store->self, holders, digests, pool);

    *pperson = rv == APR_SUCCESS ? holders[0].person : NULL;
    return rv;
}

apr_status_t cnops_person_record(cnops_tree_t **precord, const cnops_core_t *core,
                                 apr_int64_t person_id, apr_pool_t *pool)
{
    const cnops_person_t *person;
    apr_status_t rv = core->store.persons->by_id(core->store.self, &person, person_id, pool);

    *precord = NULL;
    if (rv != APR_SUCCESS || !person)
        return rv;
    return cnops_identity_record(precord, core, CNOPS_SEALED_PERSON, person->record_sealed, pool);
}

apr_status_t cnops_person_memberships(apr_array_header_t **plist, const cnops_core_t *core,
                                      apr_int64_t person_id, apr_pool_t *pool)
{
    return core->store.persons->memberships_of(core->store.self, plist, person_id, pool);
}
