/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The connection to a next hop through libcurl, with what the mail relay and the SMS gateway have
 * in common.
 *
 * Floor: courier, private to it except cnops_hop_start. Threads: one at a time for each hop.
 * Secrets: messages and passwords pass through libcurl's buffers, which are wiped when libcurl
 * frees them. */
#ifndef CNOPS_COURIER_HOP_H
#define CNOPS_COURIER_HOP_H

#include "courier/courier.h"

#include <curl/curl.h>

/* Starts libcurl: once in each process, before it creates threads. APR_EGENERAL where libcurl
 * cannot start. */
apr_status_t cnops_hop_start(void);

typedef struct cnops_hop_t {
    const char *url;
    const char *protocols; /* "smtp,smtps" */
    const char *ca_file;   /* NULL or "": the certificates that the system trusts */
    apr_interval_time_t connect_timeout, timeout; /* µs */
    /* Called about once a second during a request. Once it returns true, the request may still
     * take 5 seconds. May be NULL. */
    bool (*stopping)(void *self);
    void *stopping_self;

    /* private; starts as zero */
    CURL *curl; /* keeps the connection open between messages */
    apr_time_t stopping_since;
} cnops_hop_t;

/* Prepares a request for message. Returns the handle with the options that every request needs
 * and none of the request before; an open connection is used again. The request is given up when
 * message expires, but not within its first second. NULL where there is no memory. */
CURL *cnops_hop_prepare(cnops_hop_t *hop, const cnops_message_t *message, apr_time_t now);

/* Closes the connection, if there is one. */
void cnops_hop_disconnect(cnops_hop_t *hop);

#endif
