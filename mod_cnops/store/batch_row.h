/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Reads the row of a batch.
 *
 * Floor: store, private to it. Threads: any. */
#ifndef CNOPS_STORE_BATCH_ROW_H
#define CNOPS_STORE_BATCH_ROW_H

#include "store/dbd.h"

/* The batch of a row. False where a word of it is unknown: the select then returns
 * CNOPS_EMALFORMED. */
bool cnops_row_batch_fill(cnops_batch_t *batch, const cnops_row_t *row);

/* A cnops_row_fn whose self is const cnops_batch_t **, which stays as it is where a word is
 * unknown. */
void cnops_row_batch(void *self, const cnops_row_t *row);

#endif
