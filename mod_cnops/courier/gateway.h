/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A kind of SMS gateway: how it is asked to send, and what its answer means. The table of kinds is
 * gateways.c; talking is the driver's business (sms.c), the same for all. How a kind tells what
 * became of a message is in pages/notice/receipts.c.
 *
 * Floor: courier, private to it. Threads: any. Secrets: requests hold messages and passwords,
 * answers may repeat them; no word of an answer goes to a log. */
#ifndef CNOPS_COURIER_GATEWAY_H
#define CNOPS_COURIER_GATEWAY_H

#include "base/credentials.h"
#include "courier/courier.h"

#include <curl/curl.h>

/* What the SMS driver is made of. */
typedef struct cnops_sms_options_t {
    /* Its settings, and the keys that make the receipts' addresses. */
    const cnops_core_t *core;
    cnops_credentials_t credentials;   /* user NULL: none */
    const apr_array_header_t *headers; /* const char *, "Name: value", of every request; or NULL */
    bool (*stopping)(void *self);      /* or NULL */
    void *stopping_self;
} cnops_sms_options_t;

/* One POST to the gateway's address. */
typedef struct cnops_gateway_request_t {
    struct curl_slist *headers;       /* the driver frees them, libcurl wipes them then */
    const char *body;                 /* lives as long as the message, whoever made it wipes it */
    apr_size_t body_len;              /* bytes */
    const cnops_credentials_t *basic; /* what HTTP itself signs in with; NULL: none */
} cnops_gateway_request_t;

#define CNOPS_GATEWAY_ANSWER_MAX 16384 /* bytes that are read of an answer */

typedef struct cnops_gateway_answer_t {
    long status;      /* of HTTP */
    const char *body; /* NUL-terminated behind its len bytes; wiped with the pool */
    apr_size_t len;
    bool is_whole; /* false: the connection broke, or the answer was longer than the bound */
} cnops_gateway_answer_t;

typedef struct cnops_gateway_t {
    const char *kind; /* lower-case letters: it stands in a receipt's address */
    /* NULL, or what is wrong with the settings that this kind reads: the directive, the
     * reason, an example. NULL instead of the function: it reads none of its own. */
    const char *(*fault)(const cnops_settings_t *settings, apr_pool_t *pool);
    /* Fills *prequest, which comes in empty. */
    void (*ask)(cnops_gateway_request_t *prequest, const cnops_sms_options_t *options,
                const cnops_message_t *message, apr_pool_t *pool);
    /* As cnops_driver_t.send returns. *pdetail: NULL comes in; words for the log beside the
     * status, ours or the configuration's. */
    apr_status_t (*judge)(const char **pdetail, const cnops_sms_options_t *options,
                          const cnops_message_t *message, const cnops_gateway_answer_t *answer,
                          apr_pool_t *pool);
} cnops_gateway_t;

/* The rows of gateways.c, each in a file of its own. */
extern const cnops_gateway_t cnops_gateway_kannel, cnops_gateway_json;

/* --- what kinds have in common --- */

/* The line that is made of name and value on the way is wiped. */
void cnops_gateway_add_header(cnops_gateway_request_t *prequest, const char *name,
                              const char *value, apr_pool_t *pool);

/* Bytes of the message's text without the line ends behind it: a code stands in the last
 * line, and the browser that fills it in wants nothing after it. */
apr_size_t cnops_gateway_text_len(const cnops_message_t *message);

/* The address at which this gateway tells what became of the message. */
const char *cnops_gateway_receipt_url(const cnops_sms_options_t *options,
                                      const cnops_message_t *message, apr_pool_t *pool);

/* What an HTTP status means that is no success. 401 and 403: the gateway does not know us;
 * 402: nobody paid it; 404: the address is not its own; 503: it cannot take any now. Those are
 * CNOPS_EUNAVAILABLE.
 * The other 4xx are the message's fault, but for 408 and 429, which are tried again. */
apr_status_t cnops_gateway_judge_status(long status);

#endif
