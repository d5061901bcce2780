/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/brand/schemes.h"

#include <string.h>

bool cnops_schemes_have(const cnops_tree_t *institution, const char *code)
{
    const cnops_tree_t *list = institution ? cnops_tree_get(institution, "schemes") : NULL;

    for (const cnops_tree_t *at = list ? list->first : NULL; at; at = at->next) {
        const char *found = cnops_tree_text(at, "code");

        if (found && strcmp(found, code) == 0)
            return true;
    }
    return !list;
}
