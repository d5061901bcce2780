/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/code/code.h"

#include "base/errors.h"
#include "core/digest.h"
#include "core/guard/throttle.h"
#include "core/person/contact.h"

#include <apr_strings.h>
#include <sodium.h>
#include <string.h>

/* A challenge is written a moment before its code is stored. A request that looks between these two
 * must not think that the code is lost: a double click would send two codes, and many requests at
 * once would send codes that are not counted. So a code that is not found counts as lost only after
 * this time. Where storing the code failed, the challenge is void, and no request waits. */
#define IN_FLIGHT apr_time_from_sec(5)

/* --- making one --- */

/* All codes of the length are equally likely: a draw beyond the last multiple of the range would
 * favour low codes, so it is drawn again. */
static void make_code(char *code, const cnops_core_t *core)
{
    int digits = (int)core->settings->code_digits;
    apr_uint64_t range = 1, draw, limit;

    for (int i = 0; i < digits; i++)
        range *= 10;
    limit = UINT64_MAX - UINT64_MAX % range;
    do {
        core->random.fill(core->random.self, &draw, sizeof draw);
    } while (draw >= limit);
    draw %= range;
    for (int i = digits - 1; i >= 0; i--, draw /= 10)
        code[i] = (char)('0' + draw % 10);
    code[digits] = '\0';
}

static const char *number_text(apr_int64_t number, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%" APR_INT64_T_FMT, number);
}

/* The key of its code in the code store. It includes the time, because a challenge that was purged
 * begins at serial 1 again, and a server of the code store may come back with its old content. */
static void store_key(char key[CNOPS_DIGEST_HEX], const cnops_core_t *core,
                      const cnops_challenge_t *challenge, apr_pool_t *pool)
{
    const char *parts[] = {"key",
                           challenge->journey_id,
                           cnops_channel_name(challenge->channel),
                           number_text(challenge->serial, pool),
                           number_text(challenge->sent_at, pool),
                           NULL};

    cnops_digest(key, core->keys, CNOPS_KEY_CODES, parts);
}

/* The value in the code store: a digest bound to everything that the code is for. */
static void code_digest(unsigned char digest[CNOPS_CODE_DIGEST_LEN], const cnops_core_t *core,
                        const cnops_challenge_t *challenge, const char *code, apr_pool_t *pool)
{
    char hex[CNOPS_DIGEST_HEX];
    const char *parts[] = {"code",
                           challenge->journey_id,
                           cnops_channel_name(challenge->channel),
                           challenge->destination_digest,
                           number_text(challenge->serial, pool),
                           code,
                           NULL};

    cnops_digest(hex, core->keys, CNOPS_KEY_CODES, parts);
    sodium_hex2bin(digest, CNOPS_CODE_DIGEST_LEN, hex, sizeof hex - 1, NULL, NULL, NULL);
}

/* The visitor is told that codes do not work now, not that the service is down. */
static apr_status_t name_outage(apr_status_t rv)
{
    return rv == CNOPS_EUNAVAILABLE ? CNOPS_ENOCODES : rv;
}

/* CNOPS_ENOTFOUND if the code store does not have the code, CNOPS_ENOCODES if it does not
 * answer. */
static apr_status_t read_code(unsigned char digest[CNOPS_CODE_DIGEST_LEN], const cnops_core_t *core,
                              const cnops_challenge_t *challenge, apr_pool_t *pool)
{
    char key[CNOPS_DIGEST_HEX];

    store_key(key, core, challenge, pool);
    return name_outage(core->codes.get(core->codes.self, digest, key, pool));
}

/* --- limits of sending --- */

#define BUDGETS_MAX CNOPS_THROTTLES_MAX

static int list_budgets(cnops_throttle_t budgets[BUDGETS_MAX], const cnops_code_sending_t *sending,
                        const char *destination_digest, apr_pool_t *pool)
{
    bool is_sms = sending->channel == CNOPS_CHANNEL_SMS;
    const char *destination = destination_digest;
    int count = 0;

    if (sending->allowance)
        destination = apr_pstrcat(pool, destination_digest, sending->allowance, NULL);
    budgets[count++] =
        (cnops_throttle_t){.use = CNOPS_USE_JOURNEY_CODES, .subject = sending->journey_id};
    budgets[count++] = (cnops_throttle_t){
        .use = is_sms ? CNOPS_USE_SMS_CODES : CNOPS_USE_EMAIL_CODES, .subject = destination};
    if (sending->account)
        budgets[count++] =
            (cnops_throttle_t){.use = CNOPS_USE_ACCOUNT_CODES, .subject = sending->account};
    if (is_sms)
        budgets[count++] = (cnops_throttle_t){.use = CNOPS_USE_SMS_BUDGET, .subject = "all"};
    return count;
}

/* Counts the code against all limits, or against none. *pverdict: allowed, or that of the first
 * limit that refuses. */
static apr_status_t take_all(cnops_verdict_t *pverdict, const cnops_core_t *core,
                             const cnops_throttle_t *budgets, int count, apr_pool_t *pool)
{
    cnops_verdict_t verdicts[BUDGETS_MAX];
    apr_status_t rv = cnops_throttle_take_all(verdicts, core, budgets, count, pool);
    int refused = 0;

    while (refused < count - 1 && verdicts[refused].allowed)
        refused++;
    *pverdict = verdicts[refused];
    return rv;
}

/* --- sending --- */

/* Storing its code failed: challenges->withdraw marks it so. */
static bool is_void(const cnops_challenge_t *challenge)
{
    return challenge->expires_at <= challenge->sent_at;
}

/* With the default of 60 s: 60 s after the first code to a destination, 120 s after the second, and
 * so on. missing: the code store does not have the code, so the wait is short. */
static apr_interval_time_t wait_after(const cnops_core_t *core, const cnops_challenge_t *challenge,
                                      bool missing, apr_time_t now)
{
    int doublings = challenge->sent_count > 1 ? challenge->sent_count - 1 : 0;
    apr_interval_time_t wait = core->settings->resend_after << (doublings > 20 ? 20 : doublings);

    if (missing && wait > IN_FLIGHT)
        wait = IN_FLIGHT;
    if (is_void(challenge) || challenge->sent_at + wait <= now)
        return 0;
    return challenge->sent_at + wait - now;
}

static bool is_for(const cnops_challenge_t *challenge, const char *destination_digest)
{
    return challenge && strcmp(challenge->destination_digest, destination_digest) == 0;
}

static bool is_live(const cnops_core_t *core, const cnops_challenge_t *challenge, apr_time_t now)
{
    return !challenge->consumed_at && challenge->expires_at > now &&
           challenge->tries < core->settings->code_tries;
}

static cnops_challenge_t *next_challenge(const cnops_core_t *core,
                                         const cnops_code_sending_t *sending,
                                         const cnops_challenge_t *former,
                                         const char *destination_digest, apr_pool_t *pool)
{
    cnops_challenge_t *next = apr_pcalloc(pool, sizeof *next);

    next->journey_id = sending->journey_id;
    next->channel = sending->channel;
    next->destination_digest = destination_digest;
    next->serial = former ? former->serial + 1 : 1;
    next->sent_count = is_for(former, destination_digest) ? former->sent_count + 1 : 1;
    next->sent_at = cnops_core_now(core);
    next->expires_at = next->sent_at + core->settings->code_ttl;
    return next;
}

static apr_status_t write_message(const cnops_outbox_row_t **prow, const cnops_core_t *core,
                                  const cnops_code_sending_t *sending,
                                  const cnops_challenge_t *challenge, const char *code,
                                  apr_pool_t *pool)
{
    cnops_message_t message = {0};
    apr_status_t rv;

    message.channel = sending->channel;
    message.to = sending->destination;
    message.created_at = challenge->sent_at;
    message.expires_at = challenge->expires_at;
    if ((rv = sending->write(sending->write_self, &message, code, pool)) != APR_SUCCESS)
        return rv;
    *prow = cnops_outbox_row(core, &message, pool);
    return APR_SUCCESS;
}

static apr_status_t keep_code(const cnops_core_t *core, const cnops_challenge_t *challenge,
                              const char *code, apr_pool_t *pool)
{
    unsigned char digest[CNOPS_CODE_DIGEST_LEN];
    char key[CNOPS_DIGEST_HEX];

    store_key(key, core, challenge, pool);
    code_digest(digest, core, challenge, code, pool);
    return name_outage(
        core->codes.put(core->codes.self, key, digest, core->settings->code_ttl, pool));
}

/* The former challenge may have been purged since it was read: then this one is the first again. */
static apr_status_t write_challenge(const cnops_core_t *core, cnops_challenge_t *challenge,
                                    const cnops_outbox_row_t *row, apr_pool_t *pool)
{
    const cnops_store_t *store = &core->store;
    const cnops_challenge_t *other;
    apr_status_t rv = store->challenges->send(store->self, challenge, row, pool), found;

    if (rv != CNOPS_ECONFLICT || challenge->serial == 1)
        return rv;
    found = store->challenges->get(store->self, &other, challenge->journey_id, challenge->channel,
                                   pool);
    if (found != APR_SUCCESS || other)
        return rv;
    challenge->serial = 1;
    return store->challenges->send(store->self, challenge, row, pool);
}

/* The challenge is written before the code is stored: of two requests that compete for one serial,
 * only the winner may store its code. If storing fails, the message is withdrawn unless it was sent
 * already. If withdrawing fails too, look_before treats the code as lost. */
static apr_status_t send_code(const cnops_core_t *core, const cnops_code_sending_t *sending,
                              cnops_challenge_t *challenge, apr_pool_t *pool)
{
    const cnops_outbox_row_t *row;
    char code[CNOPS_CODE_LEN_MAX + 1];
    apr_status_t rv;

    make_code(code, core);
    rv = write_message(&row, core, sending, challenge, code, pool);
    if (rv == APR_SUCCESS)
        rv = write_challenge(core, challenge, row, pool);
    if (rv == APR_SUCCESS && (rv = keep_code(core, challenge, code, pool)) != APR_SUCCESS)
        core->store.challenges->withdraw(core->store.self, challenge, row->message_id, pool);
    sodium_memzero(code, sizeof code);
    return rv;
}

/* What is known before sending: the former challenge, and whether its code is lost. */
typedef struct sending_state_t {
    const char *destination_digest;
    const cnops_challenge_t *former;
    bool missing; /* still valid in the database, but not in the code store */
    bool lost;    /* missing for longer than IN_FLIGHT: sent again, and not counted */
} sending_state_t;

static apr_status_t look_before(sending_state_t *pstate, const cnops_core_t *core,
                                const cnops_code_sending_t *sending, apr_time_t now,
                                apr_pool_t *pool)
{
    unsigned char digest[CNOPS_CODE_DIGEST_LEN];
    cnops_challenge_t none = {.journey_id = sending->journey_id, .channel = sending->channel};
    apr_status_t rv;

    pstate->destination_digest =
        cnops_contact_digest(core, sending->channel, sending->destination, pool);
    rv = core->store.challenges->get(core->store.self, &pstate->former, sending->journey_id,
                                     sending->channel, pool);
    if (rv != APR_SUCCESS)
        return rv;
    /* This also probes the code store: no code is sent that it could not remember. */
    rv = read_code(digest, core, pstate->former ? pstate->former : &none, pool);
    if (rv != APR_SUCCESS && rv != CNOPS_ENOTFOUND)
        return rv;
    pstate->missing = rv == CNOPS_ENOTFOUND && is_for(pstate->former, pstate->destination_digest) &&
                      is_live(core, pstate->former, now);
    pstate->lost = pstate->missing && wait_after(core, pstate->former, true, now) == 0;
    return APR_SUCCESS;
}

/* Whether a code for this destination was sent that is still enough, so that no other may be sent
 * now. */
static bool is_enough(cnops_code_sent_e *psent, apr_interval_time_t *pretry_after,
                      const cnops_core_t *core, const cnops_code_sending_t *sending,
                      const sending_state_t *state, apr_time_t now)
{
    if (!is_for(state->former, state->destination_digest) || state->lost)
        return false;
    *psent = CNOPS_CODE_LIVE;
    if (!sending->again && is_live(core, state->former, now))
        return true;
    *psent = CNOPS_CODE_TOO_SOON;
    *pretry_after = wait_after(core, state->former, state->missing, now);
    return *pretry_after > 0;
}

apr_status_t cnops_code_send(cnops_code_sent_e *psent, apr_interval_time_t *pretry_after,
                             const cnops_core_t *core, const cnops_code_sending_t *sending,
                             apr_pool_t *pool)
{
    apr_time_t now = cnops_core_now(core);
    sending_state_t state;
    cnops_throttle_t budgets[BUDGETS_MAX];
    cnops_verdict_t verdict = {.allowed = true};
    int count = 0;
    apr_status_t rv;

    *pretry_after = 0;
    if ((rv = look_before(&state, core, sending, now, pool)) != APR_SUCCESS)
        return rv;
    if (is_enough(psent, pretry_after, core, sending, &state, now))
        return APR_SUCCESS;
    if (!state.lost) {
        count = list_budgets(budgets, sending, state.destination_digest, pool);
        if ((rv = take_all(&verdict, core, budgets, count, pool)) != APR_SUCCESS)
            return rv;
    }
    *psent = CNOPS_CODE_TOO_MANY;
    *pretry_after = verdict.retry_after;
    if (!verdict.allowed)
        return APR_SUCCESS;

    *psent = CNOPS_CODE_SENT;
    *pretry_after = 0;
    rv = send_code(core, sending,
                   next_challenge(core, sending, state.former, state.destination_digest, pool),
                   pool);
    if (rv != APR_SUCCESS && count > 0)
        cnops_throttle_give_all(core, budgets, count, pool);
    if (rv == CNOPS_ECONFLICT) { /* another request of this journey has just sent one */
        *psent = CNOPS_CODE_LIVE;
        return APR_SUCCESS;
    }
    return rv;
}

/* --- looking --- */

/* *pwait: until all limits allow another code; 0: now. */
static apr_status_t look_at_limits(apr_interval_time_t *pwait, const cnops_core_t *core,
                                   const cnops_code_sending_t *sending, const char *digest,
                                   apr_pool_t *pool)
{
    cnops_throttle_t budgets[BUDGETS_MAX];
    int count = list_budgets(budgets, sending, digest, pool);
    cnops_verdict_t verdicts[BUDGETS_MAX];
    apr_status_t rv = cnops_throttle_look_all(verdicts, core, budgets, count, pool);

    *pwait = 0;
    for (int i = 0; i < count; i++) {
        if (verdicts[i].retry_after > *pwait)
            *pwait = verdicts[i].retry_after;
    }
    return rv;
}

/* While no code store answers, the code counts as there: it may be there yet. True if it is lost:
 * the next one is not counted then. */
static bool look_at_challenge(cnops_code_outlook_t *outlook, const cnops_core_t *core,
                              const cnops_challenge_t *challenge, apr_pool_t *pool)
{
    apr_time_t now = cnops_core_now(core);
    unsigned char kept[CNOPS_CODE_DIGEST_LEN];
    bool live = is_live(core, challenge, now);
    bool missing = live && read_code(kept, core, challenge, pool) == CNOPS_ENOTFOUND;

    outlook->is_sent = !is_void(challenge);
    outlook->wait = wait_after(core, challenge, missing, now);
    /* The right code may be typed again, so a consumed one counts as there. */
    if (!missing && challenge->expires_at > now && challenge->tries < core->settings->code_tries)
        outlook->tries = (int)core->settings->code_tries - challenge->tries;
    return missing && outlook->wait == 0;
}

apr_status_t cnops_code_look(cnops_code_outlook_t *poutlook, const cnops_core_t *core,
                             const cnops_code_sending_t *sending, apr_pool_t *pool)
{
    const char *digest = cnops_contact_digest(core, sending->channel, sending->destination, pool);
    const cnops_challenge_t *challenge;
    apr_interval_time_t limit = 0;
    bool is_lost;
    apr_status_t rv;

    *poutlook = (cnops_code_outlook_t){0};
    rv = core->store.challenges->get(core->store.self, &challenge, sending->journey_id,
                                     sending->channel, pool);
    if (rv != APR_SUCCESS)
        return rv;
    is_lost = is_for(challenge, digest) && look_at_challenge(poutlook, core, challenge, pool);
    if (!is_lost && (rv = look_at_limits(&limit, core, sending, digest, pool)) != APR_SUCCESS)
        return rv;
    poutlook->is_limited = limit > poutlook->wait;
    if (poutlook->is_limited)
        poutlook->wait = limit;
    return APR_SUCCESS;
}

/* --- trying --- */

/* Whether code is the one that was sent for this challenge. */
static bool is_right(const unsigned char kept[CNOPS_CODE_DIGEST_LEN], const cnops_core_t *core,
                     const cnops_challenge_t *challenge, const char *code, apr_pool_t *pool)
{
    unsigned char typed[CNOPS_CODE_DIGEST_LEN];

    code_digest(typed, core, challenge, code, pool);
    return sodium_memcmp(kept, typed, sizeof typed) == 0;
}

/* A try is reserved before the code is compared, so that concurrent guesses never exceed the
 * limit. */
static apr_status_t try_live(cnops_code_tried_e *ptried, const cnops_core_t *core,
                             const cnops_challenge_t *challenge,
                             const unsigned char kept[CNOPS_CODE_DIGEST_LEN], const char *code,
                             apr_time_t now, apr_pool_t *pool)
{
    const cnops_store_t *store = &core->store;
    bool reserved, first;
    apr_status_t rv;

    rv = store->challenges->take_try(store->self, &reserved, challenge,
                                     (int)core->settings->code_tries, now, pool);
    if (rv != APR_SUCCESS)
        return rv;
    *ptried = challenge->expires_at > now ? CNOPS_CODE_EXHAUSTED : CNOPS_CODE_EXPIRED;
    if (!reserved)
        return APR_SUCCESS;
    *ptried = CNOPS_CODE_WRONG;
    if (!is_right(kept, core, challenge, code, pool))
        return APR_SUCCESS;
    *ptried = CNOPS_CODE_RIGHT;
    return store->challenges->consume(store->self, &first, challenge, now, pool);
}

apr_status_t cnops_code_try(cnops_code_tried_e *ptried, const cnops_core_t *core,
                            const char *journey_id, cnops_channel_e channel,
                            const char *destination, const char *code, apr_pool_t *pool)
{
    const char *digest = cnops_contact_digest(core, channel, destination, pool);
    apr_time_t now = cnops_core_now(core);
    unsigned char kept[CNOPS_CODE_DIGEST_LEN];
    const cnops_challenge_t *challenge;
    apr_status_t rv;

    *ptried = CNOPS_CODE_EXPIRED;
    rv = core->store.challenges->get(core->store.self, &challenge, journey_id, channel, pool);
    if (rv != APR_SUCCESS || !is_for(challenge, digest))
        return rv;
    /* This is read before a try is reserved, so that an outage of the code store costs no try. */
    if ((rv = read_code(kept, core, challenge, pool)) != APR_SUCCESS)
        return rv == CNOPS_ENOTFOUND ? APR_SUCCESS : rv;
    /* The journey that used the right code may send it again: this is neither an attack nor a
     * mistake. */
    if (challenge->consumed_at && is_right(kept, core, challenge, code, pool)) {
        *ptried = CNOPS_CODE_RIGHT;
        return APR_SUCCESS;
    }
    return try_live(ptried, core, challenge, kept, code, now, pool);
}
