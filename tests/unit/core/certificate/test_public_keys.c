/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The list of public keys: what is in it, the signature of the root key, and a change of the key
 * ring seen from the papers. */
#include "core/certificate/public_keys.h"

#include "base/json.h"
#include "twins/paper_drive.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* needs the three above */

#define OK(call) assert_int_equal(call, APR_SUCCESS)
#define DAY      apr_time_from_sec(86400)

#define OLD "old fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210\n"
#define NEW "new 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"

static const unsigned char seed[CNOPS_ROOT_SEED_LEN] = "a root key of thirty-two bytes..";

static void use_ring(core_fixture_t *f, const char *text)
{
    const char *fault;

    OK(cnops_keys_parse(&f->core.keys, &fault, apr_pstrdup(f->pool, text), f->pool));
}

static const cnops_listed_key_t *listed(const cnops_public_keys_t *list, int i)
{
    assert_true(i < list->keys->nelts);
    return &APR_ARRAY_IDX(list->keys, i, cnops_listed_key_t);
}

static const cnops_public_keys_t *known(core_fixture_t *f)
{
    const cnops_public_keys_t *list;

    OK(cnops_public_keys_list(&list, &f->core, f->pool));
    return list;
}

/* On 2026-01-07T23:30:00Z, local 00:30 of the next day. */
static cnops_public_keys_t *signed_list(core_fixture_t *f)
{
    cnops_public_keys_t *list;

    OK(cnops_public_keys_known(&list, &f->core, f->pool));
    cnops_public_keys_sign(list, seed, apr_time_from_sec(1767828600), f->pool);
    return list;
}

static void draw(core_fixture_t *f, unsigned char bytes[CNOPS_PAYLOAD_MAX], apr_size_t *plen)
{
    const char *digits;

    drive_paper(f, &digits);
    *plen = cnops_payload_from_digits(bytes, digits);
}

static bool is_genuine(core_fixture_t *f, const unsigned char *bytes, apr_size_t len)
{
    const cnops_public_key_t *key;
    cnops_facts_t facts;

    assert_true(cnops_payload_read(&facts, bytes, len - CNOPS_PAYLOAD_SIGNATURE_LEN, f->pool));
    key = cnops_public_keys_find(known(f), facts.key);
    return key && cnops_signature_is_genuine(bytes, len, key);
}

static void test_the_key_that_signs_is_listed_before_it_has_signed(void **state)
{
    core_fixture_t *f = *state;
    const cnops_public_keys_t *list = known(f);

    assert_int_equal(list->keys->nelts, 1);
    assert_null(listed(list, 0)->retired);
    assert_string_equal(listed(list, 0)->since,
                        cnops_certificate_day(&f->core, cnops_core_now(&f->core), f->pool));
    assert_true(cnops_public_keys_have_current(list, f->core.keys));
    assert_null(list->signed_on);
}

/* The drill of a rotation: papers of the former key stay genuine while the ring has both keys, and
 * after it has lost the former one. */
static void test_papers_outlive_the_key_that_signed_them(void **state)
{
    core_fixture_t *f = *state;
    unsigned char first[CNOPS_PAYLOAD_MAX], second[CNOPS_PAYLOAD_MAX];
    apr_size_t first_len, second_len;
    const char *day;

    use_ring(f, OLD);
    draw(f, first, &first_len);
    clock_fake_advance(f->clock, 3 * DAY);
    use_ring(f, NEW OLD);
    draw(f, second, &second_len);
    day = cnops_certificate_day(&f->core, cnops_core_now(&f->core), f->pool);
    use_ring(f, NEW);
    clock_fake_advance(f->clock, 3 * DAY);
    assert_true(is_genuine(f, first, first_len));
    assert_true(is_genuine(f, second, second_len));
    assert_int_equal(known(f)->keys->nelts, 2);
    assert_string_equal(listed(known(f), 0)->retired, day);
    assert_string_equal(listed(known(f), 1)->since, day);
    assert_null(listed(known(f), 1)->retired);
}

/* As test_papers_outlive…: a key that has signed no paper. */
static void test_a_kept_key_stays_in_the_list(void **state)
{
    core_fixture_t *f = *state;
    cnops_public_key_t key;

    use_ring(f, OLD);
    cnops_signature_public_key(&key, f->core.keys, NULL);
    OK(cnops_public_keys_keep_current(&f->core, f->pool));
    clock_fake_advance(f->clock, 3 * DAY);
    use_ring(f, NEW);
    OK(cnops_public_keys_keep_current(&f->core, f->pool));
    assert_int_equal(known(f)->keys->nelts, 2);
    assert_memory_equal(cnops_public_keys_find(known(f), key.id), &key, sizeof key);
    assert_string_equal(listed(known(f), 0)->retired, listed(known(f), 1)->since);
}

static void test_a_key_that_signs_again_is_not_retired(void **state)
{
    core_fixture_t *f = *state;
    unsigned char bytes[CNOPS_PAYLOAD_MAX];
    apr_size_t len;

    use_ring(f, OLD);
    draw(f, bytes, &len);
    use_ring(f, NEW OLD);
    clock_fake_advance(f->clock, DAY);
    draw(f, bytes, &len);
    use_ring(f, OLD NEW);
    assert_null(listed(known(f), 0)->retired);
}

/* The root key decides what is in its list: a key that it left out is withdrawn. */
static void test_the_signed_list_is_the_list(void **state)
{
    core_fixture_t *f = *state;
    unsigned char bytes[CNOPS_PAYLOAD_MAX];
    apr_size_t len;

    f->core.signed_keys = signed_list(f);
    use_ring(f, NEW);
    draw(f, bytes, &len);
    assert_false(is_genuine(f, bytes, len));
    assert_false(cnops_public_keys_have_current(known(f), f->core.keys));
    f->core.signed_keys = NULL;
    assert_true(is_genuine(f, bytes, len));
}

static const char *write_list(core_fixture_t *f, const cnops_public_keys_t *list)
{
    return cnops_json_write(cnops_public_keys_tree(list, f->pool), f->pool);
}

/* NULL where the text is read without a fault. */
static const char *read_text(core_fixture_t *f, cnops_public_keys_t **plist, const char *text)
{
    cnops_tree_t *tree;

    if (cnops_json_parse(&tree, text, strlen(text), f->pool) != APR_SUCCESS)
        return "no JSON";
    return cnops_public_keys_read(plist, tree, f->pool);
}

static void test_what_is_written_is_read_again(void **state)
{
    core_fixture_t *f = *state;
    unsigned char bytes[CNOPS_PAYLOAD_MAX];
    apr_size_t len;
    cnops_public_keys_t *again;
    cnops_public_key_t root;
    const char *text;

    use_ring(f, OLD);
    draw(f, bytes, &len);
    use_ring(f, NEW);
    text = write_list(f, known(f));
    assert_null(read_text(f, &again, text));
    assert_string_equal(write_list(f, again), text);
    text = write_list(f, signed_list(f));
    assert_null(read_text(f, &again, text));
    assert_string_equal(write_list(f, again), text);
    cnops_public_keys_root(&root, seed);
    assert_memory_equal(&again->root, &root, sizeof root);
    assert_string_equal(again->signed_on, "2026-01-08");
}

static void test_no_bit_of_a_signed_list_can_change(void **state)
{
    core_fixture_t *f = *state;
    unsigned char bytes[CNOPS_PAYLOAD_MAX];
    apr_size_t len;
    cnops_public_keys_t *list;
    char *text;

    use_ring(f, OLD);
    draw(f, bytes, &len);
    use_ring(f, NEW);
    text = apr_pstrdup(f->pool, write_list(f, signed_list(f)));
    for (apr_size_t bit = 0; bit < 8 * strlen(text); bit++) {
        text[bit / 8] ^= (char)(1 << bit % 8);
        assert_non_null(read_text(f, &list, text));
        text[bit / 8] ^= (char)(1 << bit % 8);
    }
    assert_null(read_text(f, &list, text));
}

static void test_what_is_no_list_is_refused(void **state)
{
    static const char *const texts[] = {"{}", "{\"keys\":[]}", "{\"keys\":{}}", "{\"keys\":[1]}",
                                        "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\"}]}"};
    core_fixture_t *f = *state;
    cnops_public_keys_t *list;
    char *twice;

    for (apr_size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_non_null(read_text(f, &list, texts[i]));
        assert_null(list);
    }
    twice = strstr(apr_pstrdup(f->pool, write_list(f, known(f))), "{\"kty");
    *strstr(twice, "]}") = '\0';
    assert_null(read_text(f, &list, apr_pstrcat(f->pool, "{\"keys\":[", twice, "]}", NULL)));
    assert_non_null(
        read_text(f, &list, apr_pstrcat(f->pool, "{\"keys\":[", twice, ",", twice, "]}", NULL)));
}

static void put_file(core_fixture_t *f, const char *path, const char *text)
{
    apr_file_t *file;

    OK(apr_file_open(&file, path, APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_TRUNCATE,
                     APR_FPROT_UREAD | APR_FPROT_UWRITE, f->pool));
    OK(apr_file_write_full(file, text, strlen(text), NULL));
    OK(apr_file_close(file));
}

static void test_a_file_is_read(void **state)
{
    core_fixture_t *f = *state;
    const char *folder, *path;
    cnops_public_keys_t *list;

    OK(apr_temp_dir_get(&folder, f->pool));
    path = apr_psprintf(f->pool, "%s/public-keys-%" APR_PID_T_FMT ".json", folder, getpid());
    put_file(f, path, write_list(f, known(f)));
    assert_null(cnops_public_keys_load(&list, path, false, f->pool));
    assert_non_null(strstr(cnops_public_keys_load(&list, path, true, f->pool), "no root key"));
    assert_null(list);
    put_file(f, path, write_list(f, signed_list(f)));
    assert_null(cnops_public_keys_load(&list, path, true, f->pool));
    put_file(f, path, "{");
    assert_non_null(cnops_public_keys_load(&list, path, false, f->pool));
    OK(apr_file_remove(path, f->pool));
    assert_non_null(cnops_public_keys_load(&list, path, false, f->pool));
}

static void test_a_row_that_is_no_key_is_a_failure(void **state)
{
    core_fixture_t *f = *state;
    const cnops_signing_key_t row = {"00000000", "no hex", 1};
    const cnops_certificate_t certificate = {
        .code_digest = "c", .key_id = "k", .facts_sealed = "f", .expires_on = "2030-01-01"};
    const cnops_public_keys_t *list;

    OK(f->core.store.certificates->insert(f->core.store.self, &certificate, &row, NULL, f->pool));
    assert_int_not_equal(cnops_public_keys_list(&list, &f->core, f->pool), APR_SUCCESS);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, core_fixture_setup, core_fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_the_key_that_signs_is_listed_before_it_has_signed),
        TEST(test_papers_outlive_the_key_that_signed_them),
        TEST(test_a_kept_key_stays_in_the_list),
        TEST(test_a_key_that_signs_again_is_not_retired),
        TEST(test_the_signed_list_is_the_list),
        TEST(test_what_is_written_is_read_again),
        TEST(test_no_bit_of_a_signed_list_can_change),
        TEST(test_what_is_no_list_is_refused),
        TEST(test_a_file_is_read),
        TEST(test_a_row_that_is_no_key_is_a_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
