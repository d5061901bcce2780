/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/families.h"

#include <apr_strings.h>
#include <string.h>

static void read_account(void *self, const cnops_row_t *row)
{
    const cnops_account_t **paccount = self;
    cnops_account_t *account = apr_palloc(row->unit->pool, sizeof *account);

    account->id = cnops_row_int(row, 0);
    account->person_id = cnops_row_int(row, 1);
    account->password_hash = cnops_row_text(row, 2);
    account->email_digest = cnops_row_text(row, 3);
    account->email_sealed = cnops_row_text(row, 4);
    account->phone_digest = cnops_row_text(row, 5);
    account->phone_sealed = cnops_row_text(row, 6);
    account->lang = cnops_row_text(row, 7);
    account->terms_version = cnops_row_text(row, 8);
    account->terms_lang = cnops_row_text(row, 9);
    account->terms_at = cnops_row_int(row, 10);
    account->journey_id = cnops_row_text(row, 11);
    account->created_at = cnops_row_int(row, 12);
    account->signed_in_at = cnops_row_int(row, 13);
    account->state = cnops_row_text(row, 14);
    account->frozen_until = cnops_row_int(row, 15);
    account->prospecting = cnops_row_int(row, 16) != 0;
    account->password_at = cnops_row_int(row, 17);
    account->email_at = cnops_row_int(row, 18);
    account->phone_at = cnops_row_int(row, 19);
    *paccount = account;
}

static apr_status_t account_by_person(void *self, const cnops_account_t **paccount,
                                      apr_int64_t person_id, apr_pool_t *pool)
{
    const cnops_account_t *found = NULL;
    apr_status_t rv = cnops_db_select(self, CNOPS_SQL_ACCOUNT_BY_PERSON, CNOPS_ARGS(&person_id),
                                      read_account, &found, pool);

    /* The statement gives somebody else's row for nobody. */
    *paccount = found && found->person_id == person_id ? found : NULL;
    return rv;
}

static apr_status_t account_by_id(void *self, const cnops_account_t **paccount, apr_int64_t id,
                                  apr_pool_t *pool)
{
    *paccount = NULL;
    return cnops_db_select(self, CNOPS_SQL_ACCOUNT_BY_ID, CNOPS_ARGS(&id), read_account, paccount,
                           pool);
}

static void read_count(void *self, const cnops_row_t *row)
{
    int *pcount = self;

    *pcount = (int)cnops_row_int(row, 0);
}

static apr_status_t account_count_contact(void *self, int *pcount, cnops_channel_e channel,
                                          const char *contact_digest, apr_pool_t *pool)
{
    cnops_statement_e statement = channel == CNOPS_CHANNEL_EMAIL ? CNOPS_SQL_ACCOUNT_COUNT_EMAIL
                                                                 : CNOPS_SQL_ACCOUNT_COUNT_PHONE;

    *pcount = 0;
    return cnops_db_select(self, statement, CNOPS_ARGS(contact_digest), read_count, pcount, pool);
}

/* A seal begins with the id of its key, and digests are made with the same one. */
static const char *key_of(const char *sealed, apr_pool_t *pool)
{
    return apr_pstrmemdup(pool, sealed, strcspn(sealed, "."));
}

apr_status_t cnops_account_insert(cnops_unit_t *unit, const cnops_account_t *a)
{
    const char *state = a->state ? a->state : CNOPS_ACCOUNT_ACTIVE;
    apr_int64_t prospecting = a->prospecting;

    return cnops_unit_execute(
        NULL, unit, CNOPS_SQL_ACCOUNT_INSERT,
        CNOPS_ARGS(&a->person_id, a->password_hash, a->email_digest, a->email_sealed,
                   a->phone_digest, a->phone_sealed, a->lang, a->terms_version, a->terms_lang,
                   &a->terms_at, a->journey_id, key_of(a->email_sealed, unit->scratch),
                   &a->created_at, &a->signed_in_at, state, &a->frozen_until, &prospecting,
                   &a->password_at, &a->email_at, &a->phone_at));
}

typedef struct creation_t {
    const cnops_account_t *account;
    const apr_array_header_t *messages;
    const cnops_event_row_t *event;
} creation_t;

static apr_status_t create(void *self, cnops_unit_t *unit)
{
    const creation_t *creation = self;
    apr_status_t rv = cnops_account_insert(unit, creation->account);

    return rv == APR_SUCCESS ? cnops_unit_settle(unit, creation->messages, creation->event) : rv;
}

static apr_status_t account_create(void *self, const cnops_account_t *account,
                                   const apr_array_header_t *messages,
                                   const cnops_event_row_t *event, apr_pool_t *pool)
{
    creation_t creation = {account, messages, event};

    return cnops_db_transact(self, create, &creation, pool);
}

void cnops_accounts_port(cnops_store_t *pstore)
{
    pstore->account_by_person = account_by_person;
    pstore->account_by_id = account_by_id;
    pstore->account_count_contact = account_count_contact;
    pstore->account_create = account_create;
}
