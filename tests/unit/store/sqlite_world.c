/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "sqlite_world.h"

#include <apr_strings.h>

int sqlite_world_setup(void **state)
{
    world_t *world;
    apr_pool_t *pool;

    if (apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return -1;
    world = apr_pcalloc(pool, sizeof *world);
    world->pool = pool;
    world->lease = database_lease_make(pool);
    cnops_store_make(&world->store, database_lease_port(world->lease), false, pool);
    *state = world;
    return 0;
}

int sqlite_world_teardown(void **state)
{
    world_t *world = *state;
    int lent = database_lease_lent(world->lease);

    apr_pool_destroy(world->pool);
    return lent;
}

const char *sqlite_world_digest(unsigned number, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%064x", number);
}

cnops_outbox_row_t sqlite_world_message(unsigned number, apr_pool_t *pool)
{
    return (cnops_outbox_row_t){.message_id = apr_psprintf(pool, "%032x", number),
                                .channel = CNOPS_CHANNEL_EMAIL,
                                .content_sealed = "test2.content",
                                .created_at = NOW};
}

cnops_account_t sqlite_world_account(apr_int64_t person_id, unsigned number, apr_pool_t *pool)
{
    return (cnops_account_t){.person_id = person_id,
                             .password_hash = "$argon2id$v=19$fictional",
                             .email_digest = sqlite_world_digest(1, pool),
                             .email_sealed = "test2.email",
                             .phone_digest = sqlite_world_digest(2, pool),
                             .phone_sealed = "test2.phone",
                             .lang = "fr",
                             .terms_version = "1",
                             .terms_lang = "ar",
                             .terms_at = NOW,
                             .journey_id = apr_psprintf(pool, "%032x", number),
                             .created_at = NOW};
}
