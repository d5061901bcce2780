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

/* In which generations of claims a row is shown. */
typedef struct port_versions_t {
    apr_int64_t since, until; /* the first one; the first one after it in which it is not */
} port_versions_t;

struct port_world_t {
    apr_pool_t *pool;
    cnops_store_t store; /* empty */
    /* Rows as an import would write them; each function returns the new id. */
    apr_int64_t (*add_person)(port_world_t *world, const char *document_digest,
                              const char *record_sealed);
    apr_int64_t (*add_membership)(port_world_t *world, const cnops_membership_t *membership);
    void (*add_claim)(port_world_t *world, const cnops_claim_t *claim, port_versions_t shown);
    void (*add_claim_total)(port_world_t *world, apr_int64_t membership_id,
                            const cnops_claim_total_t *total, port_versions_t shown);
    /* The claims of this generation are shown. */
    void (*switch_claims)(port_world_t *world, apr_int64_t generation, apr_time_t at);
    /* Notes news of a membership; is_shown: the import that did so has switched. */
    void (*add_news)(port_world_t *world, apr_int64_t membership_id, bool is_shown);
    void *self; /* the program's own */
};

/* setup: *state becomes a fresh port_world_t; both return 0 on success. Returns what
 * cmocka's group does: how many tests failed. */
int port_contract_run(const char *store_name, int (*setup)(void **state),
                      int (*teardown)(void **state));

#endif
