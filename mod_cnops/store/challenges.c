/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/errors.h"
#include "store/families.h"

static void read_challenge(void *self, const cnops_row_t *row)
{
    const cnops_challenge_t **pchallenge = self;
    cnops_challenge_t *challenge = apr_palloc(row->unit->pool, sizeof *challenge);

    challenge->journey_id = cnops_row_text(row, 0);
    challenge->destination_digest = cnops_row_text(row, 2);
    challenge->serial = cnops_row_int(row, 3);
    challenge->tries = (int)cnops_row_int(row, 4);
    challenge->sent_count = (int)cnops_row_int(row, 5);
    challenge->sent_at = cnops_row_int(row, 6);
    challenge->expires_at = cnops_row_int(row, 7);
    challenge->consumed_at = cnops_row_int(row, 8);
    if (cnops_channel_parse(&challenge->channel, cnops_row_text(row, 1)))
        *pchallenge = challenge;
    else
        cnops_row_refuse(row, 1);
}

static apr_status_t challenge_get(void *self, const cnops_challenge_t **pchallenge,
                                  const char *journey_id, cnops_channel_e channel, apr_pool_t *pool)
{
    *pchallenge = NULL;
    return cnops_db_select(self, CNOPS_SQL_CHALLENGE_GET,
                           CNOPS_ARGS(journey_id, cnops_channel_name(channel)), read_challenge,
                           pchallenge, pool);
}

/* --- sending --- */

typedef struct sending_t {
    const cnops_challenge_t *challenge;
    const cnops_outbox_row_t *message;
} sending_t;

/* Another request has sent a code meanwhile if there is a row already for serial 1, or if a later
 * serial does not follow the one in the row. */
static apr_status_t write_challenge(cnops_unit_t *unit, const cnops_challenge_t *c)
{
    apr_int64_t tries = c->tries, sent_count = c->sent_count, former = c->serial - 1;
    const void **args = CNOPS_ARGS(c->destination_digest, &c->serial, &tries, &sent_count,
                                   &c->sent_at, &c->expires_at, &c->consumed_at, c->journey_id,
                                   cnops_channel_name(c->channel), &former);
    int count = 0;
    apr_status_t rv;

    rv = cnops_unit_execute(
        &count, unit, former == 0 ? CNOPS_SQL_CHALLENGE_INSERT : CNOPS_SQL_CHALLENGE_RENEW, args);
    if (rv == CNOPS_EDUPLICATE || (rv == APR_SUCCESS && count == 0))
        return CNOPS_ECONFLICT;
    return rv;
}

static apr_status_t send_challenge(void *self, cnops_unit_t *unit)
{
    const sending_t *sending = self;
    apr_status_t rv;

    if ((rv = write_challenge(unit, sending->challenge)) != APR_SUCCESS)
        return rv;
    return cnops_unit_queue_message(unit, sending->message);
}

static apr_status_t challenge_send(void *self, const cnops_challenge_t *challenge,
                                   const cnops_outbox_row_t *message, apr_pool_t *pool)
{
    sending_t sending = {challenge, message};

    return cnops_db_transact(self, send_challenge, &sending, pool);
}

typedef struct withdrawal_t {
    const cnops_challenge_t *challenge;
    const char *message_id;
} withdrawal_t;

static apr_status_t withdraw_challenge(void *self, cnops_unit_t *unit)
{
    const withdrawal_t *withdrawal = self;
    const cnops_challenge_t *c = withdrawal->challenge;
    int count = 0;
    apr_status_t rv;

    rv = cnops_unit_execute(&count, unit, CNOPS_SQL_CHALLENGE_VOID,
                            CNOPS_ARGS(c->journey_id, cnops_channel_name(c->channel), &c->serial));
    if (rv != APR_SUCCESS || count == 0)
        return rv;
    return cnops_unit_execute(NULL, unit, CNOPS_SQL_OUTBOX_WITHDRAW,
                              CNOPS_ARGS(withdrawal->message_id));
}

static apr_status_t challenge_withdraw(void *self, const cnops_challenge_t *challenge,
                                       const char *message_id, apr_pool_t *pool)
{
    withdrawal_t withdrawal = {challenge, message_id};

    return cnops_db_transact(self, withdraw_challenge, &withdrawal, pool);
}

/* --- trying --- */

static apr_status_t challenge_take_try(void *self, bool *ptaken, const cnops_challenge_t *c,
                                       int tries_max, apr_time_t now, apr_pool_t *pool)
{
    apr_int64_t max = tries_max;
    int count = 0;
    apr_status_t rv = cnops_db_execute(
        &count, self, CNOPS_SQL_CHALLENGE_TRY,
        CNOPS_ARGS(c->journey_id, cnops_channel_name(c->channel), &c->serial, &max, &now), pool);

    *ptaken = rv == APR_SUCCESS && count == 1;
    return rv;
}

/* The right code costs no try. The first statement finds no row where another caller has consumed
 * the code. */
static apr_status_t challenge_consume(void *self, bool *pfirst, const cnops_challenge_t *c,
                                      apr_time_t now, apr_pool_t *pool)
{
    const char *channel = cnops_channel_name(c->channel);
    int count = 0;
    apr_status_t rv = cnops_db_execute(&count, self, CNOPS_SQL_CHALLENGE_CONSUME,
                                       CNOPS_ARGS(&now, c->journey_id, channel, &c->serial), pool);

    *pfirst = rv == APR_SUCCESS && count == 1;
    if (rv != APR_SUCCESS || *pfirst)
        return rv;
    return cnops_db_execute(NULL, self, CNOPS_SQL_CHALLENGE_UNTRY,
                            CNOPS_ARGS(c->journey_id, channel, &c->serial), pool);
}

static apr_status_t challenge_purge(void *self, int *pcount, apr_time_t before, int max,
                                    apr_pool_t *pool)
{
    return cnops_db_purge(pcount, self, CNOPS_SQL_PURGE_CHALLENGES, (cnops_old_t){before, max},
                          pool);
}

const cnops_challenges_port_t cnops_store_challenges = {.get = challenge_get,
                                                        .send = challenge_send,
                                                        .withdraw = challenge_withdraw,
                                                        .take_try = challenge_take_try,
                                                        .consume = challenge_consume,
                                                        .purge = challenge_purge};
