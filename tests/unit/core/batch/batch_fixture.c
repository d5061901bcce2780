/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/batch/batch_fixture.h"

#include "core/establishment/establishment.h"

#include <apr_strings.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

#define MANY 10000

int batch_fixture_setup(void **state)
{
    int verdict = core_fixture_setup(state);
    core_fixture_t *f = *state;
    const char *key;

    if (verdict == 0 && (cnops_establishment_add(&key, &f->core, "UM5", "Une", f->pool) ||
                         cnops_establishment_add(&key, &f->core, "UH2", "Deux", f->pool)))
        verdict = -1;
    f->settings->api_day_rows = 1000000;
    return verdict;
}

apr_int64_t batch_fixture_other(core_fixture_t *f)
{
    const cnops_establishment_t *other;

    assert_int_equal(cnops_establishment_by_code(&other, &f->core, "UH2", f->pool), APR_SUCCESS);
    return other->id;
}

const char *batch_fixture_row(unsigned student, const char *status, apr_pool_t *pool)
{
    return apr_psprintf(pool,
                        "2025-2026,AB%06u,G%09u,2005-01-31,EL FICTIF,Salma,F,1 rue des Orangers,"
                        "salma%u@example.ma,%s,,\n",
                        student, student, student, status ? status : "sent");
}

static apr_status_t read_body(void *self, char *buffer, apr_size_t *plen)
{
    batch_body_t *body = self;
    apr_size_t len = body->len - body->at;

    if (body->fails_at && body->at >= body->fails_at)
        return APR_ECONNABORTED;
    if (len > *plen)
        len = *plen;
    if (body->chunk && len > body->chunk)
        len = body->chunk;
    memcpy(buffer, body->bytes + body->at, len);
    body->at += len;
    *plen = len;
    return len ? APR_SUCCESS : APR_EOF;
}

apr_status_t batch_fixture_take(cnops_batch_taken_t *ptaken, core_fixture_t *f,
                                const batch_asking_t *asking, batch_body_t *body)
{
    cnops_batch_opening_t opening = {.establishment_id =
                                         asking->establishment_id ? asking->establishment_id : 1,
                                     .kind = asking->kind,
                                     .is_trial = asking->is_trial,
                                     .is_preview = asking->is_preview};
    cnops_batch_body_t read = {read_body, body, asking->key};

    return cnops_batch_take(ptaken, &f->core, &opening, &read, f->pool);
}

const cnops_batch_t *batch_fixture_taken(core_fixture_t *f, const batch_asking_t *asking,
                                         const char *text)
{
    batch_body_t body = {.bytes = text, .len = strlen(text), .chunk = 1000};
    cnops_batch_taken_t taken;

    assert_int_equal(batch_fixture_take(&taken, f, asking, &body), APR_SUCCESS);
    assert_int_equal(taken.how, CNOPS_BATCH_TAKEN);
    return taken.batch;
}

void batch_fixture_work(core_fixture_t *f)
{
    cnops_batch_worker_t worker = {.core = &f->core, .owner = "worker"};
    bool more = true;

    while (more)
        assert_int_equal(cnops_batch_work(&more, &worker, f->pool), APR_SUCCESS);
}

const cnops_batch_t *batch_fixture_look(core_fixture_t *f, const cnops_batch_t *batch)
{
    const cnops_batch_t *found;

    assert_int_equal(
        cnops_batch_find(&found, &f->core, batch->establishment_id, batch->reference, f->pool),
        APR_SUCCESS);
    assert_non_null(found);
    return found;
}

const char *batch_fixture_faults(core_fixture_t *f, const cnops_batch_t *batch)
{
    cnops_batch_page_t page = {batch->id, 0, MANY};
    const char *text = "";
    apr_array_header_t *list;

    assert_int_equal(cnops_batch_refusals(&list, &f->core, &page, f->pool), APR_SUCCESS);
    for (int i = 0; i < list->nelts; i++) {
        const cnops_batch_refusal_t *refusal = &APR_ARRAY_IDX(list, i, cnops_batch_refusal_t);

        text = apr_psprintf(f->pool, "%s%d %s %s %s\n", text, (int)refusal->line, refusal->key,
                            refusal->field, refusal->code);
    }
    return text;
}

const char *batch_fixture_results(core_fixture_t *f, const cnops_batch_t *batch)
{
    cnops_batch_page_t page = {batch->id, 0, MANY};
    const char *text = "";
    apr_array_header_t *list;

    assert_int_equal(cnops_batch_results(&list, &f->core, &page, f->pool), APR_SUCCESS);
    for (int i = 0; i < list->nelts; i++) {
        const cnops_batch_answer_t *answer = &APR_ARRAY_IDX(list, i, cnops_batch_answer_t);

        text =
            apr_psprintf(f->pool, "%s%d %s %s\n", text, (int)answer->line, answer->seen.record.cine,
                         cnops_registration_status_name(answer->seen.row.status));
    }
    return text;
}

int batch_fixture_registrations(core_fixture_t *f)
{
    cnops_registrations_wanted_t wanted = {0, -1, 0, MANY};
    apr_array_header_t *list;

    assert_int_equal(f->core.store.registrations->list(f->core.store.self, &list, &wanted, f->pool),
                     APR_SUCCESS);
    return list->nelts;
}

int batch_fixture_chunks(core_fixture_t *f, const cnops_batch_t *batch)
{
    const cnops_batch_chunk_t *chunk;
    int count = 0;

    for (int seq = 0; seq < MANY; seq++) {
        assert_int_equal(
            f->core.store.batches->chunk(f->core.store.self, &chunk, batch->id, seq, f->pool),
            APR_SUCCESS);
        count += chunk != NULL;
    }
    return count;
}
