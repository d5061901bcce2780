/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Known browsers: a sign-in from a browser that the account has used before needs no code.
 *
 * Floor: core. Threads: any. Secrets: the cookie is sealed. The id in it is of no use without the
 * seal, so the store keeps the id in clear. Source: design.md §6.8.
 *
 * A browser is known to an account while its cookie names the person and the store has its row. So
 * browsers can be listed, and forgotten from another browser. */
#ifndef CNOPS_CORE_SESSION_DEVICE_H
#define CNOPS_CORE_SESSION_DEVICE_H

#include "core/core.h"

#define CNOPS_DEVICES_MAX 20 /* of one account; the one unseen for longest is deleted */

/* The value of the cookie, which names this browser and the people who signed in from it. It never
 * opens a session. former: the cookie that the browser has now, or NULL; its people are kept. */
const char *cnops_device_seal(const cnops_core_t *core, const char *browser, apr_int64_t person_id,
                              const char *former, apr_pool_t *pool);
/* The browser's id if the cookie names this person; NULL otherwise. */
const char *cnops_device_of(const cnops_core_t *core, const char *cookie, apr_int64_t person_id,
                            apr_pool_t *pool);
/* Whether the portal has sealed this cookie (may be NULL), whichever people it names. */
bool cnops_device_is_genuine(const cnops_core_t *core, const char *cookie, apr_pool_t *pool);
/* The id in the cookie (may be NULL), whichever people it names. Without one, a new id of 32 hex
 * characters: random where journey_id is NULL; else always the same for that journey, so that a
 * double click makes one browser. */
const char *cnops_device_id(const cnops_core_t *core, const char *cookie, const char *journey_id,
                            apr_pool_t *pool);

/* *pis_known: the account has a row for this browser. browser NULL: false. */
apr_status_t cnops_device_is_known(bool *pis_known, const cnops_core_t *core,
                                   apr_int64_t account_id, const char *browser, apr_pool_t *pool);

/* A row for the store, first and last seen now. */
cnops_device_t *cnops_device_row(const cnops_core_t *core, apr_int64_t account_id,
                                 const char *browser, const char *ip, const char *user_agent,
                                 apr_pool_t *pool);

/* The account knows this browser from now on, without a session. */
apr_status_t cnops_device_remember(const cnops_core_t *core, const cnops_device_t *device,
                                   apr_pool_t *pool);
/* *plist: cnops_device_t of the account, last seen first. */
apr_status_t cnops_device_list(apr_array_header_t **plist, const cnops_core_t *core,
                               apr_int64_t account_id, apr_pool_t *pool);

#endif
