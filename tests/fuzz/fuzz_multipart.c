/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* multipart/form-data: the parts do not depend on the pieces in which a body is read. Each content
 * then goes through the reader of sheets, of which the same holds. */

#include "base/multipart.h"
#include "base/sheet_text.h"
#include "fuzz.h"

#include <apr_strings.h>
#include <string.h>

typedef struct source_t {
    const char *bytes;
    apr_size_t len, at;
    apr_size_t chunk; /* 0: all at once */
} source_t;

static apr_status_t read_source(void *self, char *buffer, apr_size_t *plen)
{
    source_t *source = self;
    apr_size_t len = source->len - source->at;

    if (source->chunk && len > source->chunk)
        len = source->chunk;
    if (len > *plen)
        len = *plen;
    memcpy(buffer, source->bytes + source->at, len);
    source->at += len;
    *plen = len;
    return len ? APR_SUCCESS : APR_EOF;
}

/* Adds the content of the part, as a sheet, to text. */
static apr_status_t add_sheet(char **ptext, cnops_multipart_t *multipart, apr_pool_t *pool)
{
    cnops_sheet_text_t *sheet = cnops_sheet_text_make(cnops_multipart_read, multipart, pool);
    char piece[64];
    apr_status_t rv;

    for (;;) {
        apr_size_t len = sizeof piece;

        rv = cnops_sheet_text_read(sheet, piece, &len);
        if (rv != APR_SUCCESS)
            return rv;
        FUZZ_CHECK(len > 0 && len <= sizeof piece);
        for (apr_size_t i = 0; i < len; i++)
            if (!piece[i])
                piece[i] = '0';
        *ptext = apr_pstrcat(pool, *ptext, apr_pstrmemdup(pool, piece, len), NULL);
    }
}

static const char *read_all(source_t source, apr_pool_t *pool)
{
    cnops_multipart_t *multipart =
        cnops_multipart_make("multipart/form-data; boundary=B", read_source, &source, pool);
    const cnops_multipart_part_t *part;
    char *text = apr_pstrdup(pool, "");
    apr_status_t rv;

    while ((rv = cnops_multipart_next(&part, multipart)) == APR_SUCCESS) {
        FUZZ_CHECK(*part->name);
        text = apr_pstrcat(pool, text, part->name, "\n", part->filename ? part->filename : "-",
                           "\n", NULL);
        text = apr_psprintf(pool, "%s%d\n", text, (int)add_sheet(&text, multipart, pool));
    }
    FUZZ_CHECK(cnops_multipart_next(&part, multipart) == rv);
    return apr_psprintf(pool, "%s%d", text, (int)rv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *pool = fuzz_pool_open();
    fuzz_input_t input = {(const char *)data, size};
    apr_size_t chunk = 1 + fuzz_take_byte(&input) % 16;
    source_t whole = {input.bytes, input.len, 0, 0}, pieces = {input.bytes, input.len, 0, chunk};

    FUZZ_CHECK(strcmp(read_all(whole, pool), read_all(pieces, pool)) == 0);
    fuzz_pool_close();
    return 0;
}
