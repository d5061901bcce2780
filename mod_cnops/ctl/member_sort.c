/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/member_sort.h"

#include "base/errors.h"
#include "base/sorter.h"
#include "core/digest.h"

#include <apr_strings.h>
#include <string.h>

/* The texts of a record that has a whole row. */
enum {
    ROW_DOCUMENT,
    ROW_LINE,
    ROW_PERSON,
    ROW_IMMATRICULATION,
    ROW_SCHEME,
    ROW_STATUS,
    ROW_PAYMENT,
    ROW_EMPLOYEE,
    ROW_RIB,
    ROW_CIVIL_STATUS,
    ROW_RIGHTS_FROM,
    ROW_RIGHTS_TO,
    ROW_MEMBERSHIP,
    ROW_IMPORT,
    ROW_TEXTS
};

/* The texts of a record by which repeated immatriculations are found. */
enum { NUMBER_IMMATRICULATION, NUMBER_LINE, NUMBER_TEXTS };

struct cnops_member_sort_t {
    cnops_sorter_t *rows, *numbers;
    apr_int64_t last_line;
    unsigned char *repeated; /* a bit for each line */
    apr_pool_t *pool, *numbers_pool;
};

cnops_member_sort_t *cnops_member_sort_make(const char *dir, apr_pool_t *pool)
{
    cnops_member_sort_t *sort = apr_pcalloc(pool, sizeof *sort);

    apr_pool_create(&sort->numbers_pool, pool);
    sort->rows = cnops_sorter_make(dir, ROW_TEXTS, pool);
    sort->numbers = cnops_sorter_make(dir, NUMBER_TEXTS, sort->numbers_pool);
    sort->pool = pool;
    return sort;
}

apr_status_t cnops_member_sort_put(cnops_member_sort_t *sort, const cnops_import_row_t *row,
                                   apr_pool_t *pool)
{
    const cnops_membership_t *m = &row->membership;
    const char *line = apr_psprintf(pool, "%" APR_INT64_T_FMT, row->line);
    const char *number[NUMBER_TEXTS] = {m->immatriculation_digest, line};
    const char *texts[ROW_TEXTS] = {
        [ROW_DOCUMENT] = row->document_digest,
        [ROW_LINE] = line,
        [ROW_PERSON] = row->person_sealed,
        [ROW_IMMATRICULATION] = m->immatriculation_digest,
        [ROW_SCHEME] = cnops_scheme_name(m->scheme),
        [ROW_STATUS] = cnops_member_status_name(m->status),
        [ROW_PAYMENT] = cnops_payment_name(m->payment_mode),
        [ROW_EMPLOYEE] = m->employee_digest,
        [ROW_RIB] = m->rib_digest,
        [ROW_CIVIL_STATUS] = m->civil_status_digest,
        [ROW_RIGHTS_FROM] = m->rights_from,
        [ROW_RIGHTS_TO] = m->rights_to,
        [ROW_MEMBERSHIP] = m->record_sealed,
        [ROW_IMPORT] = row->import_digest,
    };
    apr_status_t rv = cnops_sorter_put(sort->numbers, number);

    sort->last_line = row->line;
    return rv == APR_SUCCESS ? cnops_sorter_put(sort->rows, texts) : rv;
}

/* --- repeated immatriculations --- */

static bool is_repeated(const cnops_member_sort_t *sort, apr_int64_t line)
{
    return sort->repeated[line / 8] >> line % 8 & 1;
}

static void note_repeated(const cnops_member_sort_t *sort, apr_int64_t line)
{
    sort->repeated[line / 8] |= (unsigned char)(1 << line % 8);
}

/* Equal numbers come together, in the order of the file. */
static apr_status_t find_repeated(const cnops_member_sort_t *sort)
{
    char former[CNOPS_DIGEST_HEX] = "";
    const char **texts;
    apr_pool_t *pool;
    apr_status_t rv;

    apr_pool_create(&pool, sort->numbers_pool);
    while ((rv = cnops_sorter_next(&texts, sort->numbers, pool)) == APR_SUCCESS) {
        if (strcmp(texts[NUMBER_IMMATRICULATION], former) == 0)
            note_repeated(sort, apr_atoi64(texts[NUMBER_LINE]));
        apr_cpystrn(former, texts[NUMBER_IMMATRICULATION], sizeof former);
        apr_pool_clear(pool);
    }
    return APR_STATUS_IS_EOF(rv) ? APR_SUCCESS : rv;
}

apr_status_t cnops_member_sort_end(cnops_member_sort_t *sort, cnops_member_repeated_fn repeated,
                                   void *self)
{
    apr_status_t rv;

    sort->repeated = apr_pcalloc(sort->pool, (apr_size_t)sort->last_line / 8 + 1);
    if ((rv = cnops_sorter_sort(sort->numbers)) != APR_SUCCESS)
        return rv;
    if ((rv = find_repeated(sort)) != APR_SUCCESS)
        return rv;
    apr_pool_destroy(sort->numbers_pool);
    for (apr_int64_t line = 1; line <= sort->last_line; line++)
        if (is_repeated(sort, line))
            repeated(self, line);
    return cnops_sorter_sort(sort->rows);
}

/* --- giving back --- */

static apr_status_t read_row(cnops_import_row_t *row, const char *const *texts, const char *key_id)
{
    cnops_membership_t *m = &row->membership;

    *row = (cnops_import_row_t){.line = apr_atoi64(texts[ROW_LINE]),
                                .document_digest = texts[ROW_DOCUMENT],
                                .person_sealed = texts[ROW_PERSON],
                                .key_id = key_id,
                                .import_digest = texts[ROW_IMPORT]};
    *m = (cnops_membership_t){.immatriculation_digest = texts[ROW_IMMATRICULATION],
                              .employee_digest = texts[ROW_EMPLOYEE],
                              .rib_digest = texts[ROW_RIB],
                              .civil_status_digest = texts[ROW_CIVIL_STATUS],
                              .rights_from = texts[ROW_RIGHTS_FROM],
                              .rights_to = texts[ROW_RIGHTS_TO],
                              .record_sealed = texts[ROW_MEMBERSHIP]};
    return cnops_scheme_parse(&m->scheme, texts[ROW_SCHEME]) &&
                   cnops_member_status_parse(&m->status, texts[ROW_STATUS]) &&
                   cnops_payment_parse(&m->payment_mode, texts[ROW_PAYMENT])
               ? APR_SUCCESS
               : CNOPS_EMALFORMED;
}

apr_status_t cnops_member_sort_next(cnops_import_row_t *row, cnops_member_sort_t *sort,
                                    const char *key_id, apr_pool_t *pool)
{
    const char **texts;
    apr_status_t rv;

    while ((rv = cnops_sorter_next(&texts, sort->rows, pool)) == APR_SUCCESS)
        if (!is_repeated(sort, apr_atoi64(texts[ROW_LINE])))
            return read_row(row, texts, key_id);
    return rv;
}
