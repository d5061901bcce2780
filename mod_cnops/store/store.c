/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/store.h"

#include "store/families.h"

void cnops_store_make(cnops_store_t *pstore, const cnops_lease_t *lease, bool is_mysql,
                      apr_pool_t *pool)
{
    pstore->self = cnops_db_make(lease, is_mysql, pool);
    cnops_persons_port(pstore);
    cnops_accounts_port(pstore);
    cnops_account_acts_port(pstore);
    cnops_requests_port(pstore);
    cnops_events_port(pstore);
    cnops_sessions_port(pstore);
    cnops_devices_port(pstore);
    cnops_challenges_port(pstore);
    cnops_counters_port(pstore);
    cnops_tokens_port(pstore);
    cnops_outbox_port(pstore);
    cnops_purge_port(pstore);
}
