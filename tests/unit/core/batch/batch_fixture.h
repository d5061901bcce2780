/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Bodies of batches, and what becomes of them. All students are fictional. */
#ifndef CNOPS_BATCH_FIXTURE_H
#define CNOPS_BATCH_FIXTURE_H

#include "core/batch/batch.h"
#include "core/batch/taking.h"
#include "core/batch/work.h"
#include "twins/core_fixture.h"

#define BATCH_HEADER                                                                               \
    "academic_year,cine,massar,birth_date,family_name,given_name,sex,address,email,status,"        \
    "received_on,errors\n"

/* For cmocka: a core_fixture_t with two establishments; the first one has the id 1. */
int batch_fixture_setup(void **state);
/* The id of the second one. */
apr_int64_t batch_fixture_other(core_fixture_t *f);

/* A body in memory that is read in chunks. */
typedef struct batch_body_t {
    const char *bytes;
    apr_size_t len, at;
    apr_size_t chunk;    /* 0: all that fits */
    apr_size_t fails_at; /* 0: no read fails */
} batch_body_t;

/* A row without faults of the student with this number; status NULL: sent. */
const char *batch_fixture_row(unsigned student, const char *status, apr_pool_t *pool);

/* What is asked of a body: of establishment 1, under this key (NULL: none). */
typedef struct batch_asking_t {
    cnops_batch_kind_e kind;
    const char *key;
    bool is_trial, is_preview;
    apr_int64_t establishment_id; /* 0: 1 */
} batch_asking_t;

apr_status_t batch_fixture_take(cnops_batch_taken_t *ptaken, core_fixture_t *f,
                                const batch_asking_t *asking, batch_body_t *body);
/* The same for a text; the body must be taken. Returns the batch. */
const cnops_batch_t *batch_fixture_taken(core_fixture_t *f, const batch_asking_t *asking,
                                         const char *text);

/* Works until nothing is left to do. */
void batch_fixture_work(core_fixture_t *f);
/* The batch as it is now. */
const cnops_batch_t *batch_fixture_look(core_fixture_t *f, const cnops_batch_t *batch);
/* Its faults, as "LINE KEY FIELD CODE\n" each. */
const char *batch_fixture_faults(core_fixture_t *f, const cnops_batch_t *batch);
/* Its results, as "LINE CINE STATUS\n" each. */
const char *batch_fixture_results(core_fixture_t *f, const cnops_batch_t *batch);
/* How many registrations there are. */
int batch_fixture_registrations(core_fixture_t *f);
/* How many chunks wait. */
int batch_fixture_chunks(core_fixture_t *f, const cnops_batch_t *batch);

#endif
