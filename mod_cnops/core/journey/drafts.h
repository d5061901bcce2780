/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What a visitor has typed, kept in the journey so that no page loses it: when the visitor goes
 * back, changes the language, or opens the page again.
 *
 * Floor: core. Threads: any (a journey belongs to one request). Secrets: none may be kept (employee
 * number, RIB, civil-status number, codes, passwords): the caller must not give one. The other
 * texts are sealed with the journey.
 *
 * Texts are kept in slots. All steps of a journey share the slot CNOPS_DRAFTS_STEPS. Any other slot
 * is the path of a page with a form; only the one that was used last is kept. */
#ifndef CNOPS_CORE_JOURNEY_DRAFTS_H
#define CNOPS_CORE_JOURNEY_DRAFTS_H

#include "core/journey/journey.h"

#define CNOPS_DRAFTS_STEPS "pas"

/* Bytes of all drafts together, as JSON. The cookie has at most 4,096 bytes, and the rest of the
 * journey needs about half of them. What goes beyond it is not kept. */
#define CNOPS_DRAFTS_MAX 1400

/* The texts of a slot, by the names of their fields. NULL: nothing is kept there. */
const cnops_tree_t *cnops_drafts_of(const cnops_journey_t *journey, const char *slot,
                                    apr_pool_t *pool);

/* Replaces the texts of a slot. texts: an object of texts, the most important ones first; null
 * members are skipped. NULL forgets the slot. */
void cnops_drafts_keep(cnops_journey_t *journey, const char *slot, const cnops_tree_t *texts,
                       apr_pool_t *pool);

#endif
