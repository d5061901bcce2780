/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The mutuelles of the institution's file, to which public-sector members send their care sheets.
 *
 * Imports write the mutuelle of a member as the insurer's other systems spell it. So an entry is
 * found by any of its names, whatever its capitals, blanks, points and hyphens are.
 *
 * Floor: view. Threads: any; the tree is read-only. */
#ifndef CNOPS_VIEW_BRAND_MUTUELLES_H
#define CNOPS_VIEW_BRAND_MUTUELLES_H

#include "base/faults.h"
#include "base/tree.h"

/* The entry that has name as its code, its name in French or Arabic, or among its other spellings
 * ("also"). NULL where there is none, or name is NULL or has no letter or digit. */
const cnops_tree_t *cnops_mutuelle_named(const cnops_tree_t *institution, const char *name,
                                         apr_pool_t *pool);

/* The entry with this code, as it is in addresses; NULL where there is none. */
const cnops_tree_t *cnops_mutuelle_coded(const cnops_tree_t *institution, const char *code);

/* Adds a fault for each name that two entries have, and for each code that means something else in
 * addresses. A tree that breaks the schema does no harm. */
void cnops_mutuelles_check(cnops_faults_t *faults, const cnops_tree_t *institution,
                           apr_pool_t *pool);

/* In addresses, what a code may not be: the blank sheets of the two schemes. */
#define CNOPS_SHEET_STUDENT "etudiants"
#define CNOPS_SHEET_PUBLIC  "secteur-public"

#endif
