/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What an operator sees and does of the outbox.
 *
 * Floor: store. Callers: ctl. Threads: any. */
#ifndef CNOPS_STORE_OUTBOX_DESK_H
#define CNOPS_STORE_OUTBOX_DESK_H

#include "core/ports/outbox.h"
#include "store/lease.h"

typedef struct cnops_outbox_entry_t {
    cnops_outbox_row_t row; /* content_sealed "" once blanked */
    const char *state;      /* due | sent | dead | expired */
    apr_time_t due_at;
    apr_time_t settled_at; /* 0 while due */
    const char *receipt;   /* delivered | failed | "" */
    apr_time_t receipt_at;
} cnops_outbox_entry_t;

/* Up to max rows behind after_id that are in one of two states (which may be the same), by
 * id. *plist: cnops_outbox_entry_t. */
apr_status_t cnops_outbox_desk_list(apr_array_header_t **plist, const cnops_lease_t *lease,
                                    bool is_mysql, const char *state, const char *state2,
                                    apr_int64_t after_id, int max, apr_pool_t *pool);

/* Makes dead messages due again, as if they had never been tried: the one of id, or with id
 * 0 all. *pcount: how many; those without content or past their life stay dead. */
apr_status_t cnops_outbox_desk_retry(int *pcount, const cnops_lease_t *lease, bool is_mysql,
                                     apr_int64_t id, apr_time_t now, apr_pool_t *pool);

#endif
