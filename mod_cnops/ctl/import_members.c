/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The command import members: opens the file, shows faults and progress, prints the result.
 * The import itself is in members_import.c. */
#include "base/errors.h"
#include "base/json.h"
#include "ctl/members_import.h"
#include "ctl/portal.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <unistd.h>

#define BAR_WIDTH 40

typedef struct terminal_t {
    const cnops_ctl_t *ctl;
    apr_file_t *file;
    const char *name; /* of the file */
    apr_off_t size;
    bool has_bar;
} terminal_t;

static apr_status_t read_file(void *self, char *buffer, apr_size_t *plen)
{
    return apr_file_read(((terminal_t *)self)->file, buffer, plen);
}

static void clear_bar(const terminal_t *terminal)
{
    if (terminal->has_bar)
        apr_file_printf(terminal->ctl->err, "\r%*s\r", BAR_WIDTH + 8, "");
}

static void print_fault(void *self, apr_int64_t line, const char *column, const char *reason)
{
    const terminal_t *terminal = self;

    clear_bar(terminal);
    apr_file_printf(terminal->ctl->err, "%s:%" APR_INT64_T_FMT ": %s: %s\n", terminal->name, line,
                    column, reason);
}

static void print_progress(void *self, apr_int64_t offset)
{
    static const char full[] = "########################################";
    const terminal_t *terminal = self;
    int share, done;

    if (!terminal->has_bar || terminal->size <= 0)
        return;
    share = (int)(offset * 100 / terminal->size);
    done = share * BAR_WIDTH / 100;
    apr_file_printf(terminal->ctl->err, "\r[%.*s%*s] %3d %%", done, full, BAR_WIDTH - done, "",
                    share);
}

/* Not /tmp: that may be memory, and the files are as large as the members' file several times. */
static const char *temporary_dir(void)
{
    const char *dir = getenv("TMPDIR");

    return dir && *dir ? dir : "/var/tmp";
}

static cnops_exit_e open_file(terminal_t *terminal)
{
    const cnops_ctl_t *ctl = terminal->ctl;
    apr_finfo_t info;
    char reason[120];
    apr_status_t rv = apr_file_open(&terminal->file, terminal->name, APR_FOPEN_READ, 0, ctl->pool);

    if (rv != APR_SUCCESS)
        return cnops_ctl_refuse(ctl, "%s: %s", terminal->name,
                                apr_strerror(rv, reason, sizeof reason));
    if (apr_file_info_get(&info, APR_FINFO_SIZE, terminal->file) == APR_SUCCESS)
        terminal->size = info.size;
    terminal->has_bar = isatty(STDERR_FILENO);
    return CNOPS_EXIT_DONE;
}

/* --- the result --- */

static void print_json(const cnops_ctl_t *ctl, const cnops_members_result_t *result)
{
    cnops_tree_t *tree = cnops_tree_object(ctl->pool);

    cnops_tree_set_int(tree, "rows", result->rows);
    cnops_tree_set_int(tree, "added", result->counts.added);
    cnops_tree_set_int(tree, "changed", result->counts.changed);
    cnops_tree_set_int(tree, "unchanged", result->counts.unchanged);
    cnops_tree_set_int(tree, "closed", result->counts.closed);
    cnops_tree_set_int(tree, "refused", result->refused);
    cnops_tree_set_bool(tree, "written", result->switched);
    apr_file_printf(ctl->out, "%s\n", cnops_json_write(tree, ctl->pool));
}

static void print_counts(const cnops_ctl_t *ctl, const cnops_members_result_t *result)
{
    const cnops_import_counts_t *counts = &result->counts;

    if (ctl->json)
        print_json(ctl, result);
    else
        apr_file_printf(
            ctl->out,
            "members: %" APR_INT64_T_FMT " added, %" APR_INT64_T_FMT " changed, %" APR_INT64_T_FMT
            " unchanged, %" APR_INT64_T_FMT " closed, %" APR_INT64_T_FMT " refused\n",
            counts->added, counts->changed, counts->unchanged, counts->closed, result->refused);
}

static cnops_exit_e conclude(const cnops_ctl_t *ctl, const cnops_members_result_t *result)
{
    if (!result->header_refused || ctl->json)
        print_counts(ctl, result);
    if (result->header_refused)
        return cnops_ctl_refuse(ctl, "nothing was written: the header is not that of members.csv");
    if (!result->switched)
        return cnops_ctl_refuse(ctl,
                                "nothing was written: %" APR_INT64_T_FMT
                                " row(s) refused; --keep-going takes the others",
                                result->refused);
    if (result->kept_absent)
        return cnops_ctl_refuse(ctl, "no absent member was closed: rows were refused, or the "
                                     "file has none");
    return CNOPS_EXIT_DONE;
}

/* failure: error message of the database; "" where the database had no error, which means
 * that the file could not be read. */
static cnops_exit_e refuse_failure(const cnops_ctl_t *ctl, apr_status_t rv, const char *failure)
{
    char reason[120];

    if (rv == CNOPS_EBUSY)
        return cnops_ctl_refuse(ctl,
                                "nothing was written: another import is at work, or was killed "
                                "less than %d s ago",
                                (int)apr_time_sec(CNOPS_IMPORT_LEASE));
    if (!*failure)
        failure = apr_strerror(rv, reason, sizeof reason);
    return cnops_ctl_refuse(ctl, "nothing was written: %s (status %d)", failure, rv);
}

cnops_exit_e cnops_command_import_members(cnops_ctl_t *ctl)
{
    terminal_t terminal = {.ctl = ctl, .name = ctl->operands[0]};
    cnops_members_import_t import = {.read = read_file,
                                     .read_self = &terminal,
                                     .full = ctl->full,
                                     .keep_going = ctl->keep_going,
                                     .fault = print_fault,
                                     .progress = print_progress,
                                     .self = &terminal};
    cnops_members_result_t result;
    cnops_portal_t *portal;
    cnops_exit_e verdict;
    apr_status_t rv;

    /* Opened before privileges are dropped, because the file may be readable for root only. */
    if ((verdict = open_file(&terminal)) != CNOPS_EXIT_DONE ||
        (verdict = cnops_portal_open(&portal, ctl)) != CNOPS_EXIT_DONE)
        return verdict;
    import.core = &portal->core;
    import.lease = &portal->lease;
    import.is_mysql = portal->database->is_mysql;
    import.dir = temporary_dir();
    import.run = cnops_portal_random_id(&portal->core, ctl->pool);
    rv = cnops_members_import(&result, &import, ctl->pool);
    clear_bar(&terminal);
    if (rv != APR_SUCCESS && !result.switched)
        return refuse_failure(ctl, rv, portal->database->failure);
    /* An error after the switch only leaves old rows behind. They need space until the next
     * import deletes them, so the import counts as done. */
    return conclude(ctl, &result);
}
