/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/families.h"

/* Several messages of an act may have the same link: the statement writes its row only once. */
apr_status_t cnops_unit_add_link(cnops_unit_t *unit, const cnops_link_row_t *link)
{
    return cnops_unit_execute(NULL, unit, CNOPS_SQL_LINK_INSERT,
                              CNOPS_ARGS(link->digest, link->kind, &link->account_id,
                                         link->content_sealed, &link->expires_at));
}

apr_status_t cnops_unit_drop_links(cnops_unit_t *unit, apr_int64_t account_id)
{
    return cnops_unit_execute(NULL, unit, CNOPS_SQL_LINKS_DROP, CNOPS_ARGS(&account_id));
}

static void read_link(void *self, const cnops_row_t *row)
{
    const cnops_link_row_t **plink = self;
    cnops_link_row_t *link = apr_palloc(row->unit->pool, sizeof *link);

    link->digest = cnops_row_text(row, 0);
    link->kind = cnops_row_text(row, 1);
    link->account_id = cnops_row_int(row, 2);
    link->content_sealed = cnops_row_text(row, 3);
    link->expires_at = cnops_row_int(row, 4);
    *plink = link;
}

static apr_status_t link_find(void *self, const cnops_link_row_t **plink, const char *digest,
                              apr_pool_t *pool)
{
    *plink = NULL;
    return cnops_db_select(self, CNOPS_SQL_LINK_BY_DIGEST, CNOPS_ARGS(digest), read_link, plink,
                           pool);
}

static apr_status_t link_purge(void *self, int *pcount, apr_time_t before, int max,
                               apr_pool_t *pool)
{
    return cnops_db_purge(pcount, self, CNOPS_SQL_PURGE_LINKS, (cnops_old_t){before, max}, pool);
}

const cnops_links_port_t cnops_store_links = {.find = link_find, .purge = link_purge};
