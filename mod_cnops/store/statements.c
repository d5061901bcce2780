/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* clang-format off */
#include "store/statements.h"

#include <stddef.h>

typedef struct statement_t {
    const char *label;
    const char *sqlite;
    const char *mysql; /* NULL: the same */
} statement_t;

/* One order of columns for all who read a kind of row. */
#define PERSON     "p.id, p.document_digest, p.record_sealed"
#define MEMBERSHIP "id, person_id, scheme, status, payment_mode, immatriculation_digest, " \
                   "employee_digest, rib_digest, civil_status_digest, rights_from, rights_to, " \
                   "record_sealed"
#define ACCOUNT    "id, person_id, password_hash, email_digest, email_sealed, phone_digest, " \
                   "phone_sealed, lang, terms_version, terms_lang, terms_at, journey_id, " \
                   "created_at, signed_in_at"
#define SESSION    "token_digest, account_id, created_at, seen_at, address_block, user_agent"
#define CHALLENGE  "journey_id, channel, destination_digest, serial, tries, sent_count, sent_at, " \
                   "expires_at, consumed_at"
#define OUTBOX     "id, message_id, channel, content_sealed, attempts, created_at, expires_at"

/* The last row of a person in the file is the one that names them. */
#define LAST_OF_PERSON \
    "s.line = (SELECT MAX(x.line) FROM import_member x " \
    "WHERE x.run = s.run AND x.document_digest = s.document_digest)"

static const statement_t statements[CNOPS_STATEMENTS] = {
    [CNOPS_SQL_PERSON_BY_DOCUMENT] = {"cnops_person_by_document",
        "SELECT " PERSON " FROM person p WHERE p.document_digest = %s", NULL},
    [CNOPS_SQL_PERSON_BY_IMMATRICULATION] = {"cnops_person_by_immatriculation",
        "SELECT " PERSON " FROM membership m JOIN person p ON p.id = m.person_id "
        "WHERE m.immatriculation_digest = %s", NULL},
    [CNOPS_SQL_PERSON_BY_ID] = {"cnops_person_by_id",
        "SELECT " PERSON " FROM person p WHERE p.id = %lld", NULL},
    [CNOPS_SQL_MEMBERSHIPS_OF] = {"cnops_memberships_of",
        "SELECT " MEMBERSHIP " FROM membership WHERE person_id = %lld ORDER BY id", NULL},

    [CNOPS_SQL_ACCOUNT_BY_PERSON] = {"cnops_account_by_person",
        "SELECT " ACCOUNT " FROM account WHERE person_id = %lld", NULL},
    [CNOPS_SQL_ACCOUNT_BY_ID] = {"cnops_account_by_id",
        "SELECT " ACCOUNT " FROM account WHERE id = %lld", NULL},
    [CNOPS_SQL_ACCOUNT_COUNT_EMAIL] = {"cnops_account_count_email",
        "SELECT COUNT(*) FROM account WHERE email_digest = %s", NULL},
    [CNOPS_SQL_ACCOUNT_COUNT_PHONE] = {"cnops_account_count_phone",
        "SELECT COUNT(*) FROM account WHERE phone_digest = %s", NULL},
    [CNOPS_SQL_ACCOUNT_INSERT] = {"cnops_account_insert",
        "INSERT INTO account (person_id, password_hash, email_digest, email_sealed, phone_digest, "
        "phone_sealed, lang, terms_version, terms_lang, terms_at, journey_id, key_id, created_at, "
        "signed_in_at) VALUES (%lld, %s, %s, %s, %s, %s, %s, %s, %s, %lld, %s, %s, %lld, %lld)",
        NULL},
    [CNOPS_SQL_ACCOUNT_SIGNED_IN] = {"cnops_account_signed_in",
        "UPDATE account SET signed_in_at = %lld WHERE id = %lld", NULL},

    [CNOPS_SQL_SESSION_INSERT] = {"cnops_session_insert",
        "INSERT INTO session (" SESSION ") VALUES (%s, %lld, %lld, %lld, %s, %s)", NULL},
    [CNOPS_SQL_SESSION_GET] = {"cnops_session_get",
        "SELECT " SESSION " FROM session WHERE token_digest = %s", NULL},
    [CNOPS_SQL_SESSION_SEEN] = {"cnops_session_seen",
        "UPDATE session SET seen_at = %lld WHERE token_digest = %s", NULL},
    [CNOPS_SQL_SESSION_DELETE] = {"cnops_session_delete",
        "DELETE FROM session WHERE token_digest = %s", NULL},

    [CNOPS_SQL_CHALLENGE_GET] = {"cnops_challenge_get",
        "SELECT " CHALLENGE " FROM challenge WHERE journey_id = %s AND channel = %s", NULL},
    [CNOPS_SQL_CHALLENGE_INSERT] = {"cnops_challenge_insert",
        "INSERT INTO challenge (destination_digest, serial, tries, sent_count, sent_at, "
        "expires_at, consumed_at, journey_id, channel) "
        "VALUES (%s, %lld, %lld, %lld, %lld, %lld, %lld, %s, %s)", NULL},
    [CNOPS_SQL_CHALLENGE_RENEW] = {"cnops_challenge_renew",
        "UPDATE challenge SET destination_digest = %s, serial = %lld, tries = %lld, "
        "sent_count = %lld, sent_at = %lld, expires_at = %lld, consumed_at = %lld "
        "WHERE journey_id = %s AND channel = %s AND serial = %lld", NULL},
    [CNOPS_SQL_CHALLENGE_TRY] = {"cnops_challenge_try",
        "UPDATE challenge SET tries = tries + 1 WHERE journey_id = %s AND channel = %s "
        "AND serial = %lld AND tries < %lld AND expires_at > %lld", NULL},
    [CNOPS_SQL_CHALLENGE_UNTRY] = {"cnops_challenge_untry",
        "UPDATE challenge SET tries = tries - 1 WHERE journey_id = %s AND channel = %s "
        "AND serial = %lld AND tries > 0", NULL},
    [CNOPS_SQL_CHALLENGE_CONSUME] = {"cnops_challenge_consume",
        "UPDATE challenge SET consumed_at = %lld WHERE journey_id = %s AND channel = %s "
        "AND serial = %lld AND consumed_at = 0", NULL},

    [CNOPS_SQL_COUNTER_GET] = {"cnops_counter_get",
        "SELECT hits, window_at, last_at FROM counter WHERE purpose = %s AND subject = %s", NULL},
    /* MySQL assigns from left to right: window_at comes last, as the others are computed from
     * its former value. */
    [CNOPS_SQL_COUNTER_RAISE] = {"cnops_counter_raise",
        "UPDATE counter SET hits = CASE WHEN window_at <= %lld THEN 1 ELSE hits + 1 END, "
        "last_at = %lld, "
        "closes_at = CASE WHEN window_at <= %lld THEN %lld ELSE window_at + %lld END, "
        "window_at = CASE WHEN window_at <= %lld THEN %lld ELSE window_at END "
        "WHERE purpose = %s AND subject = %s "
        "AND (window_at <= %lld OR hits < %lld OR %lld = 0)", NULL},
    [CNOPS_SQL_COUNTER_INSERT] = {"cnops_counter_insert",
        "INSERT INTO counter (purpose, subject, hits, window_at, closes_at, last_at) "
        "VALUES (%s, %s, 1, %lld, %lld, %lld)", NULL},
    [CNOPS_SQL_COUNTER_GIVE] = {"cnops_counter_give",
        "UPDATE counter SET hits = hits - 1 WHERE purpose = %s AND subject = %s AND hits > 0",
        NULL},
    [CNOPS_SQL_COUNTER_CLEAR] = {"cnops_counter_clear",
        "DELETE FROM counter WHERE purpose = %s AND subject = %s", NULL},

    [CNOPS_SQL_TOKEN_SPEND] = {"cnops_token_spend",
        "INSERT INTO spent_token (digest, expires_at) VALUES (%s, %lld)", NULL},

    [CNOPS_SQL_OUTBOX_INSERT] = {"cnops_outbox_insert",
        "INSERT INTO outbox (message_id, channel, content_sealed, state, attempts, owner, "
        "lease_until, due_at, created_at, expires_at, settled_at) "
        "VALUES (%s, %s, %s, 'due', 0, '', 0, %lld, %lld, %lld, 0)", NULL},
    [CNOPS_SQL_OUTBOX_DUE] = {"cnops_outbox_due",
        "SELECT " OUTBOX " FROM outbox WHERE state = 'due' AND due_at <= %lld "
        "AND lease_until <= %lld AND (expires_at = 0 OR expires_at > %lld) "
        "ORDER BY due_at, id LIMIT %lld", NULL},
    [CNOPS_SQL_OUTBOX_LEASE] = {"cnops_outbox_lease",
        "UPDATE outbox SET owner = %s, lease_until = %lld, attempts = attempts + 1 "
        "WHERE id = %lld AND state = 'due' AND attempts = %lld AND lease_until <= %lld", NULL},
    [CNOPS_SQL_OUTBOX_SETTLE] = {"cnops_outbox_settle",
        "UPDATE outbox SET state = %s, content_sealed = '', lease_until = 0, settled_at = %lld "
        "WHERE id = %lld AND owner = %s AND state = 'due' AND lease_until > %lld", NULL},
    [CNOPS_SQL_OUTBOX_RETRY] = {"cnops_outbox_retry",
        "UPDATE outbox SET due_at = %lld, lease_until = 0 "
        "WHERE id = %lld AND owner = %s AND state = 'due' AND lease_until > %lld", NULL},
    [CNOPS_SQL_OUTBOX_BACKLOG] = {"cnops_outbox_backlog",
        "SELECT COUNT(*), SUM(CASE WHEN state = 'dead' THEN 1 ELSE 0 END) FROM outbox "
        "WHERE state = 'dead' OR (state = 'due' AND created_at <= %lld)", NULL},

    [CNOPS_SQL_PURGE_SESSIONS] = {"cnops_purge_sessions",
        "DELETE FROM session WHERE seen_at < %lld OR created_at < %lld", NULL},
    [CNOPS_SQL_PURGE_CHALLENGES] = {"cnops_purge_challenges",
        "DELETE FROM challenge WHERE expires_at <= %lld", NULL},
    [CNOPS_SQL_PURGE_TOKENS] = {"cnops_purge_tokens",
        "DELETE FROM spent_token WHERE expires_at <= %lld", NULL},
    [CNOPS_SQL_PURGE_COUNTERS] = {"cnops_purge_counters",
        "DELETE FROM counter WHERE closes_at <= %lld", NULL},
    [CNOPS_SQL_PURGE_OUTBOX_EXPIRED] = {"cnops_purge_outbox_expired",
        "UPDATE outbox SET state = 'expired', content_sealed = '', lease_until = 0, "
        "settled_at = %lld WHERE state = 'due' AND expires_at > 0 AND expires_at <= %lld", NULL},
    [CNOPS_SQL_PURGE_OUTBOX_SETTLED] = {"cnops_purge_outbox_settled",
        "DELETE FROM outbox WHERE state IN ('sent', 'expired') AND settled_at < %lld", NULL},
    [CNOPS_SQL_PING] = {"cnops_ping", "SELECT 1", NULL},

    [CNOPS_SQL_IMPORT_FORMER] = {"cnops_import_former",
        "SELECT import_digest FROM membership WHERE immatriculation_digest = %s", NULL},
    [CNOPS_SQL_IMPORT_STAGE] = {"cnops_import_stage",
        "INSERT INTO import_member (run, immatriculation_digest, line, verdict, document_digest, "
        "person_sealed, scheme, status, payment_mode, employee_digest, rib_digest, "
        "civil_status_digest, rights_from, rights_to, record_sealed, key_id, import_digest, "
        "started_at) VALUES (%s, %s, %lld, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, "
        "%s, %lld)", NULL},
    [CNOPS_SQL_IMPORT_PERSONS_CHANGE] = {"cnops_import_persons_change",
        "UPDATE person SET record_sealed = s.person_sealed, key_id = s.key_id, "
        "updated_at = s.started_at FROM import_member s "
        "WHERE s.run = %s AND s.document_digest = person.document_digest AND " LAST_OF_PERSON,
        "UPDATE person p JOIN import_member s ON s.document_digest = p.document_digest "
        "SET p.record_sealed = s.person_sealed, p.key_id = s.key_id, p.updated_at = s.started_at "
        "WHERE s.run = %s AND " LAST_OF_PERSON},
    [CNOPS_SQL_IMPORT_PERSONS_ADD] = {"cnops_import_persons_add",
        "INSERT INTO person (document_digest, record_sealed, key_id, updated_at) "
        "SELECT s.document_digest, s.person_sealed, s.key_id, s.started_at FROM import_member s "
        "WHERE s.run = %s AND " LAST_OF_PERSON " AND NOT EXISTS "
        "(SELECT 1 FROM person p WHERE p.document_digest = s.document_digest) ORDER BY s.line",
        NULL},
    [CNOPS_SQL_IMPORT_MEMBERSHIPS_CHANGE] = {"cnops_import_memberships_change",
        "UPDATE membership SET person_id = p.id, scheme = s.scheme, status = s.status, "
        "payment_mode = s.payment_mode, employee_digest = s.employee_digest, "
        "rib_digest = s.rib_digest, civil_status_digest = s.civil_status_digest, "
        "rights_from = s.rights_from, rights_to = s.rights_to, record_sealed = s.record_sealed, "
        "key_id = s.key_id, import_digest = s.import_digest, updated_at = s.started_at "
        "FROM import_member s JOIN person p ON p.document_digest = s.document_digest "
        "WHERE s.run = %s AND s.verdict = 'changed' "
        "AND s.immatriculation_digest = membership.immatriculation_digest",
        "UPDATE membership m "
        "JOIN import_member s ON s.immatriculation_digest = m.immatriculation_digest "
        "JOIN person p ON p.document_digest = s.document_digest "
        "SET m.person_id = p.id, m.scheme = s.scheme, m.status = s.status, "
        "m.payment_mode = s.payment_mode, m.employee_digest = s.employee_digest, "
        "m.rib_digest = s.rib_digest, m.civil_status_digest = s.civil_status_digest, "
        "m.rights_from = s.rights_from, m.rights_to = s.rights_to, "
        "m.record_sealed = s.record_sealed, m.key_id = s.key_id, "
        "m.import_digest = s.import_digest, m.updated_at = s.started_at "
        "WHERE s.run = %s AND s.verdict = 'changed'"},
    [CNOPS_SQL_IMPORT_MEMBERSHIPS_ADD] = {"cnops_import_memberships_add",
        "INSERT INTO membership (person_id, immatriculation_digest, scheme, status, payment_mode, "
        "employee_digest, rib_digest, civil_status_digest, rights_from, rights_to, record_sealed, "
        "key_id, import_digest, updated_at) SELECT p.id, s.immatriculation_digest, s.scheme, "
        "s.status, s.payment_mode, s.employee_digest, s.rib_digest, s.civil_status_digest, "
        "s.rights_from, s.rights_to, s.record_sealed, s.key_id, s.import_digest, s.started_at "
        "FROM import_member s JOIN person p ON p.document_digest = s.document_digest "
        "WHERE s.run = %s AND s.verdict = 'added' ORDER BY s.line", NULL},
    /* Without its digest the closed row is "changed" when it is back in a file. */
    [CNOPS_SQL_IMPORT_CLOSE_ABSENT] = {"cnops_import_close_absent",
        "UPDATE membership SET status = 'closed', import_digest = '', updated_at = %lld "
        "WHERE status = 'active' AND NOT EXISTS (SELECT 1 FROM import_member s "
        "WHERE s.run = %s AND s.immatriculation_digest = membership.immatriculation_digest)",
        NULL},
    [CNOPS_SQL_IMPORT_DROP] = {"cnops_import_drop",
        "DELETE FROM import_member WHERE run = %s", NULL},
    [CNOPS_SQL_IMPORT_DROP_OLD] = {"cnops_import_drop_old",
        "DELETE FROM import_member WHERE started_at < %lld", NULL},
};
/* clang-format on */

const char *cnops_statement_label(cnops_statement_e statement)
{
    return statements[statement].label;
}

const char *cnops_statement_text(cnops_statement_e statement, bool is_mysql)
{
    const statement_t *row = &statements[statement];

    return is_mysql && row->mysql ? row->mysql : row->sqlite;
}

apr_status_t cnops_statements_each(bool is_mysql, cnops_statement_fn prepare, void *self)
{
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; i < CNOPS_STATEMENTS && rv == APR_SUCCESS; i++)
        rv = prepare(self, statements[i].label, cnops_statement_text(i, is_mysql));
    return rv;
}
