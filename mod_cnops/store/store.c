/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/store.h"

#include "store/dbd.h"
#include "store/families.h"

#define ENTER_TABLE(family) .family = &cnops_store_##family,

void cnops_store_make(cnops_store_t *pstore, const cnops_lease_t *lease, bool is_mysql,
                      apr_pool_t *pool)
{
    *pstore = (cnops_store_t){.self = cnops_db_make(lease, is_mysql, pool),
                              CNOPS_STORE_FAMILIES(ENTER_TABLE)};
}

void cnops_store_forget(const cnops_store_t *store)
{
    const cnops_db_t *db = store->self;

    cnops_recall_forget(db->recall);
}
