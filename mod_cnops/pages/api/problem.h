/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The answers of the API that are errors: problem documents of RFC 9457, with `type`, `title`,
 * `status`, `detail`, `code` (a word for programs) and `reference` (for the call centre; it is in
 * the log too). Their texts are for people who write programs, so they are English and stand here.
 *
 * Floor: pages. Threads: any. Never in a problem: a value that was sent. */
#ifndef CNOPS_PAGES_API_PROBLEM_H
#define CNOPS_PAGES_API_PROBLEM_H

#include "pages/frame/page.h"

/* Constant, code, status, title, detail. To add one, add a row; the description of the API lists it
 * by itself. */
#define CNOPS_PROBLEMS(X)                                                                          \
    X(CNOPS_PROBLEM_UNREADABLE, "unreadable", 400, "The request cannot be read",                   \
      "The request, or its body, broke off or is malformed. Send it again.")                       \
    X(CNOPS_PROBLEM_IDEMPOTENCY_MISSING, "idempotency_key_missing", 400,                           \
      "The header Idempotency-Key is missing",                                                     \
      "Choose a new value (1 to 255 printable ASCII characters) for each batch, and send the "     \
      "same "                                                                                      \
      "value when you repeat it.")                                                                 \
    X(CNOPS_PROBLEM_KEY_MISSING, "key_missing", 401, "A key is needed",                            \
      "Send the header 'Authorization: Bearer KEY' with the key of your establishment.")           \
    X(CNOPS_PROBLEM_KEY_WRONG, "key_wrong", 401, "The key is wrong",                               \
      "The key is mistyped, unknown, or its time is over. Ask the insurer for a new one if it "    \
      "was "                                                                                       \
      "right before.")                                                                             \
    X(CNOPS_PROBLEM_KEY_REVOKED, "key_revoked", 403, "The key was revoked",                        \
      "The insurer has revoked the access of this establishment. Talk to the insurer.")            \
    X(CNOPS_PROBLEM_NOT_FOUND, "not_found", 404, "There is nothing at this address",               \
      "The address is wrong, or what was there belongs to nobody or to another establishment.")    \
    X(CNOPS_PROBLEM_METHOD, "method", 405, "This address does not take this method",               \
      "The header Allow lists the methods that it takes.")                                         \
    X(CNOPS_PROBLEM_STILL_RUNNING, "still_running", 409,                                           \
      "A request with this Idempotency-Key is still being received",                               \
      "Wait until it is answered, or repeat this one later.")                                      \
    X(CNOPS_PROBLEM_TOO_LARGE, "too_large", 413, "The body is too large",                          \
      "Send the rows in several batches.")                                                         \
    X(CNOPS_PROBLEM_WRONG_TYPE, "wrong_type", 415, "This media type is not accepted here",         \
      "The description of the API lists the media types of this address. The charset is UTF-8, "   \
      "and there is no Content-Encoding.")                                                         \
    X(CNOPS_PROBLEM_BAD_HEADER, "bad_header", 422, "The header row is wrong",                      \
      "The member 'column' names the column that is unknown, missing or repeated.")                \
    X(CNOPS_PROBLEM_IDEMPOTENCY_REUSED, "idempotency_key_reused", 422,                             \
      "This Idempotency-Key came with another body before", "Choose a new value for a new batch.") \
    X(CNOPS_PROBLEM_DAY_ROWS, "day_rows", 429, "The rows of the day are used up",                  \
      "Go on after the time of Retry-After, or ask the insurer for more.")                         \
    X(CNOPS_PROBLEM_WRONG_KEYS, "wrong_keys", 429, "Too many wrong keys",                          \
      "Too many wrong keys came from your network. A right key is accepted all the same.")         \
    X(CNOPS_PROBLEM_UNAVAILABLE, "unavailable", 503, "The service is not available",               \
      "Repeat the request after the time of Retry-After, with the same Idempotency-Key.")

#define CNOPS_PROBLEM_NAME(constant, code, status, title, detail) constant,
typedef enum { CNOPS_PROBLEMS(CNOPS_PROBLEM_NAME) CNOPS_PROBLEMS_END } cnops_problem_e;

typedef struct cnops_problem_t {
    const char *code;
    int status;
    const char *title, *detail;
} cnops_problem_t;

/* In the order of the enum. */
extern const cnops_problem_t cnops_problems[CNOPS_PROBLEMS_END];

/* The `type` of a problem: an address, which is the place in /api/v1/openapi.json that explains it.
 */
const char *cnops_problem_type(const cnops_req_t *req, cnops_problem_e what);

/* Answers with the problem. */
cnops_res_t *cnops_problem(const cnops_req_t *req, cnops_problem_e what);
/* The same with Retry-After; wait in µs. */
cnops_res_t *cnops_problem_wait(const cnops_req_t *req, cnops_problem_e what,
                                apr_interval_time_t wait);
/* The same with one more member, a word of ours (a column, a code), never what was sent. */
cnops_res_t *cnops_problem_about(const cnops_req_t *req, cnops_problem_e what, const char *member,
                                 const char *word);
/* A machine failure: 503 with Retry-After. The answer carries rv, so that it is logged. */
cnops_res_t *cnops_problem_failure(const cnops_req_t *req, apr_status_t rv);
/* A body that was not received, by req->body: TOO_LARGE, else UNREADABLE. */
cnops_res_t *cnops_problem_body(const cnops_req_t *req);

#endif
