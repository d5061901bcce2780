/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What an operator may read and change in the outbox.
 *
 * Floor: store. Threads: any. Secrets: the content of messages stays sealed. */
#ifndef CNOPS_STORE_OUTBOX_DESK_H
#define CNOPS_STORE_OUTBOX_DESK_H

#include "core/ports/outbox.h"
#include "store/lease.h"

typedef struct cnops_outbox_entry_t {
    cnops_outbox_row_t row; /* content_sealed: "" once the content was deleted */
    const char *state;      /* due | sent | dead | expired */
    apr_time_t due_at;
    apr_time_t settled_at; /* when it became sent, dead or expired; 0 while due */
    const char *receipt;   /* delivered | failed | "" */
    apr_time_t receipt_at;
} cnops_outbox_entry_t;

/* *plist: cnops_outbox_entry_t, in the order of ids: at most max rows with an id greater than
 * after_id and one of the two states (which may be the same). */
apr_status_t cnops_outbox_desk_list(apr_array_header_t **plist, const cnops_lease_t *lease,
                                    bool is_mysql, const char *state, const char *state2,
                                    apr_int64_t after_id, int max, apr_pool_t *pool);

/* Makes dead messages due again, as if they had never been tried: the message id, or all of them
 * where id is 0. A message that has expired or lost its content stays dead. *pcount: the number of
 * messages that are due again. */
apr_status_t cnops_outbox_desk_retry(int *pcount, const cnops_lease_t *lease, bool is_mysql,
                                     apr_int64_t id, apr_time_t now, apr_pool_t *pool);

#endif
