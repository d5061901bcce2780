/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/import/import.h"

#include "base/errors.h"
#include "store/import/import_batch.h"

#include <apr_strings.h>
#include <string.h>

static const cnops_import_lease_t members_lease = {CNOPS_SQL_IMPORT_CLAIM, CNOPS_SQL_IMPORT_RENEW,
                                                   CNOPS_SQL_IMPORT_RELEASE};

struct cnops_import_t {
    cnops_import_turn_t turn;
    apr_time_t started_at;
    apr_int64_t generation; /* of what is staged: one more than of what is shown */
    cnops_import_ids_t ids; /* last_*: the last ids in use so far */
    cnops_import_counts_t counts;
    bool closes_absent;
    bool replaces; /* a version that is shown gets a newer one */
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

/* Deletes what the run before has left. It is known to be dead now, because its lease has ended. */
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

apr_status_t cnops_import_begin(cnops_import_t **pimport, const cnops_lease_t *lease,
                                const cnops_import_run_t *run, apr_pool_t *pool)
{
    cnops_import_t *import = apr_pcalloc(pool, sizeof *import);
    cnops_import_turn_t *turn = &import->turn;
    apr_status_t rv;

    *turn = (cnops_import_turn_t){cnops_db_make(lease, run->is_mysql, pool),
                                  apr_pstrdup(pool, run->id), run->clock, &members_lease};
    import->closes_absent = run->closes_absent;
    import->started_at = run->clock->now(run->clock->self);
    *pimport = import;
    if ((rv = cnops_import_take(turn, pool)) != APR_SUCCESS)
        return rv;
    if ((rv = finish_killed(turn, pool)) != APR_SUCCESS)
        return rv;
    return start(import, pool);
}

/* --- staging --- */

int cnops_import_batch(const cnops_import_t *import)
{
    return import->turn.db->is_mysql ? CNOPS_IMPORT_BATCH : CNOPS_IMPORT_BATCH / 2;
}

apr_status_t cnops_import_stage(cnops_import_t *import, const apr_array_header_t *rows,
                                apr_pool_t *pool)
{
    cnops_import_batch_t batch = {.rows = rows,
                                  .remembers = import->closes_absent,
                                  .generation = import->generation,
                                  .started_at = import->started_at,
                                  .ids = &import->ids};
    apr_status_t rv;

    rv = cnops_import_transact(&import->turn, cnops_import_batch_write, &batch, pool);
    if (rv != APR_SUCCESS)
        return rv;
    import->counts.added += batch.counts.added;
    import->counts.changed += batch.counts.changed;
    import->counts.unchanged += batch.counts.unchanged;
    import->replaces |= batch.replaces;
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
                                 apr_pool_t *pool)
{
    apr_int64_t last_former = import->ids.first_membership - 1;
    apr_status_t rv = APR_SUCCESS;

    if (import->closes_absent)
        rv = cnops_import_close_absent(&import->counts.closed, &import->turn, last_former, pool);
    if (rv == APR_SUCCESS)
        rv = cnops_import_transact(&import->turn, show_staged, import, pool);
    import->switched = rv == APR_SUCCESS;
    import->replaces |= import->counts.closed > 0;
    *pcounts = import->counts;
    return rv;
}

/* --- ending --- */

static apr_status_t sweep_versions(const cnops_import_t *import, apr_pool_t *pool)
{
    if (!import->switched)
        return cnops_import_sweep_new(&import->turn, &import->ids, pool);
    return import->replaces ? cnops_import_sweep_old(&import->turn, &import->ids, pool)
                            : APR_SUCCESS;
}

apr_status_t cnops_import_end(cnops_import_t *import, apr_pool_t *pool)
{
    const cnops_import_turn_t *turn = &import->turn;
    apr_status_t rv = sweep_versions(import, pool);

    if (rv == APR_SUCCESS && import->closes_absent)
        rv = cnops_import_sweep_seen(turn, &import->ids, pool);
    if (rv != APR_SUCCESS)
        return rv;
    return cnops_import_release(turn, pool);
}
