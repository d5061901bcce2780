/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Functions that all fuzz targets use. A target is a file fuzz_NAME.c with the entry point of
 * libFuzzer. Its first inputs are in corpus/NAME, its dictionary in NAME.dict. */
#ifndef CNOPS_FUZZ_H
#define CNOPS_FUZZ_H

#include "twins/core_fixture.h"

#include <stddef.h>
#include <stdint.h>

/* libFuzzer calls these two. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Like assert(), but it can never be disabled by NDEBUG. */
#define FUZZ_CHECK(condition)                                                                      \
    ((condition) ? (void)0 : fuzz_fail(#condition, __FILE__, __LINE__, __func__))
_Noreturn void fuzz_fail(const char *condition, const char *file, int line, const char *function);

/* Opens the pool of one input; only one may be open. Every allocation from it is a block of its
 * own, so that the address sanitizer sees each access past its end. APR's own pools hide that. */
apr_pool_t *fuzz_pool_open(void);
void fuzz_pool_close(void);

/* Core with in-memory twins behind its ports. Made once. */
core_fixture_t *fuzz_core(void);

/* The rest of the input. The functions below take bytes from its front. */
typedef struct fuzz_input_t {
    const char *bytes;
    apr_size_t len;
} fuzz_input_t;

/* The next byte; 0 where none is left. */
unsigned fuzz_take_byte(fuzz_input_t *input);
/* The bytes up to the next NUL, or all that are left. Takes the NUL too. */
const char *fuzz_take_text(fuzz_input_t *input, apr_pool_t *pool);

/* A copy of text, edited as the input says. Each edit takes three bytes of the input: where,
 * how and with which byte. The copy is at most 8 bytes longer than text. */
char *fuzz_mutate(const char *text, fuzz_input_t *input, apr_pool_t *pool);

#endif
