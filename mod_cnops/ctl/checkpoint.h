/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A checkpoint: a file with the newest event (the head) of every chain of the journal. It is
 * meant to be kept on another machine. Then even an administrator of the database cannot cut
 * events off the end of a chain unnoticed.
 *
 * Floor: ctl. Threads: one.
 * Format: first the line "cnops-journal-heads KEYID"; then a line "PERSON SEQ MAC" per chain,
 * ordered by person; last the line "mac HEX64", a keyed MAC over all lines before it. */
#ifndef CNOPS_CTL_CHECKPOINT_H
#define CNOPS_CTL_CHECKPOINT_H

#include "core/journal/journal_check.h"

#include <apr_file_io.h>

typedef struct cnops_checkpoint_t cnops_checkpoint_t;

/* Opens the checkpoint at path and checks its MAC. APR_ENOENT where the file does not exist;
 * CNOPS_EFORGED where it was changed, or where its key is unknown. */
apr_status_t cnops_checkpoint_open(cnops_checkpoint_t **pcheckpoint, const cnops_core_t *core,
                                   const char *path, apr_pool_t *pool);
/* Reads the next head. APR_EOF after the last one. */
apr_status_t cnops_checkpoint_next(cnops_checkpoint_t *checkpoint, cnops_chain_head_t *phead);

/* Begins a new checkpoint in a second file beside path (mode 0600). It replaces path when it
 * is finished. */
apr_status_t cnops_checkpoint_begin(cnops_checkpoint_t **pcheckpoint, const cnops_core_t *core,
                                    const char *path, apr_pool_t *pool);
apr_status_t cnops_checkpoint_add(cnops_checkpoint_t *checkpoint, const cnops_chain_head_t *head);
apr_status_t cnops_checkpoint_finish(cnops_checkpoint_t *checkpoint);
/* Removes the new file; the file at path stays as it is. */
void cnops_checkpoint_abandon(cnops_checkpoint_t *checkpoint);

#endif
