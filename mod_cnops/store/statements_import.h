/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The rows of imports in the table of statements. statements.c includes this file in the middle of
 * its table, which would be too long for one file.
 *
 * Floor: store, private to statements.c. Threads: read-only. */
#ifndef CNOPS_STORE_STATEMENTS_IMPORT_H
#define CNOPS_STORE_STATEMENTS_IMPORT_H

/* clang-format off */

/* An import of members writes its versions with the next number: sql/README.md. */
#define GENERATION "(SELECT generation FROM import_state)"
#define SHOWN_MEMBERSHIP(v) v ".since = (SELECT MAX(x.since) FROM membership_version x " \
    "WHERE x.membership_id = " v ".membership_id AND x.since <= " GENERATION ")"

#define VERSION "membership_id, since, person_id, scheme, status, payment_mode, employee_digest, " \
                "rib_digest, civil_status_digest, rights_from, rights_to, record_sealed, key_id, " \
                "import_digest, updated_at"

/* Repeats a text CNOPS_SQL_ROWS times. */
#define FIVE(row)    row "," row "," row "," row "," row
#define FIFTY(row)   FIVE(FIVE(row)) "," FIVE(FIVE(row))
#define HUNDRED(row) FIFTY(row) "," FIFTY(row)

/* The parts of imports' INSERT statements, of which there is one for a single row and one for
 * many. */
#define SEE                "INSERT INTO import_seen (membership_id) VALUES "
#define SEE_ROW            "(%lld)"
#define ADD_PERSON         "INSERT INTO person (id, document_digest, key_id) VALUES "
#define ADD_MEMBERSHIP     "INSERT INTO membership (id, immatriculation_digest, key_id) VALUES "
#define ADD_ROW            "(%lld,%s,%s)"
#define NAME_PERSON        "INSERT INTO person_version (record_sealed, key_id, updated_at, " \
                           "person_id, since) VALUES "
#define NAME_ROW           "(%s,%s,%lld,%lld,%lld)"
#define WRITE_VERSION      "INSERT INTO membership_version (" VERSION ") VALUES "
#define WRITE_VERSION_ROW  "(%lld,%lld,%lld,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%lld)"

/* The two look-ups of imports. of_keys, of_versions: which index MariaDB must use. */
#define FORMERS(of_keys, of_versions) \
    "SELECT m.immatriculation_digest, m.id, v.import_digest FROM membership m " of_keys \
    " LEFT JOIN membership_version v " of_versions " ON v.membership_id = m.id " \
    "WHERE m.immatriculation_digest IN (" HUNDRED("%s") ")"
#define NAMED(of_keys, of_versions) \
    "SELECT p.document_digest, p.id, v.since FROM person p " of_keys \
    " LEFT JOIN person_version v " of_versions " ON v.person_id = p.id AND v.since = " \
    GENERATION " + 1 WHERE p.document_digest IN (" HUNDRED("%s") ")"

/* The parts of imports of claims. A version that ends with no generation yet is shown, or staged by
 * the import at work. */
#define NEXT_CLAIMS      "(SELECT generation + 1 FROM claim_state WHERE id = 1)"
#define FOREVER          "9223372036854775807"
#define ADD_CLAIM        "INSERT INTO claim (membership_id, received_on, id, since, status, " \
                         "reference_digest, beneficiary_digest, record_sealed, key_id, " \
                         "import_digest) VALUES "
#define ADD_CLAIM_ROW    "(%lld,%s,%lld,%lld,%s,%s,%s,%s,%s,%s)"
#define ADD_TOTAL        "INSERT INTO claim_total (membership_id, year, beneficiary_digest, since, " \
                         "until, record_sealed, key_id) VALUES "
#define ADD_TOTAL_ROW    "(%lld,%lld,%s,%lld,%lld,%s,%s)"
#define ADD_NEWS         "INSERT INTO claim_news (membership_id, since) VALUES "
#define ADD_NEWS_ROW     "(%lld,%lld)"
#define INSTEAD_SQLITE   " ON CONFLICT (membership_id, year, beneficiary_digest, since) DO UPDATE " \
                         "SET until = excluded.until, record_sealed = excluded.record_sealed, " \
                         "key_id = excluded.key_id"
#define INSTEAD_MYSQL    " ON DUPLICATE KEY UPDATE until = VALUES(until), " \
                         "record_sealed = VALUES(record_sealed), key_id = VALUES(key_id)"
#define ONCE_SQLITE      " ON CONFLICT (membership_id, since) DO NOTHING"
#define ONCE_MYSQL       " ON DUPLICATE KEY UPDATE since = VALUES(since)"
#define CLAIMS_OF(of_references) \
    "FROM claim " of_references "WHERE reference_digest IN (" HUNDRED("%s") ") AND until = " FOREVER
#define ENDS(of_versions) \
    "SELECT key_id FROM (SELECT key_id FROM claim " of_versions "ORDER BY since DESC LIMIT 1) n " \
    "UNION ALL " \
    "SELECT key_id FROM (SELECT key_id FROM claim " of_versions "ORDER BY since LIMIT 1) o"
#define MEMBERSHIPS(of_keys, join, of_versions) \
    "SELECT m.immatriculation_digest, m.id FROM import_state g JOIN membership m " of_keys join \
    " membership_version v " of_versions " ON v.membership_id = m.id AND v.since <= g.generation " \
    "WHERE g.id = 1 AND m.immatriculation_digest IN (" HUNDRED("%s") ")"

/* Works on a part of the rows at a time. MariaDB has LIMIT in these statements, SQLite has not. */
#define SLICE "2000"
#define DROP_MYSQL(table, where)     "DELETE FROM " table " WHERE " where " LIMIT " SLICE
#define SLICE_SQLITE(table, where)   " WHERE rowid IN (SELECT rowid FROM " table " WHERE " where \
                                     " LIMIT " SLICE ")"
#define DROP_SQLITE(table, where)    "DELETE FROM " table SLICE_SQLITE(table, where)
#define RESTORE(table)               "UPDATE " table " SET until = " FOREVER

    /* Any run may take a lease that has ended: the run that had it was killed. */
    [CNOPS_SQL_IMPORT_CLAIM] = {"cnops_import_claim",
        "UPDATE import_state SET run = %s, lease_until = %lld WHERE lease_until <= %lld", NULL},
    [CNOPS_SQL_IMPORT_STATE] = {"cnops_import_state",
        "SELECT generation, phase, first_person, first_membership, "
        "(SELECT COALESCE(MAX(id), 0) FROM person), "
        "(SELECT COALESCE(MAX(id), 0) FROM membership) FROM import_state WHERE run = %s", NULL},
    [CNOPS_SQL_IMPORT_START] = {"cnops_import_start",
        "UPDATE import_state SET phase = 'staging', first_person = %lld, first_membership = %lld "
        "WHERE run = %s", NULL},
    [CNOPS_SQL_IMPORT_RENEW] = {"cnops_import_renew",
        "UPDATE import_state SET lease_until = %lld WHERE run = %s", NULL},
    [CNOPS_SQL_IMPORT_SWITCH] = {"cnops_import_switch",
        "UPDATE import_state SET generation = generation + 1, phase = 'switched' "
        "WHERE run = %s AND phase = 'staging'", NULL},
    [CNOPS_SQL_IMPORT_RELEASE] = {"cnops_import_release",
        "UPDATE import_state SET run = '', phase = 'idle', lease_until = 0 WHERE run = %s", NULL},

    [CNOPS_SQL_IMPORT_SEE] = {"cnops_import_see", SEE SEE_ROW, NULL},
    [CNOPS_SQL_IMPORT_PERSON_ADD] = {"cnops_import_person_add", ADD_PERSON ADD_ROW, NULL},
    [CNOPS_SQL_IMPORT_PERSON_VERSION] = {"cnops_import_person_version", NAME_PERSON NAME_ROW,
        NULL},
    [CNOPS_SQL_IMPORT_PERSON_AGAIN] = {"cnops_import_person_again",
        "UPDATE person_version SET record_sealed = %s, key_id = %s, updated_at = %lld "
        "WHERE person_id = %lld AND since = %lld", NULL},
    [CNOPS_SQL_IMPORT_MEMBERSHIP_ADD] = {"cnops_import_membership_add", ADD_MEMBERSHIP ADD_ROW,
        NULL},
    [CNOPS_SQL_IMPORT_MEMBERSHIP_VERSION] = {"cnops_import_membership_version",
        WRITE_VERSION WRITE_VERSION_ROW, NULL},
    /* The closed version gets an empty digest. So when a later file has the row again, the row
     * counts as changed and is opened again. */
    [CNOPS_SQL_IMPORT_CLOSE_ABSENT] = {"cnops_import_close_absent",
        "INSERT INTO membership_version (" VERSION ") SELECT v.membership_id, "
        GENERATION " + 1, v.person_id, v.scheme, 'closed', v.payment_mode, v.employee_digest, v.rib_digest, "
        "v.civil_status_digest, v.rights_from, v.rights_to, v.record_sealed, v.key_id, '', %lld "
        "FROM membership_version v WHERE v.membership_id BETWEEN %lld AND %lld "
        "AND v.status = 'active' AND " SHOWN_MEMBERSHIP("v") " AND NOT EXISTS "
        "(SELECT 1 FROM import_seen s WHERE s.membership_id = v.membership_id)", NULL},

    /* These delete, within a range of ids, versions that are not shown any more or were never
     * shown. */
    [CNOPS_SQL_IMPORT_DROP_OLD_PERSONS] = {"cnops_import_drop_old_persons",
        "DELETE FROM person_version WHERE person_id BETWEEN %lld AND %lld AND EXISTS "
        "(SELECT 1 FROM person_version n WHERE n.person_id = person_version.person_id "
        "AND n.since > person_version.since AND n.since <= " GENERATION ")", NULL},
    [CNOPS_SQL_IMPORT_DROP_OLD_MEMBERSHIPS] = {"cnops_import_drop_old_memberships",
        "DELETE FROM membership_version WHERE membership_id BETWEEN %lld AND %lld AND EXISTS "
        "(SELECT 1 FROM membership_version n "
        "WHERE n.membership_id = membership_version.membership_id "
        "AND n.since > membership_version.since AND n.since <= " GENERATION ")", NULL},
    [CNOPS_SQL_IMPORT_DROP_NEW_PERSONS] = {"cnops_import_drop_new_persons",
        "DELETE FROM person_version WHERE person_id BETWEEN %lld AND %lld "
        "AND since > " GENERATION, NULL},
    [CNOPS_SQL_IMPORT_DROP_NEW_MEMBERSHIPS] = {"cnops_import_drop_new_memberships",
        "DELETE FROM membership_version WHERE membership_id BETWEEN %lld AND %lld "
        "AND since > " GENERATION, NULL},
    [CNOPS_SQL_IMPORT_DROP_PERSONS] = {"cnops_import_drop_persons",
        "DELETE FROM person WHERE id BETWEEN %lld AND %lld", NULL},
    [CNOPS_SQL_IMPORT_DROP_MEMBERSHIPS] = {"cnops_import_drop_memberships",
        "DELETE FROM membership WHERE id BETWEEN %lld AND %lld", NULL},
    [CNOPS_SQL_IMPORT_FORGET_SEEN] = {"cnops_import_forget_seen",
        "DELETE FROM import_seen WHERE membership_id BETWEEN %lld AND %lld", NULL},

    [CNOPS_SQL_CLAIMS_TAKE] = {"cnops_claims_take",
        "UPDATE claim_state SET run = %s, lease_until = %lld WHERE lease_until <= %lld", NULL},
    [CNOPS_SQL_CLAIMS_STATE] = {"cnops_claims_state",
        "SELECT generation, phase, last_id FROM claim_state WHERE run = %s", NULL},
    /* The newest and the oldest claim: a change of keys that was not ended shows in one of them. */
    [CNOPS_SQL_CLAIMS_KEYS] = {"cnops_claims_keys",
        ENDS(""), ENDS("FORCE INDEX (claim_since) ")},
    [CNOPS_SQL_CLAIMS_START] = {"cnops_claims_start",
        "UPDATE claim_state SET phase = 'staging' WHERE run = %s", NULL},
    [CNOPS_SQL_CLAIMS_RENEW] = {"cnops_claims_renew",
        "UPDATE claim_state SET lease_until = %lld WHERE run = %s", NULL},
    [CNOPS_SQL_CLAIMS_SWITCH] = {"cnops_claims_switch",
        "UPDATE claim_state SET generation = generation + 1, phase = 'switched', last_id = %lld, "
        "switched_at = %lld WHERE run = %s AND phase = 'staging'", NULL},
    [CNOPS_SQL_CLAIMS_RELEASE] = {"cnops_claims_release",
        "UPDATE claim_state SET run = '', phase = 'idle', lease_until = 0 WHERE run = %s", NULL},

    [CNOPS_SQL_CLAIMS_AGE] = {"cnops_claims_age",
        "SELECT switched_at FROM claim_state WHERE id = 1", NULL},

    [CNOPS_SQL_CLAIMS_ADD] = {"cnops_claims_add", ADD_CLAIM ADD_CLAIM_ROW, NULL},
    /* Writes a version of a total in place of the one of the same generation: so the one that is
     * shown gets its end, and one that an earlier batch has staged gets new sums. */
    [CNOPS_SQL_CLAIMS_ADD_TOTAL] = {"cnops_claims_add_total",
        ADD_TOTAL ADD_TOTAL_ROW INSTEAD_SQLITE, ADD_TOTAL ADD_TOTAL_ROW INSTEAD_MYSQL},
    [CNOPS_SQL_CLAIMS_ADD_NEWS] = {"cnops_claims_add_news",
        ADD_NEWS ADD_NEWS_ROW ONCE_SQLITE, ADD_NEWS ADD_NEWS_ROW ONCE_MYSQL},

    [CNOPS_SQL_CLAIMS_DROP_OLD] = {"cnops_claims_drop_old",
        DROP_SQLITE("claim", "until <= %lld"), DROP_MYSQL("claim", "until <= %lld")},
    [CNOPS_SQL_CLAIMS_DROP_OLD_TOTALS] = {"cnops_claims_drop_old_totals",
        DROP_SQLITE("claim_total", "until <= %lld"), DROP_MYSQL("claim_total", "until <= %lld")},
    [CNOPS_SQL_CLAIMS_DROP_NEW] = {"cnops_claims_drop_new",
        DROP_SQLITE("claim", "since = %lld"), DROP_MYSQL("claim", "since = %lld")},
    [CNOPS_SQL_CLAIMS_DROP_NEW_TOTALS] = {"cnops_claims_drop_new_totals",
        DROP_SQLITE("claim_total", "since = %lld"), DROP_MYSQL("claim_total", "since = %lld")},
    [CNOPS_SQL_CLAIMS_DROP_NEWS] = {"cnops_claims_drop_news",
        DROP_SQLITE("claim_news", "since = %lld"), DROP_MYSQL("claim_news", "since = %lld")},
    [CNOPS_SQL_CLAIMS_RESTORE] = {"cnops_claims_restore",
        RESTORE("claim") SLICE_SQLITE("claim", "until = %lld"),
        RESTORE("claim") " WHERE until = %lld LIMIT " SLICE},
    [CNOPS_SQL_CLAIMS_RESTORE_TOTALS] = {"cnops_claims_restore_totals",
        RESTORE("claim_total") SLICE_SQLITE("claim_total", "until = %lld"),
        RESTORE("claim_total") " WHERE until = %lld LIMIT " SLICE},

    /* Between imports a membership has one version, and during one a file may name it once. So this
     * finds the version that is shown without asking for the generation. While an import fills the
     * tables, MariaDB's statistics of them are old; without FORCE INDEX it would read whole tables. */
    [CNOPS_SQL_IMPORT_FORMERS] = {"cnops_import_formers",
        FORMERS("", ""), FORMERS("FORCE INDEX (immatriculation_digest)", "FORCE INDEX (membership_version_since)")},
    /* v.since is not NULL where an earlier row of the same file has given the person's name. */
    [CNOPS_SQL_IMPORT_PERSONS] = {"cnops_import_persons",
        NAMED("", ""), NAMED("FORCE INDEX (document_digest)", "FORCE INDEX (person_version_since)")},
    [CNOPS_SQL_IMPORT_SEE_MANY] = {"cnops_import_see_many", SEE HUNDRED(SEE_ROW), NULL},
    [CNOPS_SQL_IMPORT_PERSON_ADD_MANY] = {"cnops_import_person_add_many",
        ADD_PERSON HUNDRED(ADD_ROW), NULL},
    [CNOPS_SQL_IMPORT_PERSON_VERSION_MANY] = {"cnops_import_person_version_many",
        NAME_PERSON HUNDRED(NAME_ROW), NULL},
    [CNOPS_SQL_IMPORT_MEMBERSHIP_ADD_MANY] = {"cnops_import_membership_add_many",
        ADD_MEMBERSHIP HUNDRED(ADD_ROW), NULL},
    [CNOPS_SQL_IMPORT_MEMBERSHIP_VERSION_MANY] = {"cnops_import_membership_version_many",
        WRITE_VERSION HUNDRED(WRITE_VERSION_ROW), NULL},

    /* Only memberships that are shown: others disappear if their import fails. */
    [CNOPS_SQL_CLAIMS_MEMBERSHIPS] = {"cnops_claims_memberships",
        MEMBERSHIPS("", "JOIN", ""),
        MEMBERSHIPS("FORCE INDEX (immatriculation_digest) ", "STRAIGHT_JOIN", "FORCE INDEX (membership_version_since)")},
    /* A file may name a reference once, so these find what is shown. */
    [CNOPS_SQL_CLAIMS_FORMERS] = {"cnops_claims_formers",
        "SELECT reference_digest, membership_id, received_on, id, status, beneficiary_digest, "
        "import_digest " CLAIMS_OF(""),
        "SELECT reference_digest, membership_id, received_on, id, status, beneficiary_digest, "
        "import_digest " CLAIMS_OF("FORCE INDEX (claim_reference) ")},
    [CNOPS_SQL_CLAIMS_RECORDS] = {"cnops_claims_records",
        "SELECT reference_digest, record_sealed " CLAIMS_OF(""),
        "SELECT reference_digest, record_sealed " CLAIMS_OF("FORCE INDEX (claim_reference) ")},
    [CNOPS_SQL_CLAIMS_TOTALS] = {"cnops_claims_totals",
        "SELECT membership_id, year, beneficiary_digest, since, record_sealed, key_id "
        "FROM claim_total WHERE membership_id IN (" HUNDRED("%lld") ") AND until = " FOREVER,
        "SELECT membership_id, year, beneficiary_digest, since, record_sealed, key_id "
        "FROM claim_total FORCE INDEX (PRIMARY) WHERE membership_id IN (" HUNDRED("%lld") ") AND until = " FOREVER},
    [CNOPS_SQL_CLAIMS_END_MANY] = {"cnops_claims_end_many",
        "UPDATE claim SET until = " NEXT_CLAIMS " WHERE reference_digest IN (" HUNDRED("%s") ") AND until = " FOREVER,
        "UPDATE claim FORCE INDEX (claim_reference) SET until = " NEXT_CLAIMS " WHERE reference_digest IN (" HUNDRED("%s") ") AND until = " FOREVER},
    [CNOPS_SQL_CLAIMS_ADD_MANY] = {"cnops_claims_add_many", ADD_CLAIM HUNDRED(ADD_CLAIM_ROW), NULL},
    [CNOPS_SQL_CLAIMS_ADD_TOTAL_MANY] = {"cnops_claims_add_total_many",
        ADD_TOTAL HUNDRED(ADD_TOTAL_ROW) INSTEAD_SQLITE, ADD_TOTAL HUNDRED(ADD_TOTAL_ROW) INSTEAD_MYSQL},
    [CNOPS_SQL_CLAIMS_ADD_NEWS_MANY] = {"cnops_claims_add_news_many",
        ADD_NEWS HUNDRED(ADD_NEWS_ROW) ONCE_SQLITE, ADD_NEWS HUNDRED(ADD_NEWS_ROW) ONCE_MYSQL},
/* clang-format on */

#endif
