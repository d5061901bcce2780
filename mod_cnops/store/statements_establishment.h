/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The statements about establishments: rows of the table in statements.c, which includes this file
 * inside it.
 *
 * Floor: store, private to statements.c. Threads: read-only. */
#ifndef CNOPS_STORE_STATEMENTS_ESTABLISHMENT_H
#define CNOPS_STORE_STATEMENTS_ESTABLISHMENT_H

/* clang-format off */
#define ESTABLISHMENT "e.id, e.code, e.name, e.state, e.created_at, e.webhook_url, e.day_rows"
#define API_KEY       "k.id, k.establishment_id, k.key_digest, k.key_id, k.created_at, k.ends_at, " \
                      "k.last_used_at"
#define OFFICER       "o.id, o.establishment_id, o.email_sealed, o.email_digest, o.added_at, " \
                      "o.removed_at"

    [CNOPS_SQL_ESTABLISHMENT_INSERT] = {"cnops_establishment_insert",
        "INSERT INTO establishment (code, name, state, created_at, webhook_url, day_rows) "
        "VALUES (%s, %s, %s, %lld, %s, %lld)", NULL},
    [CNOPS_SQL_ESTABLISHMENT_BY_CODE] = {"cnops_establishment_by_code",
        "SELECT " ESTABLISHMENT " FROM establishment e WHERE e.code = %s", NULL},
    [CNOPS_SQL_ESTABLISHMENT_GET] = {"cnops_establishment_get",
        "SELECT " ESTABLISHMENT " FROM establishment e WHERE e.id = %lld", NULL},
    [CNOPS_SQL_ESTABLISHMENTS] = {"cnops_establishments",
        "SELECT " ESTABLISHMENT " FROM establishment e WHERE e.code > %s ORDER BY e.code LIMIT %lld",
        NULL},
    [CNOPS_SQL_ESTABLISHMENT_SET] = {"cnops_establishment_set",
        "UPDATE establishment SET webhook_url = %s, day_rows = %lld WHERE id = %lld", NULL},
    [CNOPS_SQL_ESTABLISHMENT_REVOKE] = {"cnops_establishment_revoke",
        "UPDATE establishment SET state = 'revoked' WHERE id = %lld AND state = 'active'", NULL},
    /* A rotation holds the row to its end, so that of two at once the later one sees the key of
     * the other. */
    [CNOPS_SQL_ESTABLISHMENT_HOLD] = {"cnops_establishment_hold",
        "UPDATE establishment SET state = state WHERE id = %lld AND state = 'active'", NULL},

    /* By the id, or by the code of one that was inserted just before. */
    [CNOPS_SQL_API_KEY_INSERT] = {"cnops_api_key_insert",
        "INSERT INTO establishment_key (establishment_id, key_digest, key_id, created_at, ends_at, "
        "last_used_at) SELECT e.id, %s, %s, %lld, 0, 0 FROM establishment e "
        "WHERE e.id = %lld OR e.code = %s", NULL},
    [CNOPS_SQL_API_KEYS_END] = {"cnops_api_keys_end",
        "UPDATE establishment_key SET ends_at = %lld "
        "WHERE establishment_id = %lld AND (ends_at = 0 OR ends_at > %lld)", NULL},
    [CNOPS_SQL_API_KEY_BY_DIGEST] = {"cnops_api_key_by_digest",
        "SELECT " API_KEY ", " ESTABLISHMENT " FROM establishment_key k "
        "JOIN establishment e ON e.id = k.establishment_id WHERE k.key_digest = %s", NULL},
    [CNOPS_SQL_API_KEY_USED] = {"cnops_api_key_used",
        "UPDATE establishment_key SET last_used_at = %lld, key_digest = %s, key_id = %s "
        "WHERE id = %lld", NULL},
    [CNOPS_SQL_API_KEYS_OF] = {"cnops_api_keys_of",
        "SELECT " API_KEY " FROM establishment_key k WHERE k.establishment_id = %lld "
        "ORDER BY k.id LIMIT 100", NULL},

    [CNOPS_SQL_OFFICER_RETURNS] = {"cnops_officer_returns",
        "UPDATE establishment_officer SET email_sealed = %s, added_at = %lld, removed_at = 0 "
        "WHERE establishment_id = %lld AND email_digest = %s AND removed_at > 0", NULL},
    [CNOPS_SQL_OFFICER_INSERT] = {"cnops_officer_insert",
        "INSERT INTO establishment_officer (email_sealed, added_at, establishment_id, email_digest, "
        "removed_at) VALUES (%s, %lld, %lld, %s, 0)", NULL},
    [CNOPS_SQL_OFFICER_REMOVE] = {"cnops_officer_remove",
        "UPDATE establishment_officer SET removed_at = %lld WHERE id = %lld AND removed_at = 0",
        NULL},
    [CNOPS_SQL_OFFICER_GET] = {"cnops_officer_get",
        "SELECT " OFFICER " FROM establishment_officer o WHERE o.id = %lld", NULL},
    [CNOPS_SQL_OFFICER_BY_EMAIL] = {"cnops_officer_by_email",
        "SELECT " OFFICER " FROM establishment_officer o "
        "WHERE o.establishment_id = %lld AND o.email_digest = %s", NULL},
    [CNOPS_SQL_OFFICERS_OF] = {"cnops_officers_of",
        "SELECT " OFFICER " FROM establishment_officer o "
        "WHERE o.establishment_id = %lld AND o.removed_at = 0 ORDER BY o.id LIMIT 1000", NULL},

    [CNOPS_SQL_OFFICER_SESSION_INSERT] = {"cnops_officer_session_insert",
        "INSERT INTO officer_session (token_digest, establishment_id, officer_id, created_at, "
        "used_at) SELECT %s, e.id, o.id, %lld, %lld FROM establishment_officer o "
        "JOIN establishment e ON e.id = o.establishment_id "
        "WHERE o.id = %lld AND o.removed_at = 0 AND e.state = 'active'", NULL},
    [CNOPS_SQL_OFFICER_SESSION_GET] = {"cnops_officer_session_get",
        "SELECT s.token_digest, s.establishment_id, s.officer_id, s.created_at, s.used_at, "
        OFFICER ", " ESTABLISHMENT " FROM officer_session s "
        "JOIN establishment_officer o ON o.id = s.officer_id "
        "JOIN establishment e ON e.id = s.establishment_id WHERE s.token_digest = %s", NULL},
    [CNOPS_SQL_OFFICER_SESSION_USED] = {"cnops_officer_session_used",
        "UPDATE officer_session SET used_at = %lld WHERE token_digest = %s", NULL},
    [CNOPS_SQL_OFFICER_SESSION_DELETE] = {"cnops_officer_session_delete",
        "DELETE FROM officer_session WHERE token_digest = %s", NULL},
    [CNOPS_SQL_OFFICER_SESSIONS_END] = {"cnops_officer_sessions_end",
        "DELETE FROM officer_session WHERE officer_id = %lld", NULL},
    [CNOPS_SQL_ESTABLISHMENT_SESSIONS_END] = {"cnops_establishment_sessions_end",
        "DELETE FROM officer_session WHERE establishment_id = %lld", NULL},

    /* ends_at and removed_at are 0 while there is no end. */
    [CNOPS_SQL_PURGE_API_KEYS] = {"cnops_purge_api_keys",
        OLD_SQLITE("establishment_key", "id", "ends_at > 0 AND ends_at < %lld"),
        OLD_MYSQL("establishment_key", "ends_at > 0 AND ends_at < %lld", "ends_at")},
    [CNOPS_SQL_PURGE_OFFICERS] = {"cnops_purge_officers",
        OLD_SQLITE("establishment_officer", "id", "removed_at > 0 AND removed_at < %lld"),
        OLD_MYSQL("establishment_officer", "removed_at > 0 AND removed_at < %lld", "removed_at")},
    [CNOPS_SQL_PURGE_OFFICER_SESSIONS] = {"cnops_purge_officer_sessions",
        OLD_SQLITE("officer_session", "token_digest", "used_at < %lld"),
        OLD_MYSQL("officer_session", "used_at < %lld", "used_at")},

/* clang-format on */

#endif
