/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What members answered when they were asked whether an address is right: core/address/address.h.
 *
 * Floor: core. Threads: any. Secrets: none; the digest does not tell the address. */
#ifndef CNOPS_CORE_PORTS_ADDRESSES_H
#define CNOPS_CORE_PORTS_ADDRESSES_H

#include "base/words.h"
#include "core/ports/trail.h"

#include <stdbool.h>

/* With the words of the database. */
#define CNOPS_ADDRESS_HOW(X)                                                                       \
    X(CNOPS_ADDRESS_CONFIRMED, "confirmed")                                                        \
    X(CNOPS_ADDRESS_CORRECTED, "corrected")
typedef enum { CNOPS_ADDRESS_HOW(CNOPS_WORDS_NAME) } cnops_address_how_e;

const char *cnops_address_how_name(cnops_address_how_e how);
/* Returns false for any other word; *pvalue is unchanged then. */
bool cnops_address_how_parse(cnops_address_how_e *pvalue, const char *word);

typedef struct cnops_address_answer_t {
    apr_int64_t membership_id;
    const char *address_digest; /* of the address as it was shown */
    const char *key_id;         /* of the digest */
    cnops_address_how_e how;
    apr_time_t answered_at;
} cnops_address_answer_t;

typedef struct cnops_addresses_port_t {
    /* The last answer about the address of this membership; NULL: none. CNOPS_EMALFORMED where it
     * is a word that this release does not know. */
    apr_status_t (*find)(void *self, const cnops_address_answer_t **panswer,
                         apr_int64_t membership_id, apr_pool_t *pool);
    /* Keeps the answer in place of the one before. trail may be NULL (core/ports/trail.h). */
    apr_status_t (*keep)(void *self, const cnops_address_answer_t *answer,
                         const cnops_trail_t *trail, apr_pool_t *pool);
} cnops_addresses_port_t;

#endif
