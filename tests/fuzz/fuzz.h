/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What the fuzz targets share. A target is one file fuzz_NAME.c with libFuzzer's entry
 * point; its seeds are in corpus/NAME, its words in NAME.dict. */
#ifndef CNOPS_FUZZ_H
#define CNOPS_FUZZ_H

#include "twins/core_fixture.h"

#include <stddef.h>
#include <stdint.h>

/* libFuzzer calls these two. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Unlike assert(), never compiled out. */
#define FUZZ_CHECK(condition)                                                                      \
    ((condition) ? (void)0 : fuzz_fail(#condition, __FILE__, __LINE__, __func__))
_Noreturn void fuzz_fail(const char *condition, const char *file, int line, const char *function);

/* The pool of one input; one at a time. Whatever is allocated from it has a block of its own,
 * so that the address sanitizer sees who reads or writes past it: APR's own pools hide that. */
apr_pool_t *fuzz_pool_open(void);
void fuzz_pool_close(void);

/* The core over the twins, made once. */
core_fixture_t *fuzz_core(void);

/* The input, taken from the front. */
typedef struct fuzz_input_t {
    const char *bytes;
    apr_size_t len;
} fuzz_input_t;

/* 0 when there is no more. */
unsigned fuzz_take_byte(fuzz_input_t *input);
/* Up to and without the next NUL, or all that is left. */
const char *fuzz_take_text(fuzz_input_t *input, apr_pool_t *pool);

/* A copy of text, changed as the input says: each edit takes three bytes of it (where, how,
 * with what). Never longer than text and 8 bytes. */
char *fuzz_mutate(const char *text, fuzz_input_t *input, apr_pool_t *pool);

#endif
