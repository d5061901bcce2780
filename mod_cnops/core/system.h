/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The machine's clock and its source of random bytes, as ports.
 *
 * Floor: core. Threads: any. sodium_init must have been called before. */
#ifndef CNOPS_CORE_SYSTEM_H
#define CNOPS_CORE_SYSTEM_H

#include "core/ports.h"

cnops_clock_t cnops_system_clock(void);
cnops_random_t cnops_system_random(void);

#endif
