/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Whoever must hear of what happens to a person's account: the contacts bound to it, and
 * those that the insurer has on file.
 *
 * Floor: pages. Callers: journeys, ceiling.c, requests. Threads: any. Secrets: contacts in
 * clear, for messages only. */
#ifndef CNOPS_PAGES_NOTICE_TOLD_H
#define CNOPS_PAGES_NOTICE_TOLD_H

#include "pages/frame/request.h"

typedef struct cnops_told_t {
    cnops_channel_e channel;
    const char *contact; /* normalised */
    bool is_bound;       /* to the account; else on file */
} cnops_told_t;

/* *plist: cnops_told_t, bound ones first, each contact once. *paccount: the person's, or NULL.
 * What a record holds may be no contact at all any more: then it is left out. The same work
 * for person 0, who has none. */
apr_status_t cnops_told_find(apr_array_header_t **plist, const cnops_account_t **paccount,
                             const cnops_core_t *core, apr_int64_t person_id, apr_pool_t *pool);

/* Takes this contact off the list. */
void cnops_told_drop(apr_array_header_t *list, const char *contact);

/* A message (see cnops_messages_add) to each of them. */
apr_status_t cnops_told_write(apr_array_header_t *messages, const cnops_app_t *app,
                              const apr_array_header_t *list, const char *name, const char *lang,
                              const cnops_tree_t *facts, apr_pool_t *pool);

#endif
