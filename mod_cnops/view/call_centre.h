/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The telephone number of the call centre, as sentences and e-mails have it.
 *
 * Floor: view. Threads: any. */
#ifndef CNOPS_VIEW_CALL_CENTRE_H
#define CNOPS_VIEW_CALL_CENTRE_H

#include "base/tree.h"

/* The number with no-break blanks: a line never breaks in it. NULL if the institution has none.
 * cnops_mail_site may have made them already: that does not matter. */
const char *cnops_call_centre_text(const cnops_tree_t *institution, apr_pool_t *pool);

/* Sets object.call_centre: that number, and a link to it where HTML is written. Among the arguments
 * of a sentence, it is {call_centre}. */
void cnops_call_centre_add(cnops_tree_t *object, const cnops_tree_t *institution);

#endif
