/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A kind of SMS gateway: how a request to it is written, and what its answer means. gateways.c
 * lists the kinds. The driver (sms.c) sends the requests of all kinds. How the receipts of a kind
 * are read is in pages/notice/receipts.c.
 *
 * Floor: courier, private to it. Threads: any. Secrets: a request holds the message and a
 * password, and an answer may repeat them. No part of an answer is logged, except the gateway's
 * id of a message (gateway_json.c). */
#ifndef CNOPS_COURIER_GATEWAY_H
#define CNOPS_COURIER_GATEWAY_H

#include "base/credentials.h"
#include "courier/courier.h"

#include <curl/curl.h>

/* What the SMS driver needs. */
typedef struct cnops_sms_options_t {
    const cnops_core_t *core;          /* for settings, and for the keys of receipt addresses */
    cnops_credentials_t credentials;   /* user NULL: none */
    const apr_array_header_t *headers; /* const char *, "Name: value", of every request; or NULL */
    bool (*stopping)(void *self);      /* as in cnops_hop_t; or NULL */
    void *stopping_self;
} cnops_sms_options_t;

/* One POST to the gateway's address. */
typedef struct cnops_gateway_request_t {
    struct curl_slist *headers;       /* the driver frees them; libcurl wipes what it frees */
    const char *body;                 /* in the message or in the pool; wiped with the message */
    apr_size_t body_len;              /* bytes */
    const cnops_credentials_t *basic; /* for HTTP's "Basic" authentication; NULL: none */
} cnops_gateway_request_t;

#define CNOPS_GATEWAY_ANSWER_MAX 16384 /* at most so many bytes of an answer are read */

typedef struct cnops_gateway_answer_t {
    long status;      /* of HTTP */
    const char *body; /* len bytes and a NUL; wiped with the pool */
    apr_size_t len;
    bool is_whole; /* false: the connection broke, or the answer was longer than the bound */
} cnops_gateway_answer_t;

typedef struct cnops_gateway_t {
    const char *kind; /* lower-case letters, because it is part of a receipt's address */
    /* Checks the settings that only this kind reads. Returns NULL, or what is wrong: the
     * directive, the reason, an example. May be NULL where the kind has no such settings. */
    const char *(*fault)(const cnops_settings_t *settings, apr_pool_t *pool);
    /* Writes the request for a message into *prequest, which is empty at first. */
    void (*ask)(cnops_gateway_request_t *prequest, const cnops_sms_options_t *options,
                const cnops_message_t *message, apr_pool_t *pool);
    /* Says what an answer means; returns what cnops_driver_t.send returns. *pdetail is NULL at
     * first; words for the log may be put there. They come from the source or the configuration,
     * never from the answer, except an id that was checked. */
    apr_status_t (*judge)(const char **pdetail, const cnops_sms_options_t *options,
                          const cnops_message_t *message, const cnops_gateway_answer_t *answer,
                          apr_pool_t *pool);
} cnops_gateway_t;

/* The rows of gateways.c, each in a file of its own. */
extern const cnops_gateway_t cnops_gateway_kannel, cnops_gateway_json;

/* --- what kinds have in common --- */

/* Adds the header "name: value" to the request. libcurl copies it; the line that is built for it
 * is wiped. */
void cnops_gateway_add_header(cnops_gateway_request_t *prequest, const char *name,
                              const char *value, apr_pool_t *pool);

/* The length in bytes of the message's text without the line ends after it. The last line may
 * have a code that the visitor's browser fills in; a browser accepts nothing after that line. */
apr_size_t cnops_gateway_text_len(const cnops_message_t *message);

/* The address to which the gateway sends its receipts for the message. */
const char *cnops_gateway_receipt_url(const cnops_sms_options_t *options,
                                      const cnops_message_t *message, apr_pool_t *pool);

/* What an HTTP status other than success means.
 * - CNOPS_EUNAVAILABLE, because no message can be sent: 401 and 403 (the gateway does not accept
 *   our credentials), 402 (its bill is not paid), 404 (the address is wrong), 503 (overloaded).
 * - CNOPS_EREFUSED, because this message is wrong: any other 4xx except 408 and 429.
 * - APR_EAGAIN, to try the message again: 408, 429 and every other status. */
apr_status_t cnops_gateway_judge_status(long status);

#endif
