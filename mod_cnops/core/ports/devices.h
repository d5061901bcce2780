/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Known browsers of accounts: core/session/device.h.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_PORTS_DEVICES_H
#define CNOPS_CORE_PORTS_DEVICES_H

#include "core/ports/purging.h"
#include "core/ports/trail.h"

/* A browser from which the account has signed in. */
typedef struct cnops_device_t {
    apr_int64_t account_id;
    const char *browser; /* 32 hex: what its cookie holds, sealed */
    apr_time_t first_at, seen_at;
    const char *address_block, *user_agent; /* at the latest sign-in */
} cnops_device_t;

typedef struct cnops_forgetting_t {
    apr_int64_t account_id;
    const char *browser;             /* NULL: all */
    const char *spared_token_digest; /* the session that continues; NULL: none */
} cnops_forgetting_t;

typedef struct cnops_devices_port_t {
    apr_status_t (*get)(void *self, const cnops_device_t **pdevice, apr_int64_t account_id,
                        const char *browser, apr_pool_t *pool);
    /* *plist: cnops_device_t, last seen first. */
    apr_status_t (*of_account)(void *self, apr_array_header_t **plist, apr_int64_t account_id,
                               apr_pool_t *pool);
    /* The browser is known from now on. If it was known before, first_at stays. At most max
     * browsers of an account are kept; the ones unseen for longest are deleted. */
    apr_status_t (*keep)(void *self, const cnops_device_t *device, int max, apr_pool_t *pool);
    /* Forgets a browser and ends its sessions, or forgets all browsers and ends all sessions; the
     * spared session continues. CNOPS_ENOTFOUND where the account does not know the browser. trail
     * may be NULL (core/ports/trail.h). */
    apr_status_t (*forget)(void *self, const cnops_forgetting_t *forgetting,
                           const cnops_trail_t *trail, apr_pool_t *pool);
    /* Age: since its latest sign-in. */
    cnops_purge_fn purge;
} cnops_devices_port_t;

#endif
