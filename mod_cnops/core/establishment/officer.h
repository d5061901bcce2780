/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Officers: who may send files for an establishment on the pages. An officer is an e-mail address
 * that an operator has registered. The key of the establishment and a code sent to the address open
 * a session (core/establishment/officer_session.h).
 *
 * Floor: core. Threads: any. Secrets: the address is sealed in the store. */
#ifndef CNOPS_CORE_ESTABLISHMENT_OFFICER_H
#define CNOPS_CORE_ESTABLISHMENT_OFFICER_H

#include "core/establishment/api_key.h"

/* email: as cnops_field_check_email returns it. CNOPS_EDUPLICATE where the establishment has this
 * officer already. */
apr_status_t cnops_officer_add(const cnops_core_t *core, apr_int64_t establishment_id,
                               const char *email, apr_pool_t *pool);
/* Ends the officer's sessions. CNOPS_ENOTFOUND where the establishment has no such officer. */
apr_status_t cnops_officer_remove(const cnops_core_t *core, apr_int64_t establishment_id,
                                  const char *email, apr_pool_t *pool);
/* *plist: cnops_officer_t of those who may act, oldest first. */
apr_status_t cnops_officer_list(apr_array_header_t **plist, const cnops_core_t *core,
                                apr_int64_t establishment_id, apr_pool_t *pool);
/* By id, removed ones too (a batch names who sent it); *pofficer NULL: there is none. */
apr_status_t cnops_officer_get(const cnops_officer_t **pofficer, const cnops_core_t *core,
                               apr_int64_t officer_id, apr_pool_t *pool);
/* The address of an officer, in memory that is wiped with the pool. */
apr_status_t cnops_officer_email(char **pemail, const cnops_core_t *core,
                                 const cnops_officer_t *officer, apr_pool_t *pool);

/* What the first form of an officer's sign-in says. */
typedef struct cnops_officer_claim_t {
    const char *key;   /* as typed */
    const char *email; /* as cnops_field_check_email returns it */
    const char *ip;    /* of the visitor */
} cnops_officer_claim_t;

typedef struct cnops_officer_found_t {
    cnops_api_key_e verdict;                    /* about the key; LIMITED: see retry_after */
    apr_interval_time_t retry_after;            /* µs */
    const cnops_establishment_t *establishment; /* NULL unless the key is right */
    const cnops_officer_t
        *officer; /* NULL: the key is not right, or this is none of its officers */
} cnops_officer_found_t;

/* Pages answer alike whether an officer was found or not. A wrong key counts against the visitor's
 * block. An address that is none of the establishment's officers does not: a limit that only wrong
 * addresses meet would tell whoever has found a key which ones are right. */
apr_status_t cnops_officer_find(cnops_officer_found_t *pfound, const cnops_core_t *core,
                                const cnops_officer_claim_t *claim, apr_pool_t *pool);

/* The officer's id. Of nobody a number that is no id: 0 after a wrong key, else one for each
 * establishment. So what was asked with wrong keys uses up nothing that somebody with a right one
 * could see. */
apr_int64_t cnops_officer_found_id(const cnops_officer_found_t *found);

#endif
