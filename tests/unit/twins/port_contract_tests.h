/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The families of the contract's tests, and what they share. Only port_contract*.c include it. */
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

#define PORT_BROWSERS 3    /* of one account at most, in these suites */
#define PORT_TOKEN    5000 /* numbers of digests that are tokens of sessions */

/* Calls a function of the store, as in STORE(world, accounts->create, &account, NULL). CALL also
 * asserts that it succeeds. */
#define STORE(world, function, ...)                                                                \
    ((world)->store.function((world)->store.self, __VA_ARGS__, (world)->pool))
#define CALL(world, function, ...)                                                                 \
    assert_int_equal(STORE(world, function, __VA_ARGS__), APR_SUCCESS)

/* What each family promises, in port_contract_FAMILY.c; ends with a NULL name. */
#define PORT_TESTS(family) extern const struct CMUnitTest port_##family##_tests[];
CNOPS_STORE_FAMILIES(PORT_TESTS)

/* --- rows that suites share, not in the store yet: port_contract_rows.c --- */

/* A digest of 64 hex characters, different for each number. */
const char *port_digest(unsigned number, apr_pool_t *pool);
/* An SMS that does not expire. */
cnops_outbox_row_t port_message(unsigned number, apr_pool_t *pool);
/* An account of a journey with this number. */
cnops_account_t port_account(apr_int64_t person_id, unsigned journey, apr_pool_t *pool);
/* The id of a browser. */
const char *port_browser(unsigned number, apr_pool_t *pool);
cnops_device_t port_device(apr_int64_t account_id, unsigned number, apr_time_t at,
                           apr_pool_t *pool);
/* A session from port_browser(number), whose token is port_digest(PORT_TOKEN + number). */
cnops_session_t port_session(const cnops_account_t *account, unsigned number, apr_pool_t *pool);
cnops_session_start_t port_session_start(const cnops_account_t *account,
                                         const cnops_session_t *session,
                                         const cnops_device_t *device);
cnops_event_row_t port_event(apr_int64_t person_id, apr_int64_t seq, apr_pool_t *pool);
/* The event and port_message(number). */
cnops_trail_t port_trail(port_world_t *world, const cnops_event_row_t *event, unsigned number);

/* --- what is written to the store --- */

apr_int64_t port_add_person(port_world_t *world, unsigned number);
/* An account of a person and a journey of this number; its password was set at PORT_NOW. */
const cnops_account_t *port_make_account(port_world_t *world, unsigned number);
/* Account 1 with three sessions, PORT_TOKEN + 0 to 2, the last seen first. */
const cnops_account_t *port_account_in_use(port_world_t *world);
/* Three sessions begin, PORT_TOKEN + 1 to 3, each from its browser. */
void port_open_sessions(port_world_t *world, const cnops_account_t *account);

/* --- looks --- */

const cnops_account_t *port_read_account(port_world_t *world, const cnops_account_t *account);
int port_count_sessions(port_world_t *world, apr_int64_t account_id);
apr_array_header_t *port_devices(port_world_t *world, apr_int64_t account_id);
/* seq of the last event, 0: none. */
apr_int64_t port_tail(port_world_t *world, apr_int64_t person_id);
/* Leases all that is due, for PORT_LEASE: cnops_outbox_row_t. */
apr_array_header_t *port_lease(port_world_t *world, const char *owner, apr_time_t now, int max);
/* Purges by this function of a family, without a bound; returns how many rows that were. */
int port_purge(port_world_t *world, cnops_purge_fn purge, apr_time_t before);
/* How many messages are due at PORT_NOW; leases them. */
int port_due(port_world_t *world);

/* --- many at once --- */

/* One thread of a race. Returns how often it won, or -1 on an error that the port does not
 * allow. */
typedef int (*port_race_fn)(port_world_t *world, int runner, apr_pool_t *pool);
/* Runs the function in PORT_RUNNERS threads at once; returns how often they won together. */
int port_race(port_world_t *world, port_race_fn run);

#endif
