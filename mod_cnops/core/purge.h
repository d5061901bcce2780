/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Deletes what is no longer needed. How long each thing is kept after its end is written only here.
 *
 * Sessions are deleted when they were idle for too long or are too old; challenges, tokens and
 * counters when they can no longer be used. The content of a message that expires before it is sent
 * is blanked at once. The content of a message that was given up is blanked a week later; until
 * then an operator may have it tried again. The row of a message that was sent or blanked is
 * deleted after a day. An expired link is kept for 30 days, in which its page says that it is over;
 * then its address becomes as unknown as any other.
 *
 * Floor: core. Threads: any. Each family of tables is a unit of work of its own: if a purge fails
 * halfway, the next purge does the rest. */
#ifndef CNOPS_CORE_PURGE_H
#define CNOPS_CORE_PURGE_H

#include "core/core.h"

apr_status_t cnops_purge(const cnops_core_t *core, apr_pool_t *pool);

/* For a program that may not know the settings of the server: keeps sessions as long as any setting
 * could let them live. */
apr_status_t cnops_purge_carefully(const cnops_core_t *core, apr_pool_t *pool);

#endif
