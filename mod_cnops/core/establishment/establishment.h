/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Establishments, as operators manage them. They send registrations of students: their programs by
 * a key (core/establishment/api_key.h), their officers on pages (core/establishment/officer.h).
 *
 * Floor: core. Threads: any. Secrets: a key is handed out once, in memory that is wiped with its
 * pool; the store has its keyed digest. */
#ifndef CNOPS_CORE_ESTABLISHMENT_ESTABLISHMENT_H
#define CNOPS_CORE_ESTABLISHMENT_ESTABLISHMENT_H

#include "core/core.h"

#define CNOPS_ESTABLISHMENT_NAME_MAX    80  /* characters */
#define CNOPS_ESTABLISHMENT_WEBHOOK_MAX 512 /* bytes */

/* After a rotation the former key works for this time. µs. */
#define CNOPS_ESTABLISHMENT_OVERLAP (7 * apr_time_from_sec(86400))

/* NULL where text can be a code (2 to 16 of A-Z, 0-9 and hyphen), a name (printable, 1 to
 * CNOPS_ESTABLISHMENT_NAME_MAX characters), or the address of a webhook (https://, or http:// on
 * the loopback of this machine; without user, password or '#'); else what is wrong with it. */
const char *cnops_establishment_code_fault(const char *text);
const char *cnops_establishment_name_fault(const char *text);
const char *cnops_establishment_webhook_fault(const char *text, apr_pool_t *pool);

/* *pkey: its first key. CNOPS_EDUPLICATE if the code is taken. */
apr_status_t cnops_establishment_add(const char **pkey, const cnops_core_t *core, const char *code,
                                     const char *name, apr_pool_t *pool);
/* *pestablishment, in any state; NULL: none has this code. */
apr_status_t cnops_establishment_by_code(const cnops_establishment_t **pestablishment,
                                         const cnops_core_t *core, const char *code,
                                         apr_pool_t *pool);
/* The same by its id. */
apr_status_t cnops_establishment_get(const cnops_establishment_t **pestablishment,
                                     const cnops_core_t *core, apr_int64_t id, apr_pool_t *pool);
/* *plist: all of them (cnops_establishment_t), by code. */
apr_status_t cnops_establishment_list(apr_array_header_t **plist, const cnops_core_t *core,
                                      apr_pool_t *pool);
/* *plist: its keys (cnops_establishment_key_t) that work now, oldest first. */
apr_status_t cnops_establishment_keys(apr_array_header_t **plist, const cnops_core_t *core,
                                      apr_int64_t establishment_id, apr_pool_t *pool);

/* *pkey: another key. The former ones work for CNOPS_ESTABLISHMENT_OVERLAP from now on; *pends_at:
 * until when. CNOPS_ENOTFOUND where the establishment is not active. */
apr_status_t cnops_establishment_rotate(const char **pkey, apr_time_t *pends_at,
                                        const cnops_core_t *core, apr_int64_t establishment_id,
                                        apr_pool_t *pool);
/* Ends its keys and the sessions of its officers at once, for ever. CNOPS_ENOTFOUND where it is not
 * active. */
apr_status_t cnops_establishment_revoke(const cnops_core_t *core, apr_int64_t establishment_id,
                                        apr_pool_t *pool);
/* Writes webhook_url and day_rows of *establishment. */
apr_status_t cnops_establishment_set(const cnops_core_t *core,
                                     const cnops_establishment_t *establishment, apr_pool_t *pool);

#endif
