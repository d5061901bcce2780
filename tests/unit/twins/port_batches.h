/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What the tests of batches share. Only port_contract_batches.c and port_batches.c include it. */
#ifndef CNOPS_TWINS_PORT_BATCHES_H
#define CNOPS_TWINS_PORT_BATCHES_H

#include "port_contract_tests.h"

#define HASH(n)  port_digest(6000 + (n), world->pool)
#define LONG_AGO (PORT_NOW - apr_time_from_sec(3600))
#define WORKER   "worker"

cnops_batch_t port_batch_make(port_world_t *world, unsigned number);
cnops_batch_lease_t port_batch_lease(apr_int64_t batch_id, const char *owner, apr_time_t now);
apr_status_t port_batch_add_chunks(port_world_t *world, const cnops_batch_lease_t *lease, int first,
                                   int count);
/* A batch whose body is coming, with two chunks. */
cnops_batch_t port_batch_begin(port_world_t *world, unsigned number);
void port_batch_end_body(port_world_t *world, cnops_batch_t *batch, cnops_batch_state_e state);
/* A batch that waits for work. */
cnops_batch_t port_batch_receive(port_world_t *world, unsigned number, cnops_batch_state_e state);
const cnops_batch_t *port_batch_look(port_world_t *world, const cnops_batch_t *batch);
const cnops_batch_t *port_batch_take(port_world_t *world, const char *owner, apr_time_t now);
const cnops_batch_chunk_t *port_batch_chunk(port_world_t *world, apr_int64_t batch_id,
                                            apr_int64_t seq);
int port_batch_clear(port_world_t *world, apr_int64_t batch_id, cnops_batch_part_e part, int max);
/* The work on a chunk: rows of these lines are accepted, and the line after them is refused. */
apr_status_t port_batch_settle_lines(port_world_t *world, const cnops_batch_turn_t *frame,
                                     int first, int count);
cnops_batch_turn_t port_batch_turn(apr_int64_t batch_id, apr_int64_t seq);
apr_array_header_t *port_batch_faults(port_world_t *world, apr_int64_t batch_id, apr_int64_t after,
                                      int max);
int port_batch_count_known(port_world_t *world, apr_int64_t batch_id, unsigned first,
                           unsigned count);

#endif
