/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/import/claim_sort.h"

#include "base/errors.h"
#include "base/sorter.h"

#include <apr_strings.h>
#include <string.h>

#define PLACE_AT_ONCE 1000 /* rows */

/* The texts of a record. In the first sorter the key is the digest of the immatriculation, in the
 * second one "MEMBERSHIP DAY", with the id of the membership in ID_WIDTH digits. */
enum { ROW_KEY, ROW_LINE, ROW_DAY, ROW_STATUS, ROW_REFERENCE, ROW_RECORD, ROW_IMPORT, ROW_TEXTS };

#define ID_WIDTH  19
#define KEY_WIDTH (ID_WIDTH + 12) /* a blank, a day and NUL */

struct cnops_claim_sort_t {
    const char *dir;
    cnops_sorter_t *read;   /* in the order of immatriculations */
    cnops_sorter_t *placed; /* in the order of memberships and days */
    cnops_row_keys_t *references;
    cnops_row_lines_t *repeated, *unknown;
    apr_int64_t last_line;
    apr_pool_t *pool, *read_pool;
};

cnops_claim_sort_t *cnops_claim_sort_make(const char *dir, apr_pool_t *pool)
{
    cnops_claim_sort_t *sort = apr_pcalloc(pool, sizeof *sort);

    sort->dir = dir;
    sort->pool = pool;
    apr_pool_create(&sort->read_pool, pool);
    sort->read = cnops_sorter_make(dir, ROW_TEXTS, sort->read_pool);
    sort->references = cnops_row_keys_make(dir, pool);
    return sort;
}

/* --- reading --- */

apr_status_t cnops_claim_sort_put(cnops_claim_sort_t *sort, const cnops_claim_kept_t *row)
{
    char line[24];
    const char *texts[ROW_TEXTS] = {[ROW_KEY] = row->immatriculation_digest,
                                    [ROW_LINE] = line,
                                    [ROW_DAY] = row->received_on,
                                    [ROW_STATUS] = row->status,
                                    [ROW_REFERENCE] = row->reference_digest,
                                    [ROW_RECORD] = row->record_sealed,
                                    [ROW_IMPORT] = row->import_digest};
    apr_status_t rv = cnops_row_keys_put(sort->references, row->reference_digest, row->line);

    apr_snprintf(line, sizeof line, "%" APR_INT64_T_FMT, row->line);
    sort->last_line = row->line;
    return rv == APR_SUCCESS ? cnops_sorter_put(sort->read, texts) : rv;
}

apr_status_t cnops_claim_sort_end(cnops_claim_sort_t *sort, cnops_row_line_fn repeated, void *self)
{
    apr_status_t rv = cnops_row_keys_end(&sort->repeated, sort->references, sort->pool);

    if (rv != APR_SUCCESS)
        return rv;
    cnops_row_lines_each(sort->repeated, repeated, self);
    return cnops_sorter_sort(sort->read);
}

/* --- finding memberships --- */

/* *prows: const char **, the texts of the next rows that repeat no other. Returns APR_EOF with the
 * last of them, if any are left. */
static apr_status_t read_batch(apr_array_header_t **prows, const cnops_claim_sort_t *sort,
                               apr_pool_t *pool)
{
    const char **texts;
    apr_status_t rv;

    *prows = apr_array_make(pool, PLACE_AT_ONCE, sizeof texts);
    while ((*prows)->nelts < PLACE_AT_ONCE) {
        if ((rv = cnops_sorter_next(&texts, sort->read, pool)) != APR_SUCCESS)
            return rv;
        if (!cnops_row_lines_has(sort->repeated, apr_atoi64(texts[ROW_LINE])))
            APR_ARRAY_PUSH(*prows, const char **) = texts;
    }
    return APR_SUCCESS;
}

/* Equal digests come together. */
static apr_array_header_t *distinct_digests(const apr_array_header_t *rows, apr_pool_t *pool)
{
    apr_array_header_t *digests = apr_array_make(pool, rows->nelts, sizeof(const char *));
    const char *former = "";

    for (int i = 0; i < rows->nelts; i++) {
        const char *digest = APR_ARRAY_IDX(rows, i, const char **)[ROW_KEY];

        if (strcmp(digest, former) != 0)
            APR_ARRAY_PUSH(digests, const char *) = digest;
        former = digest;
    }
    return digests;
}

static apr_status_t place_row(cnops_claim_sort_t *sort, const char **texts, const apr_int64_t *id)
{
    char key[KEY_WIDTH];

    if (!id) {
        cnops_row_lines_add(sort->unknown, apr_atoi64(texts[ROW_LINE]));
        return APR_SUCCESS;
    }
    apr_snprintf(key, sizeof key, "%0*" APR_INT64_T_FMT " %s", ID_WIDTH, *id, texts[ROW_DAY]);
    texts[ROW_KEY] = key;
    return cnops_sorter_put(sort->placed, texts);
}

typedef struct finding_t {
    cnops_claim_find_fn find;
    void *self;
} finding_t;

/* Returns APR_EOF after the last row. */
static apr_status_t place_batch(cnops_claim_sort_t *sort, const finding_t *finding,
                                apr_pool_t *pool)
{
    apr_array_header_t *rows;
    apr_hash_t *ids;
    apr_status_t end = read_batch(&rows, sort, pool), rv;

    if (end != APR_SUCCESS && !APR_STATUS_IS_EOF(end))
        return end;
    rv = finding->find(finding->self, &ids, distinct_digests(rows, pool), pool);
    for (int i = 0; i < rows->nelts && rv == APR_SUCCESS; i++) {
        const char **texts = APR_ARRAY_IDX(rows, i, const char **);

        rv = place_row(sort, texts, apr_hash_get(ids, texts[ROW_KEY], APR_HASH_KEY_STRING));
    }
    return rv == APR_SUCCESS ? end : rv;
}

apr_status_t cnops_claim_sort_place(cnops_claim_sort_t *sort, cnops_claim_find_fn find,
                                    cnops_row_line_fn unknown, void *self)
{
    finding_t finding = {find, self};
    apr_status_t rv = APR_SUCCESS;
    apr_pool_t *pool;

    sort->placed = cnops_sorter_make(sort->dir, ROW_TEXTS, sort->pool);
    sort->unknown = cnops_row_lines_make(sort->last_line, sort->pool);
    apr_pool_create(&pool, sort->pool);
    while (rv == APR_SUCCESS) {
        rv = place_batch(sort, &finding, pool);
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
    apr_pool_destroy(sort->read_pool);
    if (!APR_STATUS_IS_EOF(rv))
        return rv;
    cnops_row_lines_each(sort->unknown, unknown, self);
    return cnops_sorter_sort(sort->placed);
}

/* --- giving back --- */

apr_status_t cnops_claim_sort_next(cnops_claim_row_t *row, cnops_claim_sort_t *sort,
                                   const char *key_id, apr_pool_t *pool)
{
    const char **texts;
    apr_status_t rv = cnops_sorter_next(&texts, sort->placed, pool);

    if (rv != APR_SUCCESS)
        return rv;
    *row = (cnops_claim_row_t){.claim = {.membership_id = apr_atoi64(texts[ROW_KEY]),
                                         .received_on = texts[ROW_DAY],
                                         .reference_digest = texts[ROW_REFERENCE],
                                         .record_sealed = texts[ROW_RECORD]},
                               .key_id = key_id,
                               .import_digest = texts[ROW_IMPORT]};
    return cnops_claim_status_parse(&row->claim.status, texts[ROW_STATUS]) ? APR_SUCCESS
                                                                           : CNOPS_EMALFORMED;
}
