/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/document_fixture.h"

#include "base/errors.h"
#include "view/document/frame.h"

#include <apr_strings.h>
#include <qpdf/qpdf-c.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

int document_setup(void **state)
{
    const cnops_engines_config_t config = {DOCUMENT_FONTS, 2, 1000};
    document_fixture_t *f;
    apr_pool_t *pool;
    const char *fault;

    apr_pool_create(&pool, NULL);
    f = apr_pcalloc(pool, sizeof *f);
    f->pool = pool;
    assert_int_equal(cnops_engines_make(&f->engines, &fault, &config, pool), APR_SUCCESS);
    assert_int_equal(cnops_engines_take(&f->engine, f->engines), APR_SUCCESS);
    *state = f;
    return 0;
}

int document_teardown(void **state)
{
    document_fixture_t *f = *state;

    cnops_engines_give(f->engines, f->engine);
    apr_pool_destroy(f->pool);
    return 0;
}

apr_status_t document_render(const char **pbytes, apr_size_t *plen, const char **pfault,
                             document_fixture_t *f, const char *markup)
{
    cnops_document_t document = {.markup = markup,
                                 .markup_len = strlen(markup),
                                 .pictures = f->pictures,
                                 .producer = "tests",
                                 .made_at = "2026-11-30T00:00:00Z"};

    assert_int_equal(cnops_frame(&document, f->pool), APR_SUCCESS);
    return cnops_document_render(pbytes, plen, pfault, f->engine, &document, f->pool);
}

static const char *uncompress(const char *bytes, apr_size_t len, apr_pool_t *pool)
{
    qpdf_data pdf = qpdf_init();
    char *plain;
    size_t plain_len;

    assert_int_equal(qpdf_read_memory(pdf, "test", bytes, len, NULL), QPDF_SUCCESS);
    qpdf_init_write_memory(pdf);
    qpdf_set_static_ID(pdf, QPDF_TRUE);
    qpdf_set_stream_data_mode(pdf, qpdf_s_uncompress);
    qpdf_set_object_stream_mode(pdf, qpdf_o_disable);
    assert_int_equal(qpdf_write(pdf), QPDF_SUCCESS);
    plain_len = qpdf_get_buffer_length(pdf);
    plain = apr_pstrmemdup(pool, (const char *)qpdf_get_buffer(pdf), plain_len);
    /* Fonts have bytes 0. */
    for (size_t i = 0; i < plain_len; i++)
        if (!plain[i])
            plain[i] = ' ';
    qpdf_cleanup(&pdf);
    return plain;
}

const char *document_plain(document_fixture_t *f, const char *markup)
{
    const char *bytes, *fault;
    apr_size_t len;
    apr_status_t rv = document_render(&bytes, &len, &fault, f, markup);

    if (fault)
        print_error("%s\n", fault);
    assert_int_equal(rv, APR_SUCCESS);
    assert_null(fault);
    return uncompress(bytes, len, f->pool);
}

int document_count(const char *text, const char *part)
{
    int count = 0;

    while ((text = strstr(text, part))) {
        text += strlen(part);
        count++;
    }
    return count;
}

void document_refuses(document_fixture_t *f, const char *markup, const char *fault)
{
    const char *bytes, *found;
    apr_size_t len;

    assert_int_equal(document_render(&bytes, &len, &found, f, markup), CNOPS_EMALFORMED);
    assert_non_null(found);
    if (fault)
        assert_string_equal(found, fault);
}

const char *document_repeat(document_fixture_t *f, const char *text, int count)
{
    apr_size_t len = strlen(text);
    char *all = apr_palloc(f->pool, len * (apr_size_t)count + 1);

    for (int i = 0; i < count; i++)
        memcpy(all + len * (apr_size_t)i, text, len);
    all[len * (apr_size_t)count] = '\0';
    return all;
}
