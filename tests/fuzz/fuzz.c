/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "fuzz.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EDITS_MAX 8

void fuzz_fail(const char *condition, const char *file, int line, const char *function)
{
    fprintf(stderr, "%s:%d: %s: does not hold: %s\n", file, line, function, condition);
    abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    FUZZ_CHECK(apr_initialize() == APR_SUCCESS);
    return 0;
}

core_fixture_t *fuzz_core(void)
{
    static core_fixture_t *fixture;

    if (!fixture)
        fixture = core_fixture_make();
    FUZZ_CHECK(fixture);
    return fixture;
}

/* --- the pool of one input --- */

typedef struct block_t block_t;

struct block_t {
    block_t *next;
    void *bytes;
};

static apr_pool_t *watched;
static block_t *blocks;

/* Replaces apr_palloc for all callers, also inside APR: the dynamic linker finds this one
 * first. */
#undef apr_palloc
__attribute__((visibility("default"))) void *apr_palloc(apr_pool_t *pool, apr_size_t size)
{
    static void *(*original)(apr_pool_t *, apr_size_t);
    block_t *block;

    if (!original)
        *(void **)&original = dlsym(RTLD_NEXT, "apr_palloc");
    if (!watched || pool != watched)
        return original(pool, size);
    block = malloc(sizeof *block);
    FUZZ_CHECK(block && (block->bytes = malloc(size)));
    block->next = blocks;
    blocks = block;
    return block->bytes;
}

apr_pool_t *fuzz_pool_open(void)
{
    apr_pool_t *pool;

    FUZZ_CHECK(!watched && apr_pool_create(&pool, NULL) == APR_SUCCESS);
    watched = pool;
    return pool;
}

/* Destroys the pool before it frees the blocks: cleanups still read and wipe them. */
void fuzz_pool_close(void)
{
    apr_pool_destroy(watched);
    watched = NULL;
    while (blocks) {
        block_t *block = blocks;

        blocks = block->next;
        free(block->bytes);
        free(block);
    }
}

/* --- the input --- */

unsigned fuzz_take_byte(fuzz_input_t *input)
{
    if (input->len == 0)
        return 0;
    input->len--;
    return (unsigned char)*input->bytes++;
}

const char *fuzz_take_text(fuzz_input_t *input, apr_pool_t *pool)
{
    const char *nul = memchr(input->bytes, '\0', input->len);
    const apr_size_t len = nul ? (apr_size_t)(nul - input->bytes) : input->len;
    const char *text = apr_pstrmemdup(pool, input->bytes, len);

    input->bytes += len + (nul != NULL);
    input->len -= len + (nul != NULL);
    return text;
}

/* Edits text, which has len characters, once. Returns its new length. */
static apr_size_t edit(char *text, apr_size_t len, unsigned where, unsigned how, unsigned with)
{
    const apr_size_t at = len ? where * len / 256 : 0;

    switch (how % 4) {
    case 0:
        if (len)
            text[at] = (char)with;
        break;
    case 1:
        if (len)
            text[at] = (char)(text[at] ^ (1u << with % 8));
        break;
    case 2:
        text[at] = '\0';
        break;
    default:
        memmove(text + at + 1, text + at, len - at + 1);
        text[at] = (char)with;
    }
    return strlen(text);
}

char *fuzz_mutate(const char *text, fuzz_input_t *input, apr_pool_t *pool)
{
    apr_size_t len = strlen(text);
    char *changed = apr_pcalloc(pool, len + EDITS_MAX + 1);

    memcpy(changed, text, len);
    for (int i = 0; i < EDITS_MAX && input->len >= 3; i++) {
        const unsigned where = fuzz_take_byte(input), how = fuzz_take_byte(input);

        len = edit(changed, len, where, how, fuzz_take_byte(input));
    }
    return apr_pstrdup(pool, changed);
}
