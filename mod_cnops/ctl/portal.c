/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/portal.h"

#include "core/key_file.h"
#include "core/system.h"
#include "ctl/conf.h"
#include "ctl/privilege.h"
#include "store/store.h"

#include <apr_time.h>
#include <sodium.h>

cnops_exit_e cnops_portal_open_database(cnops_database_t **pdatabase, const cnops_ctl_t *ctl,
                                        bool creates)
{
    const char *fault = NULL;

    if (!ctl->params) {
        cnops_ctl_refuse(ctl, "which database? --driver NAME --params STRING");
        return CNOPS_EXIT_USAGE;
    }
    if (cnops_privilege_drop(&fault, ctl->user, ctl->pool) != APR_SUCCESS ||
        cnops_database_open(pdatabase, &fault, ctl->driver, ctl->params, creates, ctl->pool) !=
            APR_SUCCESS)
        return cnops_ctl_refuse(ctl, "%s", fault);
    return CNOPS_EXIT_DONE;
}

static cnops_exit_e load_keys(const cnops_keys_t **pkeys, const cnops_ctl_t *ctl)
{
    const char *fault = NULL;

    if (!ctl->keys) {
        cnops_ctl_refuse(ctl, "which keys? --keys FILE");
        return CNOPS_EXIT_USAGE;
    }
    if (cnops_key_file_load(pkeys, &fault, ctl->keys, ctl->pool) != APR_SUCCESS)
        return cnops_ctl_refuse(ctl, "--keys %s: %s", ctl->keys, fault);
    return CNOPS_EXIT_DONE;
}

/* Read before privileges are dropped, as httpd does. Only the usual file may be missing. */
static cnops_exit_e load_settings(cnops_portal_t *portal, const cnops_ctl_t *ctl)
{
    const char *fault = NULL;
    cnops_settings_t *settings = cnops_settings_make(ctl->pool);
    apr_status_t rv =
        cnops_conf_read(settings, &fault, ctl->conf ? ctl->conf : CNOPS_USUAL_CONF, ctl->pool);

    portal->core.settings = settings;
    if (rv == APR_SUCCESS || (!ctl->conf && APR_STATUS_IS_ENOENT(rv)))
        return CNOPS_EXIT_DONE;
    return cnops_ctl_refuse(ctl, "--conf: %s", fault);
}

static cnops_exit_e load_zone(cnops_portal_t *portal, const cnops_ctl_t *ctl)
{
    if (cnops_zone_load(&portal->core.zone, CNOPS_ZONE, ctl->pool) == APR_SUCCESS)
        return CNOPS_EXIT_DONE;
    return cnops_ctl_refuse(
        ctl, "the time zone %s cannot be read; it comes with the package tzdata", CNOPS_ZONE);
}

static void fill_core(cnops_portal_t *portal, apr_pool_t *pool)
{
    cnops_core_t *core = &portal->core;

    core->clock = cnops_system_clock();
    core->random = cnops_system_random();
    cnops_database_lease(&portal->lease, portal->database);
    cnops_store_make(&core->store, &portal->lease, portal->database->is_mysql, pool);
}

cnops_exit_e cnops_portal_open(cnops_portal_t **pportal, const cnops_ctl_t *ctl)
{
    cnops_portal_t *portal = apr_pcalloc(ctl->pool, sizeof *portal);
    const char *fault = NULL;
    cnops_exit_e verdict;

    if ((verdict = load_keys(&portal->core.keys, ctl)) != CNOPS_EXIT_DONE ||
        (verdict = load_settings(portal, ctl)) != CNOPS_EXIT_DONE ||
        (verdict = load_zone(portal, ctl)) != CNOPS_EXIT_DONE)
        return verdict;
    verdict = cnops_portal_open_database(&portal->database, ctl, false);
    if (verdict != CNOPS_EXIT_DONE)
        return verdict;
    if (cnops_database_prepare(&fault, portal->database) != APR_SUCCESS)
        return cnops_ctl_refuse(ctl, "%s", fault);
    fill_core(portal, ctl->pool);
    /* One slot is enough for one thread. */
    if (cnops_slots_make(&portal->core.slots, 1, ctl->pool) != APR_SUCCESS)
        return cnops_ctl_refuse(ctl, "no shared memory for the hashing slot");
    *pportal = portal;
    return CNOPS_EXIT_DONE;
}

const char *cnops_portal_random_id(const cnops_core_t *core, apr_pool_t *pool)
{
    unsigned char bytes[16];
    char *hex = apr_palloc(pool, 2 * sizeof bytes + 1);

    core->random.fill(core->random.self, bytes, sizeof bytes);
    return sodium_bin2hex(hex, 2 * sizeof bytes + 1, bytes, sizeof bytes);
}
