/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What students are told of their registrations, by e-mail to the address on file: that the insurer
 * has registered them, or has changed their status; and that a certificate was drawn from tracking.
 *
 * Of each kind, a student gets one message a day at most, whatever has happened. Days are those of
 * the institution (core->zone). Messages about statuses can be refused by their link; those about
 * certificates cannot, because a stranger may have drawn one.
 *
 * Floor: core. Threads: any. Secrets: an e-mail is in clear until its message is sealed. */
#ifndef CNOPS_CORE_REGISTRATION_TELLING_H
#define CNOPS_CORE_REGISTRATION_TELLING_H

#include "core/registration/registration.h"
#include "core/seal/link.h"

/* A message that could not be sent for so long says nothing new any more. µs. */
#define CNOPS_REGISTRATION_NEWS_LIFE (3 * apr_time_from_sec(86400))

/* *plist: cnops_registration_t that are due, at most max. */
apr_status_t cnops_registrations_due(apr_array_header_t **plist, const cnops_core_t *core, int max,
                                     apr_pool_t *pool);

/* *pseen: the record to write the message from. NULL: the student is not told now: they refuse
 * messages, have no e-mail on file, or have had one today (then it is due again tomorrow). */
apr_status_t cnops_registration_concern(const cnops_registration_seen_t **pseen,
                                        const cnops_core_t *core, const cnops_registration_t *row,
                                        apr_pool_t *pool);

/* *ptold: the message is queued, with its link. False: somebody else was faster. */
apr_status_t cnops_registration_tell(bool *ptold, const cnops_core_t *core,
                                     const cnops_registration_t *row,
                                     const cnops_outbox_row_t *message, apr_pool_t *pool);
/* It is told later: the message could not be written now. */
apr_status_t cnops_registration_tell_later(const cnops_core_t *core,
                                           const cnops_registration_t *row, apr_time_t due_at,
                                           apr_pool_t *pool);

/* Tells that a certificate of this registration was drawn from tracking. message: to the e-mail of
 * its record. *ptold false: the student was told of one today. */
apr_status_t cnops_registration_tell_drawn(bool *ptold, const cnops_core_t *core,
                                           const cnops_registration_t *row,
                                           const cnops_outbox_row_t *message, apr_pool_t *pool);

/* --- refusing --- */

/* The link by which the reader of a message ends them. */
const cnops_link_t *cnops_registration_link(const cnops_core_t *core,
                                            const cnops_registration_t *row, apr_pool_t *pool);
/* *prow NULL: the link is not valid any more. */
apr_status_t cnops_registration_link_open(const cnops_registration_t **prow,
                                          const cnops_core_t *core, const char *token,
                                          apr_pool_t *pool);
/* The student of this registration is not told of statuses any more, of no year. */
apr_status_t cnops_registration_refuse(const cnops_core_t *core, const cnops_registration_t *row,
                                       apr_pool_t *pool);

#endif
