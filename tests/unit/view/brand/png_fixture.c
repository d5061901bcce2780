/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "png_fixture.h"

#include <string.h>

/* CRC-32 as a division of the bits: not the function of the module, which is under test. */
static unsigned divide(const char *bytes, apr_size_t len)
{
    unsigned rest = 0xFFFFFFFF;

    for (apr_size_t bit = 0; bit < 8 * len; bit++) {
        unsigned in = (unsigned char)bytes[bit / 8] >> bit % 8 & 1;

        rest = (rest ^ in) & 1 ? rest >> 1 ^ 0xEDB88320 : rest >> 1;
    }
    return rest ^ 0xFFFFFFFF;
}

static void add_number(cnops_buffer_t *out, unsigned number)
{
    const char bytes[] = {(char)(number >> 24), (char)(number >> 16), (char)(number >> 8),
                          (char)number};

    cnops_buffer_add(out, bytes, sizeof bytes);
}

void png_add_chunk(cnops_buffer_t *out, const char *type, const char *data, apr_size_t len)
{
    apr_size_t start;

    add_number(out, (unsigned)len);
    start = out->len;
    cnops_buffer_add(out, type, 4);
    cnops_buffer_add(out, data, len);
    add_number(out, divide(out->bytes + start, 4 + len));
}

void png_add_header(cnops_buffer_t *out, unsigned width, unsigned height)
{
    cnops_buffer_t data;

    cnops_buffer_init(&data, 16, out->pool);
    add_number(&data, width);
    add_number(&data, height);
    cnops_buffer_add(&data, "\x08\x06\0\0\0", 5);
    png_add_chunk(out, "IHDR", data.bytes, data.len);
}

const char *png_make(apr_size_t len, apr_pool_t *pool)
{
    apr_size_t data_len = len - strlen(PNG_MAGIC) - (12 + 13) - 12 - 12;
    cnops_buffer_t out;

    cnops_buffer_init(&out, len, pool);
    cnops_buffer_add_text(&out, PNG_MAGIC);
    png_add_header(&out, 192, 192);
    png_add_chunk(&out, "IDAT", apr_pcalloc(pool, data_len + 1), data_len);
    png_add_chunk(&out, "IEND", "", 0);
    return out.bytes;
}
