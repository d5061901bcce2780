/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/press.h"

#include "base/errors.h"
#include "view/htdocs_fixture.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define TIME_LIMIT 1000 /* µs */

typedef struct fixture_t {
    apr_pool_t *pool;
    const char *htdocs; /* of the templates; fonts and profile are those of build/htdocs */
    cnops_brand_t brand;
    cnops_press_t *press;
    apr_size_t len; /* of what was printed */
} fixture_t;

static cnops_press_config_t config_of(fixture_t *f, const char *htdocs)
{
    return (cnops_press_config_t){
        .htdocs = htdocs, .brand = &f->brand, .engines = 1, .wait = TIME_LIMIT};
}

static int setup(void **state)
{
    static const char *const pairs[] = {"", "Content-Type: text/plain; charset=UTF-8\n", NULL};
    cnops_press_config_t config;
    const char *fault;
    apr_pool_t *pool;
    fixture_t *f;

    apr_pool_create(&pool, NULL);
    f = apr_pcalloc(pool, sizeof *f);
    f->pool = pool;
    f->htdocs = cnops_htdocs_make(pool);
    cnops_htdocs_write(f->htdocs, "messages/keys.txt", "", pool);
    cnops_htdocs_write_mo(f->htdocs, "ar", pairs, pool);
    cnops_htdocs_write(f->htdocs, "assets/manifest.txt", "", pool);
    cnops_htdocs_write(f->htdocs, "templates/layout.html", "", pool);
    config = config_of(f, "build/htdocs");
    assert_int_equal(cnops_press_make(&f->press, &fault, &config, pool), APR_SUCCESS);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture_t *f = *state;

    apr_pool_destroy(f->pool);
    return 0;
}

static apr_status_t print(const char **pbytes, const char **pfault, fixture_t *f,
                          const char *template)
{
    static const char *const langs[] = {"fr", "ar", NULL};
    cnops_tree_t *data = cnops_tree_object(f->pool);
    const cnops_print_t how = {.name = "document/x", .data = data, .made_at = 0};
    const cnops_view_t *view;

    cnops_tree_set_text(data, "name", "<Ali & fils>");
    cnops_htdocs_write(f->htdocs, "templates/document/x.html", template, f->pool);
    *pfault = NULL;
    assert_int_equal(cnops_view_load(&view, pfault, f->htdocs, "", langs, f->pool), APR_SUCCESS);
    return cnops_press_print(pbytes, &f->len, pfault, f->press, view, &how, f->pool);
}

static void test_a_template_becomes_a_pdf(void **state)
{
    const char *bytes, *fault;

    assert_int_equal(print(&bytes, &fault, *state, "<document><p>{{name}}</p></document>"),
                     APR_SUCCESS);
    assert_null(fault);
    assert_memory_equal(bytes, "%PDF-1.", 7);
}

static bool has(const fixture_t *f, const char *bytes, const char *part)
{
    return memmem(bytes, f->len, part, strlen(part)) != NULL;
}

/* Both are packed at start-up, and are in each document that needs them. */
static void test_a_paper_has_the_profile_and_the_frame(void **state)
{
    fixture_t *f = *state;
    const char *bytes, *fault;

    assert_int_equal(print(&bytes, &fault, f, "<document><p>a</p></document>"), APR_SUCCESS);
    assert_true(has(f, bytes, "/DestOutputProfile"));
    assert_false(has(f, bytes, "/Frame"));
    assert_int_equal(print(&bytes, &fault, f, "<document frame=\"yes\"><p>a</p></document>"),
                     APR_SUCCESS);
    assert_true(has(f, bytes, "/DestOutputProfile"));
    assert_true(has(f, bytes, "/Frame"));
}

static void test_a_template_that_makes_no_document_is_refused(void **state)
{
    const char *bytes, *fault;

    assert_int_equal(print(&bytes, &fault, *state, "<document><video/></document>"),
                     CNOPS_EMALFORMED);
    assert_string_equal(fault, "<video> is no block");
}

/* The engine is given back after a fault: the only one would be missed at the next printing. */
static void test_a_fault_keeps_no_engine(void **state)
{
    const char *bytes, *fault;

    for (int i = 0; i < 3; i++)
        assert_int_equal(print(&bytes, &fault, *state, "<document><p></document>"),
                         CNOPS_EMALFORMED);
    assert_int_equal(print(&bytes, &fault, *state, "<document><p>a</p></document>"), APR_SUCCESS);
}

typedef struct seen_t {
    const char *bytes;
    bool was_wiped;
} seen_t;

/* Runs after the cleanups that are registered after it, and before the memory is given back. */
static apr_status_t look(void *closure)
{
    seen_t *seen = closure;

    seen->was_wiped = seen->bytes[0] == 0 && memcmp(seen->bytes, seen->bytes + 1, 100) == 0;
    return APR_SUCCESS;
}

static void test_a_paper_is_wiped_with_its_pool(void **state)
{
    fixture_t f = *(const fixture_t *)*state;
    seen_t seen = {.was_wiped = false};
    const char *fault;

    apr_pool_create(&f.pool, f.pool);
    apr_pool_cleanup_register(f.pool, &seen, look, apr_pool_cleanup_null);
    assert_int_equal(print(&seen.bytes, &fault, &f, "<document><p>a</p></document>"), APR_SUCCESS);
    assert_memory_equal(seen.bytes, "%PDF-1.", 7);
    apr_pool_destroy(f.pool);
    assert_true(seen.was_wiped);
}

static void test_missing_fonts_and_profile_are_told(void **state)
{
    fixture_t *f = *state;
    const cnops_press_config_t config = config_of(f, f->htdocs);
    cnops_press_t *press;
    const char *fault;

    assert_int_not_equal(cnops_press_make(&press, &fault, &config, f->pool), APR_SUCCESS);
    assert_null(press);
    assert_string_equal(
        fault, apr_pstrcat(f->pool, f->htdocs, "/documents/sRGB.icc: cannot be read", NULL));
    cnops_htdocs_write(f->htdocs, "documents/sRGB.icc", "x", f->pool);
    assert_int_not_equal(cnops_press_make(&press, &fault, &config, f->pool), APR_SUCCESS);
    assert_string_equal(fault, apr_pstrcat(f->pool, "no font in ", f->htdocs, "/documents", NULL));
}

static void test_an_emblem_that_is_no_png_is_told(void **state)
{
    fixture_t *f = *state;
    const cnops_press_config_t config = config_of(f, "build/htdocs");
    const cnops_brand_file_t emblem = {.bytes = "GIF89a", .len = 6};
    cnops_press_t *press;
    const char *fault;

    f->brand.emblem_png = &emblem;
    assert_int_equal(cnops_press_make(&press, &fault, &config, f->pool), CNOPS_EMALFORMED);
    assert_string_equal(fault, "emblem_png is no PNG file");
    f->brand.emblem_png = NULL;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_template_becomes_a_pdf, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_paper_has_the_profile_and_the_frame, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_a_template_that_makes_no_document_is_refused, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_a_fault_keeps_no_engine, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_paper_is_wiped_with_its_pool, setup, teardown),
        cmocka_unit_test_setup_teardown(test_missing_fonts_and_profile_are_told, setup, teardown),
        cmocka_unit_test_setup_teardown(test_an_emblem_that_is_no_png_is_told, setup, teardown),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
