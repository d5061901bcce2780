/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/date.h"
#include "base/errors.h"
#include "store/families.h"

/* --- reading --- */

/* False where the kind is in no table of ours. */
static bool fill(cnops_certificate_t *certificate, const cnops_row_t *row)
{
    *certificate = (cnops_certificate_t){.id = cnops_row_int(row, 0),
                                         .code_digest = cnops_row_text(row, 1),
                                         .key_id = cnops_row_text(row, 2),
                                         .number = cnops_row_int(row, 3),
                                         .person_id = cnops_row_int(row, 4),
                                         .membership_id = cnops_row_int(row, 5),
                                         .academic_year = (int)cnops_row_int(row, 7),
                                         .renderer = (int)cnops_row_int(row, 8),
                                         .facts_sealed = cnops_row_text(row, 9),
                                         .issued_at = cnops_row_int(row, 10),
                                         .expires_on = cnops_row_text(row, 11),
                                         .revoked_at = cnops_row_int(row, 12)};
    if (cnops_certificate_kind_parse(&certificate->kind, cnops_row_text(row, 6)))
        return true;
    cnops_row_refuse(row, 6);
    return false;
}

static void read_one(void *self, const cnops_row_t *row)
{
    const cnops_certificate_t **pcertificate = self;
    cnops_certificate_t *certificate = apr_palloc(row->unit->pool, sizeof *certificate);

    if (fill(certificate, row))
        *pcertificate = certificate;
}

static void read_listed(void *self, const cnops_row_t *row)
{
    if (!fill(apr_array_push(self), row))
        apr_array_pop(self);
}

/* A row with an unknown word is in the log; it must not hide the others. */
static apr_status_t select_list(void *self, apr_array_header_t **plist, cnops_statement_e statement,
                                const void **args, apr_pool_t *pool)
{
    apr_status_t rv;

    *plist = apr_array_make(pool, 8, sizeof(cnops_certificate_t));
    rv = cnops_db_select(self, statement, args, read_listed, *plist, pool);
    return rv == CNOPS_EMALFORMED ? APR_SUCCESS : rv;
}

static apr_status_t certificate_find(void *self, const cnops_certificate_t **pcertificate,
                                     apr_int64_t person_id, apr_int64_t id, apr_pool_t *pool)
{
    *pcertificate = NULL;
    return cnops_db_select(self, CNOPS_SQL_CERTIFICATE_FIND, CNOPS_ARGS(&id, &person_id), read_one,
                           pcertificate, pool);
}

static apr_status_t certificate_by_code(void *self, const cnops_certificate_t **pcertificate,
                                        const char *code_digest, apr_pool_t *pool)
{
    *pcertificate = NULL;
    return cnops_db_select(self, CNOPS_SQL_CERTIFICATE_BY_CODE, CNOPS_ARGS(code_digest), read_one,
                           pcertificate, pool);
}

static apr_status_t certificate_by_number(void *self, const cnops_certificate_t **pcertificate,
                                          apr_int64_t number, apr_pool_t *pool)
{
    *pcertificate = NULL;
    return cnops_db_select(self, CNOPS_SQL_CERTIFICATE_BY_NUMBER, CNOPS_ARGS(&number), read_one,
                           pcertificate, pool);
}

static apr_status_t certificates_of_person(void *self, apr_array_header_t **plist,
                                           const cnops_certificates_wanted_t *wanted,
                                           apr_pool_t *pool)
{
    apr_int64_t limit = wanted->max, before = wanted->before_id ? wanted->before_id : APR_INT64_MAX;
    apr_int64_t first = wanted->membership_id, last = first ? first : APR_INT64_MAX;

    return select_list(self, plist, CNOPS_SQL_CERTIFICATES_OF,
                       CNOPS_ARGS(&wanted->person_id, &before, &first, &last, &limit), pool);
}

static void read_revoked(void *self, const cnops_row_t *row)
{
    *(cnops_certificate_t *)apr_array_push(self) =
        (cnops_certificate_t){.id = cnops_row_int(row, 0), .number = cnops_row_int(row, 1)};
}

static apr_status_t certificates_revoked(void *self, apr_array_header_t **plist, const char *day,
                                         apr_int64_t after_id, int max, apr_pool_t *pool)
{
    apr_int64_t limit = max;

    *plist = apr_array_make(pool, 64, sizeof(cnops_certificate_t));
    return cnops_db_select(self, CNOPS_SQL_CERTIFICATES_REVOKED, CNOPS_ARGS(&after_id, day, &limit),
                           read_revoked, *plist, pool);
}

static void read_key(void *self, const cnops_row_t *row)
{
    *(cnops_signing_key_t *)apr_array_push(self) =
        (cnops_signing_key_t){.id = cnops_row_text(row, 0),
                              .public_key = cnops_row_text(row, 1),
                              .since = cnops_row_int(row, 2)};
}

static apr_status_t signing_keys(void *self, apr_array_header_t **plist, apr_pool_t *pool)
{
    *plist = apr_array_make(pool, 4, sizeof(cnops_signing_key_t));
    return cnops_db_select(self, CNOPS_SQL_SIGNING_KEYS, CNOPS_ARGS(NULL), read_key, *plist, pool);
}

/* --- writing --- */

typedef struct insertion_t {
    const cnops_certificate_t *certificate;
    const cnops_signing_key_t *key;
    const cnops_trail_t *trail;
} insertion_t;

static apr_status_t insert_row(const cnops_certificate_t *c, cnops_unit_t *unit)
{
    apr_int64_t year = c->academic_year, renderer = c->renderer;

    return cnops_unit_execute(NULL, unit, CNOPS_SQL_CERTIFICATE_INSERT,
                              CNOPS_ARGS(c->code_digest, c->key_id, &c->number, &c->person_id,
                                         &c->membership_id, cnops_certificate_kind_name(c->kind),
                                         &year, &renderer, c->facts_sealed, &c->issued_at,
                                         c->expires_on));
}

static apr_status_t run_insert(void *self, cnops_unit_t *unit)
{
    const insertion_t *insertion = self;
    const cnops_signing_key_t *key = insertion->key;
    apr_status_t rv = insert_row(insertion->certificate, unit);

    if (rv == APR_SUCCESS)
        rv = cnops_unit_execute(NULL, unit, CNOPS_SQL_SIGNING_KEY_KEEP,
                                CNOPS_ARGS(key->id, key->public_key, &key->since, key->id));
    return rv == APR_SUCCESS ? cnops_unit_leave_trail(unit, insertion->trail) : rv;
}

static apr_status_t certificate_insert(void *self, const cnops_certificate_t *certificate,
                                       const cnops_signing_key_t *key, const cnops_trail_t *trail,
                                       apr_pool_t *pool)
{
    insertion_t insertion = {certificate, key, trail};

    return cnops_db_transact(self, run_insert, &insertion, pool);
}

/* Another process may keep the same key at the same moment. */
static apr_status_t keep_signing_key(void *self, const cnops_signing_key_t *key, apr_pool_t *pool)
{
    apr_status_t rv =
        cnops_db_execute(NULL, self, CNOPS_SQL_SIGNING_KEY_KEEP,
                         CNOPS_ARGS(key->id, key->public_key, &key->since, key->id), pool);

    return rv == CNOPS_EDUPLICATE ? APR_SUCCESS : rv;
}

typedef struct revocation_t {
    apr_int64_t id;
    apr_time_t at;
    const cnops_trail_t *trail;
} revocation_t;

static apr_status_t run_revoke(void *self, cnops_unit_t *unit)
{
    const revocation_t *revocation = self;
    int count = 0;
    apr_status_t rv = cnops_unit_execute(&count, unit, CNOPS_SQL_CERTIFICATE_REVOKE,
                                         CNOPS_ARGS(&revocation->at, &revocation->id));

    if (rv != APR_SUCCESS)
        return rv;
    return count ? cnops_unit_leave_trail(unit, revocation->trail) : CNOPS_ENOTFOUND;
}

static apr_status_t certificate_revoke(void *self, apr_int64_t id, apr_time_t at,
                                       const cnops_trail_t *trail, apr_pool_t *pool)
{
    revocation_t revocation = {id, at, trail};

    return cnops_db_transact(self, run_revoke, &revocation, pool);
}

static apr_status_t certificates_purge(void *self, int *pcount, apr_time_t before, int max,
                                       apr_pool_t *pool)
{
    char day[CNOPS_DATE_LEN];
    apr_int64_t limit = max;

    cnops_date_of(day, before);
    return cnops_db_execute(pcount, self, CNOPS_SQL_PURGE_CERTIFICATES, CNOPS_ARGS(day, &limit),
                            pool);
}

const cnops_certificates_port_t cnops_store_certificates = {.insert = certificate_insert,
                                                            .revoke = certificate_revoke,
                                                            .find = certificate_find,
                                                            .by_code = certificate_by_code,
                                                            .by_number = certificate_by_number,
                                                            .of_person = certificates_of_person,
                                                            .revoked = certificates_revoked,
                                                            .keep_key = keep_signing_key,
                                                            .keys = signing_keys,
                                                            .purge = certificates_purge};
