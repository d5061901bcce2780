/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Who somebody says they are, and whether the record agrees.
 *
 * Floor: core. Callers: pages (creation, recovery, sign-in), ctl (imports).
 * Threads: any. Secrets: typed facts are digested, compared and wiped here; the
 * outcome alone travels on.
 *
 * The same work is done for known and unknown identities (design.md §6.5): as
 * many store calls, digests and comparisons. What is asked at "questions" is a
 * function of the document number and of the shape of what was typed alone, so
 * it tells nothing about the other answers. */
#ifndef CNOPS_CORE_PERSON_IDENTITY_H
#define CNOPS_CORE_PERSON_IDENTITY_H

#include "base/tree.h"
#include "core/core.h"
#include "core/seal/columns.h"

/* --- how facts become digests: used by imports and by comparisons alike --- */

/* A person is a document: a passport and a national card of one number are two people
 * (mission.md §1). The types, in the order in which they are tried; NULL ends. */
#define CNOPS_DOCUMENT_CNIE "cnie"
extern const char *const cnops_identity_document_types[];

/* type: one of these; number: normalised (core/form/field.h). */
const char *cnops_identity_document_digest(const cnops_core_t *core, const char *type,
                                           const char *number, apr_pool_t *pool);
/* What counters are keyed by while nobody is proved: the number as typed. */
const char *cnops_identity_subject(const cnops_core_t *core, const char *number, apr_pool_t *pool);
const char *cnops_identity_immatriculation_digest(const cnops_core_t *core,
                                                  const char *immatriculation, apr_pool_t *pool);
typedef enum {
    CNOPS_FACT_EMPLOYEE,
    CNOPS_FACT_RIB, /* the last CNOPS_RIB_ASKED digits */
    CNOPS_FACT_CIVIL_STATUS
} cnops_fact_e;
/* Bound to the person, so that equal facts of two people have different digests. value: in the
 * normal form of its field (core/form/field.h); NULL for an empty one. */
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

/* What the identity step leaves behind (sealed in the journey, never shown). */
typedef struct cnops_identity_t {
    char document_digest[65]; /* of the person; of the number as a CNIE where there is nobody */
    char subject[65];         /* cnops_identity_subject */
    apr_int64_t person_id;    /* 0: nobody */
    bool by_employer;
    bool matches;     /* every fact of this step agreed */
    unsigned claimed; /* bit i: candidate i has the number; the same one must have the rest */
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

/* *pproved: every fact of both steps agrees, with one and the same membership. */
apr_status_t cnops_identity_prove(bool *pproved, const cnops_core_t *core,
                                  const cnops_identity_t *identity,
                                  const cnops_identity_answers_t *answers, apr_pool_t *pool);

/* --- sign-in --- */

/* By document or any immatriculation; *pperson NULL for nobody. typed: normalised by the
 * identifiant field. *psubject: what counters are keyed by, person or not. A deceased person
 * is nobody. */
apr_status_t cnops_identity_find(const cnops_person_t **pperson, const char **psubject,
                                 const cnops_core_t *core, const char *typed, apr_pool_t *pool);

/* For operators: the person by document or any immatriculation, whatever became of them. */
apr_status_t cnops_identity_resolve(const cnops_person_t **pperson, const cnops_core_t *core,
                                    const char *typed, apr_pool_t *pool);

/* The sealed record of a person or membership (what says which) as a tree (core/ports.h). */
apr_status_t cnops_identity_record(cnops_tree_t **ptree, const cnops_core_t *core,
                                   cnops_sealed_e what, const char *record_sealed,
                                   apr_pool_t *pool);

#endif
