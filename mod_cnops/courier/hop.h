/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A next hop that libcurl talks to: what the relay and the gateway have in common.
 *
 * Floor: courier, private to it but for the start. Callers: smtp.c, sms.c; httpd/ways.c (start).
 * Threads: one at a time per hop. Secrets: messages and passwords pass through libcurl's buffers,
 * which are wiped when it frees them. */
#ifndef CNOPS_COURIER_HOP_H
#define CNOPS_COURIER_HOP_H

#include "courier/courier.h"

#include <curl/curl.h>

/* Once a process, before any thread of ours. APR_EGENERAL where libcurl cannot start. */
apr_status_t cnops_hop_start(void);

typedef struct cnops_hop_t {
    const char *url;
    const char *protocols; /* "smtp,smtps" */
    const char *ca_file;   /* NULL or "": the system's */
    apr_interval_time_t connect_timeout, timeout;
    /* Asked about once a second; true: what is under way has a few seconds to end. NULL:
     * never. */
    bool (*stopping)(void *self);
    void *stopping_self;

    /* the hop's own */
    CURL *curl; /* kept while there is something to send, with its connection */
    apr_time_t stopping_since;
} cnops_hop_t;

/* The handle, fresh but for its connection, with what every request has. expires_at (0:
 * never): nothing is sent past it. NULL where there is no memory. */
CURL *cnops_hop_ready(cnops_hop_t *hop, const cnops_message_t *message, apr_time_t now);

/* Ends the connection. */
void cnops_hop_rest(cnops_hop_t *hop);

#endif
