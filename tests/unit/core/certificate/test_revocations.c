/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/certificate/revocations.h"

#include "base/base64.h"
#include "base/json.h"
#include "core/certificate/certificate.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* needs the three above */

#define OK(call) assert_int_equal(call, APR_SUCCESS)
#define DAY      apr_time_from_sec(86400)

static const char *day_after(core_fixture_t *f, int days)
{
    return cnops_certificate_day(&f->core, cnops_core_now(&f->core) + days * DAY, f->pool);
}

/* Revokes a certificate with this number that is valid for so many days from today on. */
static void add_revoked(core_fixture_t *f, apr_int64_t number, int days)
{
    static const cnops_signing_key_t key = {
        "0011aabb", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", 1};
    const cnops_certificates_port_t *port = f->core.store.certificates;
    const cnops_certificate_t certificate = {
        .code_digest = apr_psprintf(f->pool, "%064" APR_INT64_T_FMT, number),
        .key_id = "test1",
        .number = number,
        .person_id = 1,
        .facts_sealed = "sealed",
        .expires_on = day_after(f, days)};
    const cnops_certificate_t *row;

    OK(port->insert(f->core.store.self, &certificate, &key, NULL, f->pool));
    OK(port->by_code(f->core.store.self, &row, certificate.code_digest, f->pool));
    OK(port->revoke(f->core.store.self, row->id, cnops_core_now(&f->core), NULL, f->pool));
}

static cnops_tree_t *make(core_fixture_t *f)
{
    cnops_tree_t *tree;

    OK(cnops_revocations_make(&tree, &f->core, f->pool));
    return tree;
}

static const char *read_tree(core_fixture_t *f, apr_array_header_t **pnumbers,
                             const cnops_tree_t *tree)
{
    const cnops_public_keys_t *keys;

    OK(cnops_public_keys_list(&keys, &f->core, f->pool));
    return cnops_revocations_read(pnumbers, tree, keys, f->pool);
}

static void expect(core_fixture_t *f, const apr_uint32_t *numbers, int count)
{
    cnops_tree_t *tree = make(f);
    apr_array_header_t *read;

    assert_null(read_tree(f, &read, tree));
    assert_int_equal(cnops_tree_int(tree, "count", -1), count);
    assert_int_equal(read->nelts, count);
    for (int i = 0; i < count; i++)
        assert_int_equal(APR_ARRAY_IDX(read, i, apr_uint32_t), numbers[i]);
}

static void test_a_list_may_be_empty(void **state)
{
    core_fixture_t *f = *state;

    expect(f, NULL, 0);
    assert_string_equal(cnops_tree_text(make(f), "list"), "");
}

static void test_numbers_come_back_in_order(void **state)
{
    static const apr_uint32_t numbers[] = {0,     1,       127,       128,        255,
                                           16384, 2097151, 268435456, 4294967294, 4294967295};
    core_fixture_t *f = *state;

    for (int i = 0; i < 10; i++)
        add_revoked(f, numbers[(i * 7 + 3) % 10], 5);
    expect(f, numbers, 10);
}

/* As docs of the format say: 1, then 300 more. */
static void test_the_bytes_are_those_of_the_format(void **state)
{
    core_fixture_t *f = *state;

    add_revoked(f, 301, 5);
    add_revoked(f, 1, 5);
    assert_string_equal(cnops_tree_text(make(f), "list"), "AawC");
}

static void test_a_certificate_leaves_the_list_when_it_expires(void **state)
{
    static const apr_uint32_t numbers[] = {7, 8};
    core_fixture_t *f = *state;

    add_revoked(f, 7, 0);
    add_revoked(f, 8, 1);
    add_revoked(f, 9, -1);
    expect(f, numbers, 2);
    clock_fake_advance(f->clock, DAY);
    expect(f, numbers + 1, 1);
}

static void test_a_long_list_is_whole(void **state)
{
    core_fixture_t *f = *state;
    apr_array_header_t *read;

    for (int i = 0; i < 1203; i++)
        add_revoked(f, 4000000000 - 3571 * i, 5);
    assert_null(read_tree(f, &read, make(f)));
    assert_int_equal(read->nelts, 1203);
}

static void test_it_says_until_when_it_is_fresh(void **state)
{
    core_fixture_t *f = *state;
    cnops_tree_t *tree = make(f);

    clock_fake_advance(f->clock, CNOPS_REVOCATIONS_LIFE);
    assert_string_equal(cnops_tree_text(make(f), "issued_at"), cnops_tree_text(tree, "next_at"));
}

static void test_no_bit_can_change(void **state)
{
    core_fixture_t *f = *state;
    apr_array_header_t *read;
    char *text;

    add_revoked(f, 99, 5);
    add_revoked(f, 4000000000, 5);
    text = apr_pstrdup(f->pool, cnops_json_write(make(f), f->pool));
    for (apr_size_t bit = 0; bit < 8 * strlen(text); bit++) {
        cnops_tree_t *tree;

        text[bit / 8] ^= (char)(1 << bit % 8);
        if (cnops_json_parse(&tree, text, strlen(text), f->pool) == APR_SUCCESS)
            assert_non_null(read_tree(f, &read, tree));
        text[bit / 8] ^= (char)(1 << bit % 8);
    }
}

/* A list with any other form of its numbers, signed by the right key. */
static const char *read_forged(core_fixture_t *f, const char *bytes, apr_size_t len, int count)
{
    cnops_tree_t *tree = make(f);
    const char *list = cnops_base64_encode((const unsigned char *)bytes, len, f->pool);
    unsigned char signature[CNOPS_PAYLOAD_SIGNATURE_LEN];
    apr_array_header_t *read;

    const char *text = apr_psprintf(f->pool, "mod_cnops revocations 1\n%s %s %d\n%s",
                                    cnops_tree_text(tree, "issued_at"),
                                    cnops_tree_text(tree, "next_at"), count, list);
    cnops_public_key_t key;

    cnops_signature_make(signature, &key, text, strlen(text), f->core.keys);
    cnops_tree_set_text(tree, "list", list);
    cnops_tree_set_int(tree, "count", count);
    cnops_tree_set_text(tree, "signature",
                        cnops_base64_encode(signature, sizeof signature, f->pool));
    return read_tree(f, &read, tree);
}

static void test_numbers_have_one_form(void **state)
{
    core_fixture_t *f = *state;

    assert_null(read_forged(f, "\x01\x02", 2, 2));
    assert_non_null(read_forged(f, "\x01\x02", 2, 1));
    assert_non_null(read_forged(f, "\x01\x00", 2, 2));                 /* twice the same */
    assert_non_null(read_forged(f, "\x01\x82\x00", 3, 2));             /* longer than needed */
    assert_non_null(read_forged(f, "\x01\x82", 2, 1));                 /* not ended */
    assert_non_null(read_forged(f, "\xFF\xFF\xFF\xFF\x0F\x01", 6, 2)); /* over 32 bits */
    assert_non_null(read_forged(f, "\xFF\xFF\xFF\xFF\x7F", 5, 1));
    assert_non_null(read_forged(f, "\x80\x80\x80\x80\x80\x01", 6, 1));
    assert_null(read_forged(f, "\xFF\xFF\xFF\xFF\x0F", 5, 1));
}

static void test_a_list_of_a_key_that_is_not_listed_is_refused(void **state)
{
    core_fixture_t *f = *state;
    cnops_tree_t *tree = make(f);
    apr_array_header_t *read;

    cnops_tree_set_text(tree, "kid", "00000000");
    assert_non_null(read_tree(f, &read, tree));
    cnops_tree_set_text(tree, "kid", "");
    assert_non_null(read_tree(f, &read, tree));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, core_fixture_setup, core_fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_a_list_may_be_empty),
        TEST(test_numbers_come_back_in_order),
        TEST(test_the_bytes_are_those_of_the_format),
        TEST(test_a_certificate_leaves_the_list_when_it_expires),
        TEST(test_a_long_list_is_whole),
        TEST(test_it_says_until_when_it_is_fresh),
        TEST(test_no_bit_can_change),
        TEST(test_numbers_have_one_form),
        TEST(test_a_list_of_a_key_that_is_not_listed_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
