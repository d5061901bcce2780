/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/journal_check.h"

#include "base/errors.h"
#include "core/journal/journal_cut.h"
#include "ctl/casework.h"
#include "ctl/checkpoint.h"

#include <apr_strings.h>

typedef struct reading_t {
    const cnops_ctl_t *ctl;
    const cnops_portal_t *portal;
    cnops_checkpoint_t *former, *next; /* last and new checkpoint; NULL: none */
    cnops_tree_t *faults;
    apr_int64_t person_id; /* 0: every chain */
} reading_t;

static void report_fault(void *self, apr_int64_t person_id, apr_int64_t seq,
                         cnops_chain_fault_e fault)
{
    const reading_t *reading = self;
    cnops_tree_t *shown;

    if (!reading->ctl->json) {
        apr_file_printf(reading->ctl->out,
                        "person %" APR_INT64_T_FMT ", event %" APR_INT64_T_FMT ": %s\n", person_id,
                        seq, cnops_chain_fault_name(fault));
        return;
    }
    shown = cnops_tree_add_object(reading->faults);
    cnops_tree_set_int(shown, "person", person_id);
    cnops_tree_set_int(shown, "event", seq);
    cnops_tree_set_text(shown, "fault", cnops_chain_fault_name(fault));
}

static apr_status_t read_head(void *self, cnops_chain_head_t *phead)
{
    return cnops_checkpoint_next(((reading_t *)self)->former, phead);
}

static apr_status_t keep_head(void *self, const cnops_chain_head_t *head)
{
    return cnops_checkpoint_add(((reading_t *)self)->next, head);
}

static cnops_exit_e refuse_checkpoint(const cnops_ctl_t *ctl, apr_status_t rv)
{
    char reason[120];

    return cnops_ctl_refuse(ctl, "--checkpoint %s: %s", ctl->checkpoint,
                            rv == CNOPS_EFORGED ? "it is not as it was written"
                                                : apr_strerror(rv, reason, sizeof reason));
}

/* Opens the last checkpoint, if there is one. Begins a new one only where all chains are
 * read: a checkpoint must have every head. */
static cnops_exit_e open_checkpoints(reading_t *reading)
{
    const cnops_ctl_t *ctl = reading->ctl;
    const cnops_core_t *core = &reading->portal->core;
    apr_status_t rv;

    if (!ctl->checkpoint)
        return CNOPS_EXIT_DONE;
    rv = cnops_checkpoint_open(&reading->former, core, ctl->checkpoint, ctl->pool);
    if (rv != APR_SUCCESS && !APR_STATUS_IS_ENOENT(rv))
        return refuse_checkpoint(ctl, rv);
    if (reading->person_id)
        return CNOPS_EXIT_DONE;
    rv = cnops_checkpoint_begin(&reading->next, core, ctl->checkpoint, ctl->pool);
    if (rv == APR_SUCCESS)
        return CNOPS_EXIT_DONE;
    reading->next = NULL;
    return refuse_checkpoint(ctl, rv);
}

/* The new checkpoint replaces the last one only where no fault was found; otherwise the last
 * one would no longer show the fault. */
static cnops_exit_e close_checkpoint(reading_t *reading, bool sound)
{
    apr_status_t rv = APR_SUCCESS;

    if (reading->next && sound)
        rv = cnops_checkpoint_finish(reading->next);
    else if (reading->next)
        cnops_checkpoint_abandon(reading->next);
    return rv == APR_SUCCESS ? CNOPS_EXIT_DONE : refuse_checkpoint(reading->ctl, rv);
}

static void print_result(const reading_t *reading, const cnops_journal_check_t *check)
{
    const cnops_ctl_t *ctl = reading->ctl;
    cnops_tree_t *tree = cnops_tree_object(ctl->pool);

    if (!ctl->json) {
        apr_file_printf(ctl->out,
                        "journal: %" APR_INT64_T_FMT " chain(s), %" APR_INT64_T_FMT
                        " event(s), %" APR_INT64_T_FMT " fault(s)\n",
                        check->chain_count, check->event_count, check->fault_count);
        return;
    }
    cnops_tree_set_int(tree, "chains", check->chain_count);
    cnops_tree_set_int(tree, "events", check->event_count);
    cnops_tree_set(tree, "faults", reading->faults);
    cnops_casework_print(ctl, tree);
}

static cnops_exit_e read_journal(reading_t *reading)
{
    const cnops_ctl_t *ctl = reading->ctl;
    cnops_journal_check_t check = {.core = &reading->portal->core,
                                   .person_id = reading->person_id,
                                   .next_kept = reading->former ? read_head : NULL,
                                   .fault = report_fault,
                                   .head = reading->next ? keep_head : NULL,
                                   .self = reading};
    cnops_exit_e verdict;
    apr_status_t rv = cnops_journal_check(&check, ctl->pool);
    bool sound = rv == APR_SUCCESS && check.fault_count == 0;

    verdict = close_checkpoint(reading, sound);
    if (rv != APR_SUCCESS)
        return cnops_casework_failed(ctl, reading->portal, rv);
    print_result(reading, &check);
    return sound ? verdict : CNOPS_EXIT_REFUSED;
}

/* person_id 0: every chain. */
static cnops_exit_e check_journal(const cnops_ctl_t *ctl, const cnops_portal_t *portal,
                                  apr_int64_t person_id)
{
    reading_t reading = {
        .ctl = ctl, .portal = portal, .faults = cnops_tree_list(ctl->pool), .person_id = person_id};
    cnops_exit_e verdict = open_checkpoints(&reading);

    return verdict == CNOPS_EXIT_DONE ? read_journal(&reading) : verdict;
}

cnops_exit_e cnops_ctl_check_journal(const cnops_ctl_t *ctl, const cnops_portal_t *portal)
{
    return check_journal(ctl, portal, 0);
}

/* --- the cut after it --- */

static void print_cut(const reading_t *reading, const cnops_journal_cut_t *done)
{
    const cnops_ctl_t *ctl = reading->ctl;
    cnops_tree_t *tree = cnops_tree_object(ctl->pool);

    if (!ctl->json) {
        apr_file_printf(ctl->out,
                        "journal: %" APR_INT64_T_FMT " chain(s) cut, %" APR_INT64_T_FMT
                        " event(s) deleted\n",
                        done->chain_count, done->event_count);
        return;
    }
    cnops_tree_set_int(tree, "chains_cut", done->chain_count);
    cnops_tree_set_int(tree, "events_deleted", done->event_count);
    if (done->fault_count)
        cnops_tree_set(tree, "faults", reading->faults);
    cnops_casework_print(ctl, tree);
}

cnops_exit_e cnops_ctl_cut_journal(const cnops_ctl_t *ctl, const cnops_portal_t *portal,
                                   apr_time_t before)
{
    reading_t reading = {.ctl = ctl, .portal = portal, .faults = cnops_tree_list(ctl->pool)};
    const cnops_journal_check_t asked = {
        .core = &portal->core, .next_kept = read_head, .fault = report_fault, .self = &reading};
    cnops_journal_cut_t done;
    apr_status_t rv =
        cnops_checkpoint_open(&reading.former, asked.core, ctl->checkpoint, ctl->pool);

    if (rv != APR_SUCCESS)
        return refuse_checkpoint(ctl, rv);
    if ((rv = cnops_journal_cut(&done, &asked, before, ctl->pool)) != APR_SUCCESS)
        return cnops_casework_failed(ctl, portal, rv);
    print_cut(&reading, &done);
    return done.fault_count ? CNOPS_EXIT_REFUSED : CNOPS_EXIT_DONE;
}

/* --- the command --- */

cnops_exit_e cnops_command_journal_check(cnops_ctl_t *ctl)
{
    const cnops_person_t *person = NULL;
    cnops_portal_t *portal;
    cnops_exit_e verdict = cnops_portal_open(&portal, ctl);

    if (verdict == CNOPS_EXIT_DONE && ctl->operand_count)
        verdict = cnops_casework_find(&person, ctl, portal, ctl->operands[0]);
    if (verdict != CNOPS_EXIT_DONE)
        return verdict;
    return check_journal(ctl, portal, person ? person->id : 0);
}
