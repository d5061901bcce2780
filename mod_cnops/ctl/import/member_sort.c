/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/import/member_sort.h"

#include "base/errors.h"
#include "base/sorter.h"
#include "ctl/import/row_lines.h"

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

struct cnops_member_sort_t {
    cnops_sorter_t *rows;
    cnops_row_keys_t *numbers;
    cnops_row_lines_t *repeated;
    apr_pool_t *pool;
};

cnops_member_sort_t *cnops_member_sort_make(const char *dir, apr_pool_t *pool)
{
    cnops_member_sort_t *sort = apr_pcalloc(pool, sizeof *sort);

    sort->rows = cnops_sorter_make(dir, ROW_TEXTS, pool);
    sort->numbers = cnops_row_keys_make(dir, pool);
    sort->pool = pool;
    return sort;
}

apr_status_t cnops_member_sort_put(cnops_member_sort_t *sort, const cnops_import_row_t *row,
                                   apr_pool_t *pool)
{
    const cnops_membership_t *m = &row->membership;
    const char *line = apr_psprintf(pool, "%" APR_INT64_T_FMT, row->line);
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
    apr_status_t rv = cnops_row_keys_put(sort->numbers, m->immatriculation_digest, row->line);

    return rv == APR_SUCCESS ? cnops_sorter_put(sort->rows, texts) : rv;
}

apr_status_t cnops_member_sort_end(cnops_member_sort_t *sort, cnops_row_line_fn repeated,
                                   void *self)
{
    apr_status_t rv = cnops_row_keys_end(&sort->repeated, sort->numbers, sort->pool);

    if (rv != APR_SUCCESS)
        return rv;
    cnops_row_lines_each(sort->repeated, repeated, self);
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
        if (!cnops_row_lines_has(sort->repeated, apr_atoi64(texts[ROW_LINE])))
            return read_row(row, texts, key_id);
    return rv;
}
