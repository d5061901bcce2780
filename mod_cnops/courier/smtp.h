/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* E-mails to a relay, by SMTP (RFC 5321) over libcurl: STARTTLS or TLS, AUTH.
 *
 * Floor: courier. Callers: httpd/ways.c. Threads: one courier a driver.
 * A relay that cannot be reached, that does not prove who it is, or that refuses our
 * password stops the lane: no message is to blame. Its 4xx to a message is tried again, its
 * 5xx is final. */
#ifndef CNOPS_COURIER_SMTP_H
#define CNOPS_COURIER_SMTP_H

#include "base/credentials.h"
#include "core/settings.h"
#include "courier/courier.h"

typedef struct cnops_smtp_options_t {
    const char *url;                 /* smtp://host:587; smtps:// is always verified */
    const char *from;                /* "Name <address>": header, envelope, end of the Message-ID */
    cnops_starttls_e tls;            /* opportunistic: with whomever it may be */
    cnops_credentials_t credentials; /* user NULL: none */
    const char *ca_file;             /* "": the system's */
    apr_interval_time_t connect_timeout, timeout;
    bool (*stopping)(void *self); /* or NULL */
    void *stopping_self;
} cnops_smtp_options_t;

/* cnops_hop_start comes first. NULL where from has no address. */
const cnops_driver_t *cnops_courier_smtp(const cnops_smtp_options_t *options, apr_pool_t *pool);

#endif
