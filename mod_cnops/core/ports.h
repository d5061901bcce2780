/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What core needs from outside. Each port is a table of functions with a self argument. The wiring
 * (httpd/, ctl/ or a test) fills the tables; no other code knows what is behind them.
 *
 * Floor: core. Implemented by store/ (store, code store) and by in-memory twins in
 * tests/unit/twins/. Threads: every function may be called from many threads at once.
 *
 * All return APR_SUCCESS or an error. CNOPS_EUNAVAILABLE means that the part is down and that the
 * visitor may try again later. Every call is one unit of work: it is atomic, and it holds a
 * connection only until it returns. */
#ifndef CNOPS_CORE_PORTS_H
#define CNOPS_CORE_PORTS_H

#include "core/ports/accounts.h"
#include "core/ports/addresses.h"
#include "core/ports/batches.h"
#include "core/ports/certificates.h"
#include "core/ports/challenges.h"
#include "core/ports/claims.h"
#include "core/ports/counters.h"
#include "core/ports/devices.h"
#include "core/ports/establishments.h"
#include "core/ports/events.h"
#include "core/ports/links.h"
#include "core/ports/news.h"
#include "core/ports/outbox.h"
#include "core/ports/persons.h"
#include "core/ports/registrations.h"
#include "core/ports/requests.h"
#include "core/ports/sessions.h"
#include "core/ports/tickets.h"
#include "core/ports/tokens.h"

#include <apr_pools.h>

/* µs UTC. */
typedef struct cnops_clock_t {
    apr_time_t (*now)(void *self);
    void *self;
} cnops_clock_t;

/* Cryptographically secure bytes. */
typedef struct cnops_random_t {
    void (*fill)(void *self, void *bytes, apr_size_t len);
    void *self;
} cnops_random_t;

#define CNOPS_CODE_DIGEST_LEN 32 /* bytes kept per code */

/* Memory that all httpd processes share (with memcached: all machines). Its content may vanish at
 * any time, so no counter is kept in it. key: 64 hex characters. */
typedef struct cnops_code_store_t {
    /* ttl in µs, at least one second. */
    apr_status_t (*put)(void *self, const char *key,
                        const unsigned char digest[CNOPS_CODE_DIGEST_LEN], apr_interval_time_t ttl,
                        apr_pool_t *pool);
    /* CNOPS_ENOTFOUND on a miss. */
    apr_status_t (*get)(void *self, unsigned char digest[CNOPS_CODE_DIGEST_LEN], const char *key,
                        apr_pool_t *pool);
    void *self;
} cnops_code_store_t;

/* Durable rows. Each family has one table of functions; all families share one self. A family that
 * is added to this list is added everywhere: each implementation of the store has a table
 * cnops_store_NAME (store/) or store_memory_NAME (tests/unit/twins/) for it, and port_NAME_tests
 * check what the table promises (tests/unit/twins/port_contract_NAME.c).
 *
 * Out-parameters that are pointers are set to NULL where there is no row (with APR_SUCCESS),
 * and where the call fails.
 * Records are plain data in the pool that the caller gave. Digests are 64 lower-case hex characters
 * (core/digest.h); "sealed" is base64url text of core/seal/seal.h. Times are µs since 1970, UTC. */
#define CNOPS_STORE_FAMILIES(X)                                                                    \
    X(persons)                                                                                     \
    X(claims)                                                                                      \
    X(accounts)                                                                                    \
    X(addresses)                                                                                   \
    X(requests)                                                                                    \
    X(tickets)                                                                                     \
    X(certificates)                                                                                \
    X(registrations)                                                                               \
    X(establishments)                                                                              \
    X(batches)                                                                                     \
    X(events)                                                                                      \
    X(sessions)                                                                                    \
    X(devices)                                                                                     \
    X(challenges)                                                                                  \
    X(counters)                                                                                    \
    X(links)                                                                                       \
    X(news)                                                                                        \
    X(tokens)                                                                                      \
    X(outbox)

#define CNOPS_STORE_MEMBER(family) const cnops_##family##_port_t *family;

typedef struct cnops_store_t {
    void *self;
    CNOPS_STORE_FAMILIES(CNOPS_STORE_MEMBER)
} cnops_store_t;

#endif
