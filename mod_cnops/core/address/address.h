/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The postal address of a membership, and whether its member must say that it is right.
 *
 * Floor: core. Threads: any. Secrets: addresses are in clear in the caller's pool; they go to the
 * member and to no log.
 *
 * Only imports write addresses. A row of members.csv may say that its address is to be confirmed.
 * The member is then asked once about this address: an import that brings it again does not ask
 * again, an import that brings another one does. */
#ifndef CNOPS_CORE_ADDRESS_ADDRESS_H
#define CNOPS_CORE_ADDRESS_ADDRESS_H

#include "core/core.h"

typedef struct cnops_address_t {
    apr_int64_t membership_id;
    const char *immatriculation;
    const char *street, *postal_code, *city; /* "" where the record has none */
    bool is_pending;                         /* the record says that it is to be confirmed */
} cnops_address_t;

/* *paddress: what the record of the membership says. CNOPS_EFORGED where it does not open. */
apr_status_t cnops_address_read(cnops_address_t *paddress, const cnops_core_t *core,
                                const cnops_membership_t *membership, apr_pool_t *pool);

/* *paddress: the address of the first active membership that waits for an answer; NULL: none does.
 * memberships: cnops_membership_t. Asks the store only where a record says that an address is to
 * be confirmed. Errors: of cnops_address_read and of the store. */
apr_status_t cnops_address_awaited(const cnops_address_t **paddress, const cnops_core_t *core,
                                   const apr_array_header_t *memberships, apr_pool_t *pool);

/* --- which one was shown --- */

/* Names this address of this membership in the forms that are about it: what comes back may be sent
 * when another address, or another membership's, has taken its place on the page. Only this person
 * can use it (core/seal/handle.h). */
const char *cnops_address_handle(const cnops_core_t *core, const cnops_address_t *address,
                                 apr_int64_t person_id, apr_pool_t *pool);
/* Whether the handle names this address, with any key of the ring. handle: any text, or NULL. */
bool cnops_address_has_handle(const cnops_core_t *core, const cnops_address_t *address,
                              apr_int64_t person_id, const char *handle, apr_pool_t *pool);

/* --- the answer --- */

typedef struct cnops_address_reply_t {
    const cnops_address_t *address; /* as it was shown */
    cnops_address_how_e how;
    apr_int64_t person_id;
    const char *ip, *user_agent; /* for the event; may be NULL */
} cnops_address_reply_t;

/* Keeps the member's answer, with its event: this address is not asked about again. */
apr_status_t cnops_address_answer(const cnops_core_t *core, const cnops_address_reply_t *reply,
                                  apr_pool_t *pool);

/* --- corrections --- */

/* What the member says is the right address. */
typedef struct cnops_address_correction_t {
    const cnops_account_t *account;
    const cnops_address_t *address; /* as it was shown */
    bool is_awaited;                /* the correction answers what the space waits for */
    const char *street, *postal_code, *city;
    const char *ip, *user_agent; /* for the events; may be NULL */
} cnops_address_correction_t;

typedef enum {
    CNOPS_ADDRESS_SENT,
    CNOPS_ADDRESS_UNDER_WAY, /* an earlier correction of this membership's address waits for its
                              * answer; this one is not kept */
    CNOPS_ADDRESS_TOO_MANY   /* the member has as many tickets as one may have */
} cnops_address_sent_e;

/* Sends the correction to the insurer as a ticket (core/ticket/ticket.h). The address that was
 * shown is not asked about again, but with TOO_MANY, which no correction meets that the space
 * waits for. messages: of the ticket; NULL: none. */
apr_status_t cnops_address_correct(cnops_address_sent_e *psent, const cnops_core_t *core,
                                   const cnops_address_correction_t *correction,
                                   const apr_array_header_t *messages, apr_pool_t *pool);

#endif
