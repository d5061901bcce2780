/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The command import claims: opens the file and prints the result. The import itself is in
 * claims_import.c. */
#include "core/purge.h"
#include "ctl/import/claims_import.h"
#include "ctl/import/import_terminal.h"
#include "ctl/portal.h"

static void print_counts(const cnops_ctl_t *ctl, const cnops_claims_result_t *result)
{
    cnops_import_outcome_t outcome = {.what = "claims",
                                      .counts = result->counts,
                                      .rows = result->rows,
                                      .refused = result->refused,
                                      .empty = result->empty,
                                      .too_old = &result->too_old,
                                      .switched = result->switched};

    cnops_import_terminal_print(ctl, &outcome);
}

static cnops_exit_e conclude(const cnops_ctl_t *ctl, const cnops_claims_result_t *result)
{
    if (!result->header_refused || ctl->json)
        print_counts(ctl, result);
    if (result->header_refused)
        return cnops_ctl_refuse(ctl, "nothing was written: the header is not that of claims.csv");
    if (result->has_other_key)
        return cnops_ctl_refuse(ctl, "nothing was written: stored claims have digests of another "
                                     "key than the first of --keys, so each row would be added "
                                     "once more; end the change of keys first");
    if (result->has_no_claims)
        return cnops_ctl_refuse(ctl, "nothing was written: the file has no claims");
    if (result->shifted)
        return cnops_ctl_refuse(ctl, "nothing was written: the file seems to be shifted; "
                                     "--allow-changing N lets N rows change in each column");
    if (!result->switched)
        return cnops_import_terminal_refuse_rows(ctl, result->refused);
    return CNOPS_EXIT_DONE;
}

/* Returns CNOPS_EXIT_DONE, or prints what is wrong. */
static cnops_exit_e read_options(apr_int64_t *pallowed, const cnops_ctl_t *ctl)
{
    if (!ctl->full)
        return cnops_import_terminal_allowed(pallowed, ctl);
    cnops_ctl_refuse(ctl, "import claims has no --full: claims that a file lacks stay");
    return CNOPS_EXIT_USAGE;
}

cnops_exit_e cnops_command_import_claims(cnops_ctl_t *ctl)
{
    cnops_import_terminal_t terminal;
    cnops_claims_load_t load = {
        .keep_going = ctl->keep_going, .shifted = cnops_import_terminal_shifted, .self = &terminal};
    cnops_claims_result_t result;
    cnops_portal_t *portal;
    cnops_exit_e verdict;
    apr_status_t rv;

    /* Opened before privileges are dropped, because the file may be readable for root only. */
    if ((verdict = read_options(&load.allow_changing, ctl)) != CNOPS_EXIT_DONE ||
        (verdict = cnops_import_terminal_open(&terminal, ctl)) != CNOPS_EXIT_DONE ||
        (verdict = cnops_portal_open(&portal, ctl)) != CNOPS_EXIT_DONE)
        return verdict;
    load.input = cnops_import_terminal_input(&terminal);
    load.core = &portal->core;
    /* The usual file may lack what another file of httpd sets. */
    load.first_year = cnops_purge_claim_year(load.core, !ctl->conf);
    load.lease = &portal->lease;
    load.is_mysql = portal->database->is_mysql;
    load.dir = cnops_import_terminal_dir();
    load.run = cnops_portal_random_id(&portal->core, ctl->pool);
    rv = cnops_claims_load(&result, &load, ctl->pool);
    cnops_import_terminal_clear(&terminal);
    if (rv != APR_SUCCESS && result.is_unknown)
        return cnops_ctl_refuse(ctl, "unknown whether the claims were written: the connection was "
                                     "lost meanwhile; import the file once more");
    if (rv != APR_SUCCESS && !result.switched)
        return cnops_import_terminal_fail(ctl, rv, portal->database->failure);
    /* An error after the switch only leaves old rows behind, which the next import deletes. */
    return conclude(ctl, &result);
}
