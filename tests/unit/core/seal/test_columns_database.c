/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The table of columns tells enough to move a whole database to a new key. The portal writes rows
 * with the former key; they are moved with only the table; then the portal reads them without the
 * former key. */
#include "core/seal/columns.h"

#include "core/account/access.h"
#include "core/certificate/certificate.h"
#include "core/claim/total.h"
#include "core/journal/journal.h"
#include "core/journal/journal_check.h"
#include "core/person/contact.h"
#include "core/person/identity.h"
#include "core/registration/registration.h"
#include "core/request/request.h"
#include "core/ticket/ticket_decision.h"
#include "twins/claims_file.h"
#include "twins/columns_world.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* needs the three above */

/* --- what the table says of them --- */

static const char *value_of(columns_world_t *world, const cnops_column_t *column, const char *name,
                            const char *id)
{
    return database_lease_value(world->lease,
                                apr_psprintf(world->pool, "SELECT %s FROM %s WHERE %s = %s", name,
                                             column->table, column->primary[0], id));
}

/* The values of the next row; NULL: there is none. */
static const char *next_id(columns_world_t *world, const cnops_column_t *column, const char *id)
{
    const char *key = column->primary[0];

    return database_lease_value(world->lease,
                                apr_psprintf(world->pool,
                                             "SELECT %s FROM %s WHERE %s > %s ORDER BY %s LIMIT 1",
                                             key, column->table, key, id, key));
}

/* False where nothing is kept in the column. */
static bool reseal_row(columns_world_t *world, const cnops_column_t *column, const char *id)
{
    const char *const *names = cnops_column_bound(column->sealed);
    const char *bound[CNOPS_COLUMN_NAMES + 1] = {NULL}, *resealed;

    if (!value_of(world, column, column->column, id))
        return false;
    for (int i = 0; names[i]; i++)
        bound[i] = value_of(world, column, names[i], id);
    assert_string_equal(
        cnops_column_key_id(value_of(world, column, column->key_from, id), world->pool), "test1");
    assert_int_equal(cnops_column_reseal(&resealed, world->core, column->sealed, bound,
                                         value_of(world, column, column->column, id), world->pool),
                     APR_SUCCESS);
    assert_non_null(resealed);
    database_lease_execute(world->lease,
                           apr_psprintf(world->pool, "UPDATE %s SET %s = '%s' WHERE %s = %s",
                                        column->table, column->column, resealed, column->primary[0],
                                        id));
    return true;
}

static void reseal_everything(columns_world_t *world)
{
    columns_world_use_both(world);
    for (const cnops_column_t *column = cnops_columns; column->table; column++) {
        int count = 0;

        if (!column->sealed)
            continue;
        for (const char *id = "0"; (id = next_id(world, column, id));)
            count += reseal_row(world, column, id);
        assert_true(count > 0); /* else columns_world_write does not write enough */
    }
}

/* --- reading it again --- */

static void assert_record(columns_world_t *world, cnops_sealed_e what, const char *sealed,
                          const char *name, const char *expected)
{
    cnops_tree_t *record;

    assert_int_equal(cnops_identity_record(&record, world->core, what, sealed, world->pool),
                     APR_SUCCESS);
    assert_string_equal(cnops_tree_text(record, name), expected);
}

/* With the values from which the digests of documents and numbers can be made again. */
static void assert_records_open(columns_world_t *world)
{
    const cnops_store_t *store = &world->core->store;
    const char *person = columns_world_person(world)->record_sealed, *membership;
    apr_array_header_t *list;

    assert_record(world, CNOPS_SEALED_PERSON, person, "family_name", "EL FICTIF");
    assert_record(world, CNOPS_SEALED_PERSON, person, "document_type", "cnie");
    assert_record(world, CNOPS_SEALED_PERSON, person, "cni", "AB123456");
    assert_int_equal(store->persons->memberships_of(store->self, &list, 1, world->pool),
                     APR_SUCCESS);
    assert_int_equal(list->nelts, 1);
    membership = APR_ARRAY_IDX(list, 0, cnops_membership_t).record_sealed;
    assert_record(world, CNOPS_SEALED_MEMBERSHIP, membership, "city", "Rabat");
    assert_record(world, CNOPS_SEALED_MEMBERSHIP, membership, "immatriculation", "10000001");
}

static void assert_claims_open(columns_world_t *world)
{
    const char *total = database_lease_value(world->lease, "SELECT record_sealed FROM claim_total");
    cnops_claim_total_of_t of = {1, 2026}; /* as import_claim */
    cnops_claim_total_record_t r;

    claims_file_record(world->core, world->lease, "id = 1", world->pool);
    assert_int_equal(cnops_claim_total_open(&r, world->core, &of, total, world->pool), APR_SUCCESS);
}

static void assert_contacts_open(columns_world_t *world)
{
    const char *contact;

    columns_world_read_account(world);
    assert_int_equal(cnops_account_contact(&contact, world->core, world->account,
                                           CNOPS_CHANNEL_EMAIL, world->pool),
                     APR_SUCCESS);
    assert_string_equal(contact, COLUMNS_WORLD_EMAIL);
    assert_int_equal(cnops_account_contact(&contact, world->core, world->account, CNOPS_CHANNEL_SMS,
                                           world->pool),
                     APR_SUCCESS);
    assert_string_equal(contact, COLUMNS_WORLD_PHONE);
}

static const cnops_request_t *read_request(columns_world_t *world)
{
    const cnops_store_t *store = &world->core->store;
    const cnops_request_t *request;

    assert_int_equal(store->requests->open_of(store->self, &request, 1, world->pool), APR_SUCCESS);
    assert_non_null(request);
    return request;
}

static void assert_request_opens(columns_world_t *world)
{
    const cnops_request_t *request = read_request(world);
    const char *contact;

    assert_int_equal(
        cnops_request_contact(&contact, world->core, request, CNOPS_CHANNEL_EMAIL, world->pool),
        APR_SUCCESS);
    assert_string_equal(contact, COLUMNS_WORLD_NEW_EMAIL);
    assert_int_equal(
        cnops_request_contact(&contact, world->core, request, CNOPS_CHANNEL_SMS, world->pool),
        APR_SUCCESS);
    assert_string_equal(contact, COLUMNS_WORLD_NEW_PHONE);
}

static void assert_message_opens(columns_world_t *world)
{
    const cnops_store_t *store = &world->core->store;
    apr_time_t now = world->core->clock.now(world->core->clock.self);
    cnops_leasing_t leasing = {"me", CNOPS_CHANNEL_EMAIL, now, now + 1, 9};
    cnops_message_t *message;
    apr_array_header_t *list;

    assert_int_equal(store->outbox->lease(store->self, &list, &leasing, world->pool), APR_SUCCESS);
    assert_int_equal(list->nelts, 1);
    assert_int_equal(cnops_outbox_open(&message, world->core,
                                       &APR_ARRAY_IDX(list, 0, cnops_outbox_row_t), world->pool),
                     APR_SUCCESS);
    assert_string_equal(message->text, "Bonjour");
}

/* The content alone: the digest stays that of the former key, until the link expires. */
static void assert_link_opens(columns_world_t *world)
{
    const cnops_store_t *store = &world->core->store;
    const char *expires_at = apr_psprintf(world->pool, "%" APR_INT64_T_FMT, INT64_MAX);
    const char *bound[] = {world->link->row->digest, "9", expires_at, NULL};
    const cnops_link_row_t *row;
    char *text;

    assert_int_equal(store->links->find(store->self, &row, bound[0], world->pool), APR_SUCCESS);
    assert_int_equal(cnops_column_open(&text, world->core, CNOPS_SEALED_LINK, bound,
                                       row->content_sealed, world->pool),
                     APR_SUCCESS);
    assert_non_null(strstr(text, COLUMNS_WORLD_NEW_EMAIL));
}

static void assert_ticket_opens(columns_world_t *world)
{
    apr_array_header_t *list;
    const cnops_ticket_t *ticket;
    cnops_tree_t *payload;
    const char *answer;

    assert_int_equal(cnops_tickets_of(&list, world->core, 1, 9, world->pool), APR_SUCCESS);
    assert_int_equal(list->nelts, 1);
    ticket = &APR_ARRAY_IDX(list, 0, cnops_ticket_t);
    assert_int_equal(cnops_ticket_payload(&payload, world->core, ticket, world->pool), APR_SUCCESS);
    assert_string_equal(cnops_tree_text(payload, "message"), "Pourquoi ?");
    assert_int_equal(cnops_ticket_answer(&answer, world->core, ticket, world->pool), APR_SUCCESS);
    assert_string_equal(answer, "Non");
}

static void assert_certificate_opens(columns_world_t *world)
{
    const cnops_certificates_wanted_t all = {.person_id = 1, .max = 9};
    apr_array_header_t *list;
    cnops_tree_t *facts;

    assert_int_equal(cnops_certificates_of(&list, world->core, &all, world->pool), APR_SUCCESS);
    assert_int_equal(list->nelts, 1);
    assert_int_equal(cnops_certificate_facts(&facts, world->core,
                                             &APR_ARRAY_IDX(list, 0, cnops_certificate_t),
                                             world->pool),
                     APR_SUCCESS);
    assert_string_equal(cnops_tree_text(facts, "name"), "Amina");
}

static void assert_registration_opens(columns_world_t *world)
{
    const cnops_registration_seen_t *seen;

    assert_int_equal(cnops_registration_find(&seen, world->core, 1, world->pool), APR_SUCCESS);
    assert_string_equal(seen->record.cine, COLUMNS_WORLD_CINE);
}

static void assert_events_open(columns_world_t *world)
{
    apr_array_header_t *list;

    assert_int_equal(cnops_journal_list(&list, world->core, 1, 9, world->pool), APR_SUCCESS);
    assert_int_equal(list->nelts, 5);
    for (int i = 0; i < list->nelts; i++)
        assert_string_equal(APR_ARRAY_IDX(list, i, cnops_event_shown_t).actor, CNOPS_ACTOR_MEMBER);
}

static void test_the_portal_reads_without_the_former_key(void **state)
{
    columns_world_t *world = *state;

    columns_world_use_former(world);
    columns_world_write(world);
    reseal_everything(world);
    columns_world_use_current_alone(world);
    assert_records_open(world);
    assert_claims_open(world);
    assert_contacts_open(world);
    assert_request_opens(world);
    assert_ticket_opens(world);
    assert_certificate_opens(world);
    assert_registration_opens(world);
    assert_message_opens(world);
    assert_link_opens(world);
    assert_events_open(world);
}

/* --- chains --- */

static void ignore_fault(void *self, apr_int64_t person_id, apr_int64_t seq,
                         cnops_chain_fault_e fault)
{
    (void)self;
    (void)person_id;
    (void)seq;
    (void)fault;
}

static apr_int64_t count_chain_faults(columns_world_t *world)
{
    cnops_journal_check_t check = {.core = world->core, .fault = ignore_fault};

    assert_int_equal(cnops_journal_check(&check, world->pool), APR_SUCCESS);
    assert_true(check.event_count > 0);
    return check.fault_count;
}

static void write_mac(columns_world_t *world, cnops_event_row_t *row, const char *former)
{
    row->key_id = cnops_keys_current(world->core->keys);
    row->mac = cnops_journal_mac(world->core, row, former, world->pool);
    database_lease_execute(world->lease, apr_psprintf(world->pool,
                                                      "UPDATE event SET mac = '%s', key_id = '%s' "
                                                      "WHERE id = %" APR_INT64_T_FMT,
                                                      row->mac, row->key_id, row->id));
}

static void make_macs_again(columns_world_t *world)
{
    const cnops_store_t *store = &world->core->store;
    apr_array_header_t *rows;
    const char *former = "";

    assert_int_equal(
        store->events->after(store->self, &rows, (cnops_event_place_t){0, 0}, 9, world->pool),
        APR_SUCCESS);
    for (int i = 0; i < rows->nelts; i++) {
        cnops_event_row_t *row = &APR_ARRAY_IDX(rows, i, cnops_event_row_t);

        write_mac(world, row, former);
        former = row->mac;
    }
}

/* This is why their columns are CNOPS_ROTATION_CHAIN. */
static void test_events_move_with_their_macs(void **state)
{
    columns_world_t *world = *state;

    columns_world_use_former(world);
    columns_world_write(world);
    assert_int_equal(count_chain_faults(world), 0);
    reseal_everything(world);
    assert_true(count_chain_faults(world) > 0);
    make_macs_again(world);
    columns_world_use_current_alone(world);
    assert_int_equal(count_chain_faults(world), 0);
}

/* --- digests --- */

static const cnops_column_t *find(const char *table, const char *column)
{
    for (const cnops_column_t *c = cnops_columns; c->table; c++) {
        if (strcmp(c->table, table) == 0 && strcmp(c->column, column) == 0)
            return c;
    }
    return NULL;
}

static void assert_key_id(columns_world_t *world, const char *table, const char *column,
                          const char *expected)
{
    const cnops_column_t *c = find(table, column);

    assert_string_equal(cnops_column_key_id(value_of(world, c, c->key_from, "1"), world->pool),
                        expected);
}

/* The value of a digest column must be the digest of these under the key that the row names. */
static void assert_digest(columns_world_t *world, const char *table, const char *column,
                          const char *a, const char *b)
{
    const cnops_column_t *c = find(table, column);
    const char *key_id = cnops_column_key_id(value_of(world, c, c->key_from, "1"), world->pool);
    const char *parts[] = {a, b, NULL};

    assert_string_equal(
        cnops_column_digest_with(world->core, c->keyed[0], key_id, parts, world->pool),
        value_of(world, c, column, "1"));
}

/* The account's key_id is the key of its first day; a contact that was bound later has another
 * key. */
static void test_a_contact_names_the_key_of_its_own_day(void **state)
{
    columns_world_t *world = *state;

    columns_world_use_former(world);
    columns_world_write(world);
    columns_world_use_both(world);
    assert_int_equal(cnops_access_restore(world->core, world->account, CNOPS_CHANNEL_EMAIL,
                                          COLUMNS_WORLD_NEW_EMAIL, &columns_world_event,
                                          world->pool),
                     APR_SUCCESS);
    assert_key_id(world, "account", "email_digest", "test2");
    assert_key_id(world, "account", "phone_digest", "test1");
    assert_digest(world, "account", "email_digest", COLUMNS_WORLD_NEW_EMAIL, NULL);
    assert_digest(world, "account", "phone_digest", COLUMNS_WORLD_PHONE, NULL);
    assert_digest(world, "change_request", "email_digest", COLUMNS_WORLD_NEW_EMAIL, NULL);
    assert_digest(world, "change_request", "phone_digest", COLUMNS_WORLD_NEW_PHONE, NULL);
    assert_digest(world, "registration", "student_digest", COLUMNS_WORLD_CINE, NULL);
    assert_digest(world, "registration", "shown_digest", COLUMNS_WORLD_CINE, NULL);
}

/* The digest of a fact covers the digest of the document under the same key. */
static void test_an_import_names_the_key_of_its_day(void **state)
{
    columns_world_t *world = *state;
    const char *document;

    columns_world_use_former(world);
    columns_world_import_member(world);
    document = cnops_identity_document_digest(world->core, "cnie", "AB123456", world->pool);
    columns_world_use_both(world);
    assert_digest(world, "person", "document_digest", "cnie", "AB123456");
    assert_digest(world, "membership", "immatriculation_digest", "10000001", NULL);
    assert_digest(world, "membership_version", "employee_digest", document, "EMP0001");
    assert_digest(world, "membership_version", "rib_digest", document, "12345678");
    assert_digest(world, "membership_version", "civil_status_digest", document, "4521987");
    assert_key_id(world, "membership_version", "import_digest", "test1");
}

#define CASE(test)                                                                                 \
    cmocka_unit_test_setup_teardown(test, columns_world_setup, columns_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_the_portal_reads_without_the_former_key),
        CASE(test_events_move_with_their_macs),
        CASE(test_a_contact_names_the_key_of_its_own_day),
        CASE(test_an_import_names_the_key_of_its_day),
    };

    if (apr_initialize() != APR_SUCCESS)
        return 1;
    atexit(apr_terminate);
    return cmocka_run_group_tests_name("columns in a database", tests, NULL, NULL);
}
