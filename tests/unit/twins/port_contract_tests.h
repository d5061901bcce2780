/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The families of the contract's tests, and what they share: port_contract*.c alone. */
#ifndef CNOPS_TWINS_PORT_CONTRACT_TESTS_H
#define CNOPS_TWINS_PORT_CONTRACT_TESTS_H

#include "port_contract.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

#define PORT_NOW     APR_TIME_C(1795248000000000) /* 2026-11-21 08:00:00 UTC */
#define PORT_LEASE   apr_time_from_sec(30)
#define PORT_RUNNERS 8

/* Each ends with a NULL name. */
extern const struct CMUnitTest port_people_tests[];
extern const struct CMUnitTest port_acts_tests[];
extern const struct CMUnitTest port_devices_tests[];
extern const struct CMUnitTest port_requests_tests[];
extern const struct CMUnitTest port_counts_tests[];
extern const struct CMUnitTest port_outbox_tests[];

/* A digest of 64 hex characters, another for each number. */
const char *port_digest(unsigned number, apr_pool_t *pool);
/* An SMS that keeps. */
cnops_outbox_row_t port_message(unsigned number, apr_pool_t *pool);
/* An account that is not in the store yet, of a journey with this number. */
cnops_account_t port_account(apr_int64_t person_id, unsigned journey, apr_pool_t *pool);
/* Leases for PORT_LEASE, whatever is due: cnops_outbox_row_t. */
apr_array_header_t *port_lease(port_world_t *world, const char *owner, apr_time_t now, int max);
/* How many messages are due at PORT_NOW; leases them. */
int port_due(port_world_t *world);

/* Returns how often it won, or -1 on an error that the port does not allow. */
typedef int (*port_race_fn)(port_world_t *world, int runner, apr_pool_t *pool);
/* PORT_RUNNERS threads do run at once; returns how often they won together. */
int port_race(port_world_t *world, port_race_fn run);

#endif
