/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Known browsers: who signed in from here before is asked for no code.
 *
 * Floor: core. Callers: pages, core/signin/signin.c. Threads: any. Secrets: the cookie is sealed;
 * the id in it is of no use without the seal, so the store keeps it as it is. Source: design.md
 * §6.8. A browser is known to an account while the cookie names the person AND the store has the
 * row: so it can be listed, and forgotten from elsewhere. */
#ifndef CNOPS_CORE_SESSION_DEVICE_H
#define CNOPS_CORE_SESSION_DEVICE_H

#include "core/core.h"

#define CNOPS_DEVICES_MAX 20 /* of one account; the longest unseen goes */

/* The cookie names this browser and the people who signed in from it: never a session.
 * former: the browser's cookie so far, or NULL; its id stays, its people too. */
const char *cnops_device_seal(const cnops_core_t *core, const char *browser, apr_int64_t person_id,
                              const char *former, apr_pool_t *pool);
/* The browser's id if the cookie names this person; NULL otherwise. */
const char *cnops_device_of(const cnops_core_t *core, const char *cookie, apr_int64_t person_id,
                            apr_pool_t *pool);
/* The id that the cookie (may be NULL) holds, whoever it names; else a new one: 32 hex. Of a
 * journey (NULL: none) it is the same each time, so that a double click makes one browser. */
const char *cnops_device_id(const cnops_core_t *core, const char *cookie, const char *journey_id,
                            apr_pool_t *pool);

/* *pknown: the account has a row for it. browser NULL: unknown. */
apr_status_t cnops_device_is_known(bool *pknown, const cnops_core_t *core, apr_int64_t account_id,
                                   const char *browser, apr_pool_t *pool);

/* A row for the store: seen now. */
cnops_device_t *cnops_device_row(const cnops_core_t *core, apr_int64_t account_id,
                                 const char *browser, const char *ip, const char *user_agent,
                                 apr_pool_t *pool);

#endif
