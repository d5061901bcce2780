/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The command import members: opens the file and prints the result. The import itself is in
 * members_import.c. */
#include "ctl/import/import_terminal.h"
#include "ctl/import/members_import.h"
#include "ctl/portal.h"

static void print_counts(const cnops_ctl_t *ctl, const cnops_members_result_t *result)
{
    cnops_import_outcome_t outcome = {.what = "members",
                                      .counts = result->counts,
                                      .rows = result->rows,
                                      .refused = result->refused,
                                      .empty = result->empty,
                                      .switched = result->switched};

    cnops_import_terminal_print(ctl, &outcome);
}

static cnops_exit_e conclude(const cnops_ctl_t *ctl, const cnops_members_result_t *result)
{
    if (!result->header_refused || ctl->json)
        print_counts(ctl, result);
    if (result->header_refused)
        return cnops_ctl_refuse(ctl, "nothing was written: the header is not that of members.csv");
    if (!result->switched)
        return cnops_import_terminal_refuse_rows(ctl, result->refused);
    if (result->kept_absent)
        return cnops_ctl_refuse(ctl, "no absent member was closed: rows were refused, or the "
                                     "file has none");
    return CNOPS_EXIT_DONE;
}

cnops_exit_e cnops_command_import_members(cnops_ctl_t *ctl)
{
    cnops_import_terminal_t terminal;
    cnops_members_import_t import = {.full = ctl->full, .keep_going = ctl->keep_going};
    cnops_members_result_t result;
    cnops_portal_t *portal;
    cnops_exit_e verdict;
    apr_status_t rv;

    /* Opened before privileges are dropped, because the file may be readable for root only. */
    if ((verdict = cnops_import_terminal_open(&terminal, ctl)) != CNOPS_EXIT_DONE ||
        (verdict = cnops_portal_open(&portal, ctl)) != CNOPS_EXIT_DONE)
        return verdict;
    import.input = cnops_import_terminal_input(&terminal);
    import.core = &portal->core;
    import.lease = &portal->lease;
    import.is_mysql = portal->database->is_mysql;
    import.dir = cnops_import_terminal_dir();
    import.run = cnops_portal_random_id(&portal->core, ctl->pool);
    rv = cnops_members_import(&result, &import, ctl->pool);
    cnops_import_terminal_clear(&terminal);
    if (rv != APR_SUCCESS && !result.switched)
        return cnops_import_terminal_fail(ctl, rv, portal->database->failure);
    /* An error after the switch only leaves old rows behind. They need space until the next
     * import deletes them, so the import counts as done. */
    return conclude(ctl, &result);
}
