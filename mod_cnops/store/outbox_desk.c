/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/outbox_desk.h"

#include "store/families.h"

#include <stdint.h>

static void read_entry(void *self, const cnops_row_t *row)
{
    cnops_outbox_entry_t *entry = apr_array_push(self);

    entry->row = (cnops_outbox_row_t){.id = cnops_row_int(row, 0),
                                      .message_id = cnops_row_text(row, 1),
                                      .content_sealed = cnops_row_text(row, 3),
                                      .attempts = (int)cnops_row_int(row, 4),
                                      .created_at = cnops_row_int(row, 5),
                                      .expires_at = cnops_row_int(row, 6)};
    if (!cnops_channel_parse(&entry->row.channel, cnops_row_text(row, 2)))
        cnops_row_refuse(row, 2);
    entry->state = cnops_row_text(row, 7);
    entry->due_at = cnops_row_int(row, 8);
    entry->settled_at = cnops_row_int(row, 9);
    entry->receipt = cnops_row_text(row, 10);
    entry->receipt_at = cnops_row_int(row, 11);
}

apr_status_t cnops_outbox_desk_list(apr_array_header_t **plist, const cnops_lease_t *lease,
                                    bool is_mysql, const char *state, const char *state2,
                                    apr_int64_t after_id, int max, apr_pool_t *pool)
{
    apr_int64_t limit = max;

    *plist = apr_array_make(pool, max, sizeof(cnops_outbox_entry_t));
    return cnops_db_select(cnops_db_make(lease, is_mysql, pool), CNOPS_SQL_OUTBOX_LIST,
                           CNOPS_ARGS(state, state2, &after_id, &limit), read_entry, *plist, pool);
}

apr_status_t cnops_outbox_desk_retry(int *pcount, const cnops_lease_t *lease, bool is_mysql,
                                     apr_int64_t id, apr_time_t now, apr_pool_t *pool)
{
    apr_int64_t last = id ? id : INT64_MAX;

    return cnops_db_execute(pcount, cnops_db_make(lease, is_mysql, pool), CNOPS_SQL_OUTBOX_REVIVE,
                            CNOPS_ARGS(&now, &id, &last, &now), pool);
}
