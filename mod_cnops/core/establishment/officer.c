/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/establishment/officer.h"

#include "base/errors.h"
#include "base/text.h"
#include "core/person/contact.h"
#include "core/seal/columns.h"

#include <apr_strings.h>

/* --- as operators manage them --- */

/* *pofficer NULL: the establishment has none who may act. The digest of the address is made with
 * each key of our ring, until an operator's tool has made those of the database anew. */
static apr_status_t find_by_email(const cnops_officer_t **pofficer, const cnops_core_t *core,
                                  apr_int64_t establishment_id, const char *email, apr_pool_t *pool)
{
    const char *parts[] = {cnops_text_lower(email, pool), NULL}, *id;
    apr_status_t rv = APR_SUCCESS;

    *pofficer = NULL;
    for (int i = 0; rv == APR_SUCCESS && !*pofficer && (id = cnops_keys_id(core->keys, i)); i++)
        rv = core->store.establishments->officer_by_email(
            core->store.self, pofficer, establishment_id,
            cnops_column_digest_with(core, CNOPS_KEYED_EMAIL, id, parts, pool), pool);
    if (*pofficer && (*pofficer)->removed_at)
        *pofficer = NULL;
    return rv;
}

apr_status_t cnops_officer_add(const cnops_core_t *core, apr_int64_t establishment_id,
                               const char *email, apr_pool_t *pool)
{
    cnops_officer_t officer = {
        .establishment_id = establishment_id,
        .email_sealed = cnops_column_seal(core, CNOPS_SEALED_CONTACT, NULL, email, pool),
        .email_digest = cnops_contact_digest(core, CNOPS_CHANNEL_EMAIL, email, pool),
        .added_at = cnops_core_now(core)};
    const cnops_officer_t *known;
    apr_status_t rv = find_by_email(&known, core, establishment_id, email, pool);

    if (rv != APR_SUCCESS || known)
        return rv == APR_SUCCESS ? CNOPS_EDUPLICATE : rv;
    if (!officer.email_sealed)
        return CNOPS_ETOOLARGE;
    return core->store.establishments->add_officer(core->store.self, &officer, pool);
}

apr_status_t cnops_officer_remove(const cnops_core_t *core, apr_int64_t establishment_id,
                                  const char *email, apr_pool_t *pool)
{
    const cnops_officer_t *officer;
    apr_status_t rv = find_by_email(&officer, core, establishment_id, email, pool);

    if (rv != APR_SUCCESS || !officer)
        return rv == APR_SUCCESS ? CNOPS_ENOTFOUND : rv;
    return core->store.establishments->remove_officer(core->store.self, officer->id,
                                                      cnops_core_now(core), pool);
}

apr_status_t cnops_officer_list(apr_array_header_t **plist, const cnops_core_t *core,
                                apr_int64_t establishment_id, apr_pool_t *pool)
{
    return core->store.establishments->officers_of(core->store.self, plist, establishment_id, pool);
}

apr_status_t cnops_officer_get(const cnops_officer_t **pofficer, const cnops_core_t *core,
                               apr_int64_t officer_id, apr_pool_t *pool)
{
    return core->store.establishments->officer(core->store.self, pofficer, officer_id, pool);
}

apr_status_t cnops_officer_email(char **pemail, const cnops_core_t *core,
                                 const cnops_officer_t *officer, apr_pool_t *pool)
{
    return cnops_column_open(pemail, core, CNOPS_SEALED_CONTACT, NULL, officer->email_sealed, pool);
}

/* --- who signs in --- */

apr_status_t cnops_officer_find(cnops_officer_found_t *pfound, const cnops_core_t *core,
                                const cnops_officer_claim_t *claim, apr_pool_t *pool)
{
    cnops_api_caller_t caller;
    apr_status_t rv = cnops_api_key_find(&caller, core, claim->key, claim->ip, pool);

    *pfound = (cnops_officer_found_t){.verdict = caller.verdict,
                                      .retry_after = caller.retry_after,
                                      .establishment = caller.establishment};
    if (rv != APR_SUCCESS || !caller.establishment)
        return rv;
    return find_by_email(&pfound->officer, core, caller.establishment->id, claim->email, pool);
}

apr_int64_t cnops_officer_found_id(const cnops_officer_found_t *found)
{
    if (found->officer)
        return found->officer->id;
    return found->establishment ? -found->establishment->id : 0;
}
