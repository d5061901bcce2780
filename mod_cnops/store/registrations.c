/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/date.h"
#include "base/errors.h"
#include "store/families.h"

/* --- reading --- */

bool cnops_row_registration(cnops_registration_t *registration, const cnops_row_t *row, int from)
{
    registration->id = cnops_row_int(row, from);
    registration->student_digest = cnops_row_text(row, from + 1);
    registration->key_id = cnops_row_text(row, from + 2);
    registration->academic_year = cnops_row_int(row, from + 3);
    registration->establishment_id = cnops_row_int(row, from + 4);
    registration->version = cnops_row_int(row, from + 5);
    registration->is_insurers = cnops_row_int(row, from + 7) != 0;
    registration->is_shown = cnops_row_text(row, from + 8) != NULL;
    registration->record_sealed = cnops_row_text(row, from + 9);
    registration->seen_at = cnops_row_int(row, from + 10);
    registration->due_at = cnops_row_int(row, from + 11);
    registration->told_at = cnops_row_int(row, from + 12);
    registration->drawn_at = cnops_row_int(row, from + 13);
    registration->refused_at = cnops_row_int(row, from + 14);
    if (cnops_registration_status_parse(&registration->status, cnops_row_text(row, from + 6)))
        return true;
    cnops_row_refuse(row, from + 6);
    return false;
}

static void read_one(void *self, const cnops_row_t *row)
{
    const cnops_registration_t **pregistration = self;
    cnops_registration_t *registration = apr_palloc(row->unit->pool, sizeof *registration);

    if (cnops_row_registration(registration, row, 0))
        *pregistration = registration;
}

static void read_listed(void *self, const cnops_row_t *row)
{
    if (!cnops_row_registration(apr_array_push(self), row, 0))
        apr_array_pop(self);
}

/* A row with an unknown word is in the log; it must not hide the others. */
static apr_status_t select_list(cnops_db_t *db, apr_array_header_t **plist,
                                cnops_statement_e statement, const void **args, apr_pool_t *pool)
{
    apr_status_t rv;

    *plist = apr_array_make(pool, 4, sizeof(cnops_registration_t));
    rv = cnops_db_select(db, statement, args, read_listed, *plist, pool);
    return rv == CNOPS_EMALFORMED ? APR_SUCCESS : rv;
}

static apr_status_t registrations_of_student(void *self, apr_array_header_t **plist,
                                             const char *student_digest, apr_pool_t *pool)
{
    return select_list(self, plist, CNOPS_SQL_REGISTRATIONS_OF, CNOPS_ARGS(student_digest), pool);
}

static apr_status_t registrations_shown_to(void *self, apr_array_header_t **plist,
                                           const char *student_digest, apr_pool_t *pool)
{
    return select_list(self, plist, CNOPS_SQL_REGISTRATIONS_SHOWN, CNOPS_ARGS(student_digest),
                       pool);
}

static apr_status_t registration_by_id(void *self, const cnops_registration_t **pregistration,
                                       apr_int64_t id, apr_pool_t *pool)
{
    *pregistration = NULL;
    return cnops_db_select(self, CNOPS_SQL_REGISTRATION_BY_ID, CNOPS_ARGS(&id), read_one,
                           pregistration, pool);
}

static apr_status_t registrations_list(void *self, apr_array_header_t **plist,
                                       const cnops_registrations_wanted_t *wanted, apr_pool_t *pool)
{
    apr_int64_t max = wanted->max;
    const apr_int64_t *year = &wanted->academic_year, *establishment = &wanted->establishment_id;

    return select_list(
        self, plist, CNOPS_SQL_REGISTRATIONS,
        CNOPS_ARGS(&wanted->after_id, year, year, establishment, establishment, &max), pool);
}

static apr_status_t registrations_due(void *self, apr_array_header_t **plist, apr_time_t now,
                                      int max, apr_pool_t *pool)
{
    apr_int64_t most = max;

    return select_list(self, plist, CNOPS_SQL_REGISTRATIONS_DUE, CNOPS_ARGS(&now, &most), pool);
}

/* --- writing --- */

static void read_id(void *self, const cnops_row_t *row)
{
    *(apr_int64_t *)self = cnops_row_int(row, 0);
}

/* Another row of the same sender, or another one that is shown, keeps this one out. */
static apr_status_t insert(apr_int64_t *pid, cnops_unit_t *unit, const cnops_registration_t *r)
{
    apr_int64_t is_insurers = r->is_insurers;
    apr_status_t rv = cnops_unit_execute(
        NULL, unit, CNOPS_SQL_REGISTRATION_INSERT,
        CNOPS_ARGS(r->student_digest, r->key_id, &r->academic_year, &r->establishment_id,
                   cnops_registration_status_name(r->status), &is_insurers,
                   r->is_shown ? r->student_digest : NULL, r->record_sealed, &r->seen_at,
                   &r->due_at));

    if (rv != APR_SUCCESS)
        return rv == CNOPS_EDUPLICATE ? CNOPS_ECONFLICT : rv;
    return cnops_unit_select(unit, CNOPS_SQL_REGISTRATION_ID,
                             CNOPS_ARGS(r->student_digest, &r->academic_year, &r->establishment_id),
                             read_id, pid);
}

static apr_status_t update(cnops_unit_t *unit, const cnops_registration_t *r)
{
    const char *status = cnops_registration_status_name(r->status);
    apr_int64_t is_insurers = r->is_insurers;
    int count = 0;
    apr_status_t rv =
        cnops_unit_execute(&count, unit, CNOPS_SQL_REGISTRATION_UPDATE,
                           CNOPS_ARGS(status, &r->due_at, r->student_digest, r->key_id, status,
                                      &is_insurers, r->is_shown ? r->student_digest : NULL,
                                      r->record_sealed, &r->seen_at, &r->id, &r->version));

    if (rv != APR_SUCCESS)
        return rv == CNOPS_EDUPLICATE ? CNOPS_ECONFLICT : rv;
    return count ? APR_SUCCESS : CNOPS_ECONFLICT;
}

apr_status_t cnops_unit_write_registration(apr_int64_t *pid, cnops_unit_t *unit,
                                           const cnops_registration_write_t *write)
{
    *pid = write->row.id;
    if (write->outcome == CNOPS_REGISTRATION_UNCHANGED)
        return APR_SUCCESS;
    return write->outcome == CNOPS_REGISTRATION_ADDED ? insert(pid, unit, &write->row)
                                                      : update(unit, &write->row);
}

typedef struct writing_t {
    const cnops_registration_write_t *write;
    const cnops_trail_t *trail;
    apr_int64_t id;
} writing_t;

static apr_status_t run_write(void *self, cnops_unit_t *unit)
{
    writing_t *writing = self;
    apr_status_t rv = cnops_unit_write_registration(&writing->id, unit, writing->write);

    return rv == APR_SUCCESS ? cnops_unit_leave_trail(unit, writing->trail) : rv;
}

static apr_status_t registration_write(void *self, apr_int64_t *pid,
                                       const cnops_registration_write_t *write,
                                       const cnops_trail_t *trail, apr_pool_t *pool)
{
    writing_t writing = {write, trail, 0};
    apr_status_t rv = cnops_db_transact(self, run_write, &writing, pool);

    *pid = rv == APR_SUCCESS ? writing.id : 0;
    return rv;
}

/* The memory of a statement is given back after it: a file may have a million rows. */
static apr_status_t write_next(cnops_unit_t *unit, const cnops_registration_write_t *write)
{
    cnops_unit_t turn = *unit;
    apr_int64_t id;
    apr_status_t rv;

    apr_pool_create(&turn.scratch, unit->scratch);
    rv = cnops_unit_write_registration(&id, &turn, write);
    apr_pool_destroy(turn.scratch);
    turn.scratch = unit->scratch;
    *unit = turn;
    return rv;
}

static apr_status_t run_write_all(void *self, cnops_unit_t *unit)
{
    const cnops_registrations_source_t *source = self;
    const cnops_registration_write_t *write;
    apr_status_t rv = source->next(source->self, &write, true);

    while (rv == APR_SUCCESS && write) {
        rv = write_next(unit, write);
        if (rv == APR_SUCCESS)
            rv = source->next(source->self, &write, false);
    }
    return rv;
}

static apr_status_t registrations_write_all(void *self, const cnops_registrations_source_t *source,
                                            apr_pool_t *pool)
{
    cnops_registrations_source_t copy = *source;

    return cnops_db_transact(self, run_write_all, &copy, pool);
}

/* --- telling --- */

/* Finds the row as it was read, and no message of the same kind that is as young. */
static apr_status_t mark_told(int *pcount, cnops_unit_t *unit,
                              const cnops_registration_telling_t *telling)
{
    const cnops_registration_t *row = telling->row;

    if (telling->is_drawing)
        return cnops_unit_execute(
            pcount, unit, CNOPS_SQL_REGISTRATION_TELL_DRAWN,
            CNOPS_ARGS(&telling->now, &row->id, row->student_digest, &telling->since));
    return cnops_unit_execute(
        pcount, unit, CNOPS_SQL_REGISTRATION_TELL,
        CNOPS_ARGS(&telling->now, &row->id, &row->due_at, row->student_digest, &telling->since));
}

static apr_status_t run_tell(void *self, cnops_unit_t *unit)
{
    const cnops_registration_telling_t *telling = self;
    int count = 0;
    apr_status_t rv = mark_told(&count, unit, telling);

    if (rv != APR_SUCCESS)
        return rv;
    return count ? cnops_unit_queue_message(unit, telling->message) : CNOPS_ECONFLICT;
}

static apr_status_t registration_tell(void *self, const cnops_registration_telling_t *telling,
                                      apr_pool_t *pool)
{
    cnops_registration_telling_t copy = *telling;

    return cnops_db_transact(self, run_tell, &copy, pool);
}

static apr_status_t registration_postpone(void *self, const cnops_registration_t *row,
                                          apr_time_t due_at, apr_pool_t *pool)
{
    int count = 0;
    apr_status_t rv = cnops_db_execute(&count, self, CNOPS_SQL_REGISTRATION_POSTPONE,
                                       CNOPS_ARGS(&due_at, &row->id, &row->due_at), pool);

    return rv == APR_SUCCESS && count == 0 ? CNOPS_ECONFLICT : rv;
}

static apr_status_t registration_refuse(void *self, const char *student_digest, apr_time_t now,
                                        apr_pool_t *pool)
{
    return cnops_db_execute(NULL, self, CNOPS_SQL_REGISTRATION_REFUSE,
                            CNOPS_ARGS(&now, student_digest), pool);
}

/* An academic year is as old as the calendar year in which it ends. */
static apr_status_t registrations_purge(void *self, int *pcount, apr_time_t before, int max,
                                        apr_pool_t *pool)
{
    char day[CNOPS_DATE_LEN];
    apr_int64_t year, most = max;

    cnops_date_of(day, before);
    year = cnops_date_year(day) - 1;
    return cnops_db_execute(pcount, self, CNOPS_SQL_PURGE_REGISTRATIONS, CNOPS_ARGS(&year, &most),
                            pool);
}

const cnops_registrations_port_t cnops_store_registrations = {.of_student =
                                                                  registrations_of_student,
                                                              .shown_to = registrations_shown_to,
                                                              .by_id = registration_by_id,
                                                              .list = registrations_list,
                                                              .write = registration_write,
                                                              .write_all = registrations_write_all,
                                                              .due = registrations_due,
                                                              .tell = registration_tell,
                                                              .postpone = registration_postpone,
                                                              .refuse = registration_refuse,
                                                              .purge = registrations_purge};
