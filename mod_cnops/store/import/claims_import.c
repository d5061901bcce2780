/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/import/claims_import.h"

#include "base/errors.h"
#include "store/bulk.h"
#include "store/import/claims_batch.h"

#include <apr_strings.h>
#include <string.h>

static const cnops_import_lease_t claims_lease = {CNOPS_SQL_CLAIMS_TAKE, CNOPS_SQL_CLAIMS_RENEW,
                                                  CNOPS_SQL_CLAIMS_RELEASE};

struct cnops_claims_import_t {
    cnops_import_turn_t turn;
    apr_int64_t shown;   /* the generation that is shown before the switch */
    apr_int64_t last_id; /* of a version, so far */
    bool is_first;       /* no import was ever shown */
    cnops_import_counts_t counts;
    cnops_claims_outcome_e outcome;
};

cnops_claims_import_t *cnops_claims_import_make(const cnops_lease_t *lease,
                                                const cnops_import_run_t *run, apr_pool_t *pool)
{
    cnops_claims_import_t *import = apr_pcalloc(pool, sizeof *import);

    import->turn = (cnops_import_turn_t){cnops_db_make(lease, run->is_mysql, pool),
                                         apr_pstrdup(pool, run->id), run->clock, &claims_lease};
    return import;
}

/* --- memberships --- */

typedef struct search_t {
    apr_hash_t *ids;
    const apr_array_header_t *digests;
} search_t;

static void read_membership(void *self, const cnops_row_t *row)
{
    apr_int64_t *id = apr_palloc(row->unit->pool, sizeof *id);

    *id = cnops_row_int(row, 1);
    apr_hash_set(((search_t *)self)->ids, cnops_row_text(row, 0), APR_HASH_KEY_STRING, id);
}

static apr_status_t search_memberships(void *self, cnops_unit_t *unit)
{
    search_t *search = self;

    apr_hash_clear(search->ids);
    return cnops_bulk_select(unit, CNOPS_SQL_CLAIMS_MEMBERSHIPS, search->digests, read_membership,
                             search);
}

apr_status_t cnops_claims_import_memberships(apr_hash_t **pids, cnops_claims_import_t *import,
                                             const apr_array_header_t *digests, apr_pool_t *pool)
{
    search_t search = {apr_hash_make(pool), digests};

    *pids = search.ids;
    return cnops_db_transact(import->turn.db, search_memberships, &search, pool);
}

/* --- keys --- */

typedef struct key_search_t {
    const char *key_id;
    bool is_other;
} key_search_t;

static void read_key(void *self, const cnops_row_t *row)
{
    key_search_t *search = self;

    search->is_other = search->is_other || strcmp(cnops_row_text(row, 0), search->key_id) != 0;
}

apr_status_t cnops_claims_import_is_other_key(bool *pis_other, cnops_claims_import_t *import,
                                              const char *key_id, apr_pool_t *pool)
{
    key_search_t search = {key_id, false};
    apr_status_t rv = cnops_db_select(import->turn.db, CNOPS_SQL_CLAIMS_KEYS, CNOPS_ARGS(NULL),
                                      read_key, &search, pool);

    *pis_other = search.is_other;
    return rv;
}

/* --- sweeping: the rows of one statement after the other, a slice in each transaction --- */

typedef struct slice_t {
    cnops_statement_e statement;
    const apr_int64_t *generation;
    int count;
} slice_t;

static apr_status_t work_slice(void *self, cnops_unit_t *unit)
{
    slice_t *slice = self;

    return cnops_unit_execute(&slice->count, unit, slice->statement, CNOPS_ARGS(slice->generation));
}

static apr_status_t sweep(const cnops_import_turn_t *turn, cnops_statement_e statement,
                          apr_int64_t generation, apr_pool_t *pool)
{
    slice_t slice = {statement, &generation, 1};
    apr_status_t rv = APR_SUCCESS;

    while (slice.count > 0 && rv == APR_SUCCESS)
        rv = cnops_import_transact(turn, work_slice, &slice, pool);
    return rv;
}

/* Deletes what ended with the shown generation. */
static apr_status_t sweep_old(const cnops_import_turn_t *turn, apr_int64_t shown, apr_pool_t *pool)
{
    apr_status_t rv = sweep(turn, CNOPS_SQL_CLAIMS_DROP_OLD, shown, pool);

    return rv == APR_SUCCESS ? sweep(turn, CNOPS_SQL_CLAIMS_DROP_OLD_TOTALS, shown, pool) : rv;
}

/* Deletes what was staged after the shown generation, then takes back the ends that were staged. A
 * total may have begun and ended while staging, so the order matters. */
static apr_status_t sweep_new(const cnops_import_turn_t *turn, apr_int64_t shown, apr_pool_t *pool)
{
    static const cnops_statement_e steps[] = {
        CNOPS_SQL_CLAIMS_DROP_NEWS, CNOPS_SQL_CLAIMS_DROP_NEW, CNOPS_SQL_CLAIMS_DROP_NEW_TOTALS,
        CNOPS_SQL_CLAIMS_RESTORE, CNOPS_SQL_CLAIMS_RESTORE_TOTALS};
    apr_status_t rv = APR_SUCCESS;

    for (apr_size_t i = 0; i < sizeof steps / sizeof *steps && rv == APR_SUCCESS; i++)
        rv = sweep(turn, steps[i], shown + 1, pool);
    return rv;
}

/* --- beginning --- */

typedef struct state_t {
    apr_int64_t shown, last_id;
    const char *phase;
} state_t;

static void read_state(void *self, const cnops_row_t *row)
{
    state_t *state = self;

    state->shown = cnops_row_int(row, 0);
    state->phase = cnops_row_text(row, 1);
    state->last_id = cnops_row_int(row, 2);
}

/* Sweeps what this import, or a killed one before it, has left: as its phase in the database says,
 * because a connection may be lost while the switch is committed. */
static apr_status_t finish(state_t *state, const cnops_import_turn_t *turn, apr_pool_t *pool)
{
    apr_status_t rv;

    *state = (state_t){0};
    rv = cnops_db_select(turn->db, CNOPS_SQL_CLAIMS_STATE, CNOPS_ARGS(turn->run), read_state, state,
                         pool);
    if (rv != APR_SUCCESS)
        return rv;
    if (!state->phase)
        return CNOPS_ECONFLICT;
    if (strcmp(state->phase, "switched") == 0)
        return sweep_old(turn, state->shown, pool);
    return strcmp(state->phase, "idle") == 0 ? APR_SUCCESS : sweep_new(turn, state->shown, pool);
}

apr_status_t cnops_claims_import_begin(cnops_claims_import_t *import, apr_pool_t *pool)
{
    const cnops_import_turn_t *turn = &import->turn;
    state_t state;
    apr_status_t rv = cnops_import_take(turn, pool);

    if (rv == APR_SUCCESS)
        rv = finish(&state, turn, pool);
    if (rv != APR_SUCCESS)
        return rv;
    import->shown = state.shown;
    import->last_id = state.last_id;
    import->is_first = state.last_id == 0;
    return cnops_db_execute(NULL, turn->db, CNOPS_SQL_CLAIMS_START, CNOPS_ARGS(turn->run), pool);
}

/* --- staging --- */

int cnops_claims_import_batch(const cnops_claims_import_t *import)
{
    return import->turn.db->is_mysql ? CNOPS_IMPORT_BATCH : CNOPS_IMPORT_BATCH / 2;
}

apr_status_t cnops_claims_import_stage(cnops_claims_import_t *import,
                                       const apr_array_header_t *rows,
                                       const cnops_claim_rules_t *rules, apr_pool_t *pool)
{
    cnops_claims_batch_t batch = {.rows = rows,
                                  .rules = rules,
                                  .is_first = import->is_first,
                                  .generation = import->shown + 1,
                                  .last_id = import->last_id};
    apr_status_t rv = cnops_import_transact(&import->turn, cnops_claims_batch_write, &batch, pool);

    if (rv != APR_SUCCESS)
        return rv;
    import->last_id += batch.counts.added + batch.counts.changed;
    import->counts.added += batch.counts.added;
    import->counts.changed += batch.counts.changed;
    import->counts.unchanged += batch.counts.unchanged;
    return APR_SUCCESS;
}

cnops_import_counts_t cnops_claims_import_counts(const cnops_claims_import_t *import)
{
    return import->counts;
}

/* --- switching and ending --- */

static apr_status_t show_staged(void *self, cnops_unit_t *unit)
{
    const cnops_claims_import_t *import = self;
    const cnops_import_turn_t *turn = &import->turn;
    apr_time_t now = turn->clock->now(turn->clock->self);
    int count;
    apr_status_t rv = cnops_unit_execute(&count, unit, CNOPS_SQL_CLAIMS_SWITCH,
                                         CNOPS_ARGS(&import->last_id, &now, turn->run));

    return rv == APR_SUCCESS && count != 1 ? CNOPS_ECONFLICT : rv;
}

apr_status_t cnops_claims_import_switch(cnops_claims_import_t *import, apr_pool_t *pool)
{
    apr_status_t rv = cnops_import_transact(&import->turn, show_staged, import, pool);

    if (rv == APR_SUCCESS)
        import->outcome = CNOPS_CLAIMS_SHOWN;
    else if (rv != CNOPS_ECONFLICT)
        import->outcome = CNOPS_CLAIMS_PERHAPS_SHOWN;
    return rv;
}

apr_status_t cnops_claims_import_end(cnops_claims_import_t *import, apr_pool_t *pool)
{
    const cnops_import_turn_t *turn = &import->turn;
    state_t state;
    apr_status_t rv = finish(&state, turn, pool);

    if (state.phase)
        import->outcome =
            strcmp(state.phase, "switched") == 0 ? CNOPS_CLAIMS_SHOWN : CNOPS_CLAIMS_NOT_SHOWN;
    return rv == APR_SUCCESS ? cnops_import_release(turn, pool) : rv;
}

cnops_claims_outcome_e cnops_claims_import_outcome(const cnops_claims_import_t *import)
{
    return import->outcome;
}
