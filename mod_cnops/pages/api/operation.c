/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/api/operation.h"

#include <stddef.h>

#define MEBIBYTE ((apr_int64_t)1024 * 1024)
#define JSON     "application/json"

static const cnops_api_parameter_t no_parameters[] = {{.in = NULL}};
static const cnops_problem_e no_problems[] = {CNOPS_PROBLEMS_END};
static const cnops_problem_e not_found[] = {CNOPS_PROBLEM_NOT_FOUND, CNOPS_PROBLEMS_END};

/* --- what the API is, and who calls it --- */

static const cnops_api_content_t description[] = {
    {JSON, "description", "This description, in OpenAPI 3.1."}, {NULL}};

const cnops_api_operation_t cnops_api_describe = {
    .id = "describe",
    .summary = "Describe the API",
    .description = "The description that you are reading. It is made from the tables by which the "
                   "portal answers, so it says what the portal does.",
    .is_open = true,
    .parameters = no_parameters,
    .status = 200,
    .answers = description,
    .problems = no_problems};

static const cnops_api_content_t establishment[] = {
    {JSON, "establishment", "Whose the key is, and the rows of the day."}, {NULL}};

const cnops_api_operation_t cnops_api_whoami = {
    .id = "whoami",
    .summary = "Try the key",
    .description = "Says whose the key is and how many rows are left today. Changes nothing.",
    .parameters = no_parameters,
    .status = 200,
    .answers = establishment,
    .problems = no_problems};

/* --- batches --- */

static const cnops_api_parameter_t sending[] = {
    {"header", "Idempotency-Key", "^[!-~]{1,255}$", true,
     "A value of your choice for this batch. It is kept for 7 days: the same body with the same "
     "value is one batch, however often it is sent."},
    {"query", "essai", "^1$", false, "1: the rows are checked, and nothing is written."},
    {NULL}};

static const cnops_api_content_t rows[] = {
    {"text/csv", NULL,
     "UTF-8, comma, RFC 4180, with a header row that has the names of all columns of the schema "
     "registration. Empty cells are empty texts."},
    {"application/x-ndjson", "registration", "One object a line."},
    {NULL}};

static const cnops_api_content_t taken[] = {
    {JSON, "batch_id", "The batch was taken and is worked on in the background."}, {NULL}};

static const cnops_problem_e sending_problems[] = {CNOPS_PROBLEM_UNREADABLE,
                                                   CNOPS_PROBLEM_IDEMPOTENCY_MISSING,
                                                   CNOPS_PROBLEM_STILL_RUNNING,
                                                   CNOPS_PROBLEM_TOO_LARGE,
                                                   CNOPS_PROBLEM_WRONG_TYPE,
                                                   CNOPS_PROBLEM_BAD_HEADER,
                                                   CNOPS_PROBLEM_IDEMPOTENCY_REUSED,
                                                   CNOPS_PROBLEM_DAY_ROWS,
                                                   CNOPS_PROBLEMS_END};

const cnops_api_operation_t cnops_api_send_batch = {
    .id = "sendBatch",
    .summary = "Send registrations of students",
    .description = "Rows are found by academic year and CINE, not by their place: sending a row "
                   "again is no fault. Rows with faults are refused one by one, and do not stop "
                   "the others.",
    .takes_rows = true,
    .body_max = 64 * MEBIBYTE,
    .parameters = sending,
    .bodies = rows,
    .status = 202,
    .answers = taken,
    .problems = sending_problems};

#define BATCH_ID                                                                                   \
    {                                                                                              \
        "path", "id", "^[A-Za-z0-9_-]{22}$", true, "The id of the batch."                          \
    }

static const cnops_api_parameter_t batch_id[] = {BATCH_ID, {NULL}};

static const cnops_api_content_t progress[] = {{JSON, "batch", "State and counts of the batch."},
                                               {NULL}};

const cnops_api_operation_t cnops_api_read_batch = {
    .id = "readBatch",
    .summary = "Follow a batch",
    .description = "While the state is queued or running, ask again after some seconds.",
    .parameters = batch_id,
    .status = 200,
    .answers = progress,
    .problems = not_found};

static const cnops_api_content_t faults[] = {
    {JSON, "faults", "The refused rows."},
    {"text/csv", NULL,
     "With Accept: text/csv. A header row, then one row for each: line,key,field,code,message."},
    {NULL}};

const cnops_api_operation_t cnops_api_read_faults = {
    .id = "readFaults",
    .summary = "Read the refused rows of a batch",
    .description = "One line for each refused row, in the order of the file: its first fault in "
                   "the order of the columns. Never the value that was sent.",
    .parameters = batch_id,
    .status = 200,
    .answers = faults,
    .problems = not_found};

static const cnops_api_content_t results[] = {{JSON, "results", "The accepted rows."},
                                              {"text/csv", NULL,
                                               "With Accept: text/csv. A header row, then one row "
                                               "for each: line,key,status,received_on,errors."},
                                              {NULL}};

const cnops_api_operation_t cnops_api_read_results = {
    .id = "readResults",
    .summary = "Read the students of a batch",
    .description = "One line for each row that was accepted: the status of the student now.",
    .parameters = batch_id,
    .status = 200,
    .answers = results,
    .problems = not_found};
