/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The driver that sends e-mails to a relay, by SMTP through libcurl, with STARTTLS or TLS and with
 * AUTH.
 *
 * Floor: courier. Threads: a driver belongs to one courier. Secrets: messages and the relay's
 * password; their copies are wiped. Source: RFC 5321.
 * When the relay cannot be reached, has no valid certificate or refuses our password, the lane
 * pauses, because the fault is not in a message. Where the relay answers 4xx to a message, the
 * message is tried again; 5xx is final. */
#ifndef CNOPS_COURIER_SMTP_H
#define CNOPS_COURIER_SMTP_H

#include "base/credentials.h"
#include "core/settings.h"
#include "courier/courier.h"
#include "courier/email.h"

typedef struct cnops_smtp_options_t {
    const char *url; /* "smtp://host:587"; with smtps:// the certificate is always verified */
    cnops_email_sender_t sender;     /* from: also for the envelope */
    cnops_starttls_e tls;            /* opportunistic: the certificate is not verified */
    cnops_credentials_t credentials; /* user NULL: none */
    const char *ca_file;             /* "": the certificates that the system trusts */
    apr_interval_time_t connect_timeout, timeout; /* µs */
    bool (*stopping)(void *self);                 /* as in cnops_hop_t; or NULL */
    void *stopping_self;
} cnops_smtp_options_t;

/* Call cnops_hop_start first. The driver lives in pool. NULL where from has no address. */
const cnops_driver_t *cnops_courier_smtp(const cnops_smtp_options_t *options, apr_pool_t *pool);

#endif
