/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What the institution holds about a person.
 *
 * Floor: core. Threads: any. Secrets: records hold names, numbers and contacts in clear; they go
 * to the person, to those who act for the institution, and to no log. */
#ifndef CNOPS_CORE_PERSON_PERSON_H
#define CNOPS_CORE_PERSON_PERSON_H

#include "base/tree.h"
#include "core/core.h"

/* *pperson: who has this document; NULL: nobody. */
apr_status_t cnops_person_by_document(const cnops_person_t **pperson, const cnops_store_t *store,
                                      const char *document_digest, apr_pool_t *pool);

/* *precord: the sealed record as a tree (core/ports/persons.h); NULL where there is no such
 * person. CNOPS_EFORGED where it does not open. */
apr_status_t cnops_person_record(cnops_tree_t **precord, const cnops_core_t *core,
                                 apr_int64_t person_id, apr_pool_t *pool);

/* *plist: cnops_membership_t, the oldest first; empty for person 0. cnops_identity_record opens
 * the record of each. */
apr_status_t cnops_person_memberships(apr_array_header_t **plist, const cnops_core_t *core,
                                      apr_int64_t person_id, apr_pool_t *pool);

#endif
