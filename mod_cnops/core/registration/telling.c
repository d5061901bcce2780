/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/registration/telling.h"

#include "base/errors.h"
#include "core/seal/columns.h"

#define KIND "inscription" /* of links */

#define DAY     apr_time_from_sec(86400)
#define MORNING apr_time_from_sec(8 * 3600) /* after midnight: when messages that wait are sent */

#define PORT(core) ((core)->store.registrations)

apr_status_t cnops_registrations_due(apr_array_header_t **plist, const cnops_core_t *core, int max,
                                     apr_pool_t *pool)
{
    return PORT(core)->due(core->store.self, plist, cnops_core_now(core), max, pool);
}

/* --- when --- */

/* When today began. Where the clocks were changed today, it is an hour off. */
static apr_time_t midnight(const cnops_core_t *core)
{
    apr_time_t now = cnops_core_now(core);
    apr_time_exp_t local;

    if (core->zone)
        cnops_zone_explode(&local, core->zone, now);
    else
        apr_time_exp_gmt(&local, now);
    return now - local.tm_usec -
           apr_time_from_sec((local.tm_hour * 60 + local.tm_min) * 60 + local.tm_sec);
}

/* What all rows of a student say together. */
typedef struct student_t {
    bool refuses;
    apr_time_t told_at;
} student_t;

static student_t look_at_all(const apr_array_header_t *rows)
{
    student_t student = {false, 0};

    for (int i = 0; i < rows->nelts; i++) {
        const cnops_registration_t *row = &APR_ARRAY_IDX(rows, i, cnops_registration_t);

        student.refuses = student.refuses || row->refused_at;
        if (row->told_at > student.told_at)
            student.told_at = row->told_at;
    }
    return student;
}

apr_status_t cnops_registration_tell_later(const cnops_core_t *core,
                                           const cnops_registration_t *row, apr_time_t due_at,
                                           apr_pool_t *pool)
{
    apr_status_t rv = PORT(core)->postpone(core->store.self, row, due_at, pool);

    return rv == CNOPS_ECONFLICT ? APR_SUCCESS : rv;
}

apr_status_t cnops_registration_concern(const cnops_registration_seen_t **pseen,
                                        const cnops_core_t *core, const cnops_registration_t *row,
                                        apr_pool_t *pool)
{
    cnops_registration_seen_t *seen = apr_pcalloc(pool, sizeof *seen);
    apr_time_t today = midnight(core);
    apr_array_header_t *rows;
    student_t student;
    apr_status_t rv;

    *pseen = NULL;
    seen->row = *row;
    if ((rv = cnops_registration_record_open(&seen->record, core, row, pool)) != APR_SUCCESS ||
        (rv = cnops_registrations_of_student(&rows, core, seen->record.cine, pool)) != APR_SUCCESS)
        return rv;
    student = look_at_all(rows);
    if (student.refuses || !row->is_shown || !*seen->record.email)
        return cnops_registration_tell_later(core, row, 0, pool);
    if (student.told_at >= today)
        return cnops_registration_tell_later(core, row, today + DAY + MORNING, pool);
    *pseen = seen;
    return APR_SUCCESS;
}

/* --- telling --- */

static apr_status_t tell(bool *ptold, const cnops_core_t *core,
                         const cnops_registration_telling_t *telling, apr_pool_t *pool)
{
    apr_status_t rv = PORT(core)->tell(core->store.self, telling, pool);

    *ptold = rv == APR_SUCCESS;
    return rv == CNOPS_ECONFLICT ? APR_SUCCESS : rv;
}

apr_status_t cnops_registration_tell(bool *ptold, const cnops_core_t *core,
                                     const cnops_registration_t *row,
                                     const cnops_outbox_row_t *message, apr_pool_t *pool)
{
    cnops_registration_telling_t telling = {row, false, message, cnops_core_now(core),
                                            midnight(core)};

    return tell(ptold, core, &telling, pool);
}

apr_status_t cnops_registration_tell_drawn(bool *ptold, const cnops_core_t *core,
                                           const cnops_registration_t *row,
                                           const cnops_outbox_row_t *message, apr_pool_t *pool)
{
    cnops_registration_telling_t telling = {row, true, message, cnops_core_now(core),
                                            midnight(core)};

    return tell(ptold, core, &telling, pool);
}

/* --- refusing --- */

const cnops_link_t *cnops_registration_link(const cnops_core_t *core,
                                            const cnops_registration_t *row, apr_pool_t *pool)
{
    cnops_tree_t *content = cnops_tree_object(pool);
    cnops_right_t right = {.kind = KIND,
                           .content = content,
                           .expires_at = cnops_core_now(core) + CNOPS_COLUMN_LINK_LIFE};

    cnops_tree_set_int(content, "registration", row->id);
    return cnops_link_make(core, &right, "/desabonnement/", pool);
}

apr_status_t cnops_registration_link_open(const cnops_registration_t **prow,
                                          const cnops_core_t *core, const char *token,
                                          apr_pool_t *pool)
{
    cnops_right_t right;
    apr_status_t rv = cnops_link_open(&right, core, KIND, token, pool);

    *prow = NULL;
    if (rv == CNOPS_EFORGED || rv == CNOPS_EEXPIRED)
        return APR_SUCCESS;
    if (rv != APR_SUCCESS)
        return rv;
    return PORT(core)->by_id(core->store.self, prow,
                             cnops_tree_int(right.content, "registration", 0), pool);
}

apr_status_t cnops_registration_refuse(const cnops_core_t *core, const cnops_registration_t *row,
                                       apr_pool_t *pool)
{
    cnops_registration_record_t record;
    const char *key_id;
    apr_status_t rv = cnops_registration_record_open(&record, core, row, pool);

    for (int i = 0; rv == APR_SUCCESS && (key_id = cnops_keys_id(core->keys, i)); i++)
        rv = PORT(core)->refuse(core->store.self,
                                cnops_registration_student_digest(core, key_id, record.cine, pool),
                                cnops_core_now(core), pool);
    return rv;
}
