/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Persons and their memberships. This file reads them; only imports write them.
 *
 * Each statement returns the generation and, of every row, the versions of all ages. At rest there
 * is one version; during an import there are two. The row functions choose the one that is shown:
 * the newest that is not newer than the generation. */
#include "base/budget.h"
#include "store/families.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

/* --- persons --- */

/* The columns of the statements that find one person. */
enum { GENERATION, NUMBER_SINCE, SINCE, PERSON_ID, DOCUMENT, PERSON_RECORD };

typedef struct choice_t {
    /* Generations of the versions chosen so far, 0 at the beginning. number_since: of the
     * membership that leads to the person, because a number may have moved to another person. */
    apr_int64_t number_since, since;
    cnops_person_t *person;
} choice_t;

static bool is_better(const choice_t *choice, const cnops_row_t *row)
{
    apr_int64_t generation = cnops_row_int(row, GENERATION);
    apr_int64_t number_since = cnops_row_int(row, NUMBER_SINCE);
    apr_int64_t since = cnops_row_int(row, SINCE);

    if (number_since > generation || since > generation)
        return false;
    if (number_since != choice->number_since)
        return number_since > choice->number_since;
    return since > choice->since;
}

static void read_person(void *self, const cnops_row_t *row)
{
    choice_t *choice = self;

    if (!is_better(choice, row))
        return;
    choice->number_since = cnops_row_int(row, NUMBER_SINCE);
    choice->since = cnops_row_int(row, SINCE);
    choice->person = apr_palloc(row->unit->pool, sizeof *choice->person);
    choice->person->id = cnops_row_int(row, PERSON_ID);
    choice->person->document_digest = cnops_row_text(row, DOCUMENT);
    choice->person->record_sealed = cnops_row_text(row, PERSON_RECORD);
}

static apr_status_t find_person(const cnops_person_t **pperson, cnops_db_t *db,
                                cnops_statement_e statement, const void *key, apr_pool_t *pool)
{
    choice_t choice = {0, 0, NULL};
    apr_status_t rv = cnops_db_select(db, statement, CNOPS_ARGS(key), read_person, &choice, pool);

    *pperson = choice.person;
    return rv;
}

static apr_status_t person_by_immatriculation(void *self, const cnops_person_t **pperson,
                                              const char *immatriculation_digest, apr_pool_t *pool)
{
    return find_person(pperson, self, CNOPS_SQL_PERSON_BY_IMMATRICULATION, immatriculation_digest,
                       pool);
}

static apr_status_t person_by_id(void *self, const cnops_person_t **pperson, apr_int64_t id,
                                 apr_pool_t *pool)
{
    return find_person(pperson, self, CNOPS_SQL_PERSON_BY_ID, &id, pool);
}

/* --- memberships --- */

/* The columns after GENERATION of the statements that find memberships. */
enum { VERSION_SINCE = 1, MEMBERSHIP_ID, OWNER, SCHEME, STATUS, FROM, TO, RECORD, MEMBERSHIP_END };

/* The newest version of a membership so far. */
typedef struct version_t {
    apr_int64_t since; /* 0: none yet */
    cnops_membership_t membership;
} version_t;

static version_t *find_version(apr_array_header_t *versions, apr_int64_t membership_id)
{
    version_t *version;

    for (int i = 0; i < versions->nelts; i++) {
        version = &APR_ARRAY_IDX(versions, i, version_t);
        if (version->membership.id == membership_id)
            return version;
    }
    version = apr_array_push(versions);
    *version = (version_t){.membership.id = membership_id};
    return version;
}

/* A word that this release does not know must not make its person a member: the membership is then
 * read as closed. */
static void read_words(cnops_membership_t *membership, const cnops_row_t *row)
{
    membership->scheme = CNOPS_SCHEME_PUBLIC;
    membership->status = CNOPS_MEMBER_CLOSED;
    if (cnops_scheme_parse(&membership->scheme, cnops_row_text(row, SCHEME)))
        cnops_member_status_parse(&membership->status, cnops_row_text(row, STATUS));
}

/* The membership that the row has filled in; NULL where its version is not the newest so far. The
 * row of a person without memberships has no id. */
static cnops_membership_t *read_version(apr_array_header_t *versions, const cnops_row_t *row)
{
    apr_int64_t since = cnops_row_int(row, VERSION_SINCE);
    apr_int64_t id = cnops_row_int(row, MEMBERSHIP_ID);
    version_t *version;

    if (id == 0 || since > cnops_row_int(row, GENERATION))
        return NULL;
    version = find_version(versions, id);
    if (since <= version->since)
        return NULL;
    version->since = since;
    version->membership.person_id = cnops_row_int(row, OWNER);
    read_words(&version->membership, row);
    version->membership.rights_from = cnops_row_text(row, FROM);
    version->membership.rights_to = cnops_row_text(row, TO);
    version->membership.record_sealed = cnops_row_text(row, RECORD);
    return &version->membership;
}

static int compare_ids(const void *a, const void *b)
{
    apr_int64_t left = ((const version_t *)a)->membership.id;
    apr_int64_t right = ((const version_t *)b)->membership.id;

    return left < right ? -1 : left > right;
}

/* The memberships that are the person's in this generation, by id. */
static apr_array_header_t *list_shown(apr_array_header_t *versions, apr_int64_t person_id,
                                      apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 2, sizeof(cnops_membership_t));

    qsort(versions->elts, versions->nelts, sizeof(version_t), compare_ids);
    for (int i = 0; i < versions->nelts; i++) {
        const cnops_membership_t *m = &APR_ARRAY_IDX(versions, i, version_t).membership;

        if (m->person_id == person_id)
            APR_ARRAY_PUSH(list, cnops_membership_t) = *m;
    }
    return list;
}

static void read_facts(void *self, const cnops_row_t *row)
{
    cnops_membership_t *membership = read_version(self, row);

    if (!membership)
        return;
    membership->payment_mode = CNOPS_PAYMENT_NONE;
    cnops_payment_parse(&membership->payment_mode, cnops_row_text(row, MEMBERSHIP_END));
    membership->immatriculation_digest = cnops_row_text(row, MEMBERSHIP_END + 1);
    membership->employee_digest = cnops_row_text(row, MEMBERSHIP_END + 2);
    membership->rib_digest = cnops_row_text(row, MEMBERSHIP_END + 3);
    membership->civil_status_digest = cnops_row_text(row, MEMBERSHIP_END + 4);
}

static apr_status_t memberships_of(void *self, apr_array_header_t **plist, apr_int64_t person_id,
                                   apr_pool_t *pool)
{
    apr_array_header_t *versions = apr_array_make(pool, 2, sizeof(version_t));
    apr_status_t rv = cnops_db_select(self, CNOPS_SQL_MEMBERSHIPS_OF, CNOPS_ARGS(&person_id),
                                      read_facts, versions, pool);

    *plist = list_shown(versions, person_id, pool);
    return rv;
}

/* --- persons by document --- */

/* The columns after the facts: of a version of a person, and the ids of those who have the
 * documents. */
enum { HOLDER_SINCE = MEMBERSHIP_END + 5, HOLDER_ID, HOLDER_RECORD, HOLDERS };

typedef struct search_t {
    const char *const *digests;
    cnops_holder_t *holders;
    apr_int64_t since[CNOPS_DOCUMENT_TYPES]; /* of each holder's record; 0: none yet */
    apr_array_header_t *versions;
} search_t;

/* The row of an unknown person is about another one, whom none of the three ids names. It is read
 * all the same. */
static void read_holders(void *self, const cnops_row_t *row)
{
    search_t *search = self;
    apr_int64_t since = cnops_row_int(row, HOLDER_SINCE);
    cnops_person_t *person = apr_palloc(row->unit->pool, sizeof *person);

    read_facts(search->versions, row);
    person->id = cnops_row_int(row, HOLDER_ID);
    person->record_sealed = cnops_row_text(row, HOLDER_RECORD);
    if (since > cnops_row_int(row, GENERATION))
        return;
    for (int i = 0; i < CNOPS_DOCUMENT_TYPES; i++) {
        if (since <= search->since[i] || person->id != cnops_row_int(row, HOLDERS + i))
            continue;
        search->since[i] = since;
        search->holders[i].person = person;
        person->document_digest = apr_pstrdup(row->unit->pool, search->digests[i]);
    }
}

static apr_status_t persons_by_documents(void *self, cnops_holder_t holders[CNOPS_DOCUMENT_TYPES],
                                         const char *const digests[CNOPS_DOCUMENT_TYPES],
                                         apr_pool_t *pool)
{
    search_t search = {digests, holders, {0}, apr_array_make(pool, 2, sizeof(version_t))};
    apr_status_t rv;

    memset(holders, 0, CNOPS_DOCUMENT_TYPES * sizeof *holders);
    rv = cnops_db_select(self, CNOPS_SQL_PERSONS_BY_DOCUMENTS,
                         CNOPS_ARGS(digests[0], digests[1], digests[2]), read_holders, &search,
                         pool);
    for (int i = 0; i < CNOPS_DOCUMENT_TYPES; i++)
        holders[i].memberships =
            list_shown(search.versions, holders[i].person ? holders[i].person->id : 0, pool);
    return rv;
}

/* --- what is shown of a person --- */

typedef struct gathering_t {
    apr_int64_t generation; /* of the rows */
    apr_int64_t since;      /* of the record; 0: none yet */
    const char *record_sealed;
    apr_array_header_t *versions;
} gathering_t;

static void gather(void *self, const cnops_row_t *row)
{
    gathering_t *gathering = self;
    apr_int64_t since = cnops_row_int(row, MEMBERSHIP_END);

    gathering->generation = cnops_row_int(row, GENERATION);
    read_version(gathering->versions, row);
    if (since <= gathering->since || since > gathering->generation)
        return;
    gathering->since = since;
    gathering->record_sealed = cnops_row_text(row, MEMBERSHIP_END + 1);
}

/* The rows are remembered with the generation that came with them: since the caller read it, an
 * import may have shown another one. */
apr_status_t cnops_shown_person(cnops_shown_person_t *pperson, cnops_db_t *db,
                                apr_int64_t person_id, apr_int64_t generation, apr_pool_t *pool)
{
    gathering_t gathering = {.versions = apr_array_make(pool, 2, sizeof(version_t))};
    cnops_recall_key_t key = {person_id, generation};
    apr_time_t now = cnops_budget_clock();
    apr_status_t rv;

    if (cnops_recall_get(pperson, db->recall, key, now, pool))
        return APR_SUCCESS;
    rv = cnops_db_select(db, CNOPS_SQL_SHOWN_PERSON, CNOPS_ARGS(&person_id), gather, &gathering,
                         pool);
    if (rv != APR_SUCCESS)
        return rv;
    pperson->record_sealed = gathering.record_sealed;
    pperson->memberships = list_shown(gathering.versions, person_id, pool);
    key.generation = gathering.generation;
    cnops_recall_put(db->recall, key, pperson, now);
    return APR_SUCCESS;
}

const cnops_persons_port_t cnops_store_persons = {.by_documents = persons_by_documents,
                                                  .by_immatriculation = person_by_immatriculation,
                                                  .by_id = person_by_id,
                                                  .memberships_of = memberships_of};
