/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/errors.h"
#include "store/families.h"

#include <apr_escape.h>

/* --- reading --- */

#define KEY_COLUMNS     7
#define OFFICER_COLUMNS 6
#define SESSION_COLUMNS 5

/* On MariaDB, tables and the connections of cnopsctl speak ASCII (ctl/database.c). The name is the
 * only text here that people read, so it is written as addresses write such text. */
static const char *write_name(const char *name, apr_pool_t *pool)
{
    return apr_pescape_urlencoded(pool, name);
}

static const char *read_name(const cnops_row_t *row, int column)
{
    return apr_punescape_url(row->unit->pool, cnops_row_text(row, column), NULL, NULL, 1);
}

/* Each fill function reads its columns from column from on. False where the state is a word that
 * this release does not know. */
static bool fill_establishment(cnops_establishment_t *establishment, const cnops_row_t *row,
                               int from)
{
    *establishment = (cnops_establishment_t){.id = cnops_row_int(row, from),
                                             .code = cnops_row_text(row, from + 1),
                                             .name = read_name(row, from + 2),
                                             .created_at = cnops_row_int(row, from + 4),
                                             .webhook_url = cnops_row_text(row, from + 5),
                                             .day_rows = cnops_row_int(row, from + 6)};
    if (cnops_establishment_state_parse(&establishment->state, cnops_row_text(row, from + 3)))
        return true;
    cnops_row_refuse(row, from + 3);
    return false;
}

static const cnops_establishment_t *make_establishment(const cnops_row_t *row, int from)
{
    cnops_establishment_t *establishment = apr_palloc(row->unit->pool, sizeof *establishment);

    return fill_establishment(establishment, row, from) ? establishment : NULL;
}

static void fill_key(cnops_establishment_key_t *key, const cnops_row_t *row)
{
    *key = (cnops_establishment_key_t){.id = cnops_row_int(row, 0),
                                       .establishment_id = cnops_row_int(row, 1),
                                       .key_digest = cnops_row_text(row, 2),
                                       .key_id = cnops_row_text(row, 3),
                                       .created_at = cnops_row_int(row, 4),
                                       .ends_at = cnops_row_int(row, 5),
                                       .last_used_at = cnops_row_int(row, 6)};
}

static void fill_officer(cnops_officer_t *officer, const cnops_row_t *row, int from)
{
    *officer = (cnops_officer_t){.id = cnops_row_int(row, from),
                                 .establishment_id = cnops_row_int(row, from + 1),
                                 .email_sealed = cnops_row_text(row, from + 2),
                                 .email_digest = cnops_row_text(row, from + 3),
                                 .added_at = cnops_row_int(row, from + 4),
                                 .removed_at = cnops_row_int(row, from + 5)};
}

static const cnops_officer_t *make_officer(const cnops_row_t *row, int from)
{
    cnops_officer_t *officer = apr_palloc(row->unit->pool, sizeof *officer);

    fill_officer(officer, row, from);
    return officer;
}

/* --- establishments --- */

static void read_one(void *self, const cnops_row_t *row)
{
    const cnops_establishment_t **pestablishment = self;

    *pestablishment = make_establishment(row, 0);
}

static apr_status_t establishment_by_code(void *self, const cnops_establishment_t **pestablishment,
                                          const char *code, apr_pool_t *pool)
{
    *pestablishment = NULL;
    return cnops_db_select(self, CNOPS_SQL_ESTABLISHMENT_BY_CODE, CNOPS_ARGS(code), read_one,
                           pestablishment, pool);
}

static apr_status_t establishment_get(void *self, const cnops_establishment_t **pestablishment,
                                      apr_int64_t id, apr_pool_t *pool)
{
    *pestablishment = NULL;
    return cnops_db_select(self, CNOPS_SQL_ESTABLISHMENT_GET, CNOPS_ARGS(&id), read_one,
                           pestablishment, pool);
}

static void read_listed(void *self, const cnops_row_t *row)
{
    if (!fill_establishment(apr_array_push(self), row, 0))
        apr_array_pop(self);
}

static apr_status_t establishment_list(void *self, apr_array_header_t **plist,
                                       const char *after_code, int max, apr_pool_t *pool)
{
    apr_int64_t limit = max;

    *plist = apr_array_make(pool, 16, sizeof(cnops_establishment_t));
    return cnops_db_select(self, CNOPS_SQL_ESTABLISHMENTS, CNOPS_ARGS(after_code, &limit),
                           read_listed, *plist, pool);
}

static apr_status_t establishment_set(void *self, const cnops_establishment_t *establishment,
                                      apr_pool_t *pool)
{
    return cnops_db_execute(
        NULL, self, CNOPS_SQL_ESTABLISHMENT_SET,
        CNOPS_ARGS(establishment->webhook_url, &establishment->day_rows, &establishment->id), pool);
}

/* --- what is written together --- */

typedef struct adding_t {
    const cnops_establishment_t *establishment;
    const cnops_establishment_key_t *key;
} adding_t;

/* code "": the establishment is that of key->establishment_id. */
static apr_status_t insert_key(cnops_unit_t *unit, const cnops_establishment_key_t *key,
                               const char *code)
{
    apr_int64_t id = *code ? 0 : key->establishment_id;

    return cnops_unit_execute(
        NULL, unit, CNOPS_SQL_API_KEY_INSERT,
        CNOPS_ARGS(key->key_digest, key->key_id, &key->created_at, &id, code));
}

static apr_status_t run_add(void *self, cnops_unit_t *unit)
{
    const adding_t *adding = self;
    const cnops_establishment_t *e = adding->establishment;
    apr_status_t rv = cnops_unit_execute(NULL, unit, CNOPS_SQL_ESTABLISHMENT_INSERT,
                                         CNOPS_ARGS(e->code, write_name(e->name, unit->scratch),
                                                    cnops_establishment_state_name(e->state),
                                                    &e->created_at, e->webhook_url, &e->day_rows));

    return rv == APR_SUCCESS ? insert_key(unit, adding->key, e->code) : rv;
}

static apr_status_t establishment_add(void *self, const cnops_establishment_t *establishment,
                                      const cnops_establishment_key_t *key, apr_pool_t *pool)
{
    adding_t adding = {establishment, key};

    return cnops_db_transact(self, run_add, &adding, pool);
}

/* Of one establishment, or of one officer. */
typedef struct ending_t {
    apr_int64_t id;
    apr_time_t at;
} ending_t;

static apr_status_t end_keys(cnops_unit_t *unit, const ending_t *ending)
{
    return cnops_unit_execute(NULL, unit, CNOPS_SQL_API_KEYS_END,
                              CNOPS_ARGS(&ending->at, &ending->id, &ending->at));
}

static apr_status_t run_revoke(void *self, cnops_unit_t *unit)
{
    const ending_t *ending = self;
    int count = 0;
    apr_status_t rv =
        cnops_unit_execute(&count, unit, CNOPS_SQL_ESTABLISHMENT_REVOKE, CNOPS_ARGS(&ending->id));

    if (rv != APR_SUCCESS || !count)
        return rv == APR_SUCCESS ? CNOPS_ENOTFOUND : rv;
    if ((rv = end_keys(unit, ending)) != APR_SUCCESS)
        return rv;
    return cnops_unit_execute(NULL, unit, CNOPS_SQL_ESTABLISHMENT_SESSIONS_END,
                              CNOPS_ARGS(&ending->id));
}

static apr_status_t establishment_revoke(void *self, apr_int64_t id, apr_time_t at,
                                         apr_pool_t *pool)
{
    ending_t ending = {id, at};

    return cnops_db_transact(self, run_revoke, &ending, pool);
}

/* --- keys --- */

typedef struct rotation_t {
    const cnops_establishment_key_t *key;
    ending_t former;
} rotation_t;

static apr_status_t run_rotate(void *self, cnops_unit_t *unit)
{
    const rotation_t *rotation = self;
    int count = 0;
    apr_status_t rv = cnops_unit_execute(&count, unit, CNOPS_SQL_ESTABLISHMENT_HOLD,
                                         CNOPS_ARGS(&rotation->former.id));

    if (rv != APR_SUCCESS || !count)
        return rv == APR_SUCCESS ? CNOPS_ENOTFOUND : rv;
    rv = end_keys(unit, &rotation->former);
    return rv == APR_SUCCESS ? insert_key(unit, rotation->key, "") : rv;
}

static apr_status_t key_rotate(void *self, const cnops_establishment_key_t *key,
                               apr_time_t former_end, apr_pool_t *pool)
{
    rotation_t rotation = {key, {key->establishment_id, former_end}};

    return cnops_db_transact(self, run_rotate, &rotation, pool);
}

static void read_holder(void *self, const cnops_row_t *row)
{
    cnops_key_holder_t *holder = self;
    cnops_establishment_key_t *key = apr_palloc(row->unit->pool, sizeof *key);

    fill_key(key, row);
    holder->establishment = make_establishment(row, KEY_COLUMNS);
    holder->key = holder->establishment ? key : NULL;
}

static apr_status_t key_find(void *self, cnops_key_holder_t *pholder, const char *key_digest,
                             apr_pool_t *pool)
{
    *pholder = (cnops_key_holder_t){.key = NULL};
    return cnops_db_select(self, CNOPS_SQL_API_KEY_BY_DIGEST, CNOPS_ARGS(key_digest), read_holder,
                           pholder, pool);
}

static apr_status_t key_used(void *self, const cnops_establishment_key_t *key, apr_pool_t *pool)
{
    return cnops_db_execute(NULL, self, CNOPS_SQL_API_KEY_USED,
                            CNOPS_ARGS(&key->last_used_at, key->key_digest, key->key_id, &key->id),
                            pool);
}

static void read_key(void *self, const cnops_row_t *row)
{
    fill_key(apr_array_push(self), row);
}

static apr_status_t keys_of(void *self, apr_array_header_t **plist, apr_int64_t establishment_id,
                            apr_pool_t *pool)
{
    *plist = apr_array_make(pool, 4, sizeof(cnops_establishment_key_t));
    return cnops_db_select(self, CNOPS_SQL_API_KEYS_OF, CNOPS_ARGS(&establishment_id), read_key,
                           *plist, pool);
}

/* --- officers --- */

#define OFFICER_ARGS(o)                                                                            \
    CNOPS_ARGS((o)->email_sealed, &(o)->added_at, &(o)->establishment_id, (o)->email_digest)

static apr_status_t run_add_officer(void *self, cnops_unit_t *unit)
{
    const cnops_officer_t *officer = self;
    int count = 0;
    apr_status_t rv =
        cnops_unit_execute(&count, unit, CNOPS_SQL_OFFICER_RETURNS, OFFICER_ARGS(officer));

    if (rv != APR_SUCCESS || count)
        return rv;
    return cnops_unit_execute(NULL, unit, CNOPS_SQL_OFFICER_INSERT, OFFICER_ARGS(officer));
}

static apr_status_t officer_add(void *self, const cnops_officer_t *officer, apr_pool_t *pool)
{
    cnops_officer_t copy = *officer;

    return cnops_db_transact(self, run_add_officer, &copy, pool);
}

static apr_status_t run_remove_officer(void *self, cnops_unit_t *unit)
{
    const ending_t *ending = self;
    int count = 0;
    apr_status_t rv = cnops_unit_execute(&count, unit, CNOPS_SQL_OFFICER_REMOVE,
                                         CNOPS_ARGS(&ending->at, &ending->id));

    if (rv != APR_SUCCESS || !count)
        return rv == APR_SUCCESS ? CNOPS_ENOTFOUND : rv;
    return cnops_unit_execute(NULL, unit, CNOPS_SQL_OFFICER_SESSIONS_END, CNOPS_ARGS(&ending->id));
}

static apr_status_t officer_remove(void *self, apr_int64_t officer_id, apr_time_t at,
                                   apr_pool_t *pool)
{
    ending_t ending = {officer_id, at};

    return cnops_db_transact(self, run_remove_officer, &ending, pool);
}

static void read_officer(void *self, const cnops_row_t *row)
{
    const cnops_officer_t **pofficer = self;

    *pofficer = make_officer(row, 0);
}

static apr_status_t officer_get(void *self, const cnops_officer_t **pofficer,
                                apr_int64_t officer_id, apr_pool_t *pool)
{
    *pofficer = NULL;
    return cnops_db_select(self, CNOPS_SQL_OFFICER_GET, CNOPS_ARGS(&officer_id), read_officer,
                           pofficer, pool);
}

static apr_status_t officer_by_email(void *self, const cnops_officer_t **pofficer,
                                     apr_int64_t establishment_id, const char *email_digest,
                                     apr_pool_t *pool)
{
    *pofficer = NULL;
    return cnops_db_select(self, CNOPS_SQL_OFFICER_BY_EMAIL,
                           CNOPS_ARGS(&establishment_id, email_digest), read_officer, pofficer,
                           pool);
}

static void read_listed_officer(void *self, const cnops_row_t *row)
{
    fill_officer(apr_array_push(self), row, 0);
}

static apr_status_t officers_of(void *self, apr_array_header_t **plist,
                                apr_int64_t establishment_id, apr_pool_t *pool)
{
    *plist = apr_array_make(pool, 4, sizeof(cnops_officer_t));
    return cnops_db_select(self, CNOPS_SQL_OFFICERS_OF, CNOPS_ARGS(&establishment_id),
                           read_listed_officer, *plist, pool);
}

/* --- their sessions --- */

static apr_status_t session_begin(void *self, const cnops_officer_session_t *session,
                                  apr_pool_t *pool)
{
    int count = 0;
    apr_status_t rv = cnops_db_execute(&count, self, CNOPS_SQL_OFFICER_SESSION_INSERT,
                                       CNOPS_ARGS(session->token_digest, &session->created_at,
                                                  &session->used_at, &session->officer_id),
                                       pool);

    return rv == APR_SUCCESS && !count ? CNOPS_ENOTFOUND : rv;
}

static void read_session(void *self, const cnops_row_t *row)
{
    cnops_officer_signed_in_t *found = self;
    cnops_officer_session_t *session = apr_palloc(row->unit->pool, sizeof *session);

    *session = (cnops_officer_session_t){.token_digest = cnops_row_text(row, 0),
                                         .establishment_id = cnops_row_int(row, 1),
                                         .officer_id = cnops_row_int(row, 2),
                                         .created_at = cnops_row_int(row, 3),
                                         .used_at = cnops_row_int(row, 4)};
    found->establishment = make_establishment(row, SESSION_COLUMNS + OFFICER_COLUMNS);
    if (!found->establishment)
        return;
    found->officer = make_officer(row, SESSION_COLUMNS);
    found->session = session;
}

static apr_status_t session_get(void *self, cnops_officer_signed_in_t *pfound,
                                const char *token_digest, apr_pool_t *pool)
{
    *pfound = (cnops_officer_signed_in_t){.session = NULL};
    return cnops_db_select(self, CNOPS_SQL_OFFICER_SESSION_GET, CNOPS_ARGS(token_digest),
                           read_session, pfound, pool);
}

static apr_status_t session_used(void *self, const char *token_digest, apr_time_t at,
                                 apr_pool_t *pool)
{
    return cnops_db_execute(NULL, self, CNOPS_SQL_OFFICER_SESSION_USED,
                            CNOPS_ARGS(&at, token_digest), pool);
}

static apr_status_t session_end(void *self, const char *token_digest, apr_pool_t *pool)
{
    return cnops_db_execute(NULL, self, CNOPS_SQL_OFFICER_SESSION_DELETE, CNOPS_ARGS(token_digest),
                            pool);
}

/* --- what is old --- */

static apr_status_t keys_purge(void *self, int *pcount, apr_time_t before, int max,
                               apr_pool_t *pool)
{
    return cnops_db_purge(pcount, self, CNOPS_SQL_PURGE_API_KEYS, (cnops_old_t){before, max}, pool);
}

static apr_status_t officers_purge(void *self, int *pcount, apr_time_t before, int max,
                                   apr_pool_t *pool)
{
    return cnops_db_purge(pcount, self, CNOPS_SQL_PURGE_OFFICERS, (cnops_old_t){before, max}, pool);
}

static apr_status_t sessions_purge(void *self, int *pcount, apr_time_t before, int max,
                                   apr_pool_t *pool)
{
    return cnops_db_purge(pcount, self, CNOPS_SQL_PURGE_OFFICER_SESSIONS,
                          (cnops_old_t){before, max}, pool);
}

const cnops_establishments_port_t cnops_store_establishments = {.add = establishment_add,
                                                                .by_code = establishment_by_code,
                                                                .get = establishment_get,
                                                                .list = establishment_list,
                                                                .set = establishment_set,
                                                                .revoke = establishment_revoke,
                                                                .rotate = key_rotate,
                                                                .by_key = key_find,
                                                                .key_used = key_used,
                                                                .keys_of = keys_of,
                                                                .add_officer = officer_add,
                                                                .remove_officer = officer_remove,
                                                                .officer = officer_get,
                                                                .officer_by_email =
                                                                    officer_by_email,
                                                                .officers_of = officers_of,
                                                                .begin_session = session_begin,
                                                                .session = session_get,
                                                                .session_used = session_used,
                                                                .end_session = session_end,
                                                                .purge_keys = keys_purge,
                                                                .purge_officers = officers_purge,
                                                                .purge_sessions = sessions_purge};
