/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* clang-format off */
#include "store/statements.h"

#include "core/ports.h"

#include <stddef.h>

/* The statements of many rows are longer than the texts that each C compiler must accept. */
#pragma GCC diagnostic ignored "-Woverlength-strings"

typedef struct statement_t {
    const char *label;
    const char *sqlite;
    const char *mysql; /* NULL: as for SQLite */
} statement_t;

/* The columns of each kind of row, in the order in which all statements return them. */
#define PERSON     "v.since, p.id, p.document_digest, v.record_sealed"
#define MEMBERSHIP "n.since, n.membership_id, n.person_id, n.scheme, n.status, n.rights_from, " \
                   "n.rights_to, n.record_sealed"
#define FACTS      "n.payment_mode, m.immatriculation_digest, n.employee_digest, n.rib_digest, " \
                   "n.civil_status_digest"
#define ACCOUNT    "a.id, a.person_id, a.password_hash, a.email_digest, a.email_sealed, " \
                   "a.phone_digest, a.phone_sealed, a.lang, a.terms_version, a.terms_lang, " \
                   "a.terms_at, a.journey_id, a.created_at, a.signed_in_at, a.state, " \
                   "a.frozen_until, a.prospecting, a.password_at, a.email_at, a.phone_at, " \
                   "a.closing_at, a.news, a.news_at, a.news_due_at, a.closing_asked_at"
#define CLAIM      "c.membership_id, c.id, c.received_on, c.status, c.reference_digest, " \
                   "c.beneficiary_digest, c.record_sealed"
#define REQUEST    "id, ref, person_id, kind, state, version, email_digest, email_sealed, " \
                   "phone_digest, phone_sealed, lang, reminders, letter_digest, letter_at, " \
                   "hastened_by, apply_at, created_at, settled_at"
#define CERTIFICATE "id, code_digest, key_id, number, person_id, membership_id, kind, " \
                    "academic_year, renderer, facts_sealed, issued_at, expires_on, revoked_at"
#define TICKET     "id, reference, person_id, membership_id, kind, state, version, " \
                   "payload_sealed, answer_sealed, decided_on, opened_at, due_at, decided_at, read_at"
/* CNOPS_EVENT_KINDS_MAX of them. */
#define EVENT_KINDS                                                                               \
    "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
#define EVENT      "id, person_id, seq, kind, content_sealed, mac, key_id, at"
#define SESSION(s) s "token_digest, " s "account_id, " s "created_at, " s "seen_at, " \
                   s "address_block, " s "user_agent, " s "browser, " s "membership_id"
#define DEVICE     "account_id, browser, first_at, seen_at, address_block, user_agent"
#define CHALLENGE  "journey_id, channel, destination_digest, serial, tries, sent_count, sent_at, " \
                   "expires_at, consumed_at"
#define ADDRESS_ANSWER "membership_id, address_digest, key_id, how, answered_at"
#define OUTBOX     "id, message_id, channel, content_sealed, attempts, created_at, expires_at"

/* Shown is the newest version of a person or membership whose number is not above the current
 * generation: an import writes its versions with the next number. The statements of persons.c
 * return versions of all ages, with the generation, and persons.c chooses: sql/README.md says why. */

/* Of a claim or its totals, shown is the version that the current generation g lies in. */
#define SHOWN_CLAIM(c) c ".since <= g.generation AND " c ".until > g.generation"

/* MariaDB plans a statement anew at each execution, and measures every index that it might use: for
 * the pages of members that costs more than their rows do. So it is told the index that is right. */
#define BY_PRIMARY " FORCE INDEX (PRIMARY)"

/* The claims of a membership lie together in the order of the list, so that the page is read from
 * its place on, wherever it is. The place is in a CASE because MariaDB would take the same condition
 * in its shorter form, (received_on < %s OR id < %lld), for ranges to be measured. */
#define CLAIM_PAGE(index) \
    "SELECT " CLAIM " FROM claim_state g JOIN claim c" index " WHERE g.id = 1 " \
    "AND c.membership_id = %lld AND c.received_on BETWEEN %s AND %s " \
    "AND CASE WHEN c.received_on = %s THEN c.id < %lld ELSE 1 END AND " SHOWN_CLAIM("c") " " \
    "AND (%s = '' OR c.status = %s) AND (%s = '' OR c.beneficiary_digest = %s) " \
    "ORDER BY c.received_on DESC, c.id DESC LIMIT %lld"
#define TOTALS_OF(index) \
    "SELECT g.switched_at, t.year, t.beneficiary_digest, t.record_sealed FROM claim_state g " \
    "LEFT JOIN claim_total t" index " ON t.membership_id = %lld AND " SHOWN_CLAIM("t") " " \
    "WHERE g.id = 1"

#define KEEP_ADDRESS_ANSWER "INSERT INTO address_answer (" ADDRESS_ANSWER ") " \
                            "VALUES (%lld, %s, %s, %s, %lld)"

/* The parts of statements about several counters. The rows of one counter have subjects in a range:
 * store/counters.c. */
#define COUNTERS "purpose, subject, hits, window_at, closes_at, last_at"
#define LOOK_AT  "SELECT " COUNTERS " FROM counter WHERE "
#define COUNTER  "(purpose = %s AND subject BETWEEN %s AND %s)"
#define GIVEN    "(purpose = %s AND subject = %s)"
#define TAKE     "INSERT INTO counter (purpose, subject, hits, window_at, closes_at, last_at, most) VALUES "
#define TAKEN    "(%s,%s,1,%lld,%lld,%lld,%lld)"

/* Raises the counters that exist. One statement raises all or none: where a counter is full, its
 * new count is a fault (SQLite: NULL in a column that is NOT NULL; MariaDB: an overflow, which is a
 * fault in every sql_mode), and the database undoes the statement. MariaDB assigns from left to
 * right: closes_at comes last, because the others are computed from its old value. */
#define IS_OVER_MYSQL "CASE WHEN closes_at <= VALUES(last_at) THEN "
#define RAISE_MYSQL " ON DUPLICATE KEY UPDATE " \
    "hits = " IS_OVER_MYSQL "1 WHEN VALUES(most) = 0 OR hits < VALUES(most) THEN hits + 1 " \
    "ELSE hits + 9223372036854775807 END, " \
    "last_at = VALUES(last_at), most = VALUES(most), " \
    "window_at = " IS_OVER_MYSQL "VALUES(window_at) ELSE window_at END, " \
    "closes_at = " IS_OVER_MYSQL "VALUES(closes_at) ELSE closes_at END RETURNING " COUNTERS
#define IS_OVER_SQLITE "CASE WHEN closes_at <= excluded.last_at THEN "
#define RAISE_SQLITE " ON CONFLICT (purpose, subject) DO UPDATE SET " \
    "hits = " IS_OVER_SQLITE "1 WHEN excluded.most = 0 OR hits < excluded.most THEN hits + 1 " \
    "ELSE NULL END, " \
    "last_at = excluded.last_at, most = excluded.most, " \
    "window_at = " IS_OVER_SQLITE "excluded.window_at ELSE window_at END, " \
    "closes_at = " IS_OVER_SQLITE "excluded.closes_at ELSE closes_at END RETURNING " COUNTERS

/* Statements that delete what is old. */
#define OLD_SQLITE(table, key, old) \
    "DELETE FROM " table " WHERE (" key ") IN (SELECT " key " FROM " table " WHERE " old " LIMIT %lld)"
#define OLD_MYSQL(table, old, age) \
    "DELETE FROM " table " WHERE " old " ORDER BY " age " LIMIT %lld"
#define BLANK  "state = 'expired', content_sealed = '', lease_until = 0, settled_at = %lld"
#define UNSENT "state IN ('due', 'dead') AND expires_at > 0 AND expires_at < %lld"

#define TEXT_OF_TOKEN(token) #token
#define TEXT_OF(macro)       TEXT_OF_TOKEN(macro)
#define DECOY                TEXT_OF(CNOPS_DECOY_PERSON)

static const statement_t statements[CNOPS_STATEMENTS] = {
    /* Here and in ACCOUNT_BY_PERSON: a query that finds a row takes longer than one that finds none.
     * For an unknown person it finds the rows of another person, which the caller ignores. Those
     * who share a number (a, b, c) are read once each. */
    [CNOPS_SQL_PERSONS_BY_DOCUMENTS] = {"cnops_persons_by_documents",
        "SELECT g.generation, " MEMBERSHIP ", " FACTS ", p.since, p.person_id, p.record_sealed, "
        "a.id, b.id, c.id FROM import_state g LEFT JOIN person a ON a.document_digest = %s "
        "LEFT JOIN person b ON b.document_digest = %s LEFT JOIN person c ON c.document_digest = %s "
        "JOIN person_version p ON p.person_id IN (COALESCE(a.id, b.id, c.id, " DECOY "), "
        "COALESCE(b.id, a.id, c.id, " DECOY "), COALESCE(c.id, a.id, b.id, " DECOY ")) "
        "LEFT JOIN membership_version v ON v.person_id = p.person_id "
        "LEFT JOIN membership_version n ON n.membership_id = v.membership_id "
        "LEFT JOIN membership m ON m.id = n.membership_id WHERE g.id = 1", NULL},
    [CNOPS_SQL_PERSON_BY_IMMATRICULATION] = {"cnops_person_by_immatriculation",
        "SELECT g.generation, n.since, " PERSON " FROM import_state g JOIN membership m "
        "JOIN membership_version n ON n.membership_id = m.id JOIN person p ON p.id = n.person_id "
        "JOIN person_version v ON v.person_id = p.id "
        "WHERE g.id = 1 AND m.immatriculation_digest = %s", NULL},
    [CNOPS_SQL_PERSON_BY_ID] = {"cnops_person_by_id",
        "SELECT g.generation, 0, " PERSON " FROM import_state g JOIN person p "
        "JOIN person_version v ON v.person_id = p.id WHERE g.id = 1 AND p.id = %lld", NULL},
    /* Here, above and in SHOWN_PERSON, v finds the memberships that are or were or will be the
     * person's, and n has all versions of each: a membership may have moved to another person. */
    [CNOPS_SQL_MEMBERSHIPS_OF] = {"cnops_memberships_of",
        "SELECT g.generation, " MEMBERSHIP ", " FACTS " FROM import_state g "
        "JOIN membership_version v JOIN membership_version n ON n.membership_id = v.membership_id "
        "JOIN membership m ON m.id = v.membership_id WHERE g.id = 1 AND v.person_id = %lld", NULL},

    [CNOPS_SQL_CLAIMS_OF] = {"cnops_claims_of", CLAIM_PAGE(""), CLAIM_PAGE(BY_PRIMARY)},
    [CNOPS_SQL_CLAIM_BY_REFERENCE] = {"cnops_claim_by_reference",
        "SELECT " CLAIM " FROM claim_state g JOIN claim c WHERE g.id = 1 "
        "AND c.reference_digest = %s AND c.membership_id = %lld AND " SHOWN_CLAIM("c"), NULL},
    /* Without an order, which MariaDB would make in a temporary table because of the outer join:
     * claims.c sorts the few rows. */
    [CNOPS_SQL_CLAIM_TOTALS] = {"cnops_claim_totals",
        TOTALS_OF(""), TOTALS_OF(BY_PRIMARY)},
    [CNOPS_SQL_CLAIM_SWITCHED] = {"cnops_claim_switched",
        "SELECT switched_at FROM claim_state WHERE id = 1", NULL},

    [CNOPS_SQL_ACCOUNT_BY_PERSON] = {"cnops_account_by_person",
        "SELECT " ACCOUNT " FROM account a WHERE a.id = COALESCE("
        "(SELECT k.id FROM account k WHERE k.person_id = %lld), "
        "(SELECT MIN(k.id) FROM account k))", NULL},
    [CNOPS_SQL_ACCOUNT_BY_ID] = {"cnops_account_by_id",
        "SELECT " ACCOUNT " FROM account a WHERE a.id = %lld", NULL},
    [CNOPS_SQL_ACCOUNT_COUNT_EMAIL] = {"cnops_account_count_email",
        "SELECT COUNT(*) FROM account WHERE email_digest = %s", NULL},
    [CNOPS_SQL_ACCOUNT_COUNT_PHONE] = {"cnops_account_count_phone",
        "SELECT COUNT(*) FROM account WHERE phone_digest = %s", NULL},
    [CNOPS_SQL_ACCOUNT_INSERT] = {"cnops_account_insert",
        "INSERT INTO account (person_id, password_hash, email_digest, email_sealed, phone_digest, "
        "phone_sealed, lang, terms_version, terms_lang, terms_at, journey_id, key_id, created_at, "
        "signed_in_at, state, frozen_until, prospecting, password_at, email_at, phone_at) "
        "VALUES (%lld, %s, %s, %s, %s, %s, %s, %s, %s, %lld, %s, %s, %lld, %lld, %s, %lld, %lld, "
        "%lld, %lld, %lld)", NULL},
    [CNOPS_SQL_ACCOUNT_PASSWORD] = {"cnops_account_password",
        "UPDATE account SET password_hash = %s, password_at = %lld WHERE id = %lld", NULL},
    [CNOPS_SQL_ACCOUNT_EMAIL] = {"cnops_account_email",
        "UPDATE account SET email_digest = %s, email_sealed = %s, email_at = %lld WHERE id = %lld",
        NULL},
    [CNOPS_SQL_ACCOUNT_PHONE] = {"cnops_account_phone",
        "UPDATE account SET phone_digest = %s, phone_sealed = %s, phone_at = %lld WHERE id = %lld",
        NULL},
    [CNOPS_SQL_ACCOUNT_STATE] = {"cnops_account_state",
        "UPDATE account SET state = %s, frozen_until = %lld WHERE id = %lld", NULL},
    [CNOPS_SQL_ACCOUNT_HOLD] = {"cnops_account_hold",
        "UPDATE account SET state = state WHERE id = %lld", NULL},
    [CNOPS_SQL_ACCOUNT_PREFERENCES] = {"cnops_account_preferences",
        "UPDATE account SET lang = %s, prospecting = %lld WHERE id = %lld", NULL},
    [CNOPS_SQL_ACCOUNT_NEWS] = {"cnops_account_news",
        "UPDATE account SET news = %s, news_due_at = CASE WHEN %lld = 0 THEN 0 ELSE news_due_at END "
        "WHERE id = %lld", NULL},
    [CNOPS_SQL_ACCOUNT_DELETE] = {"cnops_account_delete",
        "DELETE FROM account WHERE id = %lld", NULL},
    [CNOPS_SQL_PASSWORD_UPGRADE] = {"cnops_password_upgrade",
        "UPDATE account SET password_hash = %s WHERE id = %lld AND password_hash = %s", NULL},

    [CNOPS_SQL_ACCOUNT_CLOSING] = {"cnops_account_closing",
        "UPDATE account SET closing_at = %lld, closing_asked_at = %lld "
        "WHERE id = %lld AND closing_at = %lld AND state = 'active'", NULL},
    [CNOPS_SQL_ACCOUNT_FINISH] = {"cnops_account_finish",
        "DELETE FROM account WHERE id = %lld AND closing_at = %lld AND state = 'active'", NULL},
    [CNOPS_SQL_ACCOUNTS_CLOSING] = {"cnops_accounts_closing",
        "SELECT " ACCOUNT " FROM account a WHERE a.closing_at BETWEEN %lld AND %lld "
        "AND (a.closing_at > %lld OR a.id > %lld) AND a.state = 'active' "
        "ORDER BY a.closing_at, a.id LIMIT %lld", NULL},
    [CNOPS_SQL_REQUEST_INSERT] = {"cnops_request_insert",
        "INSERT INTO change_request (ref, person_id, open_person, kind, state, version, "
        "email_digest, email_sealed, phone_digest, phone_sealed, lang, key_id, reminders, "
        "letter_digest, letter_at, hastened_by, apply_at, created_at, settled_at) "
        "VALUES (%s, %lld, %lld, %s, %s, 1, %s, %s, %s, %s, %s, %s, 0, NULL, 0, '', %lld, %lld, 0)",
        NULL},
    [CNOPS_SQL_REQUEST_UPDATE] = {"cnops_request_update",
        "UPDATE change_request SET state = %s, version = version + 1, reminders = %lld, "
        "letter_digest = %s, letter_at = %lld, hastened_by = %s, apply_at = %lld, "
        "settled_at = %lld, open_person = CASE WHEN %lld = 0 THEN person_id ELSE NULL END "
        "WHERE id = %lld AND version = %lld", NULL},
    [CNOPS_SQL_REQUEST_BIND] = {"cnops_request_bind",
        "UPDATE account SET email_digest = %s, email_sealed = %s, email_at = %lld, "
        "phone_digest = %s, phone_sealed = %s, phone_at = %lld WHERE person_id = %lld", NULL},
    /* Not IN (SELECT ...): MariaDB would read the whole table of sessions, or of devices. A person has
     * one account at most. */
    [CNOPS_SQL_REQUEST_END_SESSIONS] = {"cnops_request_end_sessions",
        "DELETE FROM session WHERE account_id = (SELECT id FROM account WHERE person_id = %lld)",
        NULL},
    [CNOPS_SQL_REQUEST_OPEN_ACCOUNT] = {"cnops_request_open_account",
        "UPDATE account SET state = 'active' WHERE person_id = %lld AND state = 'pending'", NULL},
    [CNOPS_SQL_REQUEST_HOLD_ACCOUNT] = {"cnops_request_hold_account",
        "UPDATE account SET state = state WHERE person_id = %lld AND state = 'pending'", NULL},
    [CNOPS_SQL_REQUEST_DROP_DEVICES] = {"cnops_request_drop_devices",
        "DELETE FROM device WHERE account_id = "
        "(SELECT id FROM account WHERE person_id = %lld AND state = 'pending')", NULL},
    [CNOPS_SQL_REQUEST_DROP_ACCOUNT] = {"cnops_request_drop_account",
        "DELETE FROM account WHERE person_id = %lld AND state = 'pending'", NULL},
    [CNOPS_SQL_REQUEST_FREEZE] = {"cnops_request_freeze",
        "UPDATE account SET frozen_until = %lld WHERE person_id = %lld", NULL},
    [CNOPS_SQL_REQUEST_BY_ID] = {"cnops_request_by_id",
        "SELECT " REQUEST " FROM change_request WHERE id = %lld", NULL},
    [CNOPS_SQL_REQUEST_BY_REF] = {"cnops_request_by_ref",
        "SELECT " REQUEST " FROM change_request WHERE ref = %s", NULL},
    [CNOPS_SQL_REQUEST_BY_LETTER] = {"cnops_request_by_letter",
        "SELECT " REQUEST " FROM change_request WHERE letter_digest = %s", NULL},
    [CNOPS_SQL_REQUEST_OPEN_OF] = {"cnops_request_open_of",
        "SELECT " REQUEST " FROM change_request WHERE open_person = %lld", NULL},
    [CNOPS_SQL_REQUESTS_OF] = {"cnops_requests_of",
        "SELECT " REQUEST " FROM change_request WHERE person_id = %lld ORDER BY id DESC LIMIT %lld",
        NULL},
    [CNOPS_SQL_REQUESTS_IN] = {"cnops_requests_in",
        "SELECT " REQUEST " FROM change_request WHERE state = %s AND id > %lld "
        "ORDER BY id LIMIT %lld", NULL},

    [CNOPS_SQL_TICKET_INSERT] = {"cnops_ticket_insert",
        "INSERT INTO ticket (reference, person_id, open_person, membership_id, kind, state, version, "
        "payload_sealed, answer_sealed, decided_on, opened_at, due_at, decided_at, read_at) "
        "VALUES (%s, %lld, %lld, %lld, %s, %s, 1, %s, NULL, NULL, %lld, %lld, 0, 0)", NULL},
    [CNOPS_SQL_TICKET_UPDATE] = {"cnops_ticket_update",
        "UPDATE ticket SET state = %s, version = version + 1, answer_sealed = %s, decided_on = %s, "
        "decided_at = %lld, read_at = %lld, "
        "open_person = CASE WHEN %lld = 1 THEN person_id ELSE NULL END WHERE id = %lld AND version = %lld", NULL},
    [CNOPS_SQL_TICKET_FIND] = {"cnops_ticket_find",
        "SELECT " TICKET " FROM ticket WHERE id = %lld AND person_id = %lld", NULL},
    [CNOPS_SQL_TICKET_BY_REFERENCE] = {"cnops_ticket_by_reference",
        "SELECT " TICKET " FROM ticket WHERE reference = %s", NULL},
    [CNOPS_SQL_TICKETS_OF] = {"cnops_tickets_of",
        "SELECT " TICKET " FROM ticket WHERE person_id = %lld AND id < %lld "
        "ORDER BY id DESC LIMIT %lld", NULL},
    [CNOPS_SQL_TICKETS_OPEN_OF] = {"cnops_tickets_open_of",
        "SELECT " TICKET " FROM ticket WHERE open_person = %lld ORDER BY id DESC LIMIT %lld", NULL},
    [CNOPS_SQL_TICKETS_IN] = {"cnops_tickets_in",
        "SELECT " TICKET " FROM ticket WHERE state = %s AND id > %lld ORDER BY id LIMIT %lld", NULL},

    [CNOPS_SQL_CERTIFICATE_INSERT] = {"cnops_certificate_insert",
        "INSERT INTO certificate (code_digest, key_id, number, person_id, membership_id, kind, "
        "academic_year, renderer, facts_sealed, issued_at, expires_on, revoked_at) "
        "VALUES (%s, %s, %lld, %lld, %lld, %s, %lld, %lld, %s, %lld, %s, 0)", NULL},
    [CNOPS_SQL_CERTIFICATE_REVOKE] = {"cnops_certificate_revoke",
        "UPDATE certificate SET revoked_at = %lld WHERE id = %lld AND revoked_at = 0", NULL},
    [CNOPS_SQL_CERTIFICATE_FIND] = {"cnops_certificate_find",
        "SELECT " CERTIFICATE " FROM certificate WHERE id = %lld AND person_id = %lld", NULL},
    [CNOPS_SQL_CERTIFICATE_BY_CODE] = {"cnops_certificate_by_code",
        "SELECT " CERTIFICATE " FROM certificate WHERE code_digest = %s", NULL},
    [CNOPS_SQL_CERTIFICATE_BY_NUMBER] = {"cnops_certificate_by_number",
        "SELECT " CERTIFICATE " FROM certificate WHERE number = %lld", NULL},
    [CNOPS_SQL_CERTIFICATES_OF] = {"cnops_certificates_of",
        "SELECT " CERTIFICATE " FROM certificate WHERE person_id = %lld AND id < %lld "
        "AND membership_id >= %lld AND membership_id <= %lld ORDER BY id DESC LIMIT %lld", NULL},
    [CNOPS_SQL_CERTIFICATES_REVOKED] = {"cnops_certificates_revoked",
        "SELECT id, number FROM certificate WHERE revoked_at > 0 AND id > %lld "
        "AND expires_on >= %s ORDER BY id LIMIT %lld", NULL},
    [CNOPS_SQL_SIGNING_KEY_KEEP] = {"cnops_signing_key_keep",
        "INSERT INTO signing_key (id, public_key, since) SELECT %s, %s, %lld "
        "WHERE NOT EXISTS (SELECT 1 FROM signing_key WHERE id = %s)",
        "INSERT INTO signing_key (id, public_key, since) SELECT %s, %s, %lld FROM DUAL "
        "WHERE NOT EXISTS (SELECT 1 FROM signing_key WHERE id = %s)"},
    [CNOPS_SQL_SIGNING_KEYS] = {"cnops_signing_keys",
        "SELECT id, public_key, since FROM signing_key ORDER BY since, id LIMIT 1000", NULL},

    [CNOPS_SQL_EVENT_TAIL] = {"cnops_event_tail",
        "SELECT " EVENT " FROM event WHERE person_id = %lld ORDER BY seq DESC LIMIT 1", NULL},
    [CNOPS_SQL_EVENT_INSERT] = {"cnops_event_insert",
        "INSERT INTO event (person_id, seq, kind, content_sealed, mac, key_id, at) "
        "VALUES (%lld, %lld, %s, %s, %s, %s, %lld)", NULL},
    [CNOPS_SQL_EVENTS_OF] = {"cnops_events_of",
        "SELECT " EVENT " FROM event WHERE person_id = %lld ORDER BY seq DESC LIMIT %lld", NULL},
    [CNOPS_SQL_EVENTS_OF_KINDS] = {"cnops_events_of_kinds",
        "SELECT " EVENT " FROM event WHERE person_id = %lld AND seq < %lld AND kind IN "
        EVENT_KINDS " ORDER BY seq DESC LIMIT %lld", NULL},
    [CNOPS_SQL_EVENTS_OF_OTHERS] = {"cnops_events_of_others",
        "SELECT " EVENT " FROM event WHERE person_id = %lld AND seq < %lld AND kind NOT IN "
        EVENT_KINDS " ORDER BY seq DESC LIMIT %lld", NULL},
    [CNOPS_SQL_EVENTS_AFTER] = {"cnops_events_after",
        "SELECT " EVENT " FROM event WHERE person_id >= %lld AND (person_id > %lld OR seq > %lld) "
        "ORDER BY person_id, seq LIMIT %lld", NULL},
    [CNOPS_SQL_EVENTS_CUT] = {"cnops_events_cut",
        "DELETE FROM event WHERE person_id = %lld AND seq <= %lld", NULL},

    [CNOPS_SQL_SESSION_INSERT] = {"cnops_session_insert",
        "INSERT INTO session (" SESSION("") ") VALUES (%s, %lld, %lld, %lld, %s, %s, %s, %lld)",
        NULL},
    [CNOPS_SQL_SESSION_GET] = {"cnops_session_get",
        "SELECT " SESSION("s.") ", " ACCOUNT " FROM session s JOIN account a ON a.id = s.account_id "
        "WHERE s.token_digest = %s", NULL},
    /* Each table by a unique key: MariaDB reads the rows while it plans, and plans no joins. */
    [CNOPS_SQL_SESSION_IN_GENERATION] = {"cnops_session_in_generation",
        "SELECT g.generation, " SESSION("s.") ", " ACCOUNT " FROM import_state g JOIN session s "
        "JOIN account a ON a.id = s.account_id WHERE g.id = 1 AND s.token_digest = %s", NULL},
    [CNOPS_SQL_SHOWN_PERSON] = {"cnops_shown_person",
        "SELECT g.generation, " MEMBERSHIP ", p.since, p.record_sealed FROM import_state g "
        "LEFT JOIN person_version p ON p.person_id = %lld "
        "LEFT JOIN membership_version v ON v.person_id = p.person_id "
        "LEFT JOIN membership_version n ON n.membership_id = v.membership_id "
        "WHERE g.id = 1", NULL},
    [CNOPS_SQL_SESSION_SEEN] = {"cnops_session_seen",
        "UPDATE session SET seen_at = %lld WHERE token_digest = %s", NULL},
    [CNOPS_SQL_SESSION_CHOOSE] = {"cnops_session_choose",
        "UPDATE session SET membership_id = %lld WHERE token_digest = %s", NULL},
    [CNOPS_SQL_SESSION_DELETE] = {"cnops_session_delete",
        "DELETE FROM session WHERE token_digest = %s", NULL},
    [CNOPS_SQL_SESSIONS_OF] = {"cnops_sessions_of",
        "SELECT " SESSION("") " FROM session WHERE account_id = %lld "
        "ORDER BY seen_at DESC, token_digest", NULL},
    [CNOPS_SQL_SESSIONS_END] = {"cnops_sessions_end",
        "DELETE FROM session WHERE account_id = %lld AND token_digest <> %s", NULL},
    [CNOPS_SQL_SESSION_END_ONE] = {"cnops_session_end_one",
        "DELETE FROM session WHERE account_id = %lld AND token_digest = %s", NULL},

    [CNOPS_SQL_ADDRESS_ANSWER_GET] = {"cnops_address_answer_get",
        "SELECT " ADDRESS_ANSWER " FROM address_answer WHERE membership_id = %lld", NULL},
    [CNOPS_SQL_ADDRESS_ANSWER_KEEP] = {"cnops_address_answer_keep",
        KEEP_ADDRESS_ANSWER " ON CONFLICT (membership_id) DO UPDATE SET "
        "address_digest = excluded.address_digest, key_id = excluded.key_id, how = excluded.how, "
        "answered_at = excluded.answered_at",
        KEEP_ADDRESS_ANSWER " ON DUPLICATE KEY UPDATE "
        "address_digest = VALUES(address_digest), key_id = VALUES(key_id), how = VALUES(how), "
        "answered_at = VALUES(answered_at)"},

    [CNOPS_SQL_ACCOUNT_OPENED] = {"cnops_account_opened",
        "UPDATE account SET signed_in_at = %lld WHERE id = %lld AND password_at = %lld "
        "AND state = 'active'", NULL},
    [CNOPS_SQL_DEVICE_GET] = {"cnops_device_get",
        "SELECT " DEVICE " FROM device WHERE account_id = %lld AND browser = %s", NULL},
    [CNOPS_SQL_DEVICES_OF] = {"cnops_devices_of",
        "SELECT " DEVICE " FROM device WHERE account_id = %lld ORDER BY seen_at DESC, browser",
        NULL},
    [CNOPS_SQL_DEVICE_SEEN] = {"cnops_device_seen",
        "UPDATE device SET seen_at = %lld, address_block = %s, user_agent = %s "
        "WHERE account_id = %lld AND browser = %s", NULL},
    [CNOPS_SQL_DEVICE_INSERT] = {"cnops_device_insert",
        "INSERT INTO device (" DEVICE ") VALUES (%lld, %s, %lld, %lld, %s, %s)", NULL},
    [CNOPS_SQL_DEVICE_FORGET] = {"cnops_device_forget",
        "DELETE FROM device WHERE account_id = %lld AND browser = %s", NULL},
    [CNOPS_SQL_DEVICES_FORGET] = {"cnops_devices_forget",
        "DELETE FROM device WHERE account_id = %lld", NULL},
    [CNOPS_SQL_DEVICE_SESSIONS_END] = {"cnops_device_sessions_end",
        "DELETE FROM session WHERE account_id = %lld AND browser = %s AND token_digest <> %s",
        NULL},

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
    [CNOPS_SQL_CHALLENGE_VOID] = {"cnops_challenge_void",
        "UPDATE challenge SET expires_at = sent_at, sent_count = sent_count - 1 "
        "WHERE journey_id = %s AND channel = %s AND serial = %lld AND expires_at > sent_at "
        "AND consumed_at = 0", NULL},
    [CNOPS_SQL_CHALLENGE_TRY] = {"cnops_challenge_try",
        "UPDATE challenge SET tries = tries + 1 WHERE journey_id = %s AND channel = %s "
        "AND serial = %lld AND tries < %lld AND expires_at > %lld", NULL},
    [CNOPS_SQL_CHALLENGE_UNTRY] = {"cnops_challenge_untry",
        "UPDATE challenge SET tries = tries - 1 WHERE journey_id = %s AND channel = %s "
        "AND serial = %lld AND tries > 0", NULL},
    [CNOPS_SQL_CHALLENGE_CONSUME] = {"cnops_challenge_consume",
        "UPDATE challenge SET consumed_at = %lld, "
        "tries = CASE WHEN tries > 0 THEN tries - 1 ELSE 0 END WHERE journey_id = %s "
        "AND channel = %s AND serial = %lld AND consumed_at = 0", NULL},

    [CNOPS_SQL_COUNTER_LOOK] = {"cnops_counter_look", LOOK_AT COUNTER, NULL},
    [CNOPS_SQL_COUNTER_LOOK_2] = {"cnops_counter_look_2", LOOK_AT COUNTER " OR " COUNTER, NULL},
    [CNOPS_SQL_COUNTER_LOOK_3] = {"cnops_counter_look_3",
        LOOK_AT COUNTER " OR " COUNTER " OR " COUNTER, NULL},
    [CNOPS_SQL_COUNTER_LOOK_4] = {"cnops_counter_look_4",
        LOOK_AT COUNTER " OR " COUNTER " OR " COUNTER " OR " COUNTER, NULL},
    [CNOPS_SQL_COUNTER_TAKE] = {"cnops_counter_take",
        TAKE TAKEN RAISE_SQLITE, TAKE TAKEN RAISE_MYSQL},
    [CNOPS_SQL_COUNTER_TAKE_2] = {"cnops_counter_take_2",
        TAKE TAKEN "," TAKEN RAISE_SQLITE, TAKE TAKEN "," TAKEN RAISE_MYSQL},
    [CNOPS_SQL_COUNTER_TAKE_3] = {"cnops_counter_take_3",
        TAKE TAKEN "," TAKEN "," TAKEN RAISE_SQLITE, TAKE TAKEN "," TAKEN "," TAKEN RAISE_MYSQL},
    [CNOPS_SQL_COUNTER_TAKE_4] = {"cnops_counter_take_4",
        TAKE TAKEN "," TAKEN "," TAKEN "," TAKEN RAISE_SQLITE,
        TAKE TAKEN "," TAKEN "," TAKEN "," TAKEN RAISE_MYSQL},
    [CNOPS_SQL_COUNTER_ADD] = {"cnops_counter_add",
        "UPDATE counter SET hits = hits + %lld, last_at = %lld "
        "WHERE purpose = %s AND subject = %s AND closes_at > %lld AND hits <= %lld", NULL},
    /* A counter that is named twice is lowered once. */
    [CNOPS_SQL_COUNTER_GIVE] = {"cnops_counter_give",
        "UPDATE counter SET hits = hits - 1 WHERE (" GIVEN " OR " GIVEN " OR " GIVEN " OR " GIVEN ") "
        "AND hits > 0", NULL},
    [CNOPS_SQL_COUNTER_CLEAR] = {"cnops_counter_clear", "DELETE FROM counter WHERE " COUNTER, NULL},

    /* An act writes the row of a link once for each message that has the link. */
    [CNOPS_SQL_LINK_INSERT] = {"cnops_link_insert",
        "INSERT INTO link (digest, kind, account_id, content_sealed, expires_at) "
        "VALUES (%s, %s, %lld, %s, %lld) ON CONFLICT (digest) DO NOTHING",
        "INSERT INTO link (digest, kind, account_id, content_sealed, expires_at) "
        "VALUES (%s, %s, %lld, %s, %lld) ON DUPLICATE KEY UPDATE digest = digest"},
    [CNOPS_SQL_LINK_BY_DIGEST] = {"cnops_link_by_digest",
        "SELECT digest, kind, account_id, content_sealed, expires_at FROM link "
        "WHERE digest = %s", NULL},
    [CNOPS_SQL_LINKS_DROP] = {"cnops_links_drop",
        "DELETE FROM link WHERE account_id = %lld", NULL},

    [CNOPS_SQL_NEWS_NOTED] = {"cnops_news_noted",
        "SELECT n.membership_id, n.since FROM claim_state g JOIN claim_news n "
        "WHERE g.id = 1 AND n.since <= g.generation ORDER BY n.since LIMIT %lld", NULL},
    [CNOPS_SQL_NEWS_TAKE] = {"cnops_news_take",
        "DELETE FROM claim_news WHERE membership_id = %lld AND since = %lld", NULL},
    [CNOPS_SQL_NEWS_PERSON] = {"cnops_news_person",
        "SELECT v.person_id FROM import_state g JOIN membership_version v "
        "WHERE g.id = 1 AND v.membership_id = %lld AND v.since <= g.generation "
        "ORDER BY v.since DESC LIMIT 1", NULL},
    [CNOPS_SQL_NEWS_MARK] = {"cnops_news_mark",
        "UPDATE account SET news_due_at = %lld WHERE person_id = %lld AND news_due_at = 0 "
        "AND news <> 'none' AND state = 'active'", NULL},
    [CNOPS_SQL_NEWS_DUE] = {"cnops_news_due",
        "SELECT " ACCOUNT " FROM account a WHERE a.news_due_at BETWEEN 1 AND %lld "
        "ORDER BY a.news_due_at, a.id LIMIT %lld", NULL},
    [CNOPS_SQL_NEWS_SETTLE] = {"cnops_news_settle",
        "UPDATE account SET news_at = %lld, news_due_at = %lld WHERE id = %lld "
        "AND news_due_at = %lld AND news_at = %lld AND news = %s AND state = %s", NULL},

    [CNOPS_SQL_TOKEN_SPEND] = {"cnops_token_spend",
        "INSERT INTO spent_token (digest, expires_at) VALUES (%s, %lld)", NULL},

    [CNOPS_SQL_OUTBOX_INSERT] = {"cnops_outbox_insert",
        "INSERT INTO outbox (message_id, channel, content_sealed, state, attempts, owner, "
        "lease_until, due_at, created_at, expires_at, settled_at) "
        "VALUES (%s, %s, %s, 'due', 0, '', 0, %lld, %lld, %lld, 0)", NULL},
    [CNOPS_SQL_OUTBOX_DUE] = {"cnops_outbox_due",
        "SELECT " OUTBOX " FROM outbox WHERE state = 'due' AND channel = %s AND due_at <= %lld "
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
    /* Only with attempts = 0: a message that was leased may have been sent. */
    [CNOPS_SQL_OUTBOX_WITHDRAW] = {"cnops_outbox_withdraw",
        "DELETE FROM outbox WHERE message_id = %s AND state = 'due' AND attempts = 0", NULL},
    [CNOPS_SQL_OUTBOX_RELEASE] = {"cnops_outbox_release",
        "UPDATE outbox SET due_at = %lld, lease_until = 0, attempts = attempts - 1 "
        "WHERE id = %lld AND owner = %s AND state = 'due' AND lease_until > %lld", NULL},
    [CNOPS_SQL_OUTBOX_BURY] = {"cnops_outbox_bury",
        "UPDATE outbox SET "
        "state = CASE WHEN expires_at > 0 AND expires_at <= %lld THEN 'expired' ELSE 'dead' END, "
        "content_sealed = CASE WHEN expires_at > 0 AND expires_at <= %lld THEN '' "
        "ELSE content_sealed END, lease_until = 0, settled_at = %lld "
        "WHERE id = %lld AND owner = %s AND state = 'due' AND lease_until > %lld", NULL},
    [CNOPS_SQL_OUTBOX_RECEIPT] = {"cnops_outbox_receipt",
        "UPDATE outbox SET receipt = %s, receipt_at = %lld "
        "WHERE message_id = %s AND channel = 'sms' AND receipt <> 'delivered' AND receipt <> %s",
        NULL},
    [CNOPS_SQL_OUTBOX_EXISTS] = {"cnops_outbox_exists",
        "SELECT COUNT(*) FROM outbox WHERE message_id = %s AND channel = 'sms'", NULL},
    [CNOPS_SQL_OUTBOX_LIST] = {"cnops_outbox_list",
        "SELECT " OUTBOX ", state, due_at, settled_at, receipt, receipt_at FROM outbox "
        "WHERE state IN (%s, %s) AND id > %lld ORDER BY id LIMIT %lld", NULL},
    [CNOPS_SQL_OUTBOX_REVIVE] = {"cnops_outbox_revive",
        "UPDATE outbox SET state = 'due', due_at = %lld, attempts = 0, settled_at = 0 "
        "WHERE state = 'dead' AND id >= %lld AND id <= %lld AND content_sealed <> '' "
        "AND (expires_at = 0 OR expires_at > %lld)", NULL},
    [CNOPS_SQL_OUTBOX_BACKLOG] = {"cnops_outbox_backlog",
        "SELECT COUNT(*), SUM(CASE WHEN state = 'dead' THEN 1 ELSE 0 END) FROM outbox "
        "WHERE state = 'dead' OR (state = 'due' AND created_at <= %lld)", NULL},

    /* Each of these deletes a bounded number of rows by an index. MariaDB has no LIMIT in the
     * sub-select that SQLite has, and SQLite's DELETE has none of its own. */
    [CNOPS_SQL_PURGE_SESSIONS] = {"cnops_purge_sessions",
        OLD_SQLITE("session", "token_digest", "seen_at < %lld"),
        OLD_MYSQL("session", "seen_at < %lld", "seen_at")},
    [CNOPS_SQL_PURGE_DEVICES] = {"cnops_purge_devices",
        OLD_SQLITE("device", "account_id, browser", "seen_at < %lld"),
        OLD_MYSQL("device", "seen_at < %lld", "seen_at")},
    [CNOPS_SQL_PURGE_CHALLENGES] = {"cnops_purge_challenges",
        OLD_SQLITE("challenge", "journey_id, channel", "expires_at < %lld"),
        OLD_MYSQL("challenge", "expires_at < %lld", "expires_at")},
    [CNOPS_SQL_PURGE_LINKS] = {"cnops_purge_links",
        OLD_SQLITE("link", "id", "expires_at < %lld"),
        OLD_MYSQL("link", "expires_at < %lld", "expires_at")},
    [CNOPS_SQL_PURGE_TOKENS] = {"cnops_purge_tokens",
        OLD_SQLITE("spent_token", "digest", "expires_at < %lld"),
        OLD_MYSQL("spent_token", "expires_at < %lld", "expires_at")},
    [CNOPS_SQL_PURGE_COUNTERS] = {"cnops_purge_counters",
        OLD_SQLITE("counter", "purpose, subject", "closes_at < %lld"),
        OLD_MYSQL("counter", "closes_at < %lld", "closes_at")},
    /* settled_at is 0 until the request has ended. */
    [CNOPS_SQL_PURGE_REQUESTS] = {"cnops_purge_requests",
        OLD_SQLITE("change_request", "id", "settled_at > 0 AND settled_at < %lld"),
        OLD_MYSQL("change_request", "settled_at > 0 AND settled_at < %lld", "settled_at")},
    [CNOPS_SQL_PURGE_CERTIFICATES] = {"cnops_purge_certificates",
        OLD_SQLITE("certificate", "id", "expires_on < %s"),
        OLD_MYSQL("certificate", "expires_on < %s", "expires_on")},
    [CNOPS_SQL_PURGE_CLAIMS] = {"cnops_purge_claims",
        OLD_SQLITE("claim", "membership_id, received_on, id", "received_on < %s"),
        OLD_MYSQL("claim", "received_on < %s", "received_on")},
    [CNOPS_SQL_PURGE_CLAIM_TOTALS] = {"cnops_purge_claim_totals",
        OLD_SQLITE("claim_total", "membership_id, year, beneficiary_digest, since", "year < %lld"),
        OLD_MYSQL("claim_total", "year < %lld", "year")},
    /* open_person is NULL once the ticket has ended. */
    [CNOPS_SQL_PURGE_TICKETS] = {"cnops_purge_tickets",
        OLD_SQLITE("ticket", "id", "open_person IS NULL AND decided_at < %lld"),
        OLD_MYSQL("ticket", "open_person IS NULL AND decided_at < %lld", "decided_at")},
    /* expires_at is 0 where a message does not expire. */
    [CNOPS_SQL_PURGE_OUTBOX_EXPIRED] = {"cnops_purge_outbox_expired",
        "UPDATE outbox SET " BLANK " WHERE id IN (SELECT id FROM outbox WHERE " UNSENT " LIMIT %lld)",
        "UPDATE outbox SET " BLANK " WHERE " UNSENT " LIMIT %lld"},
    [CNOPS_SQL_PURGE_OUTBOX_DEAD] = {"cnops_purge_outbox_dead",
        OLD_SQLITE("outbox", "id", "state = 'dead' AND settled_at < %lld"),
        OLD_MYSQL("outbox", "state = 'dead' AND settled_at < %lld", "settled_at")},
    [CNOPS_SQL_PURGE_OUTBOX_SETTLED] = {"cnops_purge_outbox_settled",
        OLD_SQLITE("outbox", "id", "state IN ('sent', 'expired') AND settled_at < %lld"),
        "DELETE FROM outbox WHERE state IN ('sent', 'expired') AND settled_at < %lld LIMIT %lld"},

#include "store/statements_establishment.h"

#include "store/statements_registration.h"

#include "store/statements_batch.h"

#include "store/statements_import.h"
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

static apr_status_t hand_over(int from, int to, bool is_mysql, cnops_statement_fn prepare,
                              void *self)
{
    apr_status_t rv = APR_SUCCESS;

    for (int i = from; i < to && rv == APR_SUCCESS; i++)
        rv = prepare(self, statements[i].label, cnops_statement_text(i, is_mysql));
    return rv;
}

apr_status_t cnops_statements_each(bool is_mysql, cnops_statement_fn prepare, void *self)
{
    return hand_over(0, CNOPS_SQL_IMPORTS, is_mysql, prepare, self);
}

apr_status_t cnops_statements_each_import(bool is_mysql, cnops_statement_fn prepare, void *self)
{
    return hand_over(CNOPS_SQL_IMPORTS, CNOPS_STATEMENTS, is_mysql, prepare, self);
}
