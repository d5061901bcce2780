/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core_fixture.h"

#include "base/json.h"
#include "core/person/identity.h"
#include "core/person/person.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <sodium.h>
#include <string.h>

const fixture_member_t fixture_public_transfer = {
    .document = "AB123456",
    .birth_date = "1975-03-14",
    .family_name = "EL FICTIF",
    .given_name = "Salma",
    .family_name_ar = "الفكتيف",
    .given_name_ar = "سلمى",
    .scheme = CNOPS_SCHEME_PUBLIC,
    .payment_mode = CNOPS_PAYMENT_TRANSFER,
    .immatriculation = "10000001",
    .employee_no = "EMP0001",
    .rib = "12345678",
    .rights_from = "2020-01-01",
};

const fixture_member_t fixture_public_money_order = {
    .document = "CD234567",
    .birth_date = "1968-11-02",
    .family_name = "BENIMAGINE",
    .given_name = "Karim",
    .scheme = CNOPS_SCHEME_PUBLIC,
    .payment_mode = CNOPS_PAYMENT_MONEY_ORDER,
    .immatriculation = "10000002",
    .employee_no = "EMP0002",
    .civil_status_no = "4521987",
    .rights_from = "2020-01-01",
};

const fixture_member_t fixture_student_transfer = {
    .document = "E345678",
    .birth_date = "2004-07-30",
    .family_name = "AIT EXEMPLE",
    .given_name = "Yasmine",
    .scheme = CNOPS_SCHEME_STUDENT,
    .payment_mode = CNOPS_PAYMENT_TRANSFER,
    .immatriculation = "E345678",
    .rib = "87654321",
    .rights_from = "2026-09-01",
};

const fixture_member_t fixture_student_money_order = {
    .document = "F456789",
    .birth_date = "2005-01-19",
    .family_name = "OULED MODELE",
    .given_name = "Anas",
    .scheme = CNOPS_SCHEME_STUDENT,
    .payment_mode = CNOPS_PAYMENT_MONEY_ORDER,
    .immatriculation = "F456789",
    .civil_status_no = "778899",
    .rights_from = "2026-09-01",
};

/* --- the core --- */

/* The defaults, but with hashes and proofs of work that cost almost nothing. */
static cnops_settings_t *make_settings(apr_pool_t *pool)
{
    cnops_settings_t *settings = cnops_settings_make(pool);

    settings->public_url = "http://localhost:8080/mon_compte";
    settings->key_file = "keys";
    settings->htdocs = "htdocs";
    settings->institution = "institution.json";
    settings->argon2_memory = 8192;
    settings->argon2_passes = 1;
    settings->hash_slots = 2;
    settings->pow_cost = 1;
    settings->pow_bits = 4;
    return settings;
}

static apr_status_t fill_core(core_fixture_t *fixture)
{
    cnops_core_t *core = &fixture->core;
    const char *fault;
    apr_status_t rv;

    core->settings = fixture->settings = make_settings(fixture->pool);
    if ((rv = cnops_keys_parse(&core->keys, &fault, CORE_FIXTURE_KEYS, fixture->pool)) !=
        APR_SUCCESS)
        return rv;
    fixture->clock = clock_fake_make(fixture->pool);
    clock_fake_port(&core->clock, fixture->clock);
    fixture->random = random_seeded_make(1, fixture->pool);
    random_seeded_port(&core->random, fixture->random);
    fixture->codes = codes_memory_make(&core->clock, fixture->pool);
    codes_memory_port(&core->codes, fixture->codes);
    fixture->store = store_memory_make(fixture->pool);
    store_memory_port(&core->store, fixture->store);
    return cnops_slots_make(&core->slots, (int)fixture->settings->hash_slots, fixture->pool);
}

core_fixture_t *core_fixture_make(void)
{
    core_fixture_t *fixture;
    apr_pool_t *pool;

    if (sodium_init() < 0 || apr_initialize() != APR_SUCCESS ||
        apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return NULL;
    fixture = apr_pcalloc(pool, sizeof *fixture);
    fixture->pool = pool;
    if (fill_core(fixture) == APR_SUCCESS)
        return fixture;
    core_fixture_free(fixture);
    return NULL;
}

void core_fixture_free(core_fixture_t *fixture)
{
    apr_pool_destroy(fixture->pool);
    apr_terminate();
}

int core_fixture_setup(void **state)
{
    *state = core_fixture_make();
    return *state ? 0 : -1;
}

int core_fixture_teardown(void **state)
{
    core_fixture_free(*state);
    return 0;
}

/* --- members --- */

static const char *seal_tree(core_fixture_t *fixture, cnops_sealed_e what, const cnops_tree_t *tree)
{
    return cnops_column_seal(&fixture->core, what, NULL, cnops_json_write(tree, fixture->pool),
                             fixture->pool);
}

static apr_int64_t find_or_add_person(core_fixture_t *fixture, const char *document_digest,
                                      const fixture_member_t *member)
{
    const cnops_store_t *store = &fixture->core.store;
    cnops_tree_t *record = cnops_tree_object(fixture->pool);
    const cnops_person_t *person;

    if (cnops_person_by_document(&person, store, document_digest, fixture->pool) == APR_SUCCESS &&
        person)
        return person->id;
    cnops_tree_set_text(record, "document_type",
                        member->document_type ? member->document_type : "cnie");
    cnops_tree_set_text(record, "cni", member->document);
    cnops_tree_set_text(record, "birth_date", member->birth_date);
    cnops_tree_set_text(record, "family_name", member->family_name);
    cnops_tree_set_text(record, "given_name", member->given_name);
    cnops_tree_set_text(record, "family_name_ar", member->family_name_ar);
    cnops_tree_set_text(record, "given_name_ar", member->given_name_ar);
    return store_memory_add_person(fixture->store, document_digest,
                                   seal_tree(fixture, CNOPS_SEALED_PERSON, record));
}

static const char *fact_digest(core_fixture_t *fixture, cnops_fact_e fact,
                               const char *document_digest, const char *value)
{
    return cnops_identity_fact_digest(&fixture->core, fact, document_digest, value, fixture->pool);
}

static const char *seal_membership(core_fixture_t *fixture, const fixture_member_t *member)
{
    cnops_tree_t *record = cnops_tree_object(fixture->pool);

    cnops_tree_set_text(record, "immatriculation", member->immatriculation);
    cnops_tree_set_text(record, "email_on_file", member->email_on_file);
    cnops_tree_set_text(record, "phone_on_file", member->phone_on_file);
    cnops_tree_set_text(record, "address", member->address);
    cnops_tree_set_text(record, "postal_code", member->postal_code);
    cnops_tree_set_text(record, "city", member->city);
    cnops_tree_set_bool(record, "address_pending", member->address_pending);
    return seal_tree(fixture, CNOPS_SEALED_MEMBERSHIP, record);
}

static cnops_membership_t make_row(core_fixture_t *fixture, const fixture_member_t *member)
{
    const cnops_core_t *core = &fixture->core;
    apr_pool_t *pool = fixture->pool;
    const char *document = cnops_identity_document_digest(
        core, member->document_type ? member->document_type : CNOPS_DOCUMENT_CNIE, member->document,
        pool);

    return (cnops_membership_t){
        .person_id = find_or_add_person(fixture, document, member),
        .scheme = member->scheme,
        .status = member->status,
        .payment_mode = member->payment_mode,
        .immatriculation_digest =
            cnops_identity_immatriculation_digest(core, member->immatriculation, pool),
        .employee_digest = fact_digest(fixture, CNOPS_FACT_EMPLOYEE, document, member->employee_no),
        .rib_digest = fact_digest(fixture, CNOPS_FACT_RIB, document, member->rib),
        .civil_status_digest =
            fact_digest(fixture, CNOPS_FACT_CIVIL_STATUS, document, member->civil_status_no),
        .rights_from = member->rights_from,
        .rights_to = member->rights_to,
        .record_sealed = seal_membership(fixture, member),
    };
}

apr_int64_t core_fixture_add_member(core_fixture_t *fixture, const fixture_member_t *member)
{
    cnops_membership_t row = make_row(fixture, member);

    store_memory_add_membership(fixture->store, &row);
    return row.person_id;
}

void core_fixture_import_again(core_fixture_t *fixture, const fixture_member_t *member)
{
    cnops_membership_t row = make_row(fixture, member);

    store_memory_replace_membership(fixture->store, &row);
}

/* --- messages --- */

int core_fixture_message_count(core_fixture_t *fixture, cnops_channel_e channel)
{
    apr_array_header_t *all = store_memory_outbox(fixture->store, fixture->pool);
    int count = 0;

    for (int i = 0; i < all->nelts; i++)
        count += APR_ARRAY_IDX(all, i, store_memory_message_t).row.channel == channel;
    return count;
}

const cnops_message_t *core_fixture_last_message(core_fixture_t *fixture, cnops_channel_e channel)
{
    apr_array_header_t *all = store_memory_outbox(fixture->store, fixture->pool);
    cnops_message_t *message = NULL;

    for (int i = all->nelts - 1; i >= 0; i--) {
        const cnops_outbox_row_t *row = &APR_ARRAY_IDX(all, i, store_memory_message_t).row;

        if (row->channel != channel)
            continue;
        if (cnops_outbox_open(&message, &fixture->core, row, fixture->pool) != APR_SUCCESS)
            return NULL;
        return message;
    }
    return NULL;
}

/* The next run of digits at or after text, its length in *plen; NULL at the end. */
static const char *next_digits(const char *text, apr_size_t *plen)
{
    text += strcspn(text, "0123456789");
    *plen = strspn(text, "0123456789");
    return *plen ? text : NULL;
}

const char *core_fixture_last_code(core_fixture_t *fixture, cnops_channel_e channel)
{
    const cnops_message_t *message = core_fixture_last_message(fixture, channel);
    const char *found = NULL;
    apr_size_t len;

    if (!message)
        return NULL;
    for (const char *at = message->text; (at = next_digits(at, &len)); at += len) {
        if (len != (apr_size_t)fixture->settings->code_digits)
            continue;
        if (found && strncmp(found, at, len) != 0)
            return NULL;
        found = apr_pstrmemdup(fixture->pool, at, len);
    }
    return found;
}
