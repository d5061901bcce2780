/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Known browsers. */
#include "base/errors.h"
#include "store/families.h"

static void fill_device(cnops_device_t *device, const cnops_row_t *row)
{
    device->account_id = cnops_row_int(row, 0);
    device->browser = cnops_row_text(row, 1);
    device->first_at = cnops_row_int(row, 2);
    device->seen_at = cnops_row_int(row, 3);
    device->address_block = cnops_row_text(row, 4);
    device->user_agent = cnops_row_text(row, 5);
}

static void read_device(void *self, const cnops_row_t *row)
{
    const cnops_device_t **pdevice = self;
    cnops_device_t *device = apr_palloc(row->unit->pool, sizeof *device);

    fill_device(device, row);
    *pdevice = device;
}

static void read_listed(void *self, const cnops_row_t *row)
{
    fill_device(apr_array_push(self), row);
}

static apr_status_t device_get(void *self, const cnops_device_t **pdevice, apr_int64_t account_id,
                               const char *browser, apr_pool_t *pool)
{
    *pdevice = NULL;
    return cnops_db_select(self, CNOPS_SQL_DEVICE_GET, CNOPS_ARGS(&account_id, browser),
                           read_device, pdevice, pool);
}

static apr_status_t devices_of(void *self, apr_array_header_t **plist, apr_int64_t account_id,
                               apr_pool_t *pool)
{
    *plist = apr_array_make(pool, 4, sizeof(cnops_device_t));
    return cnops_db_select(self, CNOPS_SQL_DEVICES_OF, CNOPS_ARGS(&account_id), read_listed, *plist,
                           pool);
}

/* --- keeping --- */

static apr_status_t insert_or_renew(cnops_unit_t *unit, const cnops_device_t *d)
{
    int count = 0;
    apr_status_t rv;

    rv = cnops_unit_execute(
        &count, unit, CNOPS_SQL_DEVICE_SEEN,
        CNOPS_ARGS(&d->seen_at, d->address_block, d->user_agent, &d->account_id, d->browser));
    if (rv != APR_SUCCESS || count)
        return rv;
    rv = cnops_unit_execute(NULL, unit, CNOPS_SQL_DEVICE_INSERT,
                            CNOPS_ARGS(&d->account_id, d->browser, &d->first_at, &d->seen_at,
                                       d->address_block, d->user_agent));
    /* Another transaction has inserted it meanwhile: a second try finds it. */
    return rv == CNOPS_EDUPLICATE ? APR_EAGAIN : rv;
}

/* Deletes browsers beyond max, the ones unseen for longest. */
static apr_status_t drop_surplus(cnops_unit_t *unit, apr_int64_t account_id, int max)
{
    apr_array_header_t *all = apr_array_make(unit->scratch, 4, sizeof(cnops_device_t));
    apr_status_t rv =
        cnops_unit_select(unit, CNOPS_SQL_DEVICES_OF, CNOPS_ARGS(&account_id), read_listed, all);

    for (int i = max; rv == APR_SUCCESS && i < all->nelts; i++)
        rv = cnops_unit_execute(
            NULL, unit, CNOPS_SQL_DEVICE_FORGET,
            CNOPS_ARGS(&account_id, APR_ARRAY_IDX(all, i, cnops_device_t).browser));
    return rv;
}

apr_status_t cnops_unit_keep_device(cnops_unit_t *unit, const cnops_device_t *device, int max)
{
    apr_status_t rv = insert_or_renew(unit, device);

    return rv == APR_SUCCESS ? drop_surplus(unit, device->account_id, max) : rv;
}

typedef struct keeping_t {
    const cnops_device_t *device;
    int max;
} keeping_t;

static apr_status_t keep_alone(void *self, cnops_unit_t *unit)
{
    const keeping_t *keeping = self;

    return cnops_unit_keep_device(unit, keeping->device, keeping->max);
}

static apr_status_t device_keep(void *self, const cnops_device_t *device, int max, apr_pool_t *pool)
{
    keeping_t keeping = {device, max};

    return cnops_db_transact(self, keep_alone, &keeping, pool);
}

/* --- forgetting --- */

apr_status_t cnops_unit_forget_devices(cnops_unit_t *unit, apr_int64_t account_id)
{
    return cnops_unit_execute(NULL, unit, CNOPS_SQL_DEVICES_FORGET, CNOPS_ARGS(&account_id));
}

typedef struct act_t {
    const cnops_forgetting_t *forgetting;
    const cnops_trail_t *trail;
} act_t;

/* The statements need a text: no session has an empty digest. */
static const char *spared_by(const cnops_forgetting_t *f)
{
    return f->spared_token_digest ? f->spared_token_digest : "";
}

static apr_status_t forget_one(cnops_unit_t *unit, const cnops_forgetting_t *f)
{
    int count = 0;
    apr_status_t rv = cnops_unit_execute(&count, unit, CNOPS_SQL_DEVICE_FORGET,
                                         CNOPS_ARGS(&f->account_id, f->browser));

    if (rv == APR_SUCCESS && !count)
        rv = CNOPS_ENOTFOUND;
    if (rv != APR_SUCCESS)
        return rv;
    return cnops_unit_execute(NULL, unit, CNOPS_SQL_DEVICE_SESSIONS_END,
                              CNOPS_ARGS(&f->account_id, f->browser, spared_by(f)));
}

static apr_status_t forget_all(cnops_unit_t *unit, const cnops_forgetting_t *f)
{
    apr_status_t rv = cnops_unit_forget_devices(unit, f->account_id);

    if (rv != APR_SUCCESS)
        return rv;
    return cnops_unit_execute(NULL, unit, CNOPS_SQL_SESSIONS_END,
                              CNOPS_ARGS(&f->account_id, spared_by(f)));
}

static apr_status_t forget(void *self, cnops_unit_t *unit)
{
    const act_t *act = self;
    const cnops_forgetting_t *f = act->forgetting;
    apr_status_t rv = f->browser ? forget_one(unit, f) : forget_all(unit, f);

    return rv == APR_SUCCESS ? cnops_unit_leave_trail(unit, act->trail) : rv;
}

static apr_status_t devices_forget(void *self, const cnops_forgetting_t *forgetting,
                                   const cnops_trail_t *trail, apr_pool_t *pool)
{
    act_t act = {forgetting, trail};

    return cnops_db_transact(self, forget, &act, pool);
}

static apr_status_t device_purge(void *self, int *pcount, apr_time_t before, int max,
                                 apr_pool_t *pool)
{
    return cnops_db_purge(pcount, self, CNOPS_SQL_PURGE_DEVICES, (cnops_old_t){before, max}, pool);
}

const cnops_devices_port_t cnops_store_devices = {.get = device_get,
                                                  .of_account = devices_of,
                                                  .keep = device_keep,
                                                  .forget = devices_forget,
                                                  .purge = device_purge};
