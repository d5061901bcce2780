/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The periodic work on registrations: tells students by e-mail that the insurer has registered
 * them, or has changed their status (core/registration/telling.h). The address comes from an
 * establishment and may be wrong, so a message names nobody.
 *
 * Floor: pages. The watchdog runs it in one process at a time. While httpd restarts, two processes
 * may run it: each message is queued in the transaction that says that it was. */
#ifndef CNOPS_PAGES_REGISTRATION_REGISTRATION_CHORES_H
#define CNOPS_PAGES_REGISTRATION_REGISTRATION_CHORES_H

#include "pages/frame/request.h"
#include "pages/notice/pace.h"

/* pace: of CnopsNewsRate. A registration that fails does not stop the others; the first failure is
 * returned. */
apr_status_t cnops_registration_chores(const cnops_app_t *app, cnops_pace_t *pace,
                                       apr_pool_t *pool);

#endif
