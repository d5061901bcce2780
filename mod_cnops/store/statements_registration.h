/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The rows of registrations in the table of statements. statements.c includes this file in its
 * table, which would be too long for one file.
 *
 * Floor: store, private to statements.c. Threads: read-only. */
#ifndef CNOPS_STORE_STATEMENTS_REGISTRATION_H
#define CNOPS_STORE_STATEMENTS_REGISTRATION_H

/* clang-format off */

#define REGISTRATION(r) r "id, " r "student_digest, " r "key_id, " r "academic_year, " \
    r "establishment_id, " r "version, " r "status, " r "is_insurers, " r "shown_digest, " \
    r "record_sealed, " r "seen_at, " r "due_at, " r "told_at, " r "drawn_at, " r "refused_at"

    [CNOPS_SQL_REGISTRATIONS_OF] = {"cnops_registrations_of",
        "SELECT " REGISTRATION("") " FROM registration WHERE student_digest = %s ORDER BY id", NULL},
    /* As for persons: for an unknown student it finds the rows of another one, the first that is
     * left. */
    [CNOPS_SQL_REGISTRATIONS_SHOWN] = {"cnops_registrations_shown",
        "SELECT " REGISTRATION("r.") " FROM (SELECT COALESCE((SELECT shown_digest FROM registration "
        "WHERE shown_digest = %s LIMIT 1), (SELECT shown_digest FROM registration "
        "WHERE shown_digest IS NOT NULL ORDER BY id LIMIT 1)) AS digest) f "
        "JOIN registration r ON r.shown_digest = f.digest ORDER BY r.academic_year DESC", NULL},
    [CNOPS_SQL_REGISTRATION_BY_ID] = {"cnops_registration_by_id",
        "SELECT " REGISTRATION("") " FROM registration WHERE id = %lld", NULL},
    [CNOPS_SQL_REGISTRATION_ID] = {"cnops_registration_id",
        "SELECT id FROM registration WHERE student_digest = %s AND academic_year = %lld "
        "AND establishment_id = %lld", NULL},
    [CNOPS_SQL_REGISTRATIONS] = {"cnops_registrations",
        "SELECT " REGISTRATION("") " FROM registration WHERE id > %lld "
        "AND (%lld = 0 OR academic_year = %lld) AND (%lld = -1 OR establishment_id = %lld) "
        "ORDER BY id LIMIT %lld", NULL},
    [CNOPS_SQL_REGISTRATION_INSERT] = {"cnops_registration_insert",
        "INSERT INTO registration (student_digest, key_id, academic_year, establishment_id, version, "
        "status, is_insurers, shown_digest, record_sealed, seen_at, due_at, told_at, drawn_at, "
        "refused_at) VALUES (%s, %s, %lld, %lld, 1, %s, %lld, %s, %s, %lld, %lld, 0, 0, 0)", NULL},
    /* due_at is the first one: MariaDB gives what stands behind it the new status. */
    [CNOPS_SQL_REGISTRATION_UPDATE] = {"cnops_registration_update",
        "UPDATE registration SET due_at = CASE WHEN status = %s THEN due_at ELSE %lld END, "
        "student_digest = %s, key_id = %s, version = version + 1, status = %s, is_insurers = %lld, "
        "shown_digest = %s, record_sealed = %s, seen_at = %lld WHERE id = %lld AND version = %lld",
        NULL},
    [CNOPS_SQL_REGISTRATIONS_DUE] = {"cnops_registrations_due",
        "SELECT " REGISTRATION("") " FROM registration WHERE due_at > 0 AND due_at <= %lld "
        "ORDER BY due_at, id LIMIT %lld", NULL},
    /* The other rows of the student are read in a table of their own, because MariaDB does not let
     * an UPDATE read the table that it changes. */
    [CNOPS_SQL_REGISTRATION_TELL] = {"cnops_registration_tell",
        "UPDATE registration SET told_at = %lld, due_at = 0 WHERE id = %lld AND due_at = %lld "
        "AND NOT EXISTS (SELECT 1 FROM (SELECT id FROM registration WHERE student_digest = %s "
        "AND (told_at >= %lld OR refused_at > 0)) told)", NULL},
    [CNOPS_SQL_REGISTRATION_TELL_DRAWN] = {"cnops_registration_tell_drawn",
        "UPDATE registration SET drawn_at = %lld WHERE id = %lld "
        "AND NOT EXISTS (SELECT 1 FROM (SELECT id FROM registration WHERE student_digest = %s "
        "AND drawn_at >= %lld) told)", NULL},
    [CNOPS_SQL_REGISTRATION_POSTPONE] = {"cnops_registration_postpone",
        "UPDATE registration SET due_at = %lld WHERE id = %lld AND due_at = %lld", NULL},
    [CNOPS_SQL_REGISTRATION_REFUSE] = {"cnops_registration_refuse",
        "UPDATE registration SET refused_at = %lld, due_at = 0 WHERE student_digest = %s", NULL},
    [CNOPS_SQL_PURGE_REGISTRATIONS] = {"cnops_purge_registrations",
        OLD_SQLITE("registration", "id", "academic_year < %lld"),
        OLD_MYSQL("registration", "academic_year < %lld", "academic_year")},

/* clang-format on */

#endif
