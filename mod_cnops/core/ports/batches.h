/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Batches: files of registrations that establishments send (core/batch/batch.h). The rows of a file
 * wait in chunks; each chunk is worked off in one transaction.
 *
 * Floor: core. Threads: any. Secrets: chunks and the keys of rows are sealed. */
#ifndef CNOPS_CORE_PORTS_BATCHES_H
#define CNOPS_CORE_PORTS_BATCHES_H

#include "base/words.h"
#include "core/ports/outbox.h"
#include "core/ports/purging.h"
#include "core/ports/registrations.h"

#include <stdbool.h>

/* With the words of the database and of JSON. */
#define CNOPS_BATCH_KIND(X) X(CNOPS_BATCH_CSV, "csv") X(CNOPS_BATCH_NDJSON, "ndjson")
typedef enum { CNOPS_BATCH_KIND(CNOPS_WORDS_NAME) } cnops_batch_kind_e;

/* Receiving: its body has not come to its end, so nobody sees it yet. Preview: an officer's file,
 * whose faults are shown before it is sent. The last three are ends. */
#define CNOPS_BATCH_STATE(X)                                                                       \
    X(CNOPS_BATCH_RECEIVING, "receiving")                                                          \
    X(CNOPS_BATCH_PREVIEW, "preview")                                                              \
    X(CNOPS_BATCH_QUEUED, "queued")                                                                \
    X(CNOPS_BATCH_RUNNING, "running")                                                              \
    X(CNOPS_BATCH_DONE, "done")                                                                    \
    X(CNOPS_BATCH_FAILED, "failed")                                                                \
    X(CNOPS_BATCH_ABANDONED, "abandoned")
typedef enum { CNOPS_BATCH_STATE(CNOPS_WORDS_NAME) } cnops_batch_state_e;

/* The parsers return false (and leave *pvalue alone) on any other word. */
const char *cnops_batch_kind_name(cnops_batch_kind_e kind);
const char *cnops_batch_state_name(cnops_batch_state_e state);
bool cnops_batch_kind_parse(cnops_batch_kind_e *pvalue, const char *word);
bool cnops_batch_state_parse(cnops_batch_state_e *pvalue, const char *word);

#define CNOPS_BATCH_REFERENCE_LEN 22

typedef struct cnops_batch_t {
    apr_int64_t id;        /* given by the store */
    const char *reference; /* CNOPS_BATCH_REFERENCE_LEN characters of base64url, unique */
    apr_int64_t establishment_id;
    apr_int64_t officer_id; /* who sent the file; 0: it came through the API */
    cnops_batch_kind_e kind;
    cnops_batch_state_e state;
    bool is_trial;                /* it is checked, and writes no registrations */
    apr_int64_t rows;             /* of the file, empty ones excepted */
    apr_int64_t accepted;         /* of those that were worked off */
    apr_int64_t refused;          /* likewise */
    apr_int64_t bytes;            /* of the body */
    const char *key_id;           /* of the key behind body_digest */
    const char *body_digest;      /* keyed; "" while the body is received */
    const char *idempotency_hash; /* not keyed; NULL: none is kept */
    apr_time_t created_at;
    apr_time_t done_at;      /* when its work ended, of a preview its check; 0: not yet */
    apr_int64_t next_chunk;  /* seq of the first one that is not worked off; -1: see send */
    const char *lease_owner; /* who receives it or works on it; "": nobody */
    apr_time_t lease_until;
} cnops_batch_t;

typedef struct cnops_batch_chunk_t {
    apr_int64_t seq;            /* from 0, without gaps */
    const char *content_sealed; /* core/batch/spool.h */
    apr_time_t at;              /* when it was received */
} cnops_batch_chunk_t;

/* A row that was refused: its first fault in the order of the columns. */
typedef struct cnops_batch_fault_t {
    apr_int64_t line;
    const char *row_key_sealed; /* YEAR/CINE as sent; "": one of them is the fault */
    const char *field;          /* name of a column, or "row" */
    const char *code;           /* word of an error, for instance "format" */
} cnops_batch_fault_t;

/* A row that was accepted. */
typedef struct cnops_batch_row_t {
    apr_int64_t line;
    const char *content_digest; /* keyed, of year and CINE: unique in the batch */
    /* What is written of it, in the same transaction; NULL in a trial. */
    const cnops_registration_write_t *write;
} cnops_batch_row_t;

/* A row that was accepted, and the registration as it is now. */
typedef struct cnops_batch_result_t {
    apr_int64_t line;
    cnops_registration_t registration;
} cnops_batch_result_t;

/* Who has the right to receive a batch or to work on it, from now until then. */
typedef struct cnops_batch_lease_t {
    apr_int64_t batch_id;
    const char *owner;
    apr_time_t now, until;
} cnops_batch_lease_t;

/* The work on one chunk. */
typedef struct cnops_batch_turn_t {
    cnops_batch_lease_t lease;
    apr_int64_t seq;                  /* of the chunk; it must be the batch's next_chunk */
    const apr_array_header_t *rows;   /* cnops_batch_row_t */
    const apr_array_header_t *faults; /* cnops_batch_fault_t */
    bool drop_chunk;                  /* it is not needed again */
} cnops_batch_turn_t;

typedef struct cnops_batches_wanted_t {
    apr_int64_t establishment_id;
    apr_int64_t before_id; /* those with a smaller id; 0: any */
    int max;
} cnops_batches_wanted_t;

/* A page of a list that belongs to a batch, in the order of the file. */
typedef struct cnops_batch_page_t {
    apr_int64_t batch_id;
    apr_int64_t after_line; /* 0: from the beginning */
    int max;
} cnops_batch_page_t;

typedef enum {
    CNOPS_BATCH_CHUNKS,
    CNOPS_BATCH_ROWS,
    CNOPS_BATCH_FAULTS,
    CNOPS_BATCH_PARTS /* the number of them */
} cnops_batch_part_e;

typedef struct cnops_batch_clearing_t {
    apr_int64_t batch_id;
    cnops_batch_part_e part;
    int max;
} cnops_batch_clearing_t;

typedef struct cnops_batches_port_t {
    /* --- receiving --- */

    /* Adds a batch in the state receiving, with its lease. batch->id is ignored; *pid is the new
     * one. CNOPS_EDUPLICATE if its establishment has a batch with this idempotency_hash. */
    apr_status_t (*insert)(void *self, apr_int64_t *pid, const cnops_batch_t *batch,
                           apr_pool_t *pool);
    /* Adds chunks (cnops_batch_chunk_t) to a batch that is received under this lease, and prolongs
     * the lease. CNOPS_ECONFLICT where it is lost: then nothing is added. */
    apr_status_t (*add_chunks)(void *self, const cnops_batch_lease_t *lease,
                               const apr_array_header_t *chunks, apr_pool_t *pool);
    /* The body has come to its end: writes state, rows, bytes and body_digest of *batch, and ends
     * its lease. CNOPS_ECONFLICT where the lease of batch->lease_owner is lost. */
    apr_status_t (*received)(void *self, const cnops_batch_t *batch, apr_pool_t *pool);
    /* Forgets a batch that is being received by lease->owner, or whose lease is over at lease->now,
     * with its chunks. CNOPS_ECONFLICT, and nothing is deleted, where there is no such batch. */
    apr_status_t (*forget)(void *self, const cnops_batch_lease_t *lease, apr_pool_t *pool);
    apr_status_t (*by_idempotency)(void *self, const cnops_batch_t **pbatch,
                                   apr_int64_t establishment_id, const char *idempotency_hash,
                                   apr_pool_t *pool);
    /* The batch keeps no idempotency_hash any more. */
    apr_status_t (*release_key)(void *self, apr_int64_t batch_id, apr_pool_t *pool);

    /* --- reading: none of these returns a batch that is being received --- */

    apr_status_t (*by_reference)(void *self, const cnops_batch_t **pbatch,
                                 apr_int64_t establishment_id, const char *reference,
                                 apr_pool_t *pool);
    /* *plist: cnops_batch_t of the establishment, newest first. */
    apr_status_t (*of_establishment)(void *self, apr_array_header_t **plist,
                                     const cnops_batches_wanted_t *wanted, apr_pool_t *pool);
    /* *plist: cnops_batch_fault_t, by line. */
    apr_status_t (*faults)(void *self, apr_array_header_t **plist, const cnops_batch_page_t *page,
                           apr_pool_t *pool);
    /* *plist: cnops_batch_result_t, by line; rows without a registration are left out. */
    apr_status_t (*results)(void *self, apr_array_header_t **plist, const cnops_batch_page_t *page,
                            apr_pool_t *pool);

    /* --- what officers do --- */

    /* A preview is queued, and work begins again: next_chunk is -1, because what its check has left
     * must be cleared before. CNOPS_ECONFLICT where it is not a preview. */
    apr_status_t (*send)(void *self, apr_int64_t batch_id, apr_pool_t *pool);
    /* A preview ends. CNOPS_ECONFLICT where it is not one. */
    apr_status_t (*abandon)(void *self, apr_int64_t batch_id, apr_time_t now, apr_pool_t *pool);

    /* --- work --- */

    /* *pbatch: the batch whose turn it is, of those that wait (queued, running, or a preview that
     * is not checked) and that nobody has leased; NULL: there is none. It is leased from now on;
     * one that was queued is running. The one that had its last turn longest ago comes first, so
     * that a small batch does not wait for the end of a large one. lease->batch_id is ignored. */
    apr_status_t (*take)(void *self, const cnops_batch_t **pbatch, const cnops_batch_lease_t *lease,
                         apr_pool_t *pool);
    /* *pchunk NULL: there is no chunk with this seq. */
    apr_status_t (*chunk)(void *self, const cnops_batch_chunk_t **pchunk, apr_int64_t batch_id,
                          apr_int64_t seq, apr_pool_t *pool);
    /* *plist: const char *, those of digests (const char *) that rows of the batch have. */
    apr_status_t (*known)(void *self, apr_array_header_t **plist, apr_int64_t batch_id,
                          const apr_array_header_t *digests, apr_pool_t *pool);
    /* Writes all that the work on a chunk has given: registrations, rows, faults, counts and
     * next_chunk. One transaction: a worker that is killed has worked the chunk off, or has not.
     * CNOPS_ECONFLICT, and nothing is written, where the lease is lost, the chunk is not the next
     * one, or somebody has changed a registration since it was read: read the chunk again. */
    apr_status_t (*settle)(void *self, const cnops_batch_turn_t *turn, apr_pool_t *pool);
    /* Ends the work: in this state (done, failed, or preview), at lease->now, with a message that
     * tells of it, or NULL. CNOPS_ECONFLICT where the lease is lost. */
    apr_status_t (*finish)(void *self, const cnops_batch_lease_t *lease, cnops_batch_state_e state,
                           const cnops_outbox_row_t *message, apr_pool_t *pool);
    /* Gives the lease back, so that the next worker need not wait for its end. */
    apr_status_t (*release)(void *self, const cnops_batch_lease_t *lease, apr_pool_t *pool);

    /* Deletes at most max of the batch's rows of one kind. *pcount: how many; fewer than max: there
     * are no more. */
    apr_status_t (*clear)(void *self, int *pcount, const cnops_batch_clearing_t *clearing,
                          apr_pool_t *pool);

    /* Age: since it was made; of rows and faults, since they were written; of a chunk, since it was
     * received. */
    cnops_purge_fn purge, purge_rows, purge_faults, purge_chunks;
} cnops_batches_port_t;

#endif
