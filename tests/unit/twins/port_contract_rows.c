/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Rows that the suites share. */
#include "port_contract_tests.h"

#include <apr_strings.h>

/* --- not in the store yet --- */

const char *port_digest(unsigned number, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%064x", number);
}

cnops_outbox_row_t port_message(unsigned number, apr_pool_t *pool)
{
    return (cnops_outbox_row_t){.message_id = apr_psprintf(pool, "%032x", number),
                                .channel = CNOPS_CHANNEL_SMS,
                                .content_sealed = apr_psprintf(pool, "test2.content%u", number),
                                .created_at = PORT_NOW};
}

cnops_account_t port_account(apr_int64_t person_id, unsigned journey, apr_pool_t *pool)
{
    return (cnops_account_t){.person_id = person_id,
                             .password_hash = "$argon2id$v=19$m=8192,t=1,p=1$c2Fs$aGFzaA",
                             .email_digest = port_digest(1001, pool),
                             .email_sealed = "test2.email",
                             .phone_digest = port_digest(1002, pool),
                             .phone_sealed = "test2.phone",
                             .lang = "ar",
                             .terms_version = "2026-01",
                             .terms_lang = "fr",
                             .terms_at = PORT_NOW - 5,
                             .journey_id = apr_psprintf(pool, "%032x", journey),
                             .created_at = PORT_NOW};
}

const char *port_browser(unsigned number, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%032x", number);
}

cnops_device_t port_device(apr_int64_t account_id, unsigned number, apr_time_t at, apr_pool_t *pool)
{
    return (cnops_device_t){.account_id = account_id,
                            .browser = port_browser(number, pool),
                            .first_at = at,
                            .seen_at = at,
                            .address_block = "192.0.2.0/24",
                            .user_agent = "Zellige/1 é"};
}

cnops_session_t port_session(const cnops_account_t *account, unsigned number, apr_pool_t *pool)
{
    return (cnops_session_t){.token_digest = port_digest(PORT_TOKEN + number, pool),
                             .account_id = account->id,
                             .created_at = PORT_NOW + 5,
                             .seen_at = PORT_NOW + 5,
                             .address_block = "192.0.2.0/24",
                             .user_agent = "Zellige/1",
                             .browser = port_browser(number, pool)};
}

cnops_session_start_t port_session_start(const cnops_account_t *account,
                                         const cnops_session_t *session,
                                         const cnops_device_t *device)
{
    return (cnops_session_start_t){.session = session,
                                   .device = device,
                                   .devices_max = PORT_BROWSERS,
                                   .password_at = account->password_at};
}

cnops_event_row_t port_event(apr_int64_t person_id, apr_int64_t seq, apr_pool_t *pool)
{
    return (cnops_event_row_t){.person_id = person_id,
                               .seq = seq,
                               .kind = "signed_in",
                               .content_sealed =
                                   apr_psprintf(pool, "test2.event%" APR_INT64_T_FMT, seq),
                               .mac = port_digest((unsigned)seq + 7000, pool),
                               .key_id = "test2",
                               .at = PORT_NOW + seq};
}

cnops_trail_t port_trail(port_world_t *world, const cnops_event_row_t *event, unsigned number)
{
    apr_array_header_t *list = apr_array_make(world->pool, 1, sizeof(cnops_outbox_row_t));

    APR_ARRAY_PUSH(list, cnops_outbox_row_t) = port_message(number, world->pool);
    return (cnops_trail_t){list, event};
}

/* --- written --- */

apr_int64_t port_add_person(port_world_t *world, unsigned number)
{
    return world->add_person(world, port_digest(number, world->pool), "test2.person");
}

const cnops_account_t *port_make_account(port_world_t *world, unsigned number)
{
    cnops_account_t account = port_account(port_add_person(world, number), number, world->pool);
    const cnops_account_t *row;

    account.password_at = PORT_NOW;
    CALL(world, accounts->create, &account, NULL);
    CALL(world, accounts->by_person, &row, account.person_id);
    return row;
}

const cnops_account_t *port_account_in_use(port_world_t *world)
{
    const cnops_account_t *account = port_make_account(world, 1);

    for (unsigned i = 0; i < 3; i++) {
        cnops_session_t session = port_session(account, i, world->pool);

        session.seen_at = PORT_NOW + 5 - (apr_time_t)i;
        CALL(world, sessions->insert, &session);
    }
    return account;
}

void port_open_sessions(port_world_t *world, const cnops_account_t *account)
{
    for (unsigned i = 1; i <= 3; i++) {
        cnops_session_t session = port_session(account, i, world->pool);
        cnops_device_t device = port_device(account->id, i, PORT_NOW + (apr_time_t)i, world->pool);
        cnops_session_start_t start = port_session_start(account, &session, &device);

        CALL(world, sessions->begin, &start, NULL);
    }
}

/* --- looks --- */

const cnops_account_t *port_read_account(port_world_t *world, const cnops_account_t *account)
{
    const cnops_account_t *row;

    CALL(world, accounts->by_id, &row, account->id);
    return row;
}

int port_count_sessions(port_world_t *world, apr_int64_t account_id)
{
    apr_array_header_t *list;

    CALL(world, sessions->of_account, &list, account_id);
    return list->nelts;
}

apr_array_header_t *port_devices(port_world_t *world, apr_int64_t account_id)
{
    apr_array_header_t *list;

    CALL(world, devices->of_account, &list, account_id);
    return list;
}

apr_int64_t port_tail(port_world_t *world, apr_int64_t person_id)
{
    cnops_event_row_t tail;

    CALL(world, events->tail, &tail, person_id);
    return tail.seq;
}

apr_array_header_t *port_lease(port_world_t *world, const char *owner, apr_time_t now, int max)
{
    cnops_leasing_t leasing = {owner, CNOPS_CHANNEL_SMS, now, now + PORT_LEASE, max};
    apr_array_header_t *list;

    assert_int_equal(world->store.outbox->lease(world->store.self, &list, &leasing, world->pool),
                     APR_SUCCESS);
    return list;
}

int port_purge(port_world_t *world, cnops_purge_fn purge, apr_time_t before)
{
    int count = -1;

    assert_int_equal(purge(world->store.self, &count, before, 1000, world->pool), APR_SUCCESS);
    return count;
}

int port_due(port_world_t *world)
{
    return port_lease(world, "counting", PORT_NOW, 1000)->nelts;
}
