/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Persons and their memberships. Only imports write them.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_PORTS_PERSONS_H
#define CNOPS_CORE_PORTS_PERSONS_H

#include "base/words.h"

#include <apr_tables.h>
#include <stdbool.h>

/* With the words of the files and of the database. */
#define CNOPS_SCHEME(X) X(CNOPS_SCHEME_PUBLIC, "public") X(CNOPS_SCHEME_STUDENT, "student")
typedef enum { CNOPS_SCHEME(CNOPS_WORDS_NAME) } cnops_scheme_e;

#define CNOPS_PAYMENT(X)                                                                           \
    X(CNOPS_PAYMENT_NONE, "")                                                                      \
    X(CNOPS_PAYMENT_TRANSFER, "transfer")                                                          \
    X(CNOPS_PAYMENT_MONEY_ORDER, "money_order")
typedef enum { CNOPS_PAYMENT(CNOPS_WORDS_NAME) } cnops_payment_e;

#define CNOPS_MEMBER_STATUS(X)                                                                     \
    X(CNOPS_MEMBER_ACTIVE, "active")                                                               \
    X(CNOPS_MEMBER_CLOSED, "closed")                                                               \
    X(CNOPS_MEMBER_DECEASED, "deceased")
typedef enum { CNOPS_MEMBER_STATUS(CNOPS_WORDS_NAME) } cnops_member_status_e;

/* The parsers return false for any other word; *pvalue is unchanged then. */
const char *cnops_scheme_name(cnops_scheme_e scheme);
const char *cnops_payment_name(cnops_payment_e payment);
const char *cnops_member_status_name(cnops_member_status_e s);
bool cnops_scheme_parse(cnops_scheme_e *pvalue, const char *word);
bool cnops_payment_parse(cnops_payment_e *pvalue, const char *word);
bool cnops_member_status_parse(cnops_member_status_e *pvalue, const char *word);

/* The number of a bank account (RIB). Only its last digits are asked, and only their digest is
 * kept: mission.md §2. */
#define CNOPS_RIB_WHOLE 24 /* digits */
#define CNOPS_RIB_ASKED 8

/* The id of the person whose rows are read in place of an unknown person's: the first one that an
 * import made. Finding rows takes longer than finding none, and the time must not tell. The reader
 * discards these rows. */
#define CNOPS_DECOY_PERSON 1

/* A person: one document. Names, document number and birth date are sealed
 * together (a tree: document_type, cni, birth_date, family_name, given_name,
 * family_name_ar, given_name_ar), read by core/person/identity.h. */
typedef struct cnops_person_t {
    apr_int64_t id; /* > 0; 0 stands for an unknown person */
    const char *document_digest;
    const char *record_sealed;
} cnops_person_t;

/* One membership of a person. The facts are digests or NULL (an empty fact). */
typedef struct cnops_membership_t {
    apr_int64_t id;
    apr_int64_t person_id;
    cnops_scheme_e scheme;
    cnops_member_status_e status;
    cnops_payment_e payment_mode;
    const char *immatriculation_digest;
    const char *employee_digest;
    const char *rib_digest; /* of the last CNOPS_RIB_ASKED digits */
    const char *civil_status_digest;
    const char *rights_from; /* ISO date or NULL */
    const char *rights_to;
    /* a sealed tree: immatriculation, massar, mutuelle, affiliation_no, address, postal_code, city,
     * address_pending, email_on_file, phone_on_file */
    const char *record_sealed;
} cnops_membership_t;

/* What is shown of a person. */
typedef struct cnops_shown_person_t {
    const char *record_sealed; /* NULL where there is no such person */
    /* cnops_membership_t, by id, without their facts: their digests are NULL, their payment mode is
     * unknown. */
    apr_array_header_t *memberships;
} cnops_shown_person_t;

/* Who has a document. */
typedef struct cnops_holder_t {
    const cnops_person_t *person;    /* NULL: nobody */
    apr_array_header_t *memberships; /* cnops_membership_t, by id; empty where nobody has it */
} cnops_holder_t;

#define CNOPS_DOCUMENT_TYPES 3 /* of which each person has one */

typedef struct cnops_persons_port_t {
    /* holders[i] is about digests[i]. One trip to the database, which costs the same whether or
     * not there are such persons. */
    apr_status_t (*by_documents)(void *self, cnops_holder_t holders[CNOPS_DOCUMENT_TYPES],
                                 const char *const digests[CNOPS_DOCUMENT_TYPES], apr_pool_t *pool);
    apr_status_t (*by_immatriculation)(void *self, const cnops_person_t **pperson,
                                       const char *immatriculation_digest, apr_pool_t *pool);
    apr_status_t (*by_id)(void *self, const cnops_person_t **pperson, apr_int64_t id,
                          apr_pool_t *pool);
    /* *plist: cnops_membership_t, by id; empty for person 0. */
    apr_status_t (*memberships_of)(void *self, apr_array_header_t **plist, apr_int64_t person_id,
                                   apr_pool_t *pool);
} cnops_persons_port_t;

#endif
