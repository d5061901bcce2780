/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The table families, each filling its part of the port (whose self is a cnops_db_t).
 *
 * Floor: store, private to it. */
#ifndef CNOPS_STORE_FAMILIES_H
#define CNOPS_STORE_FAMILIES_H

#include "store/dbd.h"

void cnops_persons_port(cnops_store_t *pstore);
void cnops_accounts_port(cnops_store_t *pstore);
void cnops_sessions_port(cnops_store_t *pstore);
void cnops_challenges_port(cnops_store_t *pstore);
void cnops_counters_port(cnops_store_t *pstore);
void cnops_tokens_port(cnops_store_t *pstore);
void cnops_outbox_port(cnops_store_t *pstore);
void cnops_purge_port(cnops_store_t *pstore);

/* A column with a channel's name. */
cnops_channel_e cnops_outbox_channel(const char *word);

/* Queues a message within somebody else's transaction. */
apr_status_t cnops_outbox_queue(cnops_unit_t *unit, const cnops_outbox_row_t *message);

#endif
