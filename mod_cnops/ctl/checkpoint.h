/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The journal's heads in a file of their own, to be kept where the database's master has no
 * hand: a line a chain, and a keyed mac over all of them.
 *
 * Floor: ctl. Callers: ctl. Threads: one.
 * Form: "cnops-journal-heads KEYID", lines "PERSON SEQ MAC" by person, "mac HEX64". */
#ifndef CNOPS_CTL_CHECKPOINT_H
#define CNOPS_CTL_CHECKPOINT_H

#include "core/journal/journal_check.h"

#include <apr_file_io.h>

typedef struct cnops_checkpoint_t cnops_checkpoint_t;

/* Opens a checkpoint and checks its mac. APR_ENOENT where there is none yet; CNOPS_EFORGED
 * where it is not as it was written, or its key is unknown. */
apr_status_t cnops_checkpoint_open(cnops_checkpoint_t **pcheckpoint, const cnops_core_t *core,
                                   const char *path, apr_pool_t *pool);
/* For cnops_journal_check: self is the checkpoint. */
apr_status_t cnops_checkpoint_next(cnops_checkpoint_t *checkpoint, cnops_chain_head_t *phead);

/* Begins a new one beside path (mode 0600); it takes path's place when it is finished. */
apr_status_t cnops_checkpoint_begin(cnops_checkpoint_t **pcheckpoint, const cnops_core_t *core,
                                    const char *path, apr_pool_t *pool);
apr_status_t cnops_checkpoint_add(cnops_checkpoint_t *checkpoint, const cnops_chain_head_t *head);
apr_status_t cnops_checkpoint_finish(cnops_checkpoint_t *checkpoint);
/* Path stays as it is. */
void cnops_checkpoint_abandon(cnops_checkpoint_t *checkpoint);

#endif
