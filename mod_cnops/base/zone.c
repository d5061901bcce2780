/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/zone.h"

#include "base/errors.h"
#include "base/file.h"

#include <apr_strings.h>
#include <stdbool.h>
#include <string.h>

#define FOLDER     "/usr/share/zoneinfo/"
#define FILE_MAX   262144 /* bytes */
#define HEADER_LEN 44
#define COUNT_MAX  100000 /* of entries in a table; no real zone has as many */
#define TYPE_LEN   6
#define OFFSET_MAX (26 * 3600) /* seconds, RFC 8536 §3.2 */

struct cnops_zone_t {
    apr_int64_t count;          /* of moments when the offset changes */
    const apr_int64_t *moments; /* s UTC, ascending */
    /* s east of UTC: [0] is valid before moment 0, [i + 1] from moment i on */
    const apr_int32_t *offsets;
};

/* --- the file --- */

/* The counts of a block header, in the order of the file. */
typedef enum { IS_UT, IS_STANDARD, LEAPS, TIMES, TYPES, CHARS, COUNTS } count_e;

typedef struct block_t {
    apr_uint32_t counts[COUNTS];
    const unsigned char *body;
    apr_size_t len;
} block_t;

/* Reads a signed big-endian integer of len bytes. */
static apr_int64_t read_integer(const unsigned char *at, int len)
{
    apr_uint64_t number = (*at & 0x80) ? ~(apr_uint64_t)0 : 0;

    for (int i = 0; i < len; i++)
        number = number << 8 | at[i];
    return (apr_int64_t)number;
}

/* Reads the block that begins at `at` and returns its end; NULL where there is none.
 * time_len: bytes of a time in it, 4 or 8. */
static const unsigned char *read_block(block_t *block, const unsigned char *at,
                                       const unsigned char *end, apr_size_t time_len)
{
    const apr_uint32_t *n = block->counts;

    if (end - at < HEADER_LEN || memcmp(at, "TZif", 4) != 0)
        return NULL;
    for (int i = 0; i < COUNTS; i++) {
        block->counts[i] = (apr_uint32_t)read_integer(at + 20 + 4 * i, 4);
        if (block->counts[i] > COUNT_MAX)
            return NULL;
    }
    block->body = at + HEADER_LEN;
    block->len = n[TIMES] * (time_len + 1) + n[TYPES] * TYPE_LEN + n[CHARS] +
                 n[LEAPS] * (time_len + 4) + n[IS_STANDARD] + n[IS_UT];
    return (apr_size_t)(end - block->body) < block->len ? NULL : block->body + block->len;
}

/* False where the block has no such type, or where its offset is out of range. */
static bool read_offset(apr_int32_t *poffset, const block_t *block, unsigned type)
{
    /* Before the types, there are 8 bytes of time and 1 byte of type index for each change. */
    const unsigned char *types = block->body + (apr_size_t)block->counts[TIMES] * 9;

    if (type >= block->counts[TYPES])
        return false;
    *poffset = (apr_int32_t)read_integer(types + type * TYPE_LEN, 4);
    return *poffset > -OFFSET_MAX && *poffset < OFFSET_MAX;
}

static apr_status_t read_zone(const cnops_zone_t **pzone, const block_t *block, apr_pool_t *pool)
{
    apr_uint32_t count = block->counts[TIMES];
    cnops_zone_t *zone = apr_pcalloc(pool, sizeof *zone);
    apr_int64_t *moments = apr_palloc(pool, (count + 1) * sizeof *moments);
    apr_int32_t *offsets = apr_palloc(pool, (count + 1) * sizeof *offsets);

    if (!read_offset(&offsets[0], block, 0))
        return CNOPS_EMALFORMED;
    for (apr_uint32_t i = 0; i < count; i++) {
        moments[i] = read_integer(block->body + 8 * i, 8);
        if ((i > 0 && moments[i] <= moments[i - 1]) ||
            !read_offset(&offsets[i + 1], block, block->body[8 * count + i]))
            return CNOPS_EMALFORMED;
    }
    zone->count = count;
    zone->moments = moments;
    zone->offsets = offsets;
    *pzone = zone;
    return APR_SUCCESS;
}

/* A file of version 2 or later has two blocks. The first has 32-bit times, for old readers,
 * and is skipped. */
apr_status_t cnops_zone_parse(const cnops_zone_t **pzone, const char *bytes, apr_size_t len,
                              apr_pool_t *pool)
{
    const unsigned char *at = (const unsigned char *)bytes, *end = at + len;
    block_t block;

    *pzone = NULL;
    if (len < HEADER_LEN || at[4] < '2' || !(at = read_block(&block, at, end, 4)) ||
        !read_block(&block, at, end, 8))
        return CNOPS_EMALFORMED;
    return read_zone(pzone, &block, pool);
}

apr_status_t cnops_zone_load(const cnops_zone_t **pzone, const char *name, apr_pool_t *pool)
{
    const char *bytes, *path = apr_pstrcat(pool, FOLDER, name, NULL);
    apr_size_t len;
    apr_status_t rv = cnops_file_read(&bytes, &len, path, FILE_MAX, pool);

    *pzone = NULL;
    return rv == APR_SUCCESS ? cnops_zone_parse(pzone, bytes, len, pool) : rv;
}

/* --- the clock --- */

static apr_int32_t offset_at(const cnops_zone_t *zone, apr_int64_t second)
{
    /* Binary search; always moments[below - 1] <= second < moments[above]. */
    apr_int64_t below = 0, above = zone->count;

    while (below < above) {
        apr_int64_t middle = (below + above) / 2;

        if (zone->moments[middle] <= second)
            below = middle + 1;
        else
            above = middle;
    }
    return zone->offsets[below];
}

void cnops_zone_explode(apr_time_exp_t *plocal, const cnops_zone_t *zone, apr_time_t now)
{
    apr_time_exp_tz(plocal, now, offset_at(zone, apr_time_sec(now)));
}
