/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The code store of one machine: a fixed table in anonymous shared memory.
 *
 * Floor: store. Threads and processes: any; a robust mutex, shared by all processes, guards each
 * stripe of the table. The table is made in the process pool and kept over graceful restarts, so
 * that the codes in it survive them. It is never written to disk. When it is full, a new code
 * replaces the neighbour that expires first. */
#ifndef CNOPS_STORE_CODES_CODES_SHM_H
#define CNOPS_STORE_CODES_CODES_SHM_H

#include "core/ports.h"

typedef struct cnops_codes_shm_t cnops_codes_shm_t;

/* entries: how many codes fit, 1024 to 1048576. pool must live longer than every user. */
apr_status_t cnops_codes_shm_make(cnops_codes_shm_t **pshm, apr_size_t entries,
                                  const cnops_clock_t *clock, apr_pool_t *pool);
/* Fills the port. */
void cnops_codes_shm_port(cnops_code_store_t *pport, cnops_codes_shm_t *shm);

#endif
