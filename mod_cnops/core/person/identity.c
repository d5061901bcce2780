/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/person/identity.h"

#include "base/date.h"
#include "base/json.h"
#include "core/digest.h"

#include <apr_strings.h>
#include <string.h>

#define CANDIDATES_MAX 32 /* bits of cnops_identity_t.claimed */

/* --- digests of facts --- */

const char *const cnops_identity_document_types[] = {CNOPS_DOCUMENT_CNIE, "passport", "residence",
                                                     NULL};

const char *cnops_identity_document_digest(const cnops_core_t *core, const char *type,
                                           const char *number, apr_pool_t *pool)
{
    return cnops_column_digest(core, CNOPS_KEYED_DOCUMENT, type, number, pool);
}

const char *cnops_identity_subject(const cnops_core_t *core, const char *number, apr_pool_t *pool)
{
    return cnops_identity_document_digest(core, CNOPS_DOCUMENT_CNIE, number, pool);
}

const char *cnops_identity_immatriculation_digest(const cnops_core_t *core,
                                                  const char *immatriculation, apr_pool_t *pool)
{
    return cnops_column_digest(core, CNOPS_KEYED_IMMATRICULATION, immatriculation, NULL, pool);
}

static cnops_keyed_e keyed_fact(cnops_fact_e fact)
{
    switch (fact) {
    case CNOPS_FACT_EMPLOYEE:
        return CNOPS_KEYED_EMPLOYEE;
    case CNOPS_FACT_RIB:
        return CNOPS_KEYED_RIB;
    default:
        return CNOPS_KEYED_CIVIL_STATUS;
    }
}

const char *cnops_identity_fact_digest(const cnops_core_t *core, cnops_fact_e fact,
                                       const char *document_digest, const char *value,
                                       apr_pool_t *pool)
{
    if (!value || !*value)
        return NULL;
    return cnops_column_digest(core, keyed_fact(fact), document_digest, value, pool);
}

/* --- records --- */

apr_status_t cnops_identity_record(cnops_tree_t **ptree, const cnops_core_t *core,
                                   cnops_sealed_e what, const char *record_sealed, apr_pool_t *pool)
{
    char *text;
    apr_status_t rv;

    *ptree = NULL;
    if ((rv = cnops_column_open(&text, core, what, NULL, record_sealed, pool)) != APR_SUCCESS)
        return rv;
    return cnops_json_parse(ptree, text, strlen(text), pool);
}

bool cnops_identity_is_deceased(const apr_array_header_t *memberships)
{
    bool deceased = false;

    for (int i = 0; i < memberships->nelts; i++)
        deceased |=
            APR_ARRAY_IDX(memberships, i, cnops_membership_t).status == CNOPS_MEMBER_DECEASED;
    return deceased;
}

/* --- who has a document --- */

/* The visitor does not say of which type the document is, so every type is looked up. */
static apr_status_t find_holders(cnops_holder_t holders[CNOPS_DOCUMENT_TYPES],
                                 const cnops_core_t *core, const char *number, apr_pool_t *pool)
{
    const char *digests[CNOPS_DOCUMENT_TYPES];

    for (int i = 0; i < CNOPS_DOCUMENT_TYPES; i++)
        digests[i] =
            cnops_identity_document_digest(core, cnops_identity_document_types[i], number, pool);
    return core->store.persons->by_documents(core->store.self, holders, digests, pool);
}

/* --- the memberships that both steps compare with --- */

/* For an unknown person the rows of the decoy are read and then discarded, so that the time does
 * not tell. */
static apr_status_t read_memberships(apr_array_header_t **plist, const cnops_core_t *core,
                                     apr_int64_t person_id, apr_pool_t *pool)
{
    apr_status_t rv = core->store.persons->memberships_of(
        core->store.self, plist, person_id ? person_id : CNOPS_DECOY_PERSON, pool);

    if (rv == APR_SUCCESS && !person_id)
        apr_array_clear(*plist);
    return rv;
}

/* The memberships that a claim is compared with: those of one scheme, and none at all if the person
 * died. A public-sector claim is never compared with a student's membership, nor the reverse, so
 * that each form has one fixed set of questions. */
typedef struct candidates_t {
    const cnops_membership_t *const *list;
    int count;
} candidates_t;

static candidates_t find_candidates(const apr_array_header_t *all, cnops_scheme_e scheme,
                                    apr_pool_t *pool)
{
    apr_array_header_t *chosen = apr_array_make(pool, 2, sizeof(const cnops_membership_t *));
    bool deceased = cnops_identity_is_deceased(all);
    candidates_t candidates;

    for (int i = 0; i < all->nelts; i++) {
        const cnops_membership_t *m = &APR_ARRAY_IDX(all, i, cnops_membership_t);

        if (m->scheme == scheme)
            APR_ARRAY_PUSH(chosen, const cnops_membership_t *) = m;
    }
    candidates.list = (const cnops_membership_t *const *)chosen->elts;
    candidates.count = deceased                         ? 0
                       : chosen->nelts < CANDIDATES_MAX ? chosen->nelts
                                                        : CANDIDATES_MAX;
    return candidates;
}

/* --- the identity step --- */

/* The payment mode that the questions assume: the mode of the first active candidate that has one,
 * else of the first candidate that has one. CNOPS_PAYMENT_NONE if no record has one. */
static cnops_payment_e recorded_payment(const candidates_t *candidates)
{
    cnops_payment_e found = CNOPS_PAYMENT_NONE;

    for (int i = candidates->count - 1; i >= 0; i--) {
        const cnops_membership_t *m = candidates->list[i];

        if (m->payment_mode == CNOPS_PAYMENT_NONE)
            continue;
        if (m->status == CNOPS_MEMBER_ACTIVE || found == CNOPS_PAYMENT_NONE)
            found = m->payment_mode;
    }
    return found;
}

/* Chooses the question where no record decides. It is always the same for one document. */
static bool decoy_asks_rib(const cnops_core_t *core, const char *subject, cnops_scheme_e scheme,
                           apr_pool_t *pool)
{
    const char *hash = cnops_digest_of(core->keys, CNOPS_KEY_DECOY, "payment", subject,
                                       cnops_scheme_name(scheme), pool);

    return hash[0] < '8';
}

static bool number_matches(const cnops_membership_t *m, bool by_employer, const char *digest)
{
    return cnops_digest_equal(by_employer ? m->employee_digest : m->immatriculation_digest, digest);
}

static const char *number_digest(const cnops_core_t *core, bool by_employer,
                                 const char *document_digest, const char *number, apr_pool_t *pool)
{
    if (by_employer)
        return cnops_identity_fact_digest(core, CNOPS_FACT_EMPLOYEE, document_digest, number, pool);
    return cnops_identity_immatriculation_digest(core, number, pool);
}

/* A record in the form of core/ports/persons.h, with a birth date that no visitor can type. */
#define DECOY_RECORD                                                                               \
    "{\"document_type\":\"" CNOPS_DOCUMENT_CNIE "\",\"cni\":\"ZZ999999\",\"birth_date\":\"0001\"," \
    "\"family_name\":\"PERSONNE\",\"given_name\":\"Personne\","                                    \
    "\"family_name_ar\":\"لا أحد\",\"given_name_ar\":\"لا أحد\"}"

/* Opens the record of the person and compares the birth date. For an unknown person it opens the
 * decoy, so that both cost the same work. */
static apr_status_t birth_date_matches(bool *pmatches, const cnops_core_t *core,
                                       const char *record_sealed, const char *iso, apr_pool_t *pool)
{
    cnops_tree_t *record;
    const char *recorded;
    apr_status_t rv;

    rv = cnops_identity_record(&record, core, CNOPS_SEALED_PERSON, record_sealed, pool);
    if (rv != APR_SUCCESS)
        return rv;
    recorded = cnops_tree_text(record, "birth_date");
    *pmatches = recorded && cnops_date_matches(recorded, iso);
    return APR_SUCCESS;
}

/* The person who has a document with this number. Where two people share a number, the birth date
 * decides. A record is opened for each type of document, whether a person is found or not. */
static apr_status_t choose_holder(cnops_holder_t *pholder, bool *pbirth_matches,
                                  const cnops_core_t *core, const cnops_identity_claim_t *claim,
                                  apr_pool_t *pool)
{
    const char *decoy = cnops_column_seal(core, CNOPS_SEALED_PERSON, NULL, DECOY_RECORD, pool);
    cnops_holder_t holders[CNOPS_DOCUMENT_TYPES];
    apr_status_t rv;

    if ((rv = find_holders(holders, core, claim->document, pool)) != APR_SUCCESS)
        return rv;
    *pholder = (cnops_holder_t){.memberships = holders[0].memberships};
    *pbirth_matches = false;
    for (int i = 0; i < CNOPS_DOCUMENT_TYPES; i++) {
        const cnops_person_t *person = holders[i].person;
        bool matches;

        rv = birth_date_matches(&matches, core, person ? person->record_sealed : decoy,
                                claim->birth_date, pool);
        if (rv != APR_SUCCESS)
            return rv;
        if (person && (!pholder->person || (matches && !*pbirth_matches))) {
            *pholder = holders[i];
            *pbirth_matches = matches;
        }
    }
    return APR_SUCCESS;
}

/* A student's immatriculation is the document number, typed in both boxes (mission.md §1). */
static cnops_scheme_e scheme_of(const cnops_identity_claim_t *claim)
{
    bool is_student = !claim->by_employer && strcmp(claim->number, claim->document) == 0;

    return is_student ? CNOPS_SCHEME_STUDENT : CNOPS_SCHEME_PUBLIC;
}

apr_status_t cnops_identity_claim(cnops_identity_t *pidentity, const cnops_core_t *core,
                                  const cnops_identity_claim_t *claim, apr_pool_t *pool)
{
    const char *subject = cnops_identity_subject(core, claim->document, pool);
    cnops_scheme_e scheme = scheme_of(claim);
    const char *document, *number;
    cnops_holder_t holder;
    candidates_t candidates;
    cnops_payment_e payment;
    unsigned claimed = 0;
    bool birth_matches;
    apr_status_t rv;

    if ((rv = choose_holder(&holder, &birth_matches, core, claim, pool)) != APR_SUCCESS)
        return rv;
    document = holder.person ? holder.person->document_digest : subject;
    number = number_digest(core, claim->by_employer, document, claim->number, pool);
    candidates = find_candidates(holder.memberships, scheme, pool);
    for (int i = 0; i < candidates.count; i++)
        claimed |= (unsigned)number_matches(candidates.list[i], claim->by_employer, number) << i;

    payment = recorded_payment(&candidates);
    apr_cpystrn(pidentity->document_digest, document, sizeof pidentity->document_digest);
    apr_cpystrn(pidentity->subject, subject, sizeof pidentity->subject);
    pidentity->person_id = holder.person ? holder.person->id : 0;
    pidentity->by_employer = claim->by_employer;
    pidentity->matches = birth_matches & (claimed != 0);
    pidentity->claimed = claimed;
    pidentity->asks_number = scheme == CNOPS_SCHEME_PUBLIC;
    pidentity->asks_rib = decoy_asks_rib(core, subject, scheme, pool);
    if (payment != CNOPS_PAYMENT_NONE)
        pidentity->asks_rib = payment == CNOPS_PAYMENT_TRANSFER;
    return APR_SUCCESS;
}

/* --- the questions step --- */

apr_status_t cnops_identity_prove(bool *pproved, const cnops_core_t *core,
                                  const cnops_identity_t *identity,
                                  const cnops_identity_answers_t *answers, apr_pool_t *pool)
{
    cnops_scheme_e scheme = identity->asks_number ? CNOPS_SCHEME_PUBLIC : CNOPS_SCHEME_STUDENT;
    cnops_fact_e fact = identity->asks_rib ? CNOPS_FACT_RIB : CNOPS_FACT_CIVIL_STATUS;
    const char *payment =
        cnops_identity_fact_digest(core, fact, identity->document_digest, answers->payment, pool);
    const char *number = NULL;
    apr_array_header_t *memberships;
    candidates_t candidates;
    bool agrees = false;
    apr_status_t rv;

    *pproved = false;
    if (identity->asks_number)
        number = number_digest(core, !identity->by_employer, identity->document_digest,
                               answers->number, pool);
    if ((rv = read_memberships(&memberships, core, identity->person_id, pool)) != APR_SUCCESS)
        return rv;
    candidates = find_candidates(memberships, scheme, pool);
    for (int i = 0; i < candidates.count; i++) {
        const cnops_membership_t *m = candidates.list[i];
        bool number_agrees = number_matches(m, !identity->by_employer, number);
        bool fact_agrees = cnops_digest_equal(
            identity->asks_rib ? m->rib_digest : m->civil_status_digest, payment);

        /* Without short circuits: each candidate takes the same time. */
        agrees |= (identity->claimed >> i & 1u) & fact_agrees &
                  (number_agrees | (!identity->asks_number));
    }
    *pproved = identity->person_id != 0 && identity->matches && agrees;
    return APR_SUCCESS;
}

/* --- sign-in --- */

/* If two people share the number, the first of the types wins; the other person can sign in by
 * immatriculation. */
static const cnops_person_t *first_person(const cnops_holder_t holders[CNOPS_DOCUMENT_TYPES])
{
    for (int i = 0; i < CNOPS_DOCUMENT_TYPES; i++) {
        if (holders[i].person)
            return holders[i].person;
    }
    return NULL;
}

apr_status_t cnops_identity_resolve(const cnops_person_t **pperson, const cnops_core_t *core,
                                    const char *typed, apr_pool_t *pool)
{
    const char *immatriculation = cnops_identity_immatriculation_digest(core, typed, pool);
    cnops_holder_t holders[CNOPS_DOCUMENT_TYPES];
    const cnops_person_t *by_document, *by_number;
    apr_status_t rv;

    *pperson = NULL;
    if ((rv = find_holders(holders, core, typed, pool)) != APR_SUCCESS)
        return rv;
    rv = core->store.persons->by_immatriculation(core->store.self, &by_number, immatriculation,
                                                 pool);
    by_document = first_person(holders);
    if (rv == APR_SUCCESS)
        *pperson = by_document ? by_document : by_number;
    return rv;
}

apr_status_t cnops_identity_find(cnops_identity_found_t *pfound, const cnops_core_t *core,
                                 const char *typed, apr_pool_t *pool)
{
    const cnops_person_t *person;
    apr_array_header_t *memberships;
    apr_status_t rv;

    *pfound = (cnops_identity_found_t){.subject = cnops_identity_subject(core, typed, pool)};
    if ((rv = cnops_identity_resolve(&person, core, typed, pool)) != APR_SUCCESS)
        return rv;
    rv = read_memberships(&memberships, core, person ? person->id : 0, pool);
    if (rv != APR_SUCCESS)
        return rv;
    pfound->person = person;
    if (person)
        pfound->subject = person->document_digest;
    pfound->may_sign_in = person && !cnops_identity_is_deceased(memberships);
    return APR_SUCCESS;
}
