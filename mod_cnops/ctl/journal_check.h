/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The check of the journal, also for commands that may only go on where the journal is sound.
 *
 * Floor: ctl. Threads: one. */
#ifndef CNOPS_CTL_JOURNAL_CHECK_H
#define CNOPS_CTL_JOURNAL_CHECK_H

#include "ctl/ctl.h"
#include "ctl/portal.h"

/* Checks every chain, against the file of --checkpoint too, and prints faults and counts. Where
 * nothing is wrong it writes that file again and returns CNOPS_EXIT_DONE. */
cnops_exit_e cnops_ctl_check_journal(const cnops_ctl_t *ctl, const cnops_portal_t *portal);

/* After it, with --checkpoint: deletes what is older than before from the beginning of chains
 * (core/journal/journal_cut.h), against the heads in that file. Prints faults, which the check
 * cannot have seen yet, and counts. CNOPS_EXIT_REFUSED where there is a fault. */
cnops_exit_e cnops_ctl_cut_journal(const cnops_ctl_t *ctl, const cnops_portal_t *portal,
                                   apr_time_t before);

#endif
