/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Persons and their memberships. This file reads them; only imports write them. */
#include "store/families.h"

#include <string.h>

static void read_person(void *self, const cnops_row_t *row)
{
    const cnops_person_t **pperson = self;
    cnops_person_t *person = apr_palloc(row->unit->pool, sizeof *person);

    person->id = cnops_row_int(row, 0);
    person->document_digest = cnops_row_text(row, 1);
    person->record_sealed = cnops_row_text(row, 2);
    *pperson = person;
}

static apr_status_t person_by_document(void *self, const cnops_person_t **pperson,
                                       const char *document_digest, apr_pool_t *pool)
{
    const cnops_person_t *found = NULL;
    apr_status_t rv = cnops_db_select(self, CNOPS_SQL_PERSON_BY_DOCUMENT,
                                      CNOPS_ARGS(document_digest), read_person, &found, pool);

    /* For an unknown person the statement reads the row of another one, so that both cost the same
     * work. */
    *pperson = found && strcmp(found->document_digest, document_digest) == 0 ? found : NULL;
    return rv;
}

static apr_status_t person_by_immatriculation(void *self, const cnops_person_t **pperson,
                                              const char *immatriculation_digest, apr_pool_t *pool)
{
    *pperson = NULL;
    return cnops_db_select(self, CNOPS_SQL_PERSON_BY_IMMATRICULATION,
                           CNOPS_ARGS(immatriculation_digest), read_person, pperson, pool);
}

static apr_status_t person_by_id(void *self, const cnops_person_t **pperson, apr_int64_t id,
                                 apr_pool_t *pool)
{
    *pperson = NULL;
    return cnops_db_select(self, CNOPS_SQL_PERSON_BY_ID, CNOPS_ARGS(&id), read_person, pperson,
                           pool);
}

/* A word that this release does not know must not make its person a member: the membership is then
 * read as closed, without a payment mode. */
static void read_words(cnops_membership_t *membership, const cnops_row_t *row)
{
    const char *scheme = cnops_row_text(row, 2);
    const char *status = cnops_row_text(row, 3);
    const char *payment = cnops_row_text(row, 4);

    membership->scheme = CNOPS_SCHEME_PUBLIC;
    membership->status = CNOPS_MEMBER_CLOSED;
    membership->payment_mode = CNOPS_PAYMENT_NONE;
    if (cnops_scheme_parse(&membership->scheme, scheme))
        cnops_member_status_parse(&membership->status, status);
    cnops_payment_parse(&membership->payment_mode, payment);
}

static void read_membership(void *self, const cnops_row_t *row)
{
    cnops_membership_t *membership = apr_array_push(self);

    membership->id = cnops_row_int(row, 0);
    membership->person_id = cnops_row_int(row, 1);
    read_words(membership, row);
    membership->immatriculation_digest = cnops_row_text(row, 5);
    membership->employee_digest = cnops_row_text(row, 6);
    membership->rib_digest = cnops_row_text(row, 7);
    membership->civil_status_digest = cnops_row_text(row, 8);
    membership->rights_from = cnops_row_text(row, 9);
    membership->rights_to = cnops_row_text(row, 10);
    membership->record_sealed = cnops_row_text(row, 11);
}

static apr_status_t memberships_of(void *self, apr_array_header_t **plist, apr_int64_t person_id,
                                   apr_pool_t *pool)
{
    *plist = apr_array_make(pool, 2, sizeof(cnops_membership_t));
    return cnops_db_select(self, CNOPS_SQL_MEMBERSHIPS_OF, CNOPS_ARGS(&person_id), read_membership,
                           *plist, pool);
}

const cnops_persons_port_t cnops_store_persons = {.by_document = person_by_document,
                                                  .by_immatriculation = person_by_immatriculation,
                                                  .by_id = person_by_id,
                                                  .memberships_of = memberships_of};
