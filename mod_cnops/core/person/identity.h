/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Which person a visitor claims to be, and whether the insurer's record agrees.
 *
 * Floor: core. Threads: any. Secrets: typed facts are digested and compared here; the digests and
 * the results go on, the facts do not.
 *
 * Known and unknown identities cost the same work (design.md §6.5): the same number of store calls,
 * digests and comparisons. Which questions the next step asks depends only on the document number
 * and on the form of the number typed beside it. So the questions do not tell whether the other
 * answers were right. */
#ifndef CNOPS_CORE_PERSON_IDENTITY_H
#define CNOPS_CORE_PERSON_IDENTITY_H

#include "base/tree.h"
#include "core/core.h"
#include "core/seal/columns.h"

/* --- how facts become digests: used by imports and by comparisons alike --- */

/* A person is identified by one document: a passport and a national card with the same number
 * belong to two people (mission.md §1). These are the types, in the order in which they are tried,
 * with NULL at the end. */
#define CNOPS_DOCUMENT_CNIE "cnie"
extern const char *const cnops_identity_document_types[];

/* type: one of the types above. number: normalised (core/form/field.h). */
const char *cnops_identity_document_digest(const cnops_core_t *core, const char *type,
                                           const char *number, apr_pool_t *pool);
/* The subject of a person's counters while the person is not proved: a digest of the number as
 * typed. */
const char *cnops_identity_subject(const cnops_core_t *core, const char *number, apr_pool_t *pool);
const char *cnops_identity_immatriculation_digest(const cnops_core_t *core,
                                                  const char *immatriculation, apr_pool_t *pool);
typedef enum {
    CNOPS_FACT_EMPLOYEE,
    CNOPS_FACT_RIB, /* the last CNOPS_RIB_ASKED digits */
    CNOPS_FACT_CIVIL_STATUS
} cnops_fact_e;
/* The digest is bound to the person, so that equal facts of two people have different digests.
 * value: in the normal form of its field (core/form/field.h); NULL or empty: the result is NULL. */
const char *cnops_identity_fact_digest(const cnops_core_t *core, cnops_fact_e fact,
                                       const char *document_digest, const char *value,
                                       apr_pool_t *pool);

/* --- the identity step --- */

typedef struct cnops_identity_claim_t {
    bool by_employer;       /* mode=employeur */
    const char *number;     /* immatriculation or employee number, normalised */
    const char *document;   /* CNI, normalised */
    const char *birth_date; /* ISO */
} cnops_identity_claim_t;

/* The result of the identity step. It is sealed in the journey and never shown. */
typedef struct cnops_identity_t {
    char document_digest[65]; /* of the person; unknown person: of the number as a CNIE */
    char subject[65];         /* cnops_identity_subject */
    apr_int64_t person_id;    /* 0: unknown person */
    bool by_employer;
    bool matches;     /* all facts of this step agreed */
    unsigned claimed; /* bit i: candidate i has the number; it must have the other facts too */
    bool asks_number; /* the other number is asked too (public scheme) */
    bool asks_rib;    /* RIB, else civil-status number */
} cnops_identity_t;

apr_status_t cnops_identity_claim(cnops_identity_t *pidentity, const cnops_core_t *core,
                                  const cnops_identity_claim_t *claim, apr_pool_t *pool);

/* --- the questions step --- */

typedef struct cnops_identity_answers_t {
    const char *number;  /* the other number, normalised; NULL if not asked */
    const char *payment; /* RIB digits or civil-status number, normalised */
} cnops_identity_answers_t;

/* *pproved: all facts of both steps agree, and they agree with the same membership. */
apr_status_t cnops_identity_prove(bool *pproved, const cnops_core_t *core,
                                  const cnops_identity_t *identity,
                                  const cnops_identity_answers_t *answers, apr_pool_t *pool);

/* --- sign-in --- */

typedef struct cnops_identity_found_t {
    const cnops_person_t *person; /* NULL: unknown */
    bool may_sign_in;             /* false for an unknown person, and for one who died */
    const char *subject;          /* of the person's counters; set for unknown persons too */
} cnops_identity_found_t;

/* Finds a person by document or by any immatriculation. typed: normalised by the field
 * identifiant. A person who died is found too, so that a browser that this person used is treated
 * as it was before: it must not learn from its limits that its password is not compared. */
apr_status_t cnops_identity_find(cnops_identity_found_t *pfound, const cnops_core_t *core,
                                 const char *typed, apr_pool_t *pool);

/* For operators: the person alone. *pperson: NULL for an unknown person. */
apr_status_t cnops_identity_resolve(const cnops_person_t **pperson, const cnops_core_t *core,
                                    const char *typed, apr_pool_t *pool);

/* Whether the insurer knows the person as deceased: one membership that says so is enough.
 * memberships: cnops_membership_t. */
bool cnops_identity_is_deceased(const apr_array_header_t *memberships);

/* The sealed record of a person or a membership (what says which) as a tree
 * (core/ports/persons.h). */
apr_status_t cnops_identity_record(cnops_tree_t **ptree, const cnops_core_t *core,
                                   cnops_sealed_e what, const char *record_sealed,
                                   apr_pool_t *pool);

#endif
