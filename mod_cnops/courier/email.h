/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Writes a message as bytes: headers as in RFC 5322, an empty line, the text. Lines end in LF, in
 * what goes to a relay in CR LF.
 *
 * Floor: courier. Threads: any.
 * Secrets: the bytes contain the text of the message, maybe a code; the caller wipes them. */
#ifndef CNOPS_COURIER_EMAIL_H
#define CNOPS_COURIER_EMAIL_H

#include "core/seal/outbox.h"

/* An e-mail for a file. from: "CNOPS <ne-pas-repondre@example.ma>"; the name may have any UTF-8
 * characters and is encoded here, the domain becomes part of the Message-ID. *pbytes is allocated
 * from pool. CNOPS_EMALFORMED where a value cannot be written into a header (a control character,
 * an address that is not plain ASCII): a value must never add a header or a recipient. */
apr_status_t cnops_email_compose(char **pbytes, const cnops_message_t *message, const char *from,
                                 apr_pool_t *pool);

/* The Content-ID of the emblem. htdocs/templates/message/page.html names it. */
#define CNOPS_EMAIL_EMBLEM "embleme@portail"

/* What all e-mails to a relay have in common. */
typedef struct cnops_email_sender_t {
    const char *from;
    const char *emblem; /* a PNG; NULL: none */
    apr_size_t emblem_len;
} cnops_email_sender_t;

/* An e-mail for a relay: all bytes are ASCII, the text is in base64, lines end in CR LF. Where the
 * message has HTML, text and HTML are alternatives. The emblem goes with an HTML that names it. */
apr_status_t cnops_email_compose_smtp(char **pbytes, const cnops_message_t *message,
                                      const cnops_email_sender_t *sender, apr_pool_t *pool);

/* The address within "Name <address>"; NULL where from has another form. */
const char *cnops_email_address(const char *from, apr_pool_t *pool);

/* An SMS for a file, with the headers To, Date, Message-ID and Content-Type. */
apr_status_t cnops_email_compose_sms(char **pbytes, const cnops_message_t *message,
                                     const char *from, apr_pool_t *pool);

#endif
