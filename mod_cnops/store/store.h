/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The durable store over any apr_dbd driver.
 *
 * Floor: store. Threads: any.
 * One file a table family (persons.c, accounts.c, …) has its table of functions; every
 * statement stands in statements.c and nothing else can run. */
#ifndef CNOPS_STORE_STORE_H
#define CNOPS_STORE_STORE_H

#include "core/ports.h"
#include "store/lease.h"

/* Fills *pstore. is_mysql chooses the dialect. */
void cnops_store_make(cnops_store_t *pstore, const cnops_lease_t *lease, bool is_mysql,
                      apr_pool_t *pool);

/* Wipes what this process remembers of members (store/recall.h). httpd calls it when a child ends:
 * the pool that has it is the configuration's, which children never destroy. */
void cnops_store_forget(const cnops_store_t *store);

#endif
