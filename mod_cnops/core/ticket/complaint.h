/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Complaints about a claim: which one it is, and what a complaint may be about. The words are the
 * choices of the field objet; the sentences for them are option.objet.WORD in
 * htdocs/messages/keys.txt. To add one: a row here, and its sentence.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_TICKET_COMPLAINT_H
#define CNOPS_CORE_TICKET_COMPLAINT_H

#include "base/words.h"
#include "core/ticket/ticket.h"

#define CNOPS_COMPLAINT_SUBJECTS(X)                                                                \
    X(CNOPS_COMPLAINT_AMOUNT, "montant")                                                           \
    X(CNOPS_COMPLAINT_REJECTION, "rejet")                                                          \
    X(CNOPS_COMPLAINT_DELAY, "delai")                                                              \
    X(CNOPS_COMPLAINT_PAYMENT, "paiement")                                                         \
    X(CNOPS_COMPLAINT_DOCUMENT, "piece")                                                           \
    X(CNOPS_COMPLAINT_BENEFICIARY, "beneficiaire")                                                 \
    X(CNOPS_COMPLAINT_OTHER, "autre")
typedef enum { CNOPS_COMPLAINT_SUBJECTS(CNOPS_WORDS_NAME) } cnops_complaint_subject_e;

/* The names in the payload of a complaint, besides CNOPS_TICKET_CLAIM. */
#define CNOPS_COMPLAINT_SUBJECT "subject"
#define CNOPS_COMPLAINT_MESSAGE "message"

#define CNOPS_COMPLAINT_MESSAGE_MAX 2000 /* characters */

/* *pticket: the person's complaint about the claim that waits, or NULL. One that does not open is
 * passed over: it must not hide the page of a claim. */
apr_status_t cnops_complaint_waiting(const cnops_ticket_t **pticket, const cnops_core_t *core,
                                     apr_int64_t person_id, const char *claim, apr_pool_t *pool);

#endif
