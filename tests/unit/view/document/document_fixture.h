/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Documents that are made in a test, with the fonts of build/htdocs, and read by libqpdf. */
#ifndef CNOPS_TEST_DOCUMENT_FIXTURE_H
#define CNOPS_TEST_DOCUMENT_FIXTURE_H

#include "view/document/document.h"

#define DOCUMENT_FONTS "build/htdocs/documents"

typedef struct document_fixture_t {
    apr_pool_t *pool;
    cnops_engines_t *engines; /* of two */
    cnops_engine_t *engine;
    cnops_document_picture_t pictures[2]; /* "emblem" */
} document_fixture_t;

int document_setup(void **state);
int document_teardown(void **state);

apr_status_t document_render(const char **pbytes, apr_size_t *plen, const char **pfault,
                             document_fixture_t *f, const char *markup);

/* The document with its content streams decoded, for document_count. Its strings of bytes 0 are
 * written by qpdf as hex digits, so that C's functions can search it. */
const char *document_plain(document_fixture_t *f, const char *markup);

/* How often part is found. */
int document_count(const char *text, const char *part);

/* Renders and expects a fault. */
void document_refuses(document_fixture_t *f, const char *markup, const char *fault);

/* text, count times. */
const char *document_repeat(document_fixture_t *f, const char *text, int count);

#define DOCUMENT_TEST(name) cmocka_unit_test_setup_teardown(name, document_setup, document_teardown)

#endif
