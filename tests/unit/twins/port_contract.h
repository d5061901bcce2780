/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What core/ports.h promises of a store, as one suite that runs over every implementation, so that
 * the twin in memory and the databases behave the same.
 *
 * A program fills a port_world_t in its setup and calls port_contract_run. */
#ifndef CNOPS_TWINS_PORT_CONTRACT_H
#define CNOPS_TWINS_PORT_CONTRACT_H

#include "core/ports.h"

typedef struct port_world_t port_world_t;

struct port_world_t {
    apr_pool_t *pool;
    cnops_store_t store; /* empty */
    /* Rows as an import would write them; each function returns the new id. */
    apr_int64_t (*add_person)(port_world_t *world, const char *document_digest,
                              const char *record_sealed);
    apr_int64_t (*add_membership)(port_world_t *world, const cnops_membership_t *membership);
    void *self; /* the program's own */
};

/* setup: *state becomes a fresh port_world_t; both return 0 on success. Returns what
 * cmocka's group does: how many tests failed. */
int port_contract_run(const char *store_name, int (*setup)(void **state),
                      int (*teardown)(void **state));

#endif
