/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The check of the keys that check certificates, for cnopsctl doctor.
 *
 * Floor: ctl. Threads: one. */
#ifndef CNOPS_CTL_DOCTOR_PAPERS_H
#define CNOPS_CTL_DOCTOR_PAPERS_H

#include "core/core.h"

/* core: with settings, keys, store, clock and zone. NULL, or what is wrong; *pnote: what to print
 * where nothing is. */
const char *cnops_doctor_papers(const char **pnote, const cnops_core_t *core, apr_pool_t *pool);

#endif
