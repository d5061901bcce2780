/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/brand/picture.h"

#include <apr_strings.h>
#include <stdbool.h>
#include <string.h>

#define MAGIC     "\x89PNG\r\n\x1a\n"
#define MAGIC_LEN 8
#define AROUND_LEN                                                                                 \
    12 /* of a chunk: its length and its type before the data, its checksum after it */
#define HEADER_LEN 13
#define CUT_OFF    "it is cut off"

/* A piece of the file. The data follows the type. */
typedef struct chunk_t {
    const unsigned char *type; /* 4 letters */
    apr_uint32_t len;          /* of the data */
} chunk_t;

static apr_uint32_t read_number(const unsigned char *at)
{
    return (apr_uint32_t)at[0] << 24 | (apr_uint32_t)at[1] << 16 | (apr_uint32_t)at[2] << 8 | at[3];
}

/* The CRC-32 of ISO 3309, bit by bit: at most 64 KiB are checked, at start-up. */
static apr_uint32_t checksum(const unsigned char *bytes, apr_size_t len)
{
    apr_uint32_t sum = 0xFFFFFFFF;

    for (apr_size_t i = 0; i < len; i++) {
        sum ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            sum = sum & 1 ? sum >> 1 ^ 0xEDB88320 : sum >> 1;
    }
    return ~sum;
}

static bool is(const chunk_t *chunk, const char *type)
{
    return memcmp(chunk->type, type, 4) == 0;
}

/* Reads the chunk at bytes. NULL, or what is wrong with it. */
static const char *read_chunk(chunk_t *chunk, const unsigned char *bytes, apr_size_t len)
{
    if (len < AROUND_LEN || read_number(bytes) > len - AROUND_LEN)
        return CUT_OFF;
    chunk->len = read_number(bytes);
    chunk->type = bytes + 4;
    return checksum(chunk->type, 4 + chunk->len) == read_number(chunk->type + 4 + chunk->len)
               ? NULL
               : "its bytes were changed: a checksum is wrong";
}

static bool is_side(apr_uint32_t px)
{
    return px >= CNOPS_PICTURE_SMALLEST && px <= CNOPS_PICTURE_LARGEST;
}

static const char *judge_header(const chunk_t *chunk, apr_pool_t *pool)
{
    apr_uint32_t width, height;

    if (!is(chunk, "IHDR") || chunk->len != HEADER_LEN)
        return "it does not begin with its size";
    width = read_number(chunk->type + 4);
    height = read_number(chunk->type + 8);
    if (is_side(width) && is_side(height))
        return NULL;
    return apr_psprintf(pool, "it has %u × %u px: each side must have %d to %d", width, height,
                        CNOPS_PICTURE_SMALLEST, CNOPS_PICTURE_LARGEST);
}

/* Goes through the chunks behind the header, which must come to an end with the file. */
static const char *judge_rest(const unsigned char *bytes, apr_size_t len)
{
    bool has_data = false, has_end = false;
    const char *fault;
    chunk_t chunk;

    while (!has_end) {
        if ((fault = read_chunk(&chunk, bytes, len)))
            return fault;
        bytes += AROUND_LEN + chunk.len;
        len -= AROUND_LEN + chunk.len;
        has_data |= is(&chunk, "IDAT");
        has_end = is(&chunk, "IEND");
    }
    if (!has_data)
        return "it has no picture in it";
    return len > 0 ? "there is something behind its end" : NULL;
}

const char *cnops_picture_fault(const char *bytes, apr_size_t len, apr_pool_t *pool)
{
    const unsigned char *first = (const unsigned char *)bytes + MAGIC_LEN;
    const char *fault;
    chunk_t header;

    if (len < MAGIC_LEN || memcmp(bytes, MAGIC, MAGIC_LEN) != 0)
        return "it is not of the type image/png";
    len -= MAGIC_LEN;
    if ((fault = read_chunk(&header, first, len)) || (fault = judge_header(&header, pool)))
        return fault;
    return judge_rest(first + AROUND_LEN + HEADER_LEN, len - AROUND_LEN - HEADER_LEN);
}
