/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The table of columns by itself. test_columns_database.c applies it to a database. */
#include "core/seal/columns.h"

#include "base/errors.h"
#include "core/digest.h"
#include "core/seal/seal.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define TEXT "Salma, \xd8\xb3\xd9\x84\xd9\x85\xd9\x89"
#define HEX  "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

#define BOUND_MAX 3
static const char *const row[BOUND_MAX + 1] = {"5", "7", "3", NULL};       /* bound columns, */
static const char *const other_row[BOUND_MAX + 1] = {"5", "7", "4", NULL}; /* of another row */

/* As many of the last values as a text is bound to. */
static const char *const *bound_of(cnops_sealed_e what, const char *const *values)
{
    const char *const *names = cnops_column_bound(what);
    int count = 0;

    while (names[count])
        count++;
    return count ? values + BOUND_MAX - count : NULL;
}

static void use_keys(core_fixture_t *f, const char *text)
{
    const char *fault;

    assert_int_equal(cnops_keys_parse(&f->core.keys, &fault, text, f->pool), APR_SUCCESS);
}

static void use_former(core_fixture_t *f)
{
    use_keys(f, strchr(CORE_FIXTURE_KEYS, '\n'));
}

static void use_both(core_fixture_t *f)
{
    use_keys(f, CORE_FIXTURE_KEYS);
}

static void use_current_alone(core_fixture_t *f)
{
    const char *end = strchr(CORE_FIXTURE_KEYS, '\n');

    use_keys(f, apr_pstrmemdup(f->pool, CORE_FIXTURE_KEYS, (apr_size_t)(end - CORE_FIXTURE_KEYS)));
}

static const char *seal_former(core_fixture_t *f, cnops_sealed_e what)
{
    const char *sealed;

    use_former(f);
    sealed = cnops_column_seal(&f->core, what, bound_of(what, row), TEXT, f->pool);
    use_both(f);
    assert_memory_equal(sealed, "test1.", 6);
    return sealed;
}

/* --- the table --- */

static const cnops_column_t *find(const char *name, apr_pool_t *pool)
{
    for (const cnops_column_t *c = cnops_columns; c->table; c++) {
        if (strcmp(name, apr_pstrcat(pool, c->table, ".", c->column, NULL)) == 0)
            return c;
    }
    return NULL;
}

static void test_every_row_is_whole(void **state)
{
    core_fixture_t *f = *state;

    for (const cnops_column_t *c = cnops_columns; c->table; c++) {
        bool is_sealed = c->sealed != 0, remakes = c->rotation == CNOPS_ROTATION_REMAKE;

        assert_non_null(c->primary[0]);
        assert_true(c->rotation != 0);
        assert_true(is_sealed != (c->keyed[0] != 0));
        assert_true(remakes == (c->source != NULL));
        assert_true((c->rotation == CNOPS_ROTATION_EXPIRES) ==
                    (cnops_column_life(c, f->core.settings) > 0));
        if (is_sealed)
            assert_string_equal(c->key_from, c->column);
        if (c->rotation != CNOPS_ROTATION_EXPIRES)
            assert_non_null(c->key_from);
        if (remakes) {
            assert_non_null(find(c->source, f->pool));
            assert_true(find(c->source, f->pool)->sealed != 0);
        }
    }
}

static void test_everything_that_is_kept_has_a_column(void **state)
{
    bool sealed[CNOPS_SEALED_END] = {true}, keyed[CNOPS_KEYED_END] = {true};

    (void)state;
    for (const cnops_column_t *c = cnops_columns; c->table; c++) {
        sealed[c->sealed] = true;
        for (int i = 0; i < CNOPS_COLUMN_NAMES; i++)
            keyed[c->keyed[i]] = true;
    }
    for (int i = 0; i < CNOPS_SEALED_END; i++)
        assert_true(sealed[i]);
    for (int i = 0; i < CNOPS_KEYED_END; i++)
        assert_true(keyed[i]);
}

/* --- values that are in databases already --- */

/* This test has its own table, with a line for each: a value that was written once must stay
 * readable. */
static void test_what_was_sealed_by_purpose_and_context_opens(void **state)
{
    static const struct {
        cnops_sealed_e what;
        cnops_key_purpose_e purpose;
        const char *context;
    } before[] = {
        {CNOPS_SEALED_PERSON, CNOPS_KEY_RECORDS, "person"},
        {CNOPS_SEALED_MEMBERSHIP, CNOPS_KEY_RECORDS, "membership"},
        {CNOPS_SEALED_CONTACT, CNOPS_KEY_RECORDS, "contact"},
        {CNOPS_SEALED_MESSAGE, CNOPS_KEY_OUTBOX, "outbox/3"},
        {CNOPS_SEALED_EVENT, CNOPS_KEY_RECORDS, "event/7/3"},
        {CNOPS_SEALED_LINK, CNOPS_KEY_LINKS, "link/5/7/3"},
        {CNOPS_SEALED_CLAIM, CNOPS_KEY_RECORDS, "claim"},
        {CNOPS_SEALED_CLAIM_TOTAL, CNOPS_KEY_RECORDS, "claim_total/7/3"},
        {CNOPS_SEALED_TICKET, CNOPS_KEY_RECORDS, "ticket/3"},
        {CNOPS_SEALED_ANSWER, CNOPS_KEY_RECORDS, "answer/3"},
        {CNOPS_SEALED_CERTIFICATE, CNOPS_KEY_RECORDS, "certificate/3"},
        {CNOPS_SEALED_REGISTRATION, CNOPS_KEY_RECORDS, "registration/7/3"},
        {CNOPS_SEALED_BATCH_CHUNK, CNOPS_KEY_RECORDS, "batch_chunk/7/3"},
        {CNOPS_SEALED_BATCH_KEY, CNOPS_KEY_RECORDS, "batch_key/7/3"},
    };
    core_fixture_t *f = *state;
    char *text;

    assert_int_equal(sizeof before / sizeof *before, CNOPS_SEALED_END - 1);
    for (apr_size_t i = 0; i < sizeof before / sizeof *before; i++) {
        const char *sealed =
            cnops_seal(&f->core, before[i].purpose, before[i].context, TEXT, f->pool);

        assert_int_equal(cnops_column_open(&text, &f->core, before[i].what,
                                           bound_of(before[i].what, row), sealed, f->pool),
                         APR_SUCCESS);
        assert_string_equal(text, TEXT);
    }
}

static void test_what_was_digested_by_purpose_and_word_is_the_same(void **state)
{
    static const struct {
        cnops_keyed_e what;
        cnops_key_purpose_e purpose;
        const char *word;
    } before[] = {
        {CNOPS_KEYED_DOCUMENT, CNOPS_KEY_INDEX, "document"},
        {CNOPS_KEYED_IMMATRICULATION, CNOPS_KEY_INDEX, "immatriculation"},
        {CNOPS_KEYED_EMAIL, CNOPS_KEY_INDEX, "email"},
        {CNOPS_KEYED_PHONE, CNOPS_KEY_INDEX, "sms"},
        {CNOPS_KEYED_EMPLOYEE, CNOPS_KEY_FACTS, "employee"},
        {CNOPS_KEYED_RIB, CNOPS_KEY_FACTS, "rib"},
        {CNOPS_KEYED_CIVIL_STATUS, CNOPS_KEY_FACTS, "civil_status"},
        {CNOPS_KEYED_IMPORT_ROW, CNOPS_KEY_INDEX, "import"},
        {CNOPS_KEYED_LETTER, CNOPS_KEY_LETTERS, "letter"},
        {CNOPS_KEYED_SESSION, CNOPS_KEY_SESSION, "session"},
        {CNOPS_KEYED_SUBJECT, CNOPS_KEY_THROTTLE, NULL},
        {CNOPS_KEYED_SPENT_IMAGE, CNOPS_KEY_IMAGE, "spent"},
        {CNOPS_KEYED_SPENT_JOURNEY, CNOPS_KEY_SESSION, "signin"},
        {CNOPS_KEYED_EVENT, CNOPS_KEY_EVENTS, NULL},
        {CNOPS_KEYED_LINK, CNOPS_KEY_LINKS, "token"},
        {CNOPS_KEYED_CLAIM, CNOPS_KEY_INDEX, "claim"},
        {CNOPS_KEYED_BENEFICIARY, CNOPS_KEY_INDEX, "beneficiary"},
        {CNOPS_KEYED_ADDRESS, CNOPS_KEY_INDEX, "address"},
        {CNOPS_KEYED_CERTIFICATE, CNOPS_KEY_INDEX, "certificate"},
        {CNOPS_KEYED_STUDENT, CNOPS_KEY_INDEX, "student"},
        {CNOPS_KEYED_API_KEY, CNOPS_KEY_SESSION, "api_key"},
        {CNOPS_KEYED_OFFICER, CNOPS_KEY_SESSION, "officer"},
        {CNOPS_KEYED_BATCH_BODY, CNOPS_KEY_INDEX, "batch_body"},
        {CNOPS_KEYED_BATCH_ROW, CNOPS_KEY_INDEX, "batch_row"},
    };
    core_fixture_t *f = *state;

    assert_int_equal(sizeof before / sizeof *before, CNOPS_KEYED_END - 1);
    for (apr_size_t i = 0; i < sizeof before / sizeof *before; i++) {
        const char *a = before[i].word ? before[i].word : "a";
        const char *b = before[i].word ? "a" : "b", *c = before[i].word ? "b" : NULL;

        assert_string_equal(cnops_column_digest(&f->core, before[i].what, "a", "b", f->pool),
                            cnops_digest_of(f->core.keys, before[i].purpose, a, b, c, f->pool));
    }
}

/* --- sealing again --- */

static apr_status_t reseal(const char **pnew_value, core_fixture_t *f, cnops_sealed_e what,
                           const char *const *bound, const char *sealed)
{
    *pnew_value = "not set";
    return cnops_column_reseal(pnew_value, &f->core, what, bound, sealed, f->pool);
}

static void test_every_sealed_column_moves_to_the_new_key(void **state)
{
    core_fixture_t *f = *state;
    const char *resealed;
    char *text;
    int count = 0;

    for (const cnops_column_t *c = cnops_columns; c->table; c++) {
        const char *const *bound = c->sealed ? bound_of(c->sealed, row) : NULL;

        if (!c->sealed)
            continue;
        assert_int_equal(reseal(&resealed, f, c->sealed, bound, seal_former(f, c->sealed)),
                         APR_SUCCESS);
        assert_string_equal(cnops_column_key_id(resealed, f->pool), "test2");
        use_current_alone(f);
        assert_int_equal(cnops_column_open(&text, &f->core, c->sealed, bound, resealed, f->pool),
                         APR_SUCCESS);
        assert_string_equal(text, TEXT);
        count++;
    }
    assert_true(count > 0);
}

static void test_what_the_current_key_sealed_stays(void **state)
{
    core_fixture_t *f = *state;
    const char *resealed, *sealed;

    for (cnops_sealed_e what = 1; what < CNOPS_SEALED_END; what++) {
        sealed = cnops_column_seal(&f->core, what, bound_of(what, row), TEXT, f->pool);
        assert_int_equal(reseal(&resealed, f, what, bound_of(what, row), sealed), APR_SUCCESS);
        assert_null(resealed);
    }
}

static void test_where_nothing_was_kept_nothing_is_sealed(void **state)
{
    core_fixture_t *f = *state;
    const char *const values[] = {NULL, ""};
    const char *resealed;

    for (int i = 0; i < 2; i++) {
        assert_int_equal(reseal(&resealed, f, CNOPS_SEALED_MESSAGE,
                                bound_of(CNOPS_SEALED_MESSAGE, row), values[i]),
                         APR_SUCCESS);
        assert_null(resealed);
    }
}

static void assert_left_alone(core_fixture_t *f, cnops_sealed_e what, const char *const *bound,
                              const char *sealed)
{
    const char *resealed;

    assert_int_equal(reseal(&resealed, f, what, bound, sealed), CNOPS_EFORGED);
    assert_null(resealed);
}

/* Also a value of the current key is opened, so that a broken one is reported. */
static void test_a_broken_value_is_left_alone(void **state)
{
    core_fixture_t *f = *state;

    for (cnops_sealed_e what = 1; what < CNOPS_SEALED_END; what++) {
        const char *const *bound = bound_of(what, row);
        char *changed = apr_pstrdup(f->pool, seal_former(f, what));
        char *middle = changed + strlen(changed) / 2;

        *middle = *middle == 'A' ? 'B' : 'A';
        assert_left_alone(f, what, bound, changed);
        changed = apr_pstrdup(f->pool, cnops_column_seal(&f->core, what, bound, TEXT, f->pool));
        middle = changed + strlen(changed) / 2;
        *middle = *middle == 'A' ? 'B' : 'A';
        assert_left_alone(f, what, bound, changed);
        assert_left_alone(f, what, bound, "test1.");
        assert_left_alone(f, what, bound, TEXT);
    }
}

static void test_a_value_of_another_place_is_left_alone(void **state)
{
    core_fixture_t *f = *state;

    for (cnops_sealed_e what = 1; what < CNOPS_SEALED_END; what++) {
        const char *sealed = seal_former(f, what);

        if (bound_of(what, row))
            assert_left_alone(f, what, bound_of(what, other_row), sealed);
        for (cnops_sealed_e other = 1; other < CNOPS_SEALED_END; other++) {
            if (other != what)
                assert_left_alone(f, other, bound_of(other, row), sealed);
        }
    }
}

static void test_a_value_whose_key_is_gone_is_left_alone(void **state)
{
    core_fixture_t *f = *state;
    const char *sealed = seal_former(f, CNOPS_SEALED_PERSON);

    use_current_alone(f);
    assert_left_alone(f, CNOPS_SEALED_PERSON, NULL, sealed);
}

static bool holds(const char *from, const char *to, const char *text)
{
    apr_size_t len = strlen(text);

    for (; from + len <= to; from++) {
        if (memcmp(from, text, len) == 0)
            return true;
    }
    return false;
}

/* The text is searched in the memory that the call took from its pool, which is one piece of a new
 * pool. */
static void test_the_clear_text_is_wiped(void **state)
{
    core_fixture_t *f = *state;
    const char *sealed = seal_former(f, CNOPS_SEALED_PERSON), *resealed;
    apr_pool_t *pool;
    char *from, *to, *text;

    apr_pool_create(&pool, f->pool);
    from = apr_palloc(pool, 1);
    assert_int_equal(
        cnops_column_reseal(&resealed, &f->core, CNOPS_SEALED_PERSON, NULL, sealed, pool),
        APR_SUCCESS);
    to = apr_palloc(pool, 1);
    assert_true(to > from && to < from + 4096);
    assert_true(holds(from, to, resealed));
    assert_false(holds(from, to, TEXT));
    /* A text that is only opened stays until its pool is destroyed. */
    assert_int_equal(cnops_column_open(&text, &f->core, CNOPS_SEALED_PERSON, NULL, sealed, pool),
                     APR_SUCCESS);
    assert_true(holds(to, apr_palloc(pool, 1), TEXT));
    apr_pool_destroy(pool);
}

/* cnops_column_reseal has no error for a text that is too long, because no text can be. */
static void test_the_longest_text_has_room_for_the_longest_key_id(void **state)
{
    core_fixture_t *f = *state;
    apr_size_t len = CNOPS_SEAL_MAX;
    char *longest = apr_palloc(f->pool, CNOPS_SEAL_MAX);
    const char *sealed = NULL, *resealed;

    memset(longest, 'x', CNOPS_SEAL_MAX);
    use_keys(f, "a " HEX "\n");
    while (!sealed) {
        longest[--len] = '\0';
        sealed = cnops_column_seal(&f->core, CNOPS_SEALED_PERSON, NULL, longest, f->pool);
    }
    use_keys(f, "abcdefghijklmnop " HEX "\na " HEX "\n");
    assert_int_equal(reseal(&resealed, f, CNOPS_SEALED_PERSON, NULL, sealed), APR_SUCCESS);
    assert_non_null(resealed);
}

static void test_a_row_needs_all_its_bound_values(void **state)
{
    core_fixture_t *f = *state;
    const char *const one[] = {"7", NULL}, *const three[] = {"7", "3", "1", NULL};
    const char *const none[] = {NULL};

    assert_null(cnops_column_seal(&f->core, CNOPS_SEALED_EVENT, NULL, TEXT, f->pool));
    assert_null(cnops_column_seal(&f->core, CNOPS_SEALED_EVENT, none, TEXT, f->pool));
    assert_null(cnops_column_seal(&f->core, CNOPS_SEALED_EVENT, one, TEXT, f->pool));
    assert_null(cnops_column_seal(&f->core, CNOPS_SEALED_EVENT, three, TEXT, f->pool));
    assert_null(cnops_column_seal(&f->core, CNOPS_SEALED_PERSON, one, TEXT, f->pool));
    assert_non_null(cnops_column_seal(&f->core, CNOPS_SEALED_PERSON, none, TEXT, f->pool));
    assert_left_alone(f, CNOPS_SEALED_EVENT, one, seal_former(f, CNOPS_SEALED_EVENT));
}

/* --- digests --- */

static void test_a_digest_names_its_key(void **state)
{
    core_fixture_t *f = *state;
    const char *const parts[] = {"a", "b", NULL};
    const char *former;

    use_former(f);
    former = cnops_column_digest(&f->core, CNOPS_KEYED_DOCUMENT, "a", "b", f->pool);
    use_both(f);
    assert_string_not_equal(cnops_column_digest(&f->core, CNOPS_KEYED_DOCUMENT, "a", "b", f->pool),
                            former);
    assert_string_equal(
        cnops_column_digest_with(&f->core, CNOPS_KEYED_DOCUMENT, "test1", parts, f->pool), former);
    assert_null(cnops_column_digest_with(&f->core, CNOPS_KEYED_DOCUMENT, "test0", parts, f->pool));
    assert_string_equal(cnops_column_key_id("test1", f->pool), "test1");
    assert_string_equal(cnops_column_key_id(seal_former(f, CNOPS_SEALED_CONTACT), f->pool),
                        "test1");
    assert_string_equal(cnops_column_key_id("", f->pool), "");
    assert_null(cnops_column_key_id(NULL, f->pool));
}

static void test_a_life_is_the_longest_that_settings_give(void **state)
{
    core_fixture_t *f = *state;
    const cnops_column_t *spent = find("spent_token.digest", f->pool);

    f->settings->image_ttl = 4;
    f->settings->session_max = 1;
    assert_int_equal(cnops_column_life(spent, f->settings), 4);
    f->settings->session_max = 5;
    assert_int_equal(cnops_column_life(spent, f->settings), 5);
    assert_int_equal(cnops_column_life(find("session.token_digest", f->pool), f->settings), 5);
    assert_int_equal(cnops_column_life(find("counter.subject", f->pool), f->settings),
                     CNOPS_COLUMN_COUNTER_LIFE);
    assert_int_equal(cnops_column_life(find("event.mac", f->pool), f->settings), 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_every_row_is_whole),
        CASE(test_everything_that_is_kept_has_a_column),
        CASE(test_what_was_sealed_by_purpose_and_context_opens),
        CASE(test_what_was_digested_by_purpose_and_word_is_the_same),
        CASE(test_every_sealed_column_moves_to_the_new_key),
        CASE(test_what_the_current_key_sealed_stays),
        CASE(test_where_nothing_was_kept_nothing_is_sealed),
        CASE(test_a_broken_value_is_left_alone),
        CASE(test_a_value_of_another_place_is_left_alone),
        CASE(test_a_value_whose_key_is_gone_is_left_alone),
        CASE(test_the_clear_text_is_wiped),
        CASE(test_the_longest_text_has_room_for_the_longest_key_id),
        CASE(test_a_row_needs_all_its_bound_values),
        CASE(test_a_digest_names_its_key),
        CASE(test_a_life_is_the_longest_that_settings_give),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
