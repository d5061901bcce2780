/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/import/decision_row.h"

#include <apr_lib.h>
#include <string.h>

static const char *check_reference(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    *pvalue = cnops_ticket_reference(typed, pool);
    return *pvalue ? NULL : "want D and 9 letters or digits, as export requests writes it";
}

static const char *check_word(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    cnops_ticket_state_e state;

    (void)pool;
    *pvalue = typed;
    return cnops_ticket_decision_parse(&state, typed)
               ? NULL
               : "want accepted, refused, partly or more_asked";
}

/* The member reads it, with its lines. */
static const char *check_reason(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    (void)pool;
    *pvalue = typed;
    for (const char *at = typed; *at; at++)
        if (apr_iscntrl(*at) && *at != '\n' && *at != '\r')
            return "has a control character";
    return NULL;
}

static const cnops_row_column_t columns[CNOPS_DECISION_COLUMNS] = {
    [CNOPS_DECISION_REFERENCE] = {"reference", 20, true, check_reference, false},
    [CNOPS_DECISION_WORD] = {"decision", 20, true, check_word, false},
    [CNOPS_DECISION_REASON] = {"reason", CNOPS_TICKET_REASON_MAX, false, check_reason, false},
    [CNOPS_DECISION_DAY] = {"decided_on", 20, true, cnops_cell_day, false},
};

static void check_together(const char *const *values, apr_array_header_t *faults)
{
    cnops_ticket_decision_t decision = cnops_decision_of(values);

    if (!*decision.reason && decision.state != CNOPS_TICKET_ACCEPTED)
        cnops_row_fault(faults, "reason", "empty: the member reads it");
}

const cnops_row_table_t cnops_decision_table = {"decisions.csv", columns, CNOPS_DECISION_COLUMNS,
                                                check_together};

cnops_ticket_decision_t cnops_decision_of(const char *const *values)
{
    cnops_ticket_decision_t decision = {.reason = values[CNOPS_DECISION_REASON],
                                        .decided_on = values[CNOPS_DECISION_DAY]};

    cnops_ticket_decision_parse(&decision.state, values[CNOPS_DECISION_WORD]);
    return decision;
}
