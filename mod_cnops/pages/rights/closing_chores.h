/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Deletes the accounts whose owners closed them, when their delay is over.
 *
 * Floor: pages. Threads: the watchdog's, in one process at a time; two at once do no harm. */
#ifndef CNOPS_PAGES_RIGHTS_CLOSING_CHORES_H
#define CNOPS_PAGES_RIGHTS_CLOSING_CHORES_H

#include "pages/frame/request.h"

/* Some of them; the next run takes the rest. An account that fails does not stop the others: the
 * first failure is returned. */
apr_status_t cnops_closing_chores(const cnops_app_t *app, apr_pool_t *pool);

#endif
