/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/session/device.h"

#include "base/json.h"
#include "base/netblock.h"
#include "base/text.h"
#include "core/digest.h"
#include "core/seal/seal.h"

#include <apr_strings.h>
#include <sodium.h>
#include <string.h>

#define CONTEXT       "device"
#define BROWSER_BYTES 16
#define AGENT_MAX     200
#define PEOPLE_MAX    8 /* people who share a family's computer */

/* --- the cookie --- */

static const cnops_tree_t *open_cookie(const cnops_core_t *core, const char *cookie,
                                       apr_pool_t *pool)
{
    cnops_tree_t *device;
    char *json;

    if (!cookie ||
        cnops_unseal(&json, core, CNOPS_KEY_DEVICE, CONTEXT, cookie, pool) != APR_SUCCESS ||
        cnops_json_parse(&device, json, strlen(json), pool) != APR_SUCCESS)
        return NULL;
    return device;
}

static const char *person_text(apr_int64_t person_id, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%" APR_INT64_T_FMT, person_id);
}

static const cnops_tree_t *first_person(const cnops_tree_t *device)
{
    const cnops_tree_t *people = device ? cnops_tree_get(device, "people") : NULL;

    return people ? people->first : NULL;
}

/* The latest comes first, so that the one who signed in longest ago is left out. */
static void add_people(cnops_tree_t *list, apr_int64_t person_id, const cnops_tree_t *former,
                       apr_pool_t *pool)
{
    const char *person = person_text(person_id, pool);
    int count = 1;

    cnops_tree_add_text(list, person);
    for (const cnops_tree_t *item = first_person(former); item && count < PEOPLE_MAX;
         item = item->next) {
        if (item->type != CNOPS_TREE_TEXT || strcmp(item->value.text, person) == 0)
            continue;
        cnops_tree_add_text(list, item->value.text);
        count++;
    }
}

const char *cnops_device_seal(const cnops_core_t *core, const char *browser, apr_int64_t person_id,
                              const char *former, apr_pool_t *pool)
{
    cnops_tree_t *device = cnops_tree_object(pool);

    cnops_tree_set_text(device, "browser", browser);
    add_people(cnops_tree_set_list(device, "people"), person_id, open_cookie(core, former, pool),
               pool);
    return cnops_seal(core, CNOPS_KEY_DEVICE, CONTEXT, cnops_json_write(device, pool), pool);
}

const char *cnops_device_of(const cnops_core_t *core, const char *cookie, apr_int64_t person_id,
                            apr_pool_t *pool)
{
    const cnops_tree_t *device = open_cookie(core, cookie, pool);
    const char *person = person_text(person_id, pool);

    for (const cnops_tree_t *item = first_person(device); item && person_id > 0;
         item = item->next) {
        if (item->type == CNOPS_TREE_TEXT && strcmp(item->value.text, person) == 0)
            return cnops_tree_text(device, "browser");
    }
    return NULL;
}

bool cnops_device_is_genuine(const cnops_core_t *core, const char *cookie, apr_pool_t *pool)
{
    return open_cookie(core, cookie, pool) != NULL;
}

static const char *new_id(const cnops_core_t *core, apr_pool_t *pool)
{
    unsigned char bytes[BROWSER_BYTES];
    char *browser = apr_palloc(pool, 2 * BROWSER_BYTES + 1);

    core->random.fill(core->random.self, bytes, sizeof bytes);
    return sodium_bin2hex(browser, 2 * BROWSER_BYTES + 1, bytes, sizeof bytes);
}

const char *cnops_device_id(const cnops_core_t *core, const char *cookie, const char *journey_id,
                            apr_pool_t *pool)
{
    const cnops_tree_t *device = open_cookie(core, cookie, pool);
    const char *known = device ? cnops_tree_text(device, "browser") : NULL;

    if (known)
        return known;
    if (!journey_id)
        return new_id(core, pool);
    return apr_pstrmemdup(
        pool, cnops_digest_of(core->keys, CNOPS_KEY_DEVICE, "browser", journey_id, NULL, pool),
        2 * BROWSER_BYTES);
}

/* --- the row --- */

apr_status_t cnops_device_is_known(bool *pis_known, const cnops_core_t *core,
                                   apr_int64_t account_id, const char *browser, apr_pool_t *pool)
{
    const cnops_device_t *device = NULL;
    apr_status_t rv = APR_SUCCESS;

    if (browser)
        rv = core->store.devices->get(core->store.self, &device, account_id, browser, pool);
    *pis_known = device != NULL;
    return rv;
}

cnops_device_t *cnops_device_row(const cnops_core_t *core, apr_int64_t account_id,
                                 const char *browser, const char *ip, const char *user_agent,
                                 apr_pool_t *pool)
{
    cnops_device_t *device = apr_pcalloc(pool, sizeof *device);

    device->account_id = account_id;
    device->browser = browser;
    device->first_at = device->seen_at = cnops_core_now(core);
    device->address_block = cnops_netblock_of(ip, pool);
    device->user_agent = cnops_text_printable(user_agent, AGENT_MAX, pool);
    return device;
}

apr_status_t cnops_device_remember(const cnops_core_t *core, const cnops_device_t *device,
                                   apr_pool_t *pool)
{
    return core->store.devices->keep(core->store.self, device, CNOPS_DEVICES_MAX, pool);
}

apr_status_t cnops_device_list(apr_array_header_t **plist, const cnops_core_t *core,
                               apr_int64_t account_id, apr_pool_t *pool)
{
    return core->store.devices->of_account(core->store.self, plist, account_id, pool);
}
