/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The statements about batches of establishments: rows of the table in statements.c, which includes
 * this file inside it.
 *
 * Floor: store, private to statements.c. Threads: read-only. */

#ifndef CNOPS_STORE_STATEMENTS_BATCH_H
#define CNOPS_STORE_STATEMENTS_BATCH_H

/* clang-format off */
#define BATCH      "id, reference, establishment_id, officer_id, kind, state, is_trial, row_count, " \
                   "accepted, refused, byte_count, key_id, body_digest, idempotency_hash, " \
                   "created_at, done_at, next_chunk, lease_owner, lease_until"
/* CNOPS_BATCH_KNOWN_MAX of them: store/batches_work.c. */
#define DIGESTS    "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
#define LEASED     "id = %lld AND lease_owner = %s AND lease_until > %lld"

    [CNOPS_SQL_BATCH_INSERT] = {"cnops_batch_insert",
        "INSERT INTO batch (reference, establishment_id, officer_id, kind, state, is_trial, "
        "row_count, accepted, refused, byte_count, key_id, body_digest, idempotency_hash, "
        "created_at, done_at, next_chunk, lease_owner, lease_until, turn_at, waits) "
        "VALUES (%s, %lld, %lld, %s, 'receiving', %lld, 0, 0, 0, 0, %s, '', %s, %lld, 0, 0, %s, "
        "%lld, 0, NULL) RETURNING id", NULL},
    [CNOPS_SQL_BATCH_PROLONG] = {"cnops_batch_prolong",
        "UPDATE batch SET lease_until = %lld WHERE " LEASED " AND state = 'receiving'", NULL},
    [CNOPS_SQL_BATCH_ADD_CHUNK] = {"cnops_batch_add_chunk",
        "INSERT INTO batch_chunk (batch_id, seq, content_sealed, at) VALUES (%lld, %lld, %s, %lld)",
        NULL},
    [CNOPS_SQL_BATCH_RECEIVED] = {"cnops_batch_received",
        "UPDATE batch SET state = %s, row_count = %lld, byte_count = %lld, key_id = %s, "
        "body_digest = %s, lease_owner = '', lease_until = 0, waits = 1 "
        "WHERE id = %lld AND lease_owner = %s AND state = 'receiving'", NULL},
    [CNOPS_SQL_BATCH_FORGET] = {"cnops_batch_forget",
        "DELETE FROM batch WHERE id = %lld AND state = 'receiving' "
        "AND (lease_owner = %s OR lease_until <= %lld)", NULL},
    [CNOPS_SQL_BATCH_BY_IDEMPOTENCY] = {"cnops_batch_by_idempotency",
        "SELECT " BATCH " FROM batch WHERE establishment_id = %lld AND idempotency_hash = %s",
        NULL},
    [CNOPS_SQL_BATCH_RELEASE_KEY] = {"cnops_batch_release_key",
        "UPDATE batch SET idempotency_hash = NULL WHERE id = %lld", NULL},
    [CNOPS_SQL_BATCH_BY_REFERENCE] = {"cnops_batch_by_reference",
        "SELECT " BATCH " FROM batch WHERE reference = %s AND establishment_id = %lld "
        "AND state <> 'receiving'", NULL},
    [CNOPS_SQL_BATCHES_OF] = {"cnops_batches_of",
        "SELECT " BATCH " FROM batch WHERE establishment_id = %lld AND id < %lld "
        "AND state <> 'receiving' ORDER BY id DESC LIMIT %lld", NULL},
    [CNOPS_SQL_BATCH_FAULTS] = {"cnops_batch_faults",
        "SELECT line, row_key_sealed, field, code FROM batch_fault "
        "WHERE batch_id = %lld AND line > %lld ORDER BY line LIMIT %lld", NULL},
    [CNOPS_SQL_BATCH_RESULTS] = {"cnops_batch_results",
        "SELECT b.line, " REGISTRATION("r.") " FROM batch_row b "
        "JOIN registration r ON r.id = b.registration_id "
        "WHERE b.batch_id = %lld AND b.line > %lld ORDER BY b.line LIMIT %lld", NULL},
    [CNOPS_SQL_BATCH_SEND] = {"cnops_batch_send",
        "UPDATE batch SET state = 'queued', accepted = 0, refused = 0, done_at = 0, "
        "next_chunk = -1, lease_owner = '', lease_until = 0, turn_at = 0, waits = 1 "
        "WHERE id = %lld AND state = 'preview'", NULL},
    [CNOPS_SQL_BATCH_ABANDON] = {"cnops_batch_abandon",
        "UPDATE batch SET state = 'abandoned', done_at = %lld, lease_owner = '', lease_until = 0, "
        "waits = NULL WHERE id = %lld AND state = 'preview'", NULL},
    [CNOPS_SQL_BATCH_TURN] = {"cnops_batch_turn",
        "SELECT " BATCH " FROM batch WHERE waits = 1 AND lease_until <= %lld "
        "ORDER BY turn_at, id LIMIT 1", NULL},
    [CNOPS_SQL_BATCH_LEASE] = {"cnops_batch_lease",
        "UPDATE batch SET lease_owner = %s, lease_until = %lld, turn_at = %lld, "
        "state = CASE WHEN state = 'queued' THEN 'running' ELSE state END "
        "WHERE id = %lld AND waits = 1 AND lease_until <= %lld", NULL},
    [CNOPS_SQL_BATCH_CHUNK] = {"cnops_batch_chunk",
        "SELECT seq, content_sealed, at FROM batch_chunk WHERE batch_id = %lld AND seq = %lld",
        NULL},
    [CNOPS_SQL_BATCH_KNOWN] = {"cnops_batch_known",
        "SELECT content_digest FROM batch_row WHERE batch_id = %lld AND content_digest IN " DIGESTS,
        NULL},
    [CNOPS_SQL_BATCH_SETTLE] = {"cnops_batch_settle",
        "UPDATE batch SET accepted = accepted + %lld, refused = refused + %lld, "
        "next_chunk = next_chunk + 1, lease_until = %lld "
        "WHERE " LEASED " AND next_chunk = %lld AND waits = 1", NULL},
    [CNOPS_SQL_BATCH_ADD_ROW] = {"cnops_batch_add_row",
        "INSERT INTO batch_row (batch_id, line, content_digest, registration_id, at) "
        "VALUES (%lld, %lld, %s, %lld, %lld)", NULL},
    [CNOPS_SQL_BATCH_ADD_FAULT] = {"cnops_batch_add_fault",
        "INSERT INTO batch_fault (batch_id, line, row_key_sealed, field, code, at) "
        "VALUES (%lld, %lld, %s, %s, %s, %lld)", NULL},
    [CNOPS_SQL_BATCH_FINISH] = {"cnops_batch_finish",
        "UPDATE batch SET state = %s, done_at = %lld, lease_owner = '', lease_until = 0, "
        "waits = NULL WHERE " LEASED " AND waits = 1", NULL},
    [CNOPS_SQL_BATCH_UNLEASE] = {"cnops_batch_unlease",
        "UPDATE batch SET lease_owner = '', lease_until = 0 WHERE " LEASED, NULL},
    [CNOPS_SQL_BATCH_DROP_CHUNK] = {"cnops_batch_drop_chunk",
        "DELETE FROM batch_chunk WHERE batch_id = %lld AND seq = %lld", NULL},
    [CNOPS_SQL_BATCH_DROP_CHUNKS] = {"cnops_batch_drop_chunks",
        "DELETE FROM batch_chunk WHERE batch_id = %lld", NULL},
    [CNOPS_SQL_BATCH_CLEAR] = {"cnops_batch_clear",
        OLD_SQLITE("batch_chunk", "batch_id, seq", "batch_id = %lld"),
        OLD_MYSQL("batch_chunk", "batch_id = %lld", "seq")},
    [CNOPS_SQL_BATCH_CLEAR_ROWS] = {"cnops_batch_clear_rows",
        OLD_SQLITE("batch_row", "batch_id, line", "batch_id = %lld"),
        OLD_MYSQL("batch_row", "batch_id = %lld", "line")},
    [CNOPS_SQL_BATCH_CLEAR_FAULTS] = {"cnops_batch_clear_faults",
        OLD_SQLITE("batch_fault", "batch_id, line", "batch_id = %lld"),
        OLD_MYSQL("batch_fault", "batch_id = %lld", "line")},

    [CNOPS_SQL_PURGE_BATCHES] = {"cnops_purge_batches",
        OLD_SQLITE("batch", "id", "created_at < %lld"),
        OLD_MYSQL("batch", "created_at < %lld", "created_at")},
    [CNOPS_SQL_PURGE_BATCH_ROWS] = {"cnops_purge_batch_rows",
        OLD_SQLITE("batch_row", "batch_id, line", "at < %lld"),
        OLD_MYSQL("batch_row", "at < %lld", "at")},
    [CNOPS_SQL_PURGE_BATCH_FAULTS] = {"cnops_purge_batch_faults",
        OLD_SQLITE("batch_fault", "batch_id, line", "at < %lld"),
        OLD_MYSQL("batch_fault", "at < %lld", "at")},
    [CNOPS_SQL_PURGE_BATCH_CHUNKS] = {"cnops_purge_batch_chunks",
        OLD_SQLITE("batch_chunk", "batch_id, seq", "at < %lld"),
        OLD_MYSQL("batch_chunk", "at < %lld", "at")},

#endif
