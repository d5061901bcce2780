/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The table families. The file of each family has a table of functions, cnops_store_NAME, whose
 * self is a cnops_db_t. Declared here is also what one family does within a transaction of another.
 *
 * Floor: store, private to it. Threads: any; a unit belongs to one. */
#ifndef CNOPS_STORE_FAMILIES_H
#define CNOPS_STORE_FAMILIES_H

#include "store/dbd.h"

#define CNOPS_STORE_TABLE(family) extern const cnops_##family##_port_t cnops_store_##family;
CNOPS_STORE_FAMILIES(CNOPS_STORE_TABLE)

/* The account whose columns begin at column from. *paccount is unchanged where its state is a word
 * that this release does not know: the select then returns CNOPS_EMALFORMED. */
void cnops_row_account(const cnops_account_t **paccount, const cnops_row_t *row, int from);

/* What is shown of a person. generation: that the caller has just read; where the person was read
 * in this generation before, the database is not asked again (store/recall.h). */
apr_status_t cnops_shown_person(cnops_shown_person_t *pperson, cnops_db_t *db,
                                apr_int64_t person_id, apr_int64_t generation, apr_pool_t *pool);

/* Inserts an account within the transaction of the caller. */
apr_status_t cnops_account_insert(cnops_unit_t *unit, const cnops_account_t *account);

/* Queues a message, with the row of its link, within the transaction of the caller. */
apr_status_t cnops_unit_queue_message(cnops_unit_t *unit, const cnops_outbox_row_t *message);

/* Writes the row of a link, unless it is there, within the transaction of the caller. */
apr_status_t cnops_unit_add_link(cnops_unit_t *unit, const cnops_link_row_t *link);

/* Deletes the links about this account, within the transaction of the caller. */
apr_status_t cnops_unit_drop_links(cnops_unit_t *unit, apr_int64_t account_id);

/* As the port's registrations->write, but for the trail, within the transaction of the caller. */
apr_status_t cnops_unit_write_registration(apr_int64_t *pid, cnops_unit_t *unit,
                                           const cnops_registration_write_t *write);
/* The registration whose columns, as in REGISTRATION of statements.c, begin at column from. False
 * where its status is a word that this release does not know: the select then returns
 * CNOPS_EMALFORMED. */
bool cnops_row_registration(cnops_registration_t *registration, const cnops_row_t *row, int from);

/* Appends an event within the transaction of the caller. CNOPS_ECONFLICT where its place in the
 * chain is taken. */
apr_status_t cnops_event_append(cnops_unit_t *unit, const cnops_event_row_t *event);
/* Writes messages and event of an act within its transaction. trail may be NULL. */
apr_status_t cnops_unit_leave_trail(cnops_unit_t *unit, const cnops_trail_t *trail);
/* Ends the account's sessions except the spared one (NULL: all), within the transaction of the
 * caller. */
apr_status_t cnops_unit_end_sessions(cnops_unit_t *unit, apr_int64_t account_id,
                                     const char *spared_token_digest);
/* As the port's devices->keep. */
apr_status_t cnops_unit_keep_device(cnops_unit_t *unit, const cnops_device_t *device, int max);
/* Forgets all browsers of the account; its sessions stay. */
apr_status_t cnops_unit_forget_devices(cnops_unit_t *unit, apr_int64_t account_id);

#endif
