/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The command import decisions: opens the file and prints the result. The import itself is in
 * decisions_import.c. */
#include "ctl/import/import_decisions.h"

#include "ctl/import/import_terminal.h"
#include "ctl/notices.h"

static apr_status_t write_messages(void *self, apr_array_header_t **plist,
                                   const cnops_account_t *account, apr_pool_t *pool)
{
    return cnops_notices_mail(plist, self, account, "demande-reponse", pool);
}

static void print_counts(const cnops_ctl_t *ctl, const cnops_decisions_result_t *result)
{
    cnops_import_outcome_t outcome = {.what = "decisions",
                                      .counts = result->counts,
                                      .rows = result->rows,
                                      .refused = result->refused,
                                      .empty = result->empty,
                                      .switched = result->written};

    cnops_import_terminal_print(ctl, &outcome);
}

cnops_exit_e cnops_import_decisions_conclude(const cnops_ctl_t *ctl,
                                             const cnops_decisions_result_t *result)
{
    if (!result->header_refused || ctl->json)
        print_counts(ctl, result);
    if (result->header_refused)
        return cnops_ctl_refuse(ctl,
                                "nothing was written: the header is not that of decisions.csv");
    if (!result->written)
        return cnops_import_terminal_refuse_rows(ctl, result->refused);
    if (result->refused && !ctl->keep_going)
        return cnops_ctl_refuse(ctl,
                                "%" APR_INT64_T_FMT " row(s) were refused while the file was "
                                "written; the others were written",
                                result->refused);
    return CNOPS_EXIT_DONE;
}

static cnops_exit_e fail(const cnops_ctl_t *ctl, const cnops_decisions_result_t *result,
                         apr_status_t rv, const char *failure)
{
    apr_int64_t written = result->counts.added + result->counts.changed;

    if (!written)
        return cnops_import_terminal_fail(ctl, rv, failure);
    return cnops_ctl_refuse(ctl,
                            "only %" APR_INT64_T_FMT " decision(s) were written: import the file "
                            "again (status %d %s)",
                            written, rv, failure);
}

cnops_exit_e cnops_command_import_decisions(cnops_ctl_t *ctl)
{
    cnops_decisions_load_t load = {.keep_going = ctl->keep_going, .write_messages = write_messages};
    cnops_import_terminal_t terminal;
    cnops_decisions_result_t result;
    cnops_notices_t notices;
    cnops_operator_t by;
    cnops_portal_t *portal;
    cnops_exit_e verdict;
    apr_status_t rv;

    /* Opened before privileges are dropped, because the file may be readable for root only. */
    if ((verdict = cnops_casework_operator(&by, ctl)) != CNOPS_EXIT_DONE ||
        (verdict = cnops_import_terminal_open(&terminal, ctl)) != CNOPS_EXIT_DONE ||
        (verdict = cnops_portal_open(&portal, ctl)) != CNOPS_EXIT_DONE ||
        (verdict = cnops_notices_open(&notices, ctl, &portal->core)) != CNOPS_EXIT_DONE)
        return verdict;
    load.input = cnops_import_terminal_input(&terminal);
    load.core = &portal->core;
    load.by = &by;
    load.self = &notices;
    rv = cnops_decisions_load(&result, &load, ctl->pool);
    cnops_import_terminal_clear(&terminal);
    return rv == APR_SUCCESS ? cnops_import_decisions_conclude(ctl, &result)
                             : fail(ctl, &result, rv, portal->database->failure);
}
