/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The machine's own clock and random bytes, behind their ports.
 *
 * Floor: core. Callers: httpd/wiring.c, ctl. Threads: any. sodium_init comes first. */
#ifndef CNOPS_CORE_SYSTEM_H
#define CNOPS_CORE_SYSTEM_H

#include "core/ports.h"

cnops_clock_t cnops_system_clock(void);
cnops_random_t cnops_system_random(void);

#endif
