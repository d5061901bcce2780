/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The code store of one machine: a fixed table in anonymous shared memory.
 *
 * Floor: store. Callers: httpd/wiring.c. Threads and processes: any; a
 * process-shared robust mutex guards each of its stripes.
 * Made in the process pool and kept over graceful restarts, so that codes in
 * flight survive them; never written to disk. When full, the entry that expires
 * soonest among its neighbours makes room. */
#ifndef CNOPS_STORE_CODES_CODES_SHM_H
#define CNOPS_STORE_CODES_CODES_SHM_H

#include "core/ports.h"

typedef struct cnops_codes_shm_t cnops_codes_shm_t;

/* entries: how many codes fit, 1024..1048576. pool: must outlive every user. */
apr_status_t cnops_codes_shm_make(cnops_codes_shm_t **pshm, apr_size_t entries,
                                  const cnops_clock_t *clock, apr_pool_t *pool);
/* Fills the port. */
void cnops_codes_shm_port(cnops_code_store_t *pport, cnops_codes_shm_t *shm);

#endif
