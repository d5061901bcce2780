/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/batch/taking.h"

#include "base/budget.h"
#include "base/errors.h"
#include "core/batch/clearing.h"
#include "core/batch/counting.h"
#include "core/batch/row_reader.h"
#include "core/digest.h"
#include "core/seal/columns.h"

#include <apr_strings.h>
#include <sodium.h>
#include <string.h>

#define HASH_LEN    32
#define OPEN_TRIES  3     /* each one makes way for itself */
#define DRAIN_BYTES 16384 /* read at once of a body that only its digest is needed of */

typedef struct taking_t {
    const cnops_core_t *core;
    const cnops_batch_body_t *body;
    cnops_batch_opening_t opening;
    cnops_batch_taken_t *taken;
    apr_int64_t bytes; /* read so far */
    crypto_generichash_state hash;
    apr_pool_t *pool;
} taking_t;

/* --- the body --- */

static apr_status_t read_body(void *self, char *buffer, apr_size_t *plen)
{
    taking_t *taking = self;
    apr_status_t rv = taking->body->read(taking->body->self, buffer, plen);

    if (rv != APR_SUCCESS && !APR_STATUS_IS_EOF(rv))
        return rv;
    crypto_generichash_update(&taking->hash, (const unsigned char *)buffer, *plen);
    taking->bytes += (apr_int64_t)*plen;
    return taking->bytes > CNOPS_BATCH_BODY_MAX ? CNOPS_ETOOLARGE : rv;
}

static apr_status_t drain(taking_t *taking)
{
    char *buffer = apr_palloc(taking->pool, DRAIN_BYTES);
    apr_status_t rv = APR_SUCCESS;

    while (rv == APR_SUCCESS) {
        apr_size_t len = DRAIN_BYTES;

        rv = read_body(taking, buffer, &len);
    }
    return APR_STATUS_IS_EOF(rv) ? APR_SUCCESS : rv;
}

static const char *hex_of(const unsigned char hash[HASH_LEN], apr_pool_t *pool)
{
    char *hex = apr_palloc(pool, CNOPS_DIGEST_HEX);

    return sodium_bin2hex(hex, CNOPS_DIGEST_HEX, hash, HASH_LEN);
}

/* The digest of the whole body and of what was asked of it. NULL where the ring has no such key. */
static const char *digest_body(taking_t *taking, const char *key_id)
{
    const cnops_batch_opening_t *opening = &taking->opening;
    crypto_generichash_state hash = taking->hash;
    unsigned char bytes[HASH_LEN];
    const char *parts[] = {NULL, cnops_batch_kind_name(opening->kind),
                           opening->is_trial ? "trial" : "real", NULL};

    crypto_generichash_final(&hash, bytes, sizeof bytes);
    parts[0] = hex_of(bytes, taking->pool);
    return cnops_column_digest_with(taking->core, CNOPS_KEYED_BATCH_BODY, key_id, parts,
                                    taking->pool);
}

static const char *hash_key(const char *key, apr_pool_t *pool)
{
    unsigned char hash[HASH_LEN];

    crypto_generichash(hash, sizeof hash, (const unsigned char *)key, strlen(key), NULL, 0);
    return hex_of(hash, pool);
}

/* --- a body whose key is known --- */

static apr_status_t compare_body(taking_t *taking, const cnops_batch_t *former)
{
    apr_status_t rv = drain(taking);
    const char *digest;

    if (rv != APR_SUCCESS)
        return rv;
    digest = digest_body(taking, former->key_id);
    taking->taken->how = digest && cnops_digest_equal(digest, former->body_digest)
                             ? CNOPS_BATCH_REPEATED
                             : CNOPS_BATCH_KEY_REUSED;
    taking->taken->batch = taking->taken->how == CNOPS_BATCH_REPEATED ? former : NULL;
    return APR_SUCCESS;
}

/* A batch that nobody receives any more gives the key back, and so does an old one. *pfree: the key
 * can be tried again. */
static apr_status_t make_way(bool *pfree, const taking_t *taking, const cnops_batch_t *former)
{
    const cnops_store_t *store = &taking->core->store;
    apr_time_t now = cnops_core_now(taking->core);
    cnops_batch_lease_t lease = {former->id, "", now, now};
    apr_status_t rv = APR_SUCCESS;

    *pfree = false;
    if (former->state != CNOPS_BATCH_RECEIVING && now - former->created_at >= CNOPS_BATCH_KEY_KEPT)
        rv = store->batches->release_key(store->self, former->id, taking->pool);
    else if (former->state == CNOPS_BATCH_RECEIVING && former->lease_until <= now)
        rv = cnops_batch_forget(taking->core, &lease, taking->pool);
    else
        return APR_SUCCESS;
    *pfree = true;
    return rv == CNOPS_ECONFLICT ? APR_SUCCESS : rv; /* somebody else was faster */
}

/* *pfree: the key is free, or was a moment ago. */
static apr_status_t meet_former(bool *pfree, taking_t *taking)
{
    const cnops_store_t *store = &taking->core->store;
    const cnops_batch_t *former;
    apr_status_t rv =
        store->batches->by_idempotency(store->self, &former, taking->opening.establishment_id,
                                       taking->opening.idempotency_hash, taking->pool);

    *pfree = rv == APR_SUCCESS && !former;
    if (rv != APR_SUCCESS || !former)
        return rv;
    if ((rv = make_way(pfree, taking, former)) != APR_SUCCESS || *pfree)
        return rv;
    if (former->state != CNOPS_BATCH_RECEIVING)
        return compare_body(taking, former);
    taking->taken->how = CNOPS_BATCH_STILL_COMES;
    return APR_SUCCESS;
}

/* *pintake NULL with APR_SUCCESS: the key is known, and *taken says what that means. */
static apr_status_t open_once(cnops_batch_intake_t **pintake, taking_t *taking)
{
    bool is_free = true;
    apr_status_t rv, met;

    *pintake = NULL;
    for (int i = 0; i < OPEN_TRIES && is_free; i++) {
        rv = cnops_batch_open(pintake, taking->core, &taking->opening, taking->pool);
        if (rv != CNOPS_EDUPLICATE)
            return rv;
        if ((met = meet_former(&is_free, taking)) != APR_SUCCESS)
            return met;
    }
    if (is_free) /* others took the key each time */
        taking->taken->how = CNOPS_BATCH_STILL_COMES;
    return APR_SUCCESS;
}

/* --- a new body --- */

/* Counts the rows against what the establishment may send today. A trial writes none, and those of
 * a preview are counted when it is sent. */
static apr_status_t count_rows(taking_t *taking, apr_int64_t rows)
{
    const cnops_batch_opening_t *opening = &taking->opening;
    bool is_counted = true;
    apr_pool_t *pool;
    apr_status_t rv;

    if (opening->is_trial || opening->is_preview)
        return APR_SUCCESS;
    apr_pool_create(&pool, taking->pool);
    cnops_budget_open(pool, taking->core->settings->database_timeout);
    rv = cnops_batch_count_rows(&is_counted, &taking->taken->quota, taking->core,
                                opening->establishment_id, rows, pool);
    apr_pool_destroy(pool);
    if (rv == APR_SUCCESS && !is_counted)
        taking->taken->how = CNOPS_BATCH_TOO_MANY;
    return rv;
}

static apr_status_t keep_rows(taking_t *taking, cnops_batch_intake_t *intake,
                              cnops_row_reader_t *reader)
{
    cnops_batch_cells_t row;
    apr_status_t rv;

    while ((rv = cnops_row_reader_next(&row, reader)) == APR_SUCCESS)
        if ((rv = cnops_batch_add(intake, &row)) != APR_SUCCESS)
            return rv;
    if (!APR_STATUS_IS_EOF(rv))
        return rv;
    if ((rv = count_rows(taking, cnops_batch_row_count(intake))) != APR_SUCCESS ||
        taking->taken->how != CNOPS_BATCH_TAKEN)
        return rv;
    cnops_batch_note_body(intake, taking->bytes, digest_body(taking, NULL));
    return cnops_batch_close(&taking->taken->batch, intake);
}

static apr_status_t take_rows(taking_t *taking, cnops_row_reader_t *reader)
{
    cnops_batch_intake_t *intake;
    apr_status_t rv;

    if ((rv = open_once(&intake, taking)) != APR_SUCCESS || !intake)
        return rv;
    taking->taken->how = CNOPS_BATCH_TAKEN;
    rv = keep_rows(taking, intake, reader);
    if (rv != APR_SUCCESS || taking->taken->how != CNOPS_BATCH_TAKEN)
        cnops_batch_drop(intake);
    return rv;
}

static apr_status_t take(taking_t *taking)
{
    cnops_row_reader_t *reader =
        cnops_row_reader_make(taking->opening.kind, read_body, taking, taking->pool);
    apr_status_t rv =
        cnops_row_reader_header(&taking->taken->code, &taking->taken->column, reader, taking->pool);

    if (rv != APR_SUCCESS)
        return rv;
    taking->taken->how = CNOPS_BATCH_BAD_HEADER;
    return taking->taken->code ? APR_SUCCESS : take_rows(taking, reader);
}

apr_status_t cnops_batch_take(cnops_batch_taken_t *ptaken, const cnops_core_t *core,
                              const cnops_batch_opening_t *opening, const cnops_batch_body_t *body,
                              apr_pool_t *pool)
{
    taking_t taking = {.core = core, .body = body, .opening = *opening, .taken = ptaken};
    apr_status_t rv;

    memset(ptaken, 0, sizeof *ptaken);
    taking.pool = pool;
    taking.opening.idempotency_hash =
        body->idempotency_key ? hash_key(body->idempotency_key, pool) : NULL;
    crypto_generichash_init(&taking.hash, NULL, 0, HASH_LEN);
    rv = take(&taking);
    sodium_memzero(&taking.hash, sizeof taking.hash);
    if (rv != CNOPS_ETOOLARGE)
        return rv;
    *ptaken = (cnops_batch_taken_t){.how = CNOPS_BATCH_TOO_LARGE};
    return APR_SUCCESS;
}
