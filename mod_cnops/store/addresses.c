/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/families.h"

static void read_answer(void *self, const cnops_row_t *row)
{
    const cnops_address_answer_t **panswer = self;
    cnops_address_answer_t *answer = apr_palloc(row->unit->pool, sizeof *answer);

    answer->membership_id = cnops_row_int(row, 0);
    answer->address_digest = cnops_row_text(row, 1);
    answer->key_id = cnops_row_text(row, 2);
    answer->answered_at = cnops_row_int(row, 4);
    if (cnops_address_how_parse(&answer->how, cnops_row_text(row, 3)))
        *panswer = answer;
    else
        cnops_row_refuse(row, 3);
}

static apr_status_t answer_find(void *self, const cnops_address_answer_t **panswer,
                                apr_int64_t membership_id, apr_pool_t *pool)
{
    *panswer = NULL;
    return cnops_db_select(self, CNOPS_SQL_ADDRESS_ANSWER_GET, CNOPS_ARGS(&membership_id),
                           read_answer, panswer, pool);
}

typedef struct keeping_t {
    const cnops_address_answer_t *answer;
    const cnops_trail_t *trail;
} keeping_t;

static apr_status_t keep(void *self, cnops_unit_t *unit)
{
    const keeping_t *keeping = self;
    const cnops_address_answer_t *answer = keeping->answer;
    apr_status_t rv = cnops_unit_execute(
        NULL, unit, CNOPS_SQL_ADDRESS_ANSWER_KEEP,
        CNOPS_ARGS(&answer->membership_id, answer->address_digest, answer->key_id,
                   cnops_address_how_name(answer->how), &answer->answered_at));

    return rv == APR_SUCCESS ? cnops_unit_leave_trail(unit, keeping->trail) : rv;
}

static apr_status_t answer_keep(void *self, const cnops_address_answer_t *answer,
                                const cnops_trail_t *trail, apr_pool_t *pool)
{
    keeping_t keeping = {answer, trail};

    return cnops_db_transact(self, keep, &keeping, pool);
}

const cnops_addresses_port_t cnops_store_addresses = {.find = answer_find, .keep = answer_keep};
