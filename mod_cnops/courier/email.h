/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A message as bytes: RFC 5322 headers, an empty line, the text. Lines end in LF;
 * for a relay in CR LF.
 *
 * Floor: courier. Callers: the drivers. Threads: any.
 * Secrets: the bytes carry what the message carries; the caller wipes them. */
#ifndef CNOPS_COURIER_EMAIL_H
#define CNOPS_COURIER_EMAIL_H

#include "core/seal/outbox.h"

/* from: "CNOPS <ne-pas-repondre@example.ma>", the name in any letters and encoded here; its
 * domain ends the Message-ID.
 * CNOPS_EMALFORMED where a value could not stand in a header (control characters, an
 * address that is not plain ASCII): nothing from outside may add a header or a recipient. */
apr_status_t cnops_email_compose(char **pbytes, const cnops_message_t *message, const char *from,
                                 apr_pool_t *pool);

/* The same for a relay: lines end in CR LF and are short, everything is ASCII, text and HTML
 * (where the message has it) are alternatives. */
apr_status_t cnops_email_compose_smtp(char **pbytes, const cnops_message_t *message,
                                      const char *from, apr_pool_t *pool);

/* The address within "Name <address>"; NULL where from is not so written. */
const char *cnops_email_address(const char *from, apr_pool_t *pool);

/* The same for an SMS kept as a file: To, Date, Message-ID, Content-Type. */
apr_status_t cnops_email_compose_sms(char **pbytes, const cnops_message_t *message,
                                     const char *from, apr_pool_t *pool);

#endif
