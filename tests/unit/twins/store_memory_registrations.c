/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Registrations. Their rows are in the order of their ids. */
#include "base/date.h"
#include "base/errors.h"
#include "store_memory_tables.h"

#include <apr_strings.h>
#include <string.h>

#define ROW(store, i) (&APR_ARRAY_IDX((store)->registrations, i, cnops_registration_t))

cnops_registration_t store_memory_copy_registration(const cnops_registration_t *row,
                                                    apr_pool_t *pool)
{
    cnops_registration_t copy = *row;

    copy.student_digest = apr_pstrdup(pool, row->student_digest);
    copy.key_id = apr_pstrdup(pool, row->key_id);
    copy.record_sealed = apr_pstrdup(pool, row->record_sealed);
    return copy;
}

/* --- looking --- */

static bool is_students(const cnops_registration_t *row, const char *student_digest)
{
    return strcmp(row->student_digest, student_digest) == 0;
}

static apr_status_t registrations_of_student(void *self, apr_array_header_t **plist,
                                             const char *student_digest, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    *plist = apr_array_make(pool, 4, sizeof(cnops_registration_t));
    if ((rv = store_memory_begin(store, STORE_MEMORY(registrations, of_student))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->registrations->nelts; i++)
        if (is_students(ROW(store, i), student_digest))
            APR_ARRAY_PUSH(*plist, cnops_registration_t) =
                store_memory_copy_registration(ROW(store, i), pool);
    store_memory_end(store);
    return APR_SUCCESS;
}

/* The shown row of the student with the newest year that is older than before; NULL: none. */
static const cnops_registration_t *next_shown(const store_memory_t *store,
                                              const char *student_digest, apr_int64_t before)
{
    const cnops_registration_t *next = NULL;

    for (int i = 0; i < store->registrations->nelts; i++) {
        const cnops_registration_t *row = ROW(store, i);

        if (row->is_shown && is_students(row, student_digest) && row->academic_year < before &&
            (!next || row->academic_year > next->academic_year))
            next = row;
    }
    return next;
}

static const char *first_shown(const store_memory_t *store)
{
    for (int i = 0; i < store->registrations->nelts; i++)
        if (ROW(store, i)->is_shown)
            return ROW(store, i)->student_digest;
    return "";
}

static apr_status_t registrations_shown_to(void *self, apr_array_header_t **plist,
                                           const char *student_digest, apr_pool_t *pool)
{
    store_memory_t *store = self;
    const cnops_registration_t *row;
    apr_int64_t before = APR_INT64_MAX;
    apr_status_t rv;

    *plist = apr_array_make(pool, 4, sizeof(cnops_registration_t));
    if ((rv = store_memory_begin(store, STORE_MEMORY(registrations, shown_to))) != APR_SUCCESS)
        return rv;
    if (!next_shown(store, student_digest, before))
        student_digest = first_shown(store);
    for (; (row = next_shown(store, student_digest, before)); before = row->academic_year)
        APR_ARRAY_PUSH(*plist, cnops_registration_t) = store_memory_copy_registration(row, pool);
    store_memory_end(store);
    return APR_SUCCESS;
}

static cnops_registration_t *find(const store_memory_t *store, apr_int64_t id)
{
    for (int i = 0; i < store->registrations->nelts; i++)
        if (ROW(store, i)->id == id)
            return ROW(store, i);
    return NULL;
}

static apr_status_t registration_by_id(void *self, const cnops_registration_t **pregistration,
                                       apr_int64_t id, apr_pool_t *pool)
{
    const cnops_registration_t *row;
    apr_status_t rv;

    *pregistration = NULL;
    if ((rv = store_memory_begin(self, STORE_MEMORY(registrations, by_id))) != APR_SUCCESS)
        return rv;
    if ((row = find(self, id))) {
        cnops_registration_t copy = store_memory_copy_registration(row, pool);

        *pregistration = apr_pmemdup(pool, &copy, sizeof copy);
    }
    store_memory_end(self);
    return APR_SUCCESS;
}

static bool is_wanted(const cnops_registration_t *row, const cnops_registrations_wanted_t *wanted)
{
    return row->id > wanted->after_id &&
           (!wanted->academic_year || row->academic_year == wanted->academic_year) &&
           (wanted->establishment_id == -1 || row->establishment_id == wanted->establishment_id);
}

static apr_status_t registrations_list(void *self, apr_array_header_t **plist,
                                       const cnops_registrations_wanted_t *wanted, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    *plist = apr_array_make(pool, 4, sizeof(cnops_registration_t));
    if ((rv = store_memory_begin(store, STORE_MEMORY(registrations, list))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->registrations->nelts && (*plist)->nelts < wanted->max; i++)
        if (is_wanted(ROW(store, i), wanted))
            APR_ARRAY_PUSH(*plist, cnops_registration_t) =
                store_memory_copy_registration(ROW(store, i), pool);
    store_memory_end(store);
    return APR_SUCCESS;
}

/* --- writing --- */

/* Whether another row keeps this one out. */
static bool is_kept_out(const store_memory_t *store, const cnops_registration_t *new_row)
{
    for (int i = 0; i < store->registrations->nelts; i++) {
        const cnops_registration_t *row = ROW(store, i);

        if (row->id != new_row->id && is_students(row, new_row->student_digest) &&
            row->academic_year == new_row->academic_year &&
            (row->establishment_id == new_row->establishment_id ||
             (row->is_shown && new_row->is_shown)))
            return true;
    }
    return false;
}

bool store_memory_may_write_registration(const store_memory_t *store,
                                         const cnops_registration_write_t *write)
{
    const cnops_registration_t *former;

    if (write->outcome == CNOPS_REGISTRATION_UNCHANGED)
        return true;
    if (is_kept_out(store, &write->row))
        return false;
    if (write->outcome == CNOPS_REGISTRATION_ADDED)
        return true;
    former = find(store, write->row.id);
    return former && former->version == write->row.version;
}

static void change(store_memory_t *store, const cnops_registration_t *row)
{
    cnops_registration_t *former = find(store, row->id), before = *former;

    *former = store_memory_copy_registration(row, store->pool);
    former->version = before.version + 1;
    if (row->status == before.status)
        former->due_at = before.due_at;
    former->told_at = before.told_at;
    former->drawn_at = before.drawn_at;
    former->refused_at = before.refused_at;
}

static apr_int64_t add(store_memory_t *store, const cnops_registration_t *row)
{
    cnops_registration_t *added = apr_array_push(store->registrations);

    *added = store_memory_copy_registration(row, store->pool);
    added->id = ++store->last_id;
    added->version = 1;
    added->told_at = added->drawn_at = added->refused_at = 0;
    return added->id;
}

apr_status_t store_memory_write_registration(store_memory_t *store, apr_int64_t *pid,
                                             const cnops_registration_write_t *write)
{
    *pid = 0;
    if (!store_memory_may_write_registration(store, write))
        return CNOPS_ECONFLICT;
    *pid = write->row.id;
    if (write->outcome == CNOPS_REGISTRATION_ADDED)
        *pid = add(store, &write->row);
    else if (write->outcome == CNOPS_REGISTRATION_CHANGED)
        change(store, &write->row);
    return APR_SUCCESS;
}

static apr_status_t registration_write(void *self, apr_int64_t *pid,
                                       const cnops_registration_write_t *write,
                                       const cnops_trail_t *trail, apr_pool_t *pool)
{
    apr_status_t rv;

    (void)pool;
    *pid = 0;
    if ((rv = store_memory_begin(self, STORE_MEMORY(registrations, write))) != APR_SUCCESS)
        return rv;
    rv = store_memory_may_write_registration(self, write) ? store_memory_leave_trail(self, trail)
                                                          : CNOPS_ECONFLICT;
    if (rv == APR_SUCCESS)
        rv = store_memory_write_registration(self, pid, write);
    store_memory_end(self);
    return rv;
}

static apr_status_t write_each(store_memory_t *store, const cnops_registrations_source_t *source)
{
    const cnops_registration_write_t *write;
    apr_int64_t id;
    apr_status_t rv = source->next(source->self, &write, true);

    while (rv == APR_SUCCESS && write) {
        rv = store_memory_write_registration(store, &id, write);
        if (rv == APR_SUCCESS)
            rv = source->next(source->self, &write, false);
    }
    return rv;
}

static apr_status_t registrations_write_all(void *self, const cnops_registrations_source_t *source,
                                            apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_array_header_t *before;
    apr_status_t rv;

    if ((rv = store_memory_begin(store, STORE_MEMORY(registrations, write_all))) != APR_SUCCESS)
        return rv;
    before = apr_array_copy(pool, store->registrations);
    if ((rv = write_each(store, source)) != APR_SUCCESS) {
        apr_array_clear(store->registrations);
        apr_array_cat(store->registrations, before);
    }
    store_memory_end(store);
    return rv;
}

/* --- telling --- */

/* The due row that waits longest, of those that come after this one (NULL: of all). */
static const cnops_registration_t *
longest_waiting(const store_memory_t *store, const cnops_registration_t *after, apr_time_t now)
{
    const cnops_registration_t *next = NULL;

    for (int i = 0; i < store->registrations->nelts; i++) {
        const cnops_registration_t *row = ROW(store, i);

        if (!row->due_at || row->due_at > now)
            continue;
        if (after &&
            (row->due_at < after->due_at || (row->due_at == after->due_at && row->id <= after->id)))
            continue;
        if (!next || row->due_at < next->due_at)
            next = row;
    }
    return next;
}

static apr_status_t registrations_due(void *self, apr_array_header_t **plist, apr_time_t now,
                                      int max, apr_pool_t *pool)
{
    store_memory_t *store = self;
    const cnops_registration_t *row = NULL;
    apr_status_t rv;

    *plist = apr_array_make(pool, 4, sizeof(cnops_registration_t));
    if ((rv = store_memory_begin(store, STORE_MEMORY(registrations, due))) != APR_SUCCESS)
        return rv;
    while ((*plist)->nelts < max && (row = longest_waiting(store, row, now)))
        APR_ARRAY_PUSH(*plist, cnops_registration_t) = store_memory_copy_registration(row, pool);
    store_memory_end(store);
    return APR_SUCCESS;
}

static bool may_tell(const store_memory_t *store, const cnops_registration_telling_t *telling)
{
    const cnops_registration_t *stored = find(store, telling->row->id);

    if (!stored || (!telling->is_drawing && stored->due_at != telling->row->due_at))
        return false;
    for (int i = 0; i < store->registrations->nelts; i++) {
        const cnops_registration_t *row = ROW(store, i);

        if (!is_students(row, telling->row->student_digest))
            continue;
        if (telling->is_drawing ? row->drawn_at >= telling->since
                                : row->told_at >= telling->since || row->refused_at)
            return false;
    }
    return true;
}

static apr_status_t registration_tell(void *self, const cnops_registration_telling_t *telling,
                                      apr_pool_t *pool)
{
    store_memory_t *store = self;
    cnops_registration_t *row;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(registrations, tell))) != APR_SUCCESS)
        return rv;
    row = find(store, telling->row->id);
    if (!may_tell(store, telling)) {
        rv = CNOPS_ECONFLICT;
    } else if (telling->is_drawing) {
        row->drawn_at = telling->now;
    } else {
        row->told_at = telling->now;
        row->due_at = 0;
    }
    if (rv == APR_SUCCESS)
        store_memory_queue(store, telling->message);
    store_memory_end(store);
    return rv;
}

static apr_status_t registration_postpone(void *self, const cnops_registration_t *row,
                                          apr_time_t due_at, apr_pool_t *pool)
{
    cnops_registration_t *stored;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(registrations, postpone))) != APR_SUCCESS)
        return rv;
    stored = find(self, row->id);
    if (stored && stored->due_at == row->due_at)
        stored->due_at = due_at;
    else
        rv = CNOPS_ECONFLICT;
    store_memory_end(self);
    return rv;
}

static apr_status_t registration_refuse(void *self, const char *student_digest, apr_time_t now,
                                        apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(registrations, refuse))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->registrations->nelts; i++) {
        cnops_registration_t *row = ROW(store, i);

        if (!is_students(row, student_digest))
            continue;
        row->refused_at = now;
        row->due_at = 0;
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

/* --- purging --- */

static apr_status_t registrations_purge(void *self, int *pcount, apr_time_t before, int max,
                                        apr_pool_t *pool)
{
    store_memory_t *store = self;
    char day[CNOPS_DATE_LEN];
    apr_status_t rv;

    (void)pool;
    *pcount = 0;
    if ((rv = store_memory_begin(store, STORE_MEMORY(registrations, purge))) != APR_SUCCESS)
        return rv;
    cnops_date_of(day, before);
    for (int i = 0; i < store->registrations->nelts && *pcount < max;) {
        if (ROW(store, i)->academic_year + 1 < cnops_date_year(day)) {
            store_memory_remove(store->registrations, i);
            (*pcount)++;
        } else {
            i++;
        }
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

const cnops_registrations_port_t store_memory_registrations_port = {
    .of_student = registrations_of_student,
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
