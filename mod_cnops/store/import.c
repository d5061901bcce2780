/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/import.h"

#include "base/errors.h"
#include "store/import_sweep.h"

#include <apr_strings.h>
#include <string.h>

struct cnops_import_t {
    cnops_import_turn_t turn;
    apr_time_t started_at;
    apr_int64_t generation; /* of what is staged: one more than what is shown */
    cnops_import_ids_t ids; /* last_*: given so far */
    cnops_import_counts_t counts;
    bool switched;
};

/* --- beginning --- */

typedef struct state_t {
    apr_int64_t generation;
    const char *phase;
    cnops_import_ids_t ids;
} state_t;

static void read_state(void *self, const cnops_row_t *row)
{
    state_t *state = self;

    state->generation = cnops_row_int(row, 0);
    state->phase = cnops_row_text(row, 1);
    state->ids.first_person = cnops_row_int(row, 2);
    state->ids.first_membership = cnops_row_int(row, 3);
    state->ids.last_person = cnops_row_int(row, 4);
    state->ids.last_membership = cnops_row_int(row, 5);
}

static apr_status_t find_state(state_t *state, const cnops_import_turn_t *turn, apr_pool_t *pool)
{
    apr_status_t rv;

    *state = (state_t){0};
    rv = cnops_db_select(turn->db, CNOPS_SQL_IMPORT_STATE, CNOPS_ARGS(turn->run), read_state, state,
                         pool);
    return rv == APR_SUCCESS && !state->phase ? CNOPS_ECONFLICT : rv;
}

static apr_status_t claim(const cnops_import_turn_t *turn, apr_time_t now, apr_pool_t *pool)
{
    apr_time_t until = now + CNOPS_IMPORT_LEASE;
    int count;
    apr_status_t rv;

    rv = cnops_db_execute(&count, turn->db, CNOPS_SQL_IMPORT_CLAIM,
                          CNOPS_ARGS(turn->run, &until, &now), pool);
    return rv == APR_SUCCESS && count == 0 ? CNOPS_EBUSY : rv;
}

/* What the run before, now known to be dead, had still to do. */
static apr_status_t finish_killed(const cnops_import_turn_t *turn, apr_pool_t *pool)
{
    state_t state;
    apr_status_t rv = find_state(&state, turn, pool);

    if (rv != APR_SUCCESS || strcmp(state.phase, "idle") == 0)
        return rv;
    if (strcmp(state.phase, "switched") == 0)
        rv = cnops_import_sweep_old(turn, &state.ids, pool);
    else
        rv = cnops_import_sweep_new(turn, &state.ids, pool);
    return rv == APR_SUCCESS ? cnops_import_sweep_seen(turn, &state.ids, pool) : rv;
}

static apr_status_t start(cnops_import_t *import, apr_pool_t *pool)
{
    state_t state;
    apr_status_t rv = find_state(&state, &import->turn, pool);

    if (rv != APR_SUCCESS)
        return rv;
    import->generation = state.generation + 1;
    import->ids = state.ids;
    import->ids.first_person = state.ids.last_person + 1;
    import->ids.first_membership = state.ids.last_membership + 1;
    return cnops_db_execute(
        NULL, import->turn.db, CNOPS_SQL_IMPORT_START,
        CNOPS_ARGS(&import->ids.first_person, &import->ids.first_membership, import->turn.run),
        pool);
}

apr_status_t cnops_import_begin(cnops_import_t **pimport, const cnops_lease_t *lease, bool is_mysql,
                                const char *run, const cnops_clock_t *clock, apr_pool_t *pool)
{
    cnops_import_t *import = apr_pcalloc(pool, sizeof *import);
    cnops_import_turn_t *turn = &import->turn;
    apr_status_t rv;

    *turn =
        (cnops_import_turn_t){cnops_db_make(lease, is_mysql, pool), apr_pstrdup(pool, run), clock};
    import->started_at = clock->now(clock->self);
    *pimport = import;
    if ((rv = claim(turn, import->started_at, pool)) != APR_SUCCESS)
        return rv;
    if ((rv = finish_killed(turn, pool)) != APR_SUCCESS)
        return rv;
    return start(import, pool);
}

/* --- staging --- */

typedef struct staging_t {
    cnops_import_t *import;
    const apr_array_header_t *rows;
    apr_array_header_t *twice;
    cnops_import_counts_t counts; /* of this batch */
} staging_t;

/* What is kept of a number: 0 and NULL for a new one. */
typedef struct former_t {
    apr_int64_t id;
    const char *import_digest;
} former_t;

static void read_former(void *self, const cnops_row_t *row)
{
    former_t *former = self;

    former->id = cnops_row_int(row, 0);
    former->import_digest = cnops_row_text(row, 1);
}

static void read_id(void *self, const cnops_row_t *row)
{
    apr_int64_t *pid = self;

    *pid = cnops_row_int(row, 0);
}

/* An earlier row of the file may have named the person. */
static apr_status_t name_person(cnops_unit_t *unit, const cnops_import_t *import,
                                const cnops_import_row_t *row, apr_int64_t id, bool is_new)
{
    const void **args =
        CNOPS_ARGS(row->person_sealed, row->key_id, &import->started_at, &id, &import->generation);
    int count = 0;
    apr_status_t rv = APR_SUCCESS;

    if (!is_new)
        rv = cnops_unit_execute(&count, unit, CNOPS_SQL_IMPORT_PERSON_AGAIN, args);
    if (rv != APR_SUCCESS || count > 0)
        return rv;
    return cnops_unit_execute(NULL, unit, CNOPS_SQL_IMPORT_PERSON_VERSION, args);
}

static apr_status_t stage_person(apr_int64_t *pid, cnops_unit_t *unit, cnops_import_t *import,
                                 const cnops_import_row_t *row)
{
    bool is_new;
    apr_status_t rv;

    *pid = 0;
    rv = cnops_unit_select(unit, CNOPS_SQL_IMPORT_PERSON, CNOPS_ARGS(row->document_digest), read_id,
                           pid);
    if (rv != APR_SUCCESS)
        return rv;
    if ((is_new = *pid == 0)) {
        *pid = ++import->ids.last_person;
        rv = cnops_unit_execute(NULL, unit, CNOPS_SQL_IMPORT_PERSON_ADD,
                                CNOPS_ARGS(pid, row->document_digest, row->key_id));
    }
    return rv == APR_SUCCESS ? name_person(unit, import, row, *pid, is_new) : rv;
}

static apr_status_t write_version(cnops_unit_t *unit, const cnops_import_t *import,
                                  const cnops_import_row_t *row, apr_int64_t id,
                                  apr_int64_t person_id)
{
    const cnops_membership_t *m = &row->membership;

    return cnops_unit_execute(
        NULL, unit, CNOPS_SQL_IMPORT_MEMBERSHIP_VERSION,
        CNOPS_ARGS(&id, &import->generation, &person_id, cnops_scheme_name(m->scheme),
                   cnops_member_status_name(m->status), cnops_payment_name(m->payment_mode),
                   m->employee_digest, m->rib_digest, m->civil_status_digest, m->rights_from,
                   m->rights_to, m->record_sealed, row->key_id, row->import_digest,
                   &import->started_at));
}

static apr_status_t stage_membership(cnops_unit_t *unit, cnops_import_t *import,
                                     const cnops_import_row_t *row, apr_int64_t id, bool is_new)
{
    apr_int64_t person_id;
    apr_status_t rv = APR_SUCCESS;

    if (is_new)
        rv = cnops_unit_execute(
            NULL, unit, CNOPS_SQL_IMPORT_MEMBERSHIP_ADD,
            CNOPS_ARGS(&id, row->membership.immatriculation_digest, row->key_id));
    if (rv == APR_SUCCESS)
        rv = stage_person(&person_id, unit, import, row);
    return rv == APR_SUCCESS ? write_version(unit, import, row, id, person_id) : rv;
}

/* A number stands once in a file. */
static apr_status_t see(bool *ptwice, cnops_unit_t *unit, apr_int64_t id)
{
    apr_status_t rv = cnops_unit_execute(NULL, unit, CNOPS_SQL_IMPORT_SEE, CNOPS_ARGS(&id));

    *ptwice = rv == CNOPS_EDUPLICATE;
    return *ptwice ? APR_SUCCESS : rv;
}

static apr_status_t stage_row(staging_t *staging, cnops_unit_t *unit, const cnops_import_row_t *row)
{
    cnops_import_counts_t *counts = &staging->counts;
    former_t former = {0, NULL};
    bool is_new, twice;
    apr_status_t rv;

    rv =
        cnops_unit_select(unit, CNOPS_SQL_IMPORT_FORMER,
                          CNOPS_ARGS(row->membership.immatriculation_digest), read_former, &former);
    if (rv != APR_SUCCESS)
        return rv;
    if ((is_new = former.id == 0))
        former.id = ++staging->import->ids.last_membership;
    if ((rv = see(&twice, unit, former.id)) != APR_SUCCESS)
        return rv;
    if (twice) {
        APR_ARRAY_PUSH(staging->twice, apr_int64_t) = row->line;
        return APR_SUCCESS;
    }
    if (former.import_digest && strcmp(former.import_digest, row->import_digest) == 0) {
        counts->unchanged++;
        return APR_SUCCESS;
    }
    ++*(is_new ? &counts->added : &counts->changed);
    return stage_membership(unit, staging->import, row, former.id, is_new);
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
    if ((rv = cnops_import_transact(&import->turn, stage_batch, &staging, pool)) != APR_SUCCESS)
        return rv;
    import->counts.added += staging.counts.added;
    import->counts.changed += staging.counts.changed;
    import->counts.unchanged += staging.counts.unchanged;
    return APR_SUCCESS;
}

/* --- switching --- */

static apr_status_t show_staged(void *self, cnops_unit_t *unit)
{
    const cnops_import_t *import = self;
    int count;
    apr_status_t rv =
        cnops_unit_execute(&count, unit, CNOPS_SQL_IMPORT_SWITCH, CNOPS_ARGS(import->turn.run));

    return rv == APR_SUCCESS && count != 1 ? CNOPS_ECONFLICT : rv;
}

apr_status_t cnops_import_switch(cnops_import_counts_t *pcounts, cnops_import_t *import,
                                 bool closes_absent, apr_pool_t *pool)
{
    apr_int64_t last_former = import->ids.first_membership - 1;
    apr_status_t rv = APR_SUCCESS;

    if (closes_absent)
        rv = cnops_import_close_absent(&import->counts.closed, &import->turn, last_former, pool);
    if (rv == APR_SUCCESS)
        rv = cnops_import_transact(&import->turn, show_staged, import, pool);
    import->switched = rv == APR_SUCCESS;
    *pcounts = import->counts;
    return rv;
}

/* --- ending --- */

static apr_status_t sweep(const cnops_import_t *import, apr_pool_t *pool)
{
    if (!import->switched)
        return cnops_import_sweep_new(&import->turn, &import->ids, pool);
    if (import->counts.changed == 0 && import->counts.closed == 0)
        return APR_SUCCESS;
    return cnops_import_sweep_old(&import->turn, &import->ids, pool);
}

apr_status_t cnops_import_end(cnops_import_t *import, apr_pool_t *pool)
{
    const cnops_import_turn_t *turn = &import->turn;
    apr_status_t rv = sweep(import, pool);

    if (rv == APR_SUCCESS)
        rv = cnops_import_sweep_seen(turn, &import->ids, pool);
    if (rv != APR_SUCCESS)
        return rv;
    return cnops_db_execute(NULL, turn->db, CNOPS_SQL_IMPORT_RELEASE, CNOPS_ARGS(turn->run), pool);
}
