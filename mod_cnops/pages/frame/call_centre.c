/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/frame/call_centre.h"

#include "base/text.h"

#include <apr_strings.h>

const char *cnops_call_centre_text(const cnops_app_t *app, apr_pool_t *pool)
{
    const char *number = cnops_tree_text(app->institution, "call_centre");

    return number ? cnops_text_unbreak(number, pool) : NULL;
}

void cnops_call_centre_add(cnops_tree_t *args, const cnops_app_t *app)
{
    const char *number = cnops_call_centre_text(app, args->pool);
    const char *digits = cnops_tree_text(app->institution, "call_centre_tel");

    cnops_tree_set_link(args, "call_centre", number,
                        digits ? apr_pstrcat(args->pool, "tel:", digits, NULL) : NULL);
}
