/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/signin/password.h"

#include "base/errors.h"
#include "twins/core_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define GOOD "tulipe-42-nuage"

static const char *fault(core_fixture_t *f, const char *password)
{
    return cnops_password_fault(&f->core, password, NULL);
}

static void test_the_rule_of_the_house(void **state)
{
    core_fixture_t *f = *state;
    char longest[130];

    assert_null(fault(f, GOOD));
    assert_string_equal(fault(f, ""), "too_short");
    assert_string_equal(fault(f, "xk7vqm2"), "too_short");
    assert_null(fault(f, "xk7vqm2p"));
    assert_string_equal(fault(f, "XK7VQM2P"), "needs_lower");
    assert_string_equal(fault(f, "xkgvqmzp"), "needs_digit");
    memset(longest, 'x', sizeof longest);
    memcpy(longest, GOOD, strlen(GOOD));
    longest[128] = '\0';
    assert_null(fault(f, longest));
    memcpy(longest + 127, "xx", 3);
    assert_string_equal(fault(f, longest), "too_long");
}

static void test_lengths_are_of_characters(void **state)
{
    core_fixture_t *f = *state;

    /* Seven characters in fourteen bytes and more. */
    assert_string_equal(fault(f, "\xd8\xb3\xd9\x84\xd9\x85\xd9\x89\xd8\xb3z7"), "too_short");
    assert_null(fault(f, "\xd8\xb3\xd9\x84\xd9\x85\xd9\x89\xd8\xb3\xd9\x86z7"));
}

static void test_the_long_rule(void **state)
{
    core_fixture_t *f = *state;

    assert_int_equal(cnops_password_shortest(&f->core), 8);
    assert_true(cnops_password_is_composed(&f->core));
    f->settings->password_policy = CNOPS_PASSWORD_POLICY_LONG;
    assert_int_equal(cnops_password_shortest(&f->core), 15);
    assert_false(cnops_password_is_composed(&f->core));
    assert_string_equal(fault(f, "xk7vqm2pzrtw4h"), "too_short");
    assert_null(fault(f, "XKGVQMZPZRTWHBN"));
    assert_null(fault(f, "\xd8\xb3\xd9\x84\xd9\x85 zellige figue"));
    assert_string_equal(fault(f, "aaaaaaaaaaaaaaaaa"), "common");
    f->settings->password_min = 20;
    assert_int_equal(cnops_password_shortest(&f->core), 20);
}

static void test_a_hash_of_former_settings_is_weak(void **state)
{
    core_fixture_t *f = *state;
    const char *hash;

    assert_int_equal(cnops_password_hash(&hash, &f->core, GOOD, f->pool), APR_SUCCESS);
    assert_false(cnops_password_is_weak_hash(&f->core, hash));
    f->settings->argon2_memory *= 2;
    assert_true(cnops_password_is_weak_hash(&f->core, hash));
    f->settings->argon2_memory /= 2;
    f->settings->argon2_passes++;
    assert_true(cnops_password_is_weak_hash(&f->core, hash));
    f->settings->argon2_passes--;
    f->settings->argon2_memory /= 2;
    assert_false(cnops_password_is_weak_hash(&f->core, hash));
    assert_false(cnops_password_is_weak_hash(&f->core, "$2y$10$no-hash-of-ours"));
}

static void test_common_ones_are_refused(void **state)
{
    static const char *const common[] = {"password1",  "azerty123",   "casablanca1", "azertyuiop1",
                                         "bonjour123", "motdepasse1", "12345678a",   "aaaaaaaa1",
                                         "cnops2026",  "Casablanca1", "qwertyuiop1", "mutuelle1"};
    core_fixture_t *f = *state;

    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        assert_string_equal(fault(f, common[i]), "common");
    f->settings->password_bits = 0;
    assert_null(fault(f, "password1"));
}

static void test_personal_words_are_common_for_their_owner(void **state)
{
    core_fixture_t *f = *state;
    const char *words[] = {"BENIMAGINE", "ZG730519", NULL};

    assert_null(fault(f, "benimagine1"));
    assert_string_equal(cnops_password_fault(&f->core, "benimagine1", words), "common");
    assert_null(fault(f, "zg7305194"));
    assert_string_equal(cnops_password_fault(&f->core, "zg7305194", words), "common");
    assert_null(cnops_password_fault(&f->core, GOOD, words));
}

static void test_any_number_of_personal_words_is_safe(void **state)
{
    core_fixture_t *f = *state;
    const char *words[101];

    for (int i = 0; i < 100; i++)
        words[i] = "benimagine";
    words[100] = NULL;
    assert_string_equal(cnops_password_fault(&f->core, "benimagine1", words), "common");
}

static bool matches(core_fixture_t *f, const char *hash, const char *password)
{
    bool match;

    assert_int_equal(cnops_password_verify(&match, &f->core,
                                           &(cnops_guess_t){hash, password, CNOPS_SLOTS_KNOWN},
                                           f->pool),
                     APR_SUCCESS);
    return match;
}

static void test_a_hash_matches_its_password_alone(void **state)
{
    core_fixture_t *f = *state;
    const char *hash, *other;

    assert_int_equal(cnops_password_hash(&hash, &f->core, GOOD, f->pool), APR_SUCCESS);
    assert_memory_equal(hash, "$argon2id$v=19$m=8192,t=1,p=1$", 30);
    assert_int_equal(cnops_password_hash(&other, &f->core, GOOD, f->pool), APR_SUCCESS);
    assert_string_not_equal(hash, other);
    assert_true(matches(f, hash, GOOD));
    assert_true(matches(f, other, GOOD));
    assert_false(matches(f, hash, "tulipe-42-nuagE"));
    assert_false(matches(f, hash, ""));
    /* Made at one cost, and verified after the setting has changed. */
    f->settings->argon2_passes = 2;
    assert_true(matches(f, hash, GOOD));
}

/* CNOPS_EMALFORMED would mean that the decoy is not a hash: then comparing with it would cost
 * nothing. */
static void test_the_decoy_hash_is_well_formed_and_never_matches(void **state)
{
    core_fixture_t *f = *state;

    assert_false(matches(f, NULL, GOOD));
    assert_false(matches(f, NULL, ""));
    f->settings->argon2_memory = 19456;
    f->settings->argon2_passes = 2;
    assert_false(matches(f, NULL, GOOD));
}

static void test_a_broken_hash_is_a_failure_not_a_wrong_password(void **state)
{
    core_fixture_t *f = *state;
    cnops_guess_t guess = {"$argon2id$v=19$m=8192,t=1", GOOD, CNOPS_SLOTS_KNOWN};
    bool match = true;

    assert_int_equal(cnops_password_verify(&match, &f->core, &guess, f->pool), CNOPS_EMALFORMED);
    assert_false(match);
}

static void test_is_busy_while_all_slots_are_taken(void **state)
{
    core_fixture_t *f = *state;
    cnops_guess_t guess = {NULL, GOOD, CNOPS_SLOTS_STRANGER};
    int slots[2];
    const char *hash;
    bool match = true;

    f->settings->hash_deadline = 5000;
    for (int i = 0; i < 2; i++)
        assert_int_equal(cnops_slots_acquire(&slots[i], f->core.slots, CNOPS_SLOTS_KNOWN, 0),
                         APR_SUCCESS);
    assert_int_equal(cnops_password_hash(&hash, &f->core, GOOD, f->pool), CNOPS_EBUSY);
    assert_null(hash);
    assert_int_equal(cnops_password_verify(&match, &f->core, &guess, f->pool), CNOPS_EBUSY);
    assert_false(match);
    cnops_slots_release(f->core.slots, slots[0]);
    assert_int_equal(cnops_password_hash(&hash, &f->core, GOOD, f->pool), APR_SUCCESS);
    /* ... and leaves it free. */
    assert_int_equal(cnops_slots_acquire(&slots[0], f->core.slots, CNOPS_SLOTS_KNOWN, 0),
                     APR_SUCCESS);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_the_rule_of_the_house),
        CASE(test_lengths_are_of_characters),
        CASE(test_the_long_rule),
        CASE(test_a_hash_of_former_settings_is_weak),
        CASE(test_common_ones_are_refused),
        CASE(test_personal_words_are_common_for_their_owner),
        CASE(test_any_number_of_personal_words_is_safe),
        CASE(test_a_hash_matches_its_password_alone),
        CASE(test_the_decoy_hash_is_well_formed_and_never_matches),
        CASE(test_a_broken_hash_is_a_failure_not_a_wrong_password),
        CASE(test_is_busy_while_all_slots_are_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
