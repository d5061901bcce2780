/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Persons and memberships. */
#include "store_memory_tables.h"

#include <apr_strings.h>
#include <string.h>

#define ROW(rows, type, i) (&APR_ARRAY_IDX(rows, i, type))

/* --- copies: into the pool of the caller when read, into the store's when written --- */

static cnops_person_t *copy_person(const cnops_person_t *row, apr_pool_t *pool)
{
    cnops_person_t *copy = apr_pmemdup(pool, row, sizeof *row);

    copy->document_digest = apr_pstrdup(pool, row->document_digest);
    copy->record_sealed = apr_pstrdup(pool, row->record_sealed);
    return copy;
}

static cnops_membership_t *copy_membership(const cnops_membership_t *row, apr_pool_t *pool)
{
    cnops_membership_t *copy = apr_pmemdup(pool, row, sizeof *row);

    copy->immatriculation_digest = apr_pstrdup(pool, row->immatriculation_digest);
    copy->employee_digest = apr_pstrdup(pool, row->employee_digest);
    copy->rib_digest = apr_pstrdup(pool, row->rib_digest);
    copy->civil_status_digest = apr_pstrdup(pool, row->civil_status_digest);
    copy->rights_from = apr_pstrdup(pool, row->rights_from);
    copy->rights_to = apr_pstrdup(pool, row->rights_to);
    copy->record_sealed = apr_pstrdup(pool, row->record_sealed);
    return copy;
}

/* --- persons and memberships --- */

apr_int64_t store_memory_add_person(store_memory_t *store, const char *document_digest,
                                    const char *record_sealed)
{
    cnops_person_t row = {.document_digest = document_digest, .record_sealed = record_sealed};

    pthread_mutex_lock(&store->lock);
    row.id = ++store->last_id;
    APR_ARRAY_PUSH(store->persons, cnops_person_t) = *copy_person(&row, store->pool);
    pthread_mutex_unlock(&store->lock);
    return row.id;
}

apr_int64_t store_memory_add_membership(store_memory_t *store, const cnops_membership_t *membership)
{
    cnops_membership_t *row;
    apr_int64_t id;

    pthread_mutex_lock(&store->lock);
    row = copy_membership(membership, store->pool);
    row->id = id = ++store->last_id;
    APR_ARRAY_PUSH(store->memberships, cnops_membership_t) = *row;
    pthread_mutex_unlock(&store->lock);
    return id;
}

void store_memory_replace_membership(store_memory_t *store, const cnops_membership_t *membership)
{
    pthread_mutex_lock(&store->lock);
    for (int i = 0; i < store->memberships->nelts; i++) {
        cnops_membership_t *row = ROW(store->memberships, cnops_membership_t, i);
        apr_int64_t id = row->id;

        if (strcmp(row->immatriculation_digest, membership->immatriculation_digest) != 0)
            continue;
        *row = *copy_membership(membership, store->pool);
        row->id = id;
    }
    pthread_mutex_unlock(&store->lock);
}

static const cnops_person_t *find_person(const store_memory_t *store, apr_int64_t id)
{
    for (int i = 0; i < store->persons->nelts; i++)
        if (ROW(store->persons, cnops_person_t, i)->id == id)
            return ROW(store->persons, cnops_person_t, i);
    return NULL;
}

static apr_status_t person_by_immatriculation(void *self, const cnops_person_t **pperson,
                                              const char *immatriculation_digest, apr_pool_t *pool)
{
    store_memory_t *store = self;
    const cnops_person_t *person = NULL;
    apr_status_t rv;

    *pperson = NULL;
    if ((rv = store_memory_begin(store, STORE_MEMORY(persons, by_immatriculation))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->memberships->nelts && !person; i++) {
        const cnops_membership_t *row = ROW(store->memberships, cnops_membership_t, i);

        if (row->immatriculation_digest &&
            strcmp(row->immatriculation_digest, immatriculation_digest) == 0)
            person = find_person(store, row->person_id);
    }
    *pperson = person ? copy_person(person, pool) : NULL;
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_status_t person_by_id(void *self, const cnops_person_t **pperson, apr_int64_t id,
                                 apr_pool_t *pool)
{
    const cnops_person_t *person;
    apr_status_t rv;

    *pperson = NULL;
    if ((rv = store_memory_begin(self, STORE_MEMORY(persons, by_id))) != APR_SUCCESS)
        return rv;
    person = find_person(self, id);
    *pperson = person ? copy_person(person, pool) : NULL;
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_array_header_t *list_memberships(const store_memory_t *store, apr_int64_t person_id,
                                            apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 2, sizeof(cnops_membership_t));

    for (int i = 0; i < store->memberships->nelts; i++) {
        const cnops_membership_t *row = ROW(store->memberships, cnops_membership_t, i);

        if (row->person_id == person_id)
            APR_ARRAY_PUSH(list, cnops_membership_t) = *copy_membership(row, pool);
    }
    return list;
}

static const cnops_person_t *find_by_document(const store_memory_t *store, const char *digest)
{
    for (int i = 0; i < store->persons->nelts; i++) {
        const cnops_person_t *row = ROW(store->persons, cnops_person_t, i);

        if (strcmp(row->document_digest, digest) == 0)
            return row;
    }
    return NULL;
}

static apr_status_t persons_by_documents(void *self, cnops_holder_t holders[CNOPS_DOCUMENT_TYPES],
                                         const char *const digests[CNOPS_DOCUMENT_TYPES],
                                         apr_pool_t *pool)
{
    apr_status_t rv;

    memset(holders, 0, CNOPS_DOCUMENT_TYPES * sizeof *holders);
    if ((rv = store_memory_begin(self, STORE_MEMORY(persons, by_documents))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < CNOPS_DOCUMENT_TYPES; i++) {
        const cnops_person_t *person = find_by_document(self, digests[i]);

        holders[i].person = person ? copy_person(person, pool) : NULL;
        holders[i].memberships = list_memberships(self, person ? person->id : 0, pool);
    }
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_status_t memberships_of(void *self, apr_array_header_t **plist, apr_int64_t person_id,
                                   apr_pool_t *pool)
{
    apr_status_t rv;

    *plist = NULL;
    if ((rv = store_memory_begin(self, STORE_MEMORY(persons, memberships_of))) != APR_SUCCESS)
        return rv;
    *plist = list_memberships(self, person_id, pool);
    store_memory_end(self);
    return APR_SUCCESS;
}

static void drop_facts(cnops_membership_t *membership)
{
    membership->immatriculation_digest = membership->employee_digest = NULL;
    membership->rib_digest = membership->civil_status_digest = NULL;
    membership->payment_mode = CNOPS_PAYMENT_NONE;
}

cnops_shown_person_t store_memory_show_person(const store_memory_t *store, apr_int64_t person_id,
                                              apr_pool_t *pool)
{
    const cnops_person_t *person = find_person(store, person_id);
    cnops_shown_person_t shown = {.record_sealed =
                                      person ? apr_pstrdup(pool, person->record_sealed) : NULL,
                                  .memberships = list_memberships(store, person_id, pool)};

    for (int i = 0; i < shown.memberships->nelts; i++)
        drop_facts(ROW(shown.memberships, cnops_membership_t, i));
    return shown;
}

const cnops_persons_port_t store_memory_persons_port = {.by_documents = persons_by_documents,
                                                        .by_immatriculation =
                                                            person_by_immatriculation,
                                                        .by_id = person_by_id,
                                                        .memberships_of = memberships_of};
