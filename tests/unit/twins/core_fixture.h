/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A complete cnops_core_t over the twins, with settings for tests and with functions that many
 * tests need. All data is fictional.
 *
 * A cmocka program passes core_fixture_setup and core_fixture_teardown. Each test finds its own new
 * core_fixture_t in *state. */
#ifndef CNOPS_TWINS_CORE_FIXTURE_H
#define CNOPS_TWINS_CORE_FIXTURE_H

#include "clock_fake.h"
#include "codes_memory.h"
#include "core/core.h"
#include "core/seal/outbox.h"
#include "random_seeded.h"
#include "store_memory.h"

typedef struct core_fixture_t {
    apr_pool_t *pool;
    cnops_core_t core;
    cnops_settings_t *settings; /* the settings of core: a test may change them */
    clock_fake_t *clock;
    random_seeded_t *random;
    codes_memory_t *codes;
    store_memory_t *store;
} core_fixture_t;

/* A key file with a current and a former key. */
#define CORE_FIXTURE_KEYS                                                                          \
    "test2 202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f\n"                     \
    "test1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"

core_fixture_t *core_fixture_make(void);
void core_fixture_free(core_fixture_t *fixture);

/* For cmocka: 0, or non-zero if the fixture cannot be made. */
int core_fixture_setup(void **state);
int core_fixture_teardown(void **state);

/* A membership as an import would read it, values in normal form; NULL: empty. */
typedef struct fixture_member_t {
    const char *document_type; /* NULL: cnie */
    const char *document;      /* if known before: another membership of the same person */
    const char *birth_date;    /* record form: ISO or year */
    const char *family_name, *given_name;
    const char *family_name_ar, *given_name_ar;
    cnops_scheme_e scheme;
    cnops_member_status_e status;
    cnops_payment_e payment_mode;
    const char *immatriculation; /* for students: the document number */
    const char *employee_no;
    const char *rib; /* the last 8 digits */
    const char *civil_status_no;
    const char *rights_from, *rights_to;
    const char *email_on_file, *phone_on_file;
    const char *address, *postal_code, *city;
    bool address_pending;
} fixture_member_t;

/* Fictional members, one for each set of questions. */
extern const fixture_member_t fixture_public_transfer;
extern const fixture_member_t fixture_public_money_order;
extern const fixture_member_t fixture_student_transfer;
extern const fixture_member_t fixture_student_money_order;

/* Adds the membership and returns the id of its person. */
apr_int64_t core_fixture_add_member(core_fixture_t *fixture, const fixture_member_t *member);

/* Another import brings this row: it replaces the membership with this immatriculation. */
void core_fixture_import_again(core_fixture_t *fixture, const fixture_member_t *member);

/* How many messages were queued on the channel so far. */
int core_fixture_message_count(core_fixture_t *fixture, cnops_channel_e channel);
/* The last message that was queued on the channel, opened; NULL if there is none, or it is
 * blanked. */
const cnops_message_t *core_fixture_last_message(core_fixture_t *fixture, cnops_channel_e channel);
/* The code in the last message of the channel: its only run of settings->code_digits digits (an SMS
 * has it twice). NULL if there is none, or two that differ. */
const char *core_fixture_last_code(core_fixture_t *fixture, cnops_channel_e channel);

#endif
