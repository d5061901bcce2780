/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What is over goes: how long each thing is kept after its end is said here alone.
 *
 * Sessions go when they are idle for too long or too old; challenges, tokens and counters once
 * they are past use. A message that expires unsent is blanked at once, one that was given up a
 * week later (an operator may have it tried again until then), and the row of one that is sent
 * or blanked goes after a day.
 *
 * Floor: core. Threads: any. Every family of tables is a unit of work of its own: a purge that
 * fails halfway is made up for by the next one. */
#ifndef CNOPS_CORE_PURGE_H
#define CNOPS_CORE_PURGE_H

#include "core/core.h"

apr_status_t cnops_purge(const cnops_core_t *core, apr_pool_t *pool);

/* ... for a program that may not know the settings of the server: sessions are kept as long as
 * any setting would let them live. */
apr_status_t cnops_purge_carefully(const cnops_core_t *core, apr_pool_t *pool);

#endif
