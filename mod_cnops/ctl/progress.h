/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A progress bar on standard error, where that is a terminal.
 *
 * Floor: ctl. Threads: one. */
#ifndef CNOPS_CTL_PROGRESS_H
#define CNOPS_CTL_PROGRESS_H

#include "ctl/ctl.h"

typedef struct cnops_progress_t {
    apr_file_t *err;
    bool shows; /* false: not on a terminal */
} cnops_progress_t;

cnops_progress_t cnops_progress_begin(const cnops_ctl_t *ctl);

/* Shows done of total. Nothing where total is 0 or less. */
void cnops_progress_show(const cnops_progress_t *progress, apr_int64_t done, apr_int64_t total);

/* Takes the bar away, so that a line can be printed. */
void cnops_progress_clear(const cnops_progress_t *progress);

#endif
