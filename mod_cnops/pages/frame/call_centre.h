/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The telephone number of the call centre, as sentences have it.
 *
 * Floor: pages. Threads: any. */
#ifndef CNOPS_PAGES_FRAME_CALL_CENTRE_H
#define CNOPS_PAGES_FRAME_CALL_CENTRE_H

#include "pages/frame/request.h"

/* The number with no-break blanks: a line never breaks in it. NULL if the institution has none. */
const char *cnops_call_centre_text(const cnops_app_t *app, apr_pool_t *pool);

/* Sets args.call_centre, for {call_centre} in sentences: that number, and a link to it on pages. */
void cnops_call_centre_add(cnops_tree_t *args, const cnops_app_t *app);

#endif
