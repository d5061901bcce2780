/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What the table of addresses says of an address of the API: who may call it, what it takes, and
 * what the description (/api/v1/openapi.json) tells about it. An address of the API has one method.
 *
 * Floor: pages. Threads: read-only. */
#ifndef CNOPS_PAGES_API_OPERATION_H
#define CNOPS_PAGES_API_OPERATION_H

#include "pages/api/problem.h"

/* A place in the address, the query or a header that the caller fills in. */
typedef struct cnops_api_parameter_t {
    const char *in;      /* "path", "query" or "header" */
    const char *name;    /* in the path: of its only "*" */
    const char *pattern; /* of JSON Schema; NULL: any text */
    bool required;
    const char *description;
} cnops_api_parameter_t;

/* A body, or an answer that is not a problem. */
typedef struct cnops_api_content_t {
    const char *media_type;
    const char *schema; /* name of a schema of pages/api/schemas.h; NULL: text */
    const char *description;
} cnops_api_content_t;

/* The arrays end with a row whose first member is NULL (problems: CNOPS_PROBLEMS_END). */
typedef struct cnops_api_operation_t {
    const char *id; /* operationId: unique */
    const char *summary, *description;
    bool is_open;         /* no key is needed */
    bool takes_rows;      /* 429 where the day's rows of the establishment are used up */
    apr_int64_t body_max; /* bytes; POST alone */
    const cnops_api_parameter_t *parameters;
    const cnops_api_content_t *bodies; /* POST alone: what it takes */
    int status;                        /* of its good answer */
    const cnops_api_content_t *answers;
    const cnops_problem_e *problems; /* besides those that every address can have */
} cnops_api_operation_t;

/* The addresses of contract.md §6. */
extern const cnops_api_operation_t cnops_api_describe;
extern const cnops_api_operation_t cnops_api_whoami;
extern const cnops_api_operation_t cnops_api_send_batch;
extern const cnops_api_operation_t cnops_api_read_batch;
extern const cnops_api_operation_t cnops_api_read_faults;
extern const cnops_api_operation_t cnops_api_read_results;

#endif
