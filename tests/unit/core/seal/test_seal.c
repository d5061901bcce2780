/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/seal/seal.h"

#include "base/base64.h"
#include "base/errors.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define TEXT "Salma, \xd8\xb3\xd9\x84\xd9\x85\xd9\x89"

static const char *seal(core_fixture_t *f, const char *text)
{
    return cnops_seal(&f->core, CNOPS_KEY_RECORDS, "person", text, f->pool);
}

static apr_status_t unseal(char **ptext, core_fixture_t *f, const char *sealed)
{
    return cnops_unseal(ptext, &f->core, CNOPS_KEY_RECORDS, "person", sealed, f->pool);
}

static void assert_forged(core_fixture_t *f, const char *sealed)
{
    char *text;

    assert_int_equal(unseal(&text, f, sealed), CNOPS_EFORGED);
    assert_null(text);
}

static void test_what_was_sealed_opens(void **state)
{
    core_fixture_t *f = *state;
    char *text;

    assert_int_equal(unseal(&text, f, seal(f, TEXT)), APR_SUCCESS);
    assert_string_equal(text, TEXT);
    assert_int_equal(unseal(&text, f, seal(f, "")), APR_SUCCESS);
    assert_string_equal(text, "");
}

static void test_every_length_opens(void **state)
{
    core_fixture_t *f = *state;
    char longer[3 * CNOPS_SEAL_BLOCK + 1], *text;

    for (size_t len = 0; len < sizeof longer; len++) {
        memset(longer, 'x', len);
        longer[len] = '\0';
        assert_int_equal(unseal(&text, f, seal(f, longer)), APR_SUCCESS);
        assert_string_equal(text, longer);
    }
}

static void test_lengths_hide_in_blocks(void **state)
{
    core_fixture_t *f = *state;

    assert_int_equal(strlen(seal(f, "")), strlen(seal(f, apr_psprintf(f->pool, "%063d", 0))));
    assert_true(strlen(seal(f, "")) < strlen(seal(f, apr_psprintf(f->pool, "%064d", 0))));
}

static void test_two_seals_of_one_text_differ(void **state)
{
    core_fixture_t *f = *state;

    assert_string_not_equal(seal(f, TEXT), seal(f, TEXT));
}

static void test_the_text_does_not_show_in_the_seal(void **state)
{
    core_fixture_t *f = *state;

    assert_null(strstr(seal(f, "AAAAAAAAAAAAAAAAAAAA"), "AAAAAAAA"));
}

static void test_a_change_of_any_character_shows(void **state)
{
    core_fixture_t *f = *state;
    const char *sealed = seal(f, TEXT);
    char *changed = apr_pstrdup(f->pool, sealed);

    for (size_t i = 0; sealed[i]; i++) {
        changed[i] = sealed[i] == 'A' ? 'B' : 'A';
        assert_forged(f, changed);
        changed[i] = '=';
        assert_forged(f, changed);
        changed[i] = (char)0xc3;
        assert_forged(f, changed);
        changed[i] = sealed[i];
    }
}

static void test_every_cut_and_every_addition_shows(void **state)
{
    core_fixture_t *f = *state;
    const char *sealed = seal(f, TEXT);

    for (size_t len = 0; len < strlen(sealed); len++) {
        assert_forged(f, apr_pstrmemdup(f->pool, sealed, len));
        assert_forged(f, sealed + len + 1);
    }
    assert_forged(f, apr_pstrcat(f->pool, sealed, "A", NULL));
    assert_forged(f, apr_pstrcat(f->pool, sealed, "=", NULL));
    assert_forged(f, apr_pstrcat(f->pool, " ", sealed, NULL));
    assert_forged(f, NULL);
}

static void test_opens_only_where_it_was_meant_to(void **state)
{
    core_fixture_t *f = *state;
    const char *sealed = seal(f, TEXT);
    char *text;

    assert_int_equal(
        cnops_unseal(&text, &f->core, CNOPS_KEY_RECORDS, "membership", sealed, f->pool),
        CNOPS_EFORGED);
    assert_int_equal(cnops_unseal(&text, &f->core, CNOPS_KEY_OUTBOX, "person", sealed, f->pool),
                     CNOPS_EFORGED);
}

static void test_a_former_key_still_opens(void **state)
{
    core_fixture_t *f = *state;
    const cnops_keys_t *former, *rotated = f->core.keys;
    const char *fault, *sealed;
    char *text;

    assert_int_equal(cnops_keys_parse(&former, &fault, strchr(CORE_FIXTURE_KEYS, '\n'), f->pool),
                     APR_SUCCESS);
    f->core.keys = former;
    sealed = seal(f, TEXT);
    f->core.keys = rotated;
    assert_memory_equal(sealed, "test1.", 6);
    assert_int_equal(unseal(&text, f, sealed), APR_SUCCESS);
    assert_string_equal(text, TEXT);
    assert_memory_equal(seal(f, TEXT), "test2.", 6);

    /* With the id of another key it does not open. */
    assert_forged(f, apr_pstrcat(f->pool, "test2", strchr(sealed, '.'), NULL));
    f->core.keys = former;
    assert_forged(f, seal(f, TEXT) + 1);
}

static void test_a_text_too_long_to_be_opened_is_not_sealed(void **state)
{
    core_fixture_t *f = *state;
    char *text, *longest = apr_palloc(f->pool, CNOPS_SEAL_MAX);

    memset(longest, 'x', CNOPS_SEAL_MAX);
    longest[12 * 1000] = '\0';
    assert_int_equal(unseal(&text, f, seal(f, longest)), APR_SUCCESS);
    memset(longest, 'x', CNOPS_SEAL_MAX);
    longest[CNOPS_SEAL_MAX - 1] = '\0';
    assert_null(seal(f, longest));
}

/* What cnops_seal makes, but of bytes that are padded already. */
static const char *seal_padded(core_fixture_t *f, const unsigned char *bytes, size_t len)
{
    const char *bound = apr_psprintf(f->pool, "%d/person", CNOPS_KEY_RECORDS);
    unsigned char sealed[24 + 2 * CNOPS_SEAL_BLOCK + 16] = {0};
    unsigned long long body_len;

    crypto_aead_xchacha20poly1305_ietf_encrypt(
        sealed + 24, &body_len, bytes, len, (const unsigned char *)bound, strlen(bound), NULL,
        sealed, cnops_keys_get(f->core.keys, NULL, CNOPS_KEY_RECORDS));
    return apr_pstrcat(f->pool, cnops_keys_current(f->core.keys), ".",
                       cnops_base64_encode(sealed, 24 + (size_t)body_len, f->pool), NULL);
}

/* The mark is 0x80 in the last block, with nothing but zeros behind it. */
static void test_a_text_without_its_padding_does_not_open(void **state)
{
    core_fixture_t *f = *state;
    unsigned char bytes[2 * CNOPS_SEAL_BLOCK] = {0};
    char *text;

    assert_forged(f, seal_padded(f, bytes, sizeof bytes));
    bytes[CNOPS_SEAL_BLOCK - 1] = 0x80;
    assert_forged(f, seal_padded(f, bytes, sizeof bytes));
    memset(bytes, 'x', sizeof bytes);
    assert_forged(f, seal_padded(f, bytes, sizeof bytes));
    bytes[sizeof bytes - 1] = 0x80;
    assert_int_equal(unseal(&text, f, seal_padded(f, bytes, sizeof bytes)), APR_SUCCESS);
    assert_int_equal(strlen(text), sizeof bytes - 1);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_what_was_sealed_opens),
        CASE(test_every_length_opens),
        CASE(test_lengths_hide_in_blocks),
        CASE(test_two_seals_of_one_text_differ),
        CASE(test_the_text_does_not_show_in_the_seal),
        CASE(test_a_change_of_any_character_shows),
        CASE(test_every_cut_and_every_addition_shows),
        CASE(test_opens_only_where_it_was_meant_to),
        CASE(test_a_former_key_still_opens),
        CASE(test_a_text_too_long_to_be_opened_is_not_sealed),
        CASE(test_a_text_without_its_padding_does_not_open),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
