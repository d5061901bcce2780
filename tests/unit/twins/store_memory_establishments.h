/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What the two files of establishments in the twin know of each other. */
#ifndef CNOPS_TWINS_STORE_MEMORY_ESTABLISHMENTS_H
#define CNOPS_TWINS_STORE_MEMORY_ESTABLISHMENTS_H

#include "store_memory_tables.h"

/* --- store_memory_establishments.c --- */

cnops_establishment_t store_memory_copy_establishment(const cnops_establishment_t *row,
                                                      apr_pool_t *pool);
/* The row itself, by code, or by id where code is NULL; NULL: there is none. */
cnops_establishment_t *store_memory_establishment(store_memory_t *store, apr_int64_t id,
                                                  const char *code);
/* The same by id, NULL also where it is not active. */
cnops_establishment_t *store_memory_active_establishment(store_memory_t *store, apr_int64_t id);

/* --- store_memory_officers.c --- */

/* Sessions of an establishment, or of an officer; the other is 0. */
void store_memory_end_officer_sessions(store_memory_t *store, apr_int64_t establishment_id,
                                       apr_int64_t officer_id);

/* Functions of the port. */
apr_status_t store_memory_officer_add(void *self, const cnops_officer_t *officer, apr_pool_t *pool);
apr_status_t store_memory_officer_remove(void *self, apr_int64_t officer_id, apr_time_t at,
                                         apr_pool_t *pool);
apr_status_t store_memory_officer_get(void *self, const cnops_officer_t **pofficer,
                                      apr_int64_t officer_id, apr_pool_t *pool);
apr_status_t store_memory_officer_by_email(void *self, const cnops_officer_t **pofficer,
                                           apr_int64_t establishment_id, const char *email_digest,
                                           apr_pool_t *pool);
apr_status_t store_memory_officers_of(void *self, apr_array_header_t **plist,
                                      apr_int64_t establishment_id, apr_pool_t *pool);
apr_status_t store_memory_session_begin(void *self, const cnops_officer_session_t *session,
                                        apr_pool_t *pool);
apr_status_t store_memory_session_get(void *self, cnops_officer_signed_in_t *pfound,
                                      const char *token_digest, apr_pool_t *pool);
apr_status_t store_memory_session_used(void *self, const char *token_digest, apr_time_t at,
                                       apr_pool_t *pool);
apr_status_t store_memory_session_end(void *self, const char *token_digest, apr_pool_t *pool);
apr_status_t store_memory_officers_purge(void *self, int *pcount, apr_time_t before, int max,
                                         apr_pool_t *pool);
apr_status_t store_memory_sessions_purge(void *self, int *pcount, apr_time_t before, int max,
                                         apr_pool_t *pool);

#endif
