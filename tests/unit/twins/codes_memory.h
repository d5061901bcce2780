/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The code store in memory, with the failures that a real one can have. Threads: any. */
#ifndef CNOPS_TWINS_CODES_MEMORY_H
#define CNOPS_TWINS_CODES_MEMORY_H

#include "core/ports.h"

typedef struct codes_memory_t codes_memory_t;

codes_memory_t *codes_memory_make(const cnops_clock_t *clock, apr_pool_t *pool);
void codes_memory_port(cnops_code_store_t *pport, codes_memory_t *codes);

/* While it is down, every call returns CNOPS_EUNAVAILABLE. What is stored stays. */
void codes_memory_down(codes_memory_t *codes, bool down);
/* A restart: all codes are lost. */
void codes_memory_forget_all(codes_memory_t *codes);

#endif
