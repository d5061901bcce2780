/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "columns_world.h"

#include "claims_file.h"
#include "core/certificate/certificate.h"
#include "core/establishment/establishment.h"
#include "core/establishment/officer.h"
#include "core/registration/registration.h"
#include "core/request/opposition.h"
#include "core/request/request.h"
#include "core/seal/columns.h"
#include "core/ticket/ticket_decision.h"
#include "ctl/import/claims_import.h"
#include "ctl/import/member_row.h"
#include "store/store.h"

#include <apr_strings.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* needs the three above */

/* --- keys --- */

static void use_keys(columns_world_t *world, const char *text)
{
    const char *fault;

    assert_int_equal(cnops_keys_parse(&world->core->keys, &fault, text, world->pool), APR_SUCCESS);
}

void columns_world_use_former(columns_world_t *world)
{
    use_keys(world, strchr(CORE_FIXTURE_KEYS, '\n'));
}

void columns_world_use_both(columns_world_t *world)
{
    use_keys(world, CORE_FIXTURE_KEYS);
}

void columns_world_use_current_alone(columns_world_t *world)
{
    apr_size_t len = strcspn(CORE_FIXTURE_KEYS, "\n");

    use_keys(world, apr_pstrmemdup(world->pool, CORE_FIXTURE_KEYS, len));
}

/* --- what the portal writes --- */

const cnops_event_t columns_world_event = {.actor = CNOPS_ACTOR_MEMBER, .note = "a note"};

static cnops_member_row_t member_row(void)
{
    cnops_member_row_t row;

    for (int i = 0; i < CNOPS_MEMBER_COLUMNS; i++)
        row.values[i] = "";
    row.values[CNOPS_COLUMN_IMMATRICULATION] = "10000001";
    row.values[CNOPS_COLUMN_DOCUMENT_TYPE] = "cnie";
    row.values[CNOPS_COLUMN_CNI] = "AB123456";
    row.values[CNOPS_COLUMN_FAMILY_NAME] = "EL FICTIF";
    row.values[CNOPS_COLUMN_SCHEME] = "public";
    row.values[CNOPS_COLUMN_STATUS] = "active";
    row.values[CNOPS_COLUMN_PAYMENT_MODE] = "transfer";
    row.values[CNOPS_COLUMN_EMPLOYEE_NO] = "EMP0001";
    row.values[CNOPS_COLUMN_RIB] = "12345678";
    row.values[CNOPS_COLUMN_CIVIL_STATUS_NO] = "4521987";
    row.values[CNOPS_COLUMN_CITY] = "Rabat";
    return row;
}

void columns_world_import_member(columns_world_t *world)
{
    const cnops_lease_t *lease = database_lease_port(world->lease);
    cnops_import_run_t run = {.id = "run", .clock = &world->core->clock};
    apr_array_header_t *rows = apr_array_make(world->pool, 1, sizeof(cnops_import_row_t));
    cnops_member_row_t row = member_row();
    cnops_import_counts_t counts;
    cnops_import_t *import;

    cnops_member_row_seal(apr_array_push(rows), world->core, &row, 2, world->pool);
    assert_int_equal(cnops_import_begin(&import, lease, &run, world->pool), APR_SUCCESS);
    assert_int_equal(cnops_import_stage(import, rows, world->pool), APR_SUCCESS);
    assert_int_equal(cnops_import_switch(&counts, import, world->pool), APR_SUCCESS);
    assert_int_equal(cnops_import_end(import, world->pool), APR_SUCCESS);
}

static void import_claim(columns_world_t *world)
{
    claims_file_import(world->core, world->lease,
                       CLAIMS_FILE_HEADER "R1,10000001,2026-01-05,Optique,S,2000,1500,paid,,\n",
                       world->pool);
}

const cnops_person_t *columns_world_person(columns_world_t *world)
{
    const cnops_store_t *store = &world->core->store;
    const cnops_person_t *person;

    assert_int_equal(store->persons->by_id(store->self, &person, 1, world->pool), APR_SUCCESS);
    assert_non_null(person);
    return person;
}

void columns_world_read_account(columns_world_t *world)
{
    const cnops_store_t *store = &world->core->store;

    assert_int_equal(store->accounts->by_person(store->self, &world->account, 1, world->pool),
                     APR_SUCCESS);
    assert_non_null(world->account);
}

static void create_account(columns_world_t *world)
{
    cnops_message_t message = {.channel = CNOPS_CHANNEL_EMAIL,
                               .to = COLUMNS_WORLD_EMAIL,
                               .subject = "Bienvenue",
                               .text = "Bonjour",
                               .lang = "fr"};
    cnops_account_request_t request = {.journey_id = "00000000000000000000000000000001",
                                       .person_id = columns_world_person(world)->id,
                                       .password = "Corbeau-1-Fictif",
                                       .email = COLUMNS_WORLD_EMAIL,
                                       .phone = COLUMNS_WORLD_PHONE,
                                       .lang = "fr",
                                       .terms_version = "1",
                                       .terms_lang = "fr"};
    apr_array_header_t *messages = apr_array_make(world->pool, 1, sizeof(cnops_outbox_row_t));
    cnops_opposition_t opposition = {CNOPS_OPPOSITION_EMAIL, 9, COLUMNS_WORLD_NEW_EMAIL, 0};
    cnops_outbox_row_t *queued = apr_array_push(messages);
    cnops_account_created_e created;

    *queued = *cnops_outbox_row(world->core, &message, world->pool);
    world->link = cnops_opposition_link(world->core, &opposition, INT64_MAX, world->pool);
    queued->link = world->link->row;
    assert_int_equal(cnops_account_create(&created, world->core, &request, messages, world->pool),
                     APR_SUCCESS);
    assert_int_equal(created, CNOPS_ACCOUNT_CREATED);
    columns_world_read_account(world);
}

static void lodge_request(columns_world_t *world)
{
    cnops_request_asking_t asking = {.ref = "00000000000000000000000000000002",
                                     .person_id = 1,
                                     .kind = CNOPS_REQUEST_CONTACT,
                                     .email = COLUMNS_WORLD_NEW_EMAIL,
                                     .phone = COLUMNS_WORLD_NEW_PHONE,
                                     .lang = "fr"};
    cnops_request_made_e made;

    assert_int_equal(cnops_request_lodge(&made, world->core, world->account,
                                         cnops_request_build(world->core, &asking, world->pool),
                                         NULL, columns_world_event, world->pool),
                     APR_SUCCESS);
    assert_int_equal(made, CNOPS_REQUEST_MADE);
}

static void decide_ticket(columns_world_t *world)
{
    cnops_tree_t *payload = cnops_tree_object(world->pool);
    cnops_ticket_asking_t asking = {
        .account = world->account, .kind = CNOPS_TICKET_COMPLAINT, .payload = payload};
    cnops_ticket_decision_t decision = {CNOPS_TICKET_REFUSED, "Non", "2026-11-21"};
    const cnops_ticket_t *ticket;

    cnops_tree_set_text(payload, "message", "Pourquoi ?");
    assert_int_equal(cnops_ticket_open(&ticket, world->core, &asking, world->pool), APR_SUCCESS);
    assert_int_equal(
        cnops_ticket_decide(world->core, ticket, &decision, NULL, columns_world_event, world->pool),
        APR_SUCCESS);
}

static void draw_certificate(columns_world_t *world)
{
    const cnops_membership_t membership = {.id = 1, .status = CNOPS_MEMBER_ACTIVE};
    cnops_tree_t *person = cnops_tree_object(world->pool);
    cnops_certificate_asking_t asking = {.account = world->account,
                                         .membership = &membership,
                                         .person_record = person,
                                         .membership_record = person,
                                         .kind = CNOPS_CERTIFICATE_IMMATRICULATION};
    const cnops_certificate_t *certificate;

    cnops_tree_set_text(person, "document_type", "cnie");
    cnops_tree_set_text(person, "birth_date", "1980");
    cnops_tree_set_text(person, "given_name", "Amina");
    assert_int_equal(cnops_certificate_draw(&certificate, world->core, &asking, world->pool),
                     APR_SUCCESS);
    assert_non_null(certificate);
}

static void register_student(columns_world_t *world)
{
    const cnops_registration_row_t row = {.academic_year = 2026,
                                          .cine = COLUMNS_WORLD_CINE,
                                          .massar = "G123456789",
                                          .birth_date = "2005-01-31",
                                          .family_name = "EL FICTIF",
                                          .given_name = "Salma",
                                          .sex = "F",
                                          .address = "",
                                          .email = COLUMNS_WORLD_EMAIL,
                                          .status = CNOPS_REGISTRATION_SENT,
                                          .received_on = "",
                                          .errors = ""};
    const cnops_registration_sending_t sending = {.establishment_id = 7};
    cnops_registration_outcome_e outcome;
    apr_int64_t id;

    assert_int_equal(
        cnops_registration_write(&outcome, &id, world->core, &row, &sending, world->pool),
        APR_SUCCESS);
    assert_int_equal(outcome, CNOPS_REGISTRATION_ADDED);
}

static void add_officer(columns_world_t *world)
{
    const char *key;

    assert_int_equal(
        cnops_establishment_add(&key, world->core, "UM5", "Universite fictive", world->pool),
        APR_SUCCESS);
    assert_int_equal(cnops_officer_add(world->core, 1, "agent@univ.example", world->pool),
                     APR_SUCCESS);
}

/* As core/batch seals them. */
static const char *seal_of_batch(columns_world_t *world, cnops_sealed_e what, const char *number)
{
    const char *bound[] = {"1", number, NULL};

    return cnops_column_seal(world->core, what, bound, "2025-2026/AB123456", world->pool);
}

static void receive_batch(columns_world_t *world, cnops_batch_lease_t *lease)
{
    const cnops_store_t *store = &world->core->store;
    cnops_batch_t batch = {.reference = "0123456789012345678901",
                           .establishment_id = 1,
                           .key_id = "test1",
                           .lease_owner = lease->owner,
                           .lease_until = lease->until};
    apr_array_header_t *chunks = apr_array_make(world->pool, 1, sizeof(cnops_batch_chunk_t));

    APR_ARRAY_PUSH(chunks, cnops_batch_chunk_t) =
        (cnops_batch_chunk_t){0, seal_of_batch(world, CNOPS_SEALED_BATCH_CHUNK, "0"), lease->now};
    assert_int_equal(store->batches->insert(store->self, &lease->batch_id, &batch, world->pool),
                     APR_SUCCESS);
    assert_int_equal(store->batches->add_chunks(store->self, lease, chunks, world->pool),
                     APR_SUCCESS);
    batch.id = lease->batch_id;
    batch.state = CNOPS_BATCH_PREVIEW;
    batch.body_digest = "";
    assert_int_equal(store->batches->received(store->self, &batch, world->pool), APR_SUCCESS);
}

/* A preview with a row that waits and a fault. */
static void check_batch(columns_world_t *world)
{
    const cnops_store_t *store = &world->core->store;
    apr_time_t now = cnops_core_now(world->core);
    apr_array_header_t *faults = apr_array_make(world->pool, 1, sizeof(cnops_batch_fault_t));
    cnops_batch_turn_t turn = {.lease = {0, "worker", now, now + 1000},
                               .rows = apr_array_make(world->pool, 1, sizeof(cnops_batch_row_t)),
                               .faults = faults};
    const cnops_batch_t *batch;

    receive_batch(world, &turn.lease);
    APR_ARRAY_PUSH(faults, cnops_batch_fault_t) = (cnops_batch_fault_t){
        2, seal_of_batch(world, CNOPS_SEALED_BATCH_KEY, "2"), "massar", "required"};
    assert_int_equal(store->batches->take(store->self, &batch, &turn.lease, world->pool),
                     APR_SUCCESS);
    assert_int_equal(store->batches->settle(store->self, &turn, world->pool), APR_SUCCESS);
}

void columns_world_write(columns_world_t *world)
{
    columns_world_import_member(world);
    import_claim(world);
    create_account(world);
    lodge_request(world);
    decide_ticket(world);
    draw_certificate(world);
    register_student(world);
    add_officer(world);
    check_batch(world);
}

/* --- the world --- */

/* apr_dbd cannot be started twice, so APR must outlive the fixtures. */
int columns_world_setup(void **state)
{
    core_fixture_t *fixture = core_fixture_make();
    columns_world_t *world = apr_pcalloc(fixture->pool, sizeof *world);

    world->fixture = fixture;
    world->pool = fixture->pool;
    world->core = &fixture->core;
    world->lease = database_lease_make(fixture->pool);
    cnops_store_make(&world->core->store, database_lease_port(world->lease), false, world->pool);
    *state = world;
    return 0;
}

int columns_world_teardown(void **state)
{
    columns_world_t *world = *state;
    int wrong = database_lease_lent(world->lease) + database_lease_failures(world->lease);

    core_fixture_free(world->fixture);
    return wrong;
}
