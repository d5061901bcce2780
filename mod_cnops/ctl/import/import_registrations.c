/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The command import registrations: opens the file and prints the result. The import itself is in
 * registrations_import.c. */
#include "base/errors.h"
#include "core/purge.h"
#include "ctl/import/import_terminal.h"
#include "ctl/import/registrations_import.h"
#include "ctl/portal.h"

static void print_counts(const cnops_ctl_t *ctl, const cnops_registrations_result_t *result)
{
    cnops_import_outcome_t outcome = {.what = "registrations",
                                      .counts = result->counts,
                                      .rows = result->rows,
                                      .refused = result->refused,
                                      .empty = result->empty,
                                      .too_old = &result->too_old,
                                      .switched = result->written};

    cnops_import_terminal_print(ctl, &outcome);
}

static cnops_exit_e conclude(const cnops_ctl_t *ctl, const cnops_registrations_result_t *result)
{
    if (!result->header_refused || ctl->json)
        print_counts(ctl, result);
    if (result->header_refused)
        return cnops_ctl_refuse(ctl,
                                "nothing was written: the header is not that of registrations.csv");
    if (result->shifted)
        return cnops_ctl_refuse(ctl, "nothing was written: the file seems to be shifted; "
                                     "--allow-changing N lets N rows change in each column");
    if (!result->written)
        return cnops_import_terminal_refuse_rows(ctl, result->refused);
    return CNOPS_EXIT_DONE;
}

/* Returns CNOPS_EXIT_DONE, or prints what is wrong. */
static cnops_exit_e read_options(apr_int64_t *pallowed, const cnops_ctl_t *ctl)
{
    if (!ctl->full)
        return cnops_import_terminal_allowed(pallowed, ctl);
    cnops_ctl_refuse(ctl,
                     "import registrations has no --full: registrations that a file lacks stay");
    return CNOPS_EXIT_USAGE;
}

static cnops_exit_e fail(const cnops_ctl_t *ctl, apr_status_t rv, const char *failure)
{
    if (rv == CNOPS_ECONFLICT)
        return cnops_ctl_refuse(ctl, "nothing was written: establishments change the same "
                                     "registrations meanwhile; import the file again");
    return cnops_import_terminal_fail(ctl, rv, failure);
}

cnops_exit_e cnops_command_import_registrations(cnops_ctl_t *ctl)
{
    cnops_import_terminal_t terminal;
    cnops_registrations_load_t load = {
        .keep_going = ctl->keep_going, .shifted = cnops_import_terminal_shifted, .self = &terminal};
    cnops_registrations_result_t result;
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
    load.first_year = cnops_purge_registration_year(load.core, !ctl->conf);
    load.dir = cnops_import_terminal_dir();
    rv = cnops_registrations_load(&result, &load, ctl->pool);
    cnops_import_terminal_clear(&terminal);
    return rv == APR_SUCCESS ? conclude(ctl, &result) : fail(ctl, rv, portal->database->failure);
}
