/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The schemes of the institution's file.
 *
 * Floor: view. Threads: any; the tree is read-only. */
#ifndef CNOPS_VIEW_BRAND_SCHEMES_H
#define CNOPS_VIEW_BRAND_SCHEMES_H

#include "base/tree.h"

#include <stdbool.h>

#define CNOPS_SCHEME_OF_STUDENTS "student"

/* Whether the institution manages the scheme with this code. A file without a list of schemes is
 * older than that list: its institution manages all of them. */
bool cnops_schemes_have(const cnops_tree_t *institution, const char *code);

#endif
