/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/import/import_terminal.h"

#include "base/errors.h"
#include "base/json.h"
#include "base/text.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_MAX_LEN 12 /* digits of --allow-changing */

/* --- the file --- */

static apr_status_t read_file(void *self, char *buffer, apr_size_t *plen)
{
    return apr_file_read(((cnops_import_terminal_t *)self)->file, buffer, plen);
}

cnops_exit_e cnops_import_terminal_open(cnops_import_terminal_t *terminal, const cnops_ctl_t *ctl)
{
    apr_finfo_t info;
    char reason[120];
    apr_status_t rv;

    *terminal = (cnops_import_terminal_t){.ctl = ctl, .name = ctl->operands[0]};
    rv = apr_file_open(&terminal->file, terminal->name, APR_FOPEN_READ, 0, ctl->pool);
    if (rv != APR_SUCCESS)
        return cnops_ctl_refuse(ctl, "%s: %s", terminal->name,
                                apr_strerror(rv, reason, sizeof reason));
    if (apr_file_info_get(&info, APR_FINFO_SIZE, terminal->file) == APR_SUCCESS)
        terminal->size = info.size;
    terminal->progress = cnops_progress_begin(ctl);
    return CNOPS_EXIT_DONE;
}

void cnops_import_terminal_shifted(void *self, const char *column, apr_int64_t changed,
                                   apr_int64_t rows)
{
    const cnops_import_terminal_t *terminal = self;

    cnops_import_terminal_clear(terminal);
    apr_file_printf(terminal->ctl->err,
                    "%s: %s: another value in %" APR_INT64_T_FMT " of %" APR_INT64_T_FMT
                    " rows, more than %d %%\n",
                    terminal->name, column, changed, rows, CNOPS_SHIFT_PERCENT);
}

cnops_exit_e cnops_import_terminal_allowed(apr_int64_t *pallowed, const cnops_ctl_t *ctl)
{
    const char *number = ctl->allow_changing ? ctl->allow_changing : "0";

    if (!cnops_text_is_digits(number) || strlen(number) > NUMBER_MAX_LEN) {
        cnops_ctl_refuse(ctl, "--allow-changing wants a number of rows");
        return CNOPS_EXIT_USAGE;
    }
    *pallowed = apr_atoi64(number);
    return CNOPS_EXIT_DONE;
}

const char *cnops_import_terminal_dir(void)
{
    const char *dir = getenv("TMPDIR");

    return dir && *dir ? dir : "/var/tmp";
}

/* --- faults and progress --- */

void cnops_import_terminal_clear(const cnops_import_terminal_t *terminal)
{
    cnops_progress_clear(&terminal->progress);
}

static void print_fault(void *self, apr_int64_t line, const char *column, const char *reason)
{
    const cnops_import_terminal_t *terminal = self;

    cnops_import_terminal_clear(terminal);
    apr_file_printf(terminal->ctl->err, "%s:%" APR_INT64_T_FMT ": %s: %s\n", terminal->name, line,
                    column, reason);
}

static void print_progress(void *self, apr_int64_t offset)
{
    const cnops_import_terminal_t *terminal = self;

    cnops_progress_show(&terminal->progress, offset, terminal->size);
}

cnops_import_input_t cnops_import_terminal_input(cnops_import_terminal_t *terminal)
{
    return (cnops_import_input_t){.read = read_file,
                                  .read_self = terminal,
                                  .fault = print_fault,
                                  .progress = print_progress,
                                  .self = terminal};
}

/* --- the result --- */

static void print_json(const cnops_ctl_t *ctl, const cnops_import_outcome_t *outcome)
{
    cnops_tree_t *tree = cnops_tree_object(ctl->pool);

    cnops_tree_set_int(tree, "rows", outcome->rows);
    cnops_tree_set_int(tree, "added", outcome->counts.added);
    cnops_tree_set_int(tree, "changed", outcome->counts.changed);
    cnops_tree_set_int(tree, "unchanged", outcome->counts.unchanged);
    cnops_tree_set_int(tree, "closed", outcome->counts.closed);
    cnops_tree_set_int(tree, "refused", outcome->refused);
    if (outcome->too_old)
        cnops_tree_set_int(tree, "too_old", *outcome->too_old);
    cnops_tree_set_bool(tree, "written", outcome->switched);
    apr_file_printf(ctl->out, "%s\n", cnops_json_write(tree, ctl->pool));
}

void cnops_import_terminal_print(const cnops_ctl_t *ctl, const cnops_import_outcome_t *outcome)
{
    const cnops_import_counts_t *counts = &outcome->counts;

    if (ctl->json) {
        print_json(ctl, outcome);
        return;
    }
    apr_file_printf(ctl->out,
                    "%s: %" APR_INT64_T_FMT " added, %" APR_INT64_T_FMT
                    " changed, %" APR_INT64_T_FMT " unchanged, %" APR_INT64_T_FMT
                    " closed, %" APR_INT64_T_FMT " refused\n",
                    outcome->what, counts->added, counts->changed, counts->unchanged,
                    counts->closed, outcome->refused);
    if (outcome->too_old)
        apr_file_printf(ctl->out, "too old rows skipped: %" APR_INT64_T_FMT "\n",
                        *outcome->too_old);
    apr_file_printf(ctl->out, "empty rows skipped: %" APR_INT64_T_FMT "\n", outcome->empty);
}

/* What our own statuses mean for an import; NULL for those of APR. */
static const char *describe_status(apr_status_t rv)
{
    if (rv == CNOPS_EUNAVAILABLE)
        return "the database does not answer";
    if (rv == CNOPS_ECONFLICT)
        return "this import was so slow that another one took it for dead";
    if (rv == CNOPS_EFORGED)
        return "a stored record does not open with these keys";
    return NULL;
}

cnops_exit_e cnops_import_terminal_fail(const cnops_ctl_t *ctl, apr_status_t rv,
                                        const char *failure)
{
    char reason[120];

    if (rv == CNOPS_EBUSY)
        return cnops_ctl_refuse(ctl,
                                "nothing was written: another import is at work, or was killed "
                                "less than %d s ago",
                                (int)apr_time_sec(CNOPS_IMPORT_LEASE));
    if (!*failure && describe_status(rv))
        return cnops_ctl_refuse(ctl, "nothing was written: %s", describe_status(rv));
    if (!*failure)
        failure = apr_strerror(rv, reason, sizeof reason);
    return cnops_ctl_refuse(ctl, "nothing was written: %s (status %d)", failure, rv);
}

cnops_exit_e cnops_import_terminal_refuse_rows(const cnops_ctl_t *ctl, apr_int64_t refused)
{
    return cnops_ctl_refuse(ctl,
                            "nothing was written: %" APR_INT64_T_FMT
                            " row(s) refused; --keep-going takes the others",
                            refused);
}
