/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* How the command import decisions ends.
 *
 * Floor: ctl. Threads: one. */
#ifndef CNOPS_CTL_IMPORT_IMPORT_DECISIONS_H
#define CNOPS_CTL_IMPORT_IMPORT_DECISIONS_H

#include "ctl/ctl.h"
#include "ctl/import/decisions_import.h"

/* Prints the counts, and what was not written. CNOPS_EXIT_REFUSED where a row was refused, also
 * while the others were written, unless --keep-going takes the others. */
cnops_exit_e cnops_import_decisions_conclude(const cnops_ctl_t *ctl,
                                             const cnops_decisions_result_t *result);

#endif
