/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/import.h"

#include "base/errors.h"
#include "store/dbd.h"

#include <apr_strings.h>
#include <string.h>

#define LEFTOVERS_KEPT apr_time_from_sec(24 * 3600)

struct cnops_import_t {
    cnops_db_t *db;
    const char *run;
    apr_time_t started_at;
    cnops_import_counts_t counts; /* of what is staged */
};

apr_status_t cnops_import_begin(cnops_import_t **pimport, const cnops_lease_t *lease, bool is_mysql,
                                const char *run, apr_time_t now, apr_pool_t *pool)
{
    cnops_import_t *import = apr_pcalloc(pool, sizeof *import);
    apr_time_t before = now - LEFTOVERS_KEPT;

    import->db = cnops_db_make(lease, is_mysql, pool);
    import->run = apr_pstrdup(pool, run);
    import->started_at = now;
    *pimport = import;
    return cnops_db_execute(NULL, import->db, CNOPS_SQL_IMPORT_DROP_OLD, CNOPS_ARGS(&before), pool);
}

/* --- staging --- */

typedef struct staging_t {
    cnops_import_t *import;
    const apr_array_header_t *rows;
    apr_array_header_t *twice;
    cnops_import_counts_t counts; /* of this batch */
} staging_t;

static void read_digest(void *self, const cnops_row_t *row)
{
    const char **pdigest = self;

    *pdigest = cnops_row_text(row, 0);
}

/* *pformer: the digest kept with the immatriculation, NULL for a new one. */
static apr_status_t find_former(const char **pformer, cnops_unit_t *unit,
                                const cnops_import_row_t *row)
{
    *pformer = NULL;
    return cnops_unit_select(unit, CNOPS_SQL_IMPORT_FORMER,
                             CNOPS_ARGS(row->membership.immatriculation_digest), read_digest,
                             pformer);
}

/* An unchanged row keeps only its place: --full must know that it came. */
static apr_status_t stage_unchanged(cnops_unit_t *unit, const cnops_import_t *import,
                                    const cnops_import_row_t *row)
{
    return cnops_unit_execute(NULL, unit, CNOPS_SQL_IMPORT_STAGE,
                              CNOPS_ARGS(import->run, row->membership.immatriculation_digest,
                                         &row->line, "unchanged", NULL, NULL, NULL, NULL, NULL,
                                         NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                                         &import->started_at));
}

static apr_status_t stage_whole(cnops_unit_t *unit, const cnops_import_t *import,
                                const cnops_import_row_t *row, const char *verdict)
{
    const cnops_membership_t *m = &row->membership;

    return cnops_unit_execute(
        NULL, unit, CNOPS_SQL_IMPORT_STAGE,
        CNOPS_ARGS(import->run, m->immatriculation_digest, &row->line, verdict,
                   row->document_digest, row->person_sealed, cnops_scheme_name(m->scheme),
                   cnops_member_status_name(m->status), cnops_payment_name(m->payment_mode),
                   m->employee_digest, m->rib_digest, m->civil_status_digest, m->rights_from,
                   m->rights_to, m->record_sealed, row->key_id, row->import_digest,
                   &import->started_at));
}

static apr_status_t stage_row(staging_t *staging, cnops_unit_t *unit, const cnops_import_row_t *row)
{
    apr_int64_t *pcount = &staging->counts.changed;
    const char *former;
    apr_status_t rv;

    if ((rv = find_former(&former, unit, row)) != APR_SUCCESS)
        return rv;
    if (former && strcmp(former, row->import_digest) == 0) {
        pcount = &staging->counts.unchanged;
        rv = stage_unchanged(unit, staging->import, row);
    } else {
        if (!former)
            pcount = &staging->counts.added;
        rv = stage_whole(unit, staging->import, row, former ? "changed" : "added");
    }
    if (rv == APR_SUCCESS)
        ++*pcount;
    if (rv != CNOPS_EDUPLICATE)
        return rv;
    APR_ARRAY_PUSH(staging->twice, apr_int64_t) = row->line;
    return APR_SUCCESS;
}

static apr_status_t stage_batch(void *self, cnops_unit_t *unit)
{
    staging_t *staging = self;
    apr_status_t rv = APR_SUCCESS;

    apr_array_clear(staging->twice);
    staging->counts = (cnops_import_counts_t){0};
    for (int i = 0; i < staging->rows->nelts && rv == APR_SUCCESS; i++)
        rv = stage_row(staging, unit, &APR_ARRAY_IDX(staging->rows, i, cnops_import_row_t));
    return rv;
}

apr_status_t cnops_import_stage(apr_array_header_t **ptwice, cnops_import_t *import,
                                const apr_array_header_t *rows, apr_pool_t *pool)
{
    staging_t staging = {.import = import, .rows = rows};
    apr_status_t rv;

    *ptwice = staging.twice = apr_array_make(pool, 1, sizeof(apr_int64_t));
    if ((rv = cnops_db_transact(import->db, stage_batch, &staging, pool)) != APR_SUCCESS)
        return rv;
    import->counts.added += staging.counts.added;
    import->counts.changed += staging.counts.changed;
    import->counts.unchanged += staging.counts.unchanged;
    return APR_SUCCESS;
}

/* --- switching --- */

typedef struct switching_t {
    const cnops_import_t *import;
    bool closes_absent;
    int closed;
} switching_t;

static apr_status_t switch_all(void *self, cnops_unit_t *unit)
{
    static const cnops_statement_e steps[] = {
        CNOPS_SQL_IMPORT_PERSONS_CHANGE, CNOPS_SQL_IMPORT_PERSONS_ADD,
        CNOPS_SQL_IMPORT_MEMBERSHIPS_CHANGE, CNOPS_SQL_IMPORT_MEMBERSHIPS_ADD};
    switching_t *s = self;
    apr_status_t rv = APR_SUCCESS;

    for (apr_size_t i = 0; i < sizeof steps / sizeof *steps && rv == APR_SUCCESS; i++)
        rv = cnops_unit_execute(NULL, unit, steps[i], CNOPS_ARGS(s->import->run));
    if (rv != APR_SUCCESS || !s->closes_absent)
        return rv;
    return cnops_unit_execute(&s->closed, unit, CNOPS_SQL_IMPORT_CLOSE_ABSENT,
                              CNOPS_ARGS(&s->import->started_at, s->import->run));
}

apr_status_t cnops_import_switch(cnops_import_counts_t *pcounts, cnops_import_t *import,
                                 bool closes_absent, apr_pool_t *pool)
{
    switching_t switching = {.import = import, .closes_absent = closes_absent};
    apr_status_t rv = cnops_db_transact(import->db, switch_all, &switching, pool);

    *pcounts = import->counts;
    pcounts->closed = switching.closed;
    return rv;
}

apr_status_t cnops_import_end(cnops_import_t *import, apr_pool_t *pool)
{
    return cnops_db_execute(NULL, import->db, CNOPS_SQL_IMPORT_DROP, CNOPS_ARGS(import->run), pool);
}
