/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/multipart.h"

#include "base/errors.h"
#include "base/test_pool.h"

#include <apr_strings.h>

#define TYPE  "multipart/form-data; boundary=XyZ"
#define FIELD "--XyZ\r\nContent-Disposition: form-data; name=\"jeton\"\r\n\r\nabc\r\n"
#define HEAD                                                                                       \
    "--XyZ\r\nContent-Disposition: form-data; name=\"fichier\"; filename=\"a.csv\"\r\n"            \
    "Content-Type: text/csv\r\n\r\n"
#define END "--XyZ--\r\n"

typedef struct input_t {
    const char *bytes;
    apr_size_t len, at, chunk;
} input_t;

static apr_status_t read_input(void *self, char *buffer, apr_size_t *plen)
{
    input_t *input = self;
    apr_size_t len = input->len - input->at;

    if (len > *plen)
        len = *plen;
    if (len > input->chunk)
        len = input->chunk;
    memcpy(buffer, input->bytes + input->at, len);
    input->at += len;
    *plen = len;
    return len ? APR_SUCCESS : APR_EOF;
}

static apr_status_t add_content(char **ptext, cnops_multipart_t *multipart)
{
    char piece[7];
    apr_status_t rv;

    for (;;) {
        apr_size_t len = sizeof piece;

        if ((rv = cnops_multipart_read(multipart, piece, &len)) != APR_SUCCESS)
            return APR_STATUS_IS_EOF(rv) ? APR_SUCCESS : rv;
        *ptext = apr_pstrcat(pool, *ptext, apr_pstrmemdup(pool, piece, len), NULL);
    }
}

/* "name(filename)=content|" of each part, and "!" where the body is malformed. */
static const char *parts_of_len(const char *body, apr_size_t body_len, apr_size_t chunk)
{
    input_t input = {body, body_len, 0, chunk};
    cnops_multipart_t *multipart = cnops_multipart_make(TYPE, read_input, &input, pool);
    const cnops_multipart_part_t *part;
    char *text = apr_pstrdup(pool, "");
    apr_status_t rv;

    assert_non_null(multipart);
    while ((rv = cnops_multipart_next(&part, multipart)) == APR_SUCCESS) {
        text = apr_pstrcat(pool, text, part->name, part->filename ? "(" : "",
                           part->filename ? part->filename : "", part->filename ? ")=" : "=", NULL);
        if ((rv = add_content(&text, multipart)) != APR_SUCCESS)
            break;
        text = apr_pstrcat(pool, text, "|", NULL);
    }
    if (APR_STATUS_IS_EOF(rv))
        return text;
    assert_int_equal(rv, CNOPS_EMALFORMED);
    assert_int_equal(cnops_multipart_next(&part, multipart), CNOPS_EMALFORMED);
    return apr_pstrcat(pool, text, "!", NULL);
}

/* The same, whatever the pieces are in which it comes. */
static const char *parts_of(const char *body)
{
    const char *whole = parts_of_len(body, strlen(body), strlen(body) + 1);

    for (apr_size_t chunk = 1; chunk < 12; chunk++)
        assert_string_equal(parts_of_len(body, strlen(body), chunk), whole);
    return whole;
}

static void test_reads_a_field_and_a_file(void **state)
{
    (void)state;
    assert_string_equal(parts_of(FIELD HEAD "x;y\r\n--Xy\r\n\r\n"
                                            "\r\n" END),
                        "jeton=abc|fichier(a.csv)=x;y\r\n--Xy\r\n\r\n|");
    assert_string_equal(parts_of(HEAD "\r\n" END), "fichier(a.csv)=|");
    assert_string_equal(parts_of(HEAD "a\r\n--XyZ--"), "fichier(a.csv)=a|");
    assert_string_equal(parts_of(END), "");
    assert_string_equal(
        parts_of("--XyZ\r\ncontent-disposition:form-data;name=\"f\";filename=\"\"\r\n\r\n\r\n" END),
        "f()=|");
}

static void test_skips_what_nobody_reads(void **state)
{
    const char *body = FIELD HEAD "abcdef\r\n" END;
    input_t input = {body, strlen(body), 0, 5};
    cnops_multipart_t *multipart = cnops_multipart_make(TYPE, read_input, &input, pool);
    const cnops_multipart_part_t *part;

    (void)state;
    assert_int_equal(cnops_multipart_next(&part, multipart), APR_SUCCESS);
    assert_int_equal(cnops_multipart_next(&part, multipart), APR_SUCCESS);
    assert_string_equal(part->name, "fichier");
    assert_int_equal(cnops_multipart_next(&part, multipart), APR_EOF);
}

static void test_refuses_what_no_browser_sends(void **state)
{
    static const char *const bodies[] = {
        "",
        "text before\r\n" FIELD END,
        FIELD,
        FIELD HEAD "no end",
        FIELD "--XyZ-",
        FIELD END "more",
        FIELD "--XyZ\n" END,
        "--XyZ\r\n\r\nno name\r\n" END,
        "--XyZ\r\nContent-Type: text/plain\r\n\r\nno name\r\n" END,
        "--XyZ\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n\r\n" END,
        "--XyZ\r\nContent-Disposition: form-data; name=plain\r\n\r\n\r\n" END,
        "--XyZ\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\n\r\n" END,
        "--XyZ\r\nContent-Disposition: form-data; name=\"a\"; more=\"b\"\r\n\r\n\r\n" END,
        "--XyZ\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n\r\n" END,
        "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n"
        "Content-Disposition: form-data; name=\"b\"\r\n\r\n\r\n" END,
        "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n\r\n" END,
        "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\nno header\r\n\r\n\r\n" END,
        "--XyZ\r\nContent-Disposition: form-data; name=\"a\nb\"\r\n\r\n\r\n" END,
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        const char *parts = parts_of(bodies[i]);

        assert_int_equal(parts[strlen(parts) - 1], '!');
    }
}

static void test_refuses_nul_and_long_headers(void **state)
{
    static const char nul[] =
        "--XyZ\r\nContent-Disposition: form-data; name=\"a\0b\"\r\n\r\n\r\n" END;
    char *name = apr_pcalloc(pool, CNOPS_MULTIPART_HEAD_MAX + 1);

    (void)state;
    assert_string_equal(parts_of_len(nul, sizeof nul - 1, 9), "!");
    memset(name, 'a', CNOPS_MULTIPART_HEAD_MAX);
    assert_string_equal(
        parts_of(apr_pstrcat(pool, "--XyZ\r\nContent-Disposition: form-data; name=\"", name,
                             "\"\r\n\r\n\r\n" END, NULL)),
        "!");
}

static void test_needs_a_boundary(void **state)
{
    static const char *const wrong[] = {
        "multipart/form-data",
        "multipart/form-data; boundary=", "multipart/form-data; boundary=\"a",
        "multipart/form-data; boundary=a b", "application/x-www-form-urlencoded; boundary=a"};
    input_t input = {"", 0, 0, 1};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_null(cnops_multipart_make(wrong[i], read_input, &input, pool));
    assert_null(cnops_multipart_make(NULL, read_input, &input, pool));
    assert_non_null(cnops_multipart_make("Multipart/Form-Data; charset=utf-8; Boundary=\"a=b\"",
                                         read_input, &input, pool));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(test_reads_a_field_and_a_file),
        POOL_TEST(test_skips_what_nobody_reads),
        POOL_TEST(test_refuses_what_no_browser_sends),
        POOL_TEST(test_refuses_nul_and_long_headers),
        POOL_TEST(test_needs_a_boundary),
    };

    return RUN_TESTS(tests);
}
