/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/call_centre.h"

#include "base/text.h"

#include <apr_strings.h>

const char *cnops_call_centre_text(const cnops_tree_t *institution, apr_pool_t *pool)
{
    const char *number = cnops_tree_text(institution, "call_centre");

    return number ? cnops_text_unbreak(number, pool) : NULL;
}

void cnops_call_centre_add(cnops_tree_t *object, const cnops_tree_t *institution)
{
    const char *number = cnops_call_centre_text(institution, object->pool);
    const char *digits = cnops_tree_text(institution, "call_centre_tel");

    cnops_tree_set_link(object, "call_centre", number,
                        digits ? apr_pstrcat(object->pool, "tel:", digits, NULL) : NULL);
}
