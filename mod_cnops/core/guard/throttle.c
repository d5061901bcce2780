/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/guard/throttle.h"

#include "base/netblock.h"
#include "core/seal/columns.h"

#include <stddef.h>
#include <string.h>

#define HOUR apr_time_from_sec(3600)
#define DAY  apr_time_from_sec(86400)
/* Longer than any proof of work is valid (CnopsPowTTL is an hour at most): when the counter that
 * says that a proof is spent may go, the proof has expired. */
#define PROOF_LIFE    (2 * HOUR)
#define DOUBLINGS_MAX 40 /* more than any delay needs, and far from overflow */
#define LIMIT_MAX     APR_INT64_C(1000000000000)

/* What the next attempt costs at a given count. */
typedef enum {
    PRICE_NONE,
    PRICE_EACH,   /* one level for each failure */
    PRICE_SIGNIN, /* work after the free failures, later also a delay */
    PRICE_BLOCK   /* one level for each doubling above a thirtieth of the limit */
} price_e;

#define BLOCK_SHARE 30

typedef struct rule_t {
    const char *name;        /* of the counter, in the store */
    apr_size_t limit_offset; /* of the setting in cnops_settings_t, or 0 */
    apr_int64_t limit;       /* where there is no setting; 0: none */
    apr_interval_time_t window;
    price_e price;
    bool is_spread; /* all visitors of a block or of the portal share it: cnops_counter_key_t */
} rule_t;

#define ONE_ROW false
#define SPREAD  true

#define OF(member) offsetof(cnops_settings_t, member)

/* The window of a journey's counters is a day, though most journeys take less than an hour. */
static const rule_t rules[CNOPS_USES] = {
    [CNOPS_USE_JOURNEY_IDENTITY] = {"journey_identity", OF(journey_identities), 0, DAY, PRICE_NONE,
                                    ONE_ROW},
    [CNOPS_USE_JOURNEY_ANSWERS] = {"journey_answers", OF(journey_answers), 0, DAY, PRICE_NONE,
                                   ONE_ROW},
    [CNOPS_USE_JOURNEY_CODES] = {"journey_codes", OF(journey_codes), 0, DAY, PRICE_NONE, ONE_ROW},
    [CNOPS_USE_PERSON_ANSWERS] = {"person_answers", OF(person_answers), 0, DAY, PRICE_EACH,
                                  ONE_ROW},
    [CNOPS_USE_PERSON_CODES] = {"person_codes", OF(person_codes), 0, DAY, PRICE_NONE, ONE_ROW},
    [CNOPS_USE_PERSON_TRACKING] = {"person_tracking", OF(person_answers), 0, DAY, PRICE_EACH,
                                   ONE_ROW},
    [CNOPS_USE_PERSON_PASSES] = {"person_passes", 0, 1, DAY, PRICE_NONE, ONE_ROW},
    [CNOPS_USE_SIGNIN_STRANGER] = {"signin_stranger", 0, 0, DAY, PRICE_SIGNIN, ONE_ROW},
    [CNOPS_USE_SIGNIN_BROWSER] = {"signin_browser", 0, 0, DAY, PRICE_SIGNIN, ONE_ROW},
    [CNOPS_USE_BLOCK_FAILURES] = {"block_failures", OF(block_failures), 0, HOUR, PRICE_BLOCK,
                                  SPREAD},
    [CNOPS_USE_EMAIL_CODES] = {"email_codes", OF(destination_codes), 0, HOUR, PRICE_NONE, ONE_ROW},
    [CNOPS_USE_SMS_CODES] = {"sms_codes", OF(destination_codes), 0, HOUR, PRICE_NONE, ONE_ROW},
    [CNOPS_USE_SMS_BUDGET] = {"sms_budget", OF(sms_budget), 0, DAY, PRICE_NONE, SPREAD},
    [CNOPS_USE_ACCOUNT_NOTICE] = {"account_notice", 0, 1, DAY, PRICE_NONE, ONE_ROW},
    [CNOPS_USE_ACCOUNT_CODES] = {"account_codes", OF(signin_codes), 0, HOUR, PRICE_NONE, ONE_ROW},
    [CNOPS_USE_ACCOUNT_TRIES] = {"account_tries", OF(person_codes), 0, DAY, PRICE_NONE, ONE_ROW},
    [CNOPS_USE_SESSION_PASSWORD] = {"session_password", 0, 0, DAY, PRICE_SIGNIN, ONE_ROW},
    [CNOPS_USE_JOURNEY_IMAGES] = {"journey_images", OF(journey_images), 0, DAY, PRICE_NONE,
                                  ONE_ROW},
    [CNOPS_USE_BLOCK_IMAGES] = {"block_images", OF(block_images), 0, HOUR, PRICE_NONE, SPREAD},
    [CNOPS_USE_BLOCK_DRAWINGS] = {"block_drawings", 0, 0, HOUR, PRICE_NONE, SPREAD},
    [CNOPS_USE_ACCOUNT_EXPORTS] = {"account_exports", OF(data_exports), 0, DAY, PRICE_NONE,
                                   ONE_ROW},
    [CNOPS_USE_ACCOUNT_STATEMENTS] = {"account_statements", OF(claim_statements), 0, DAY,
                                      PRICE_NONE, ONE_ROW},
    [CNOPS_USE_SPENT_PROOFS] = {"spent_proofs", 0, 1, PROOF_LIFE, PRICE_NONE, ONE_ROW},
    [CNOPS_USE_TRACKING_EMAILS] = {"tracking_emails", OF(day_tracking_emails), 0, DAY, PRICE_NONE,
                                   ONE_ROW},
    [CNOPS_USE_BLOCK_TRACKING] = {"block_tracking", OF(block_failures), 0, HOUR, PRICE_BLOCK,
                                  SPREAD},
    [CNOPS_USE_BLOCK_LOOKUPS] = {"block_lookups", OF(block_failures), 0, HOUR, PRICE_BLOCK, SPREAD},
    [CNOPS_USE_BLOCK_KEYS] = {"block_keys", OF(block_failures), 0, HOUR, PRICE_BLOCK, SPREAD},
    [CNOPS_USE_ESTABLISHMENT_ROWS] = {"establishment_rows", OF(api_day_rows), 0, DAY, PRICE_NONE,
                                      ONE_ROW},
    /* Only the watchdog counts here, so one row is enough, and its limit is exact. */
    [CNOPS_USE_NEWS_SMS] = {"news_sms", OF(news_sms_budget), 0, DAY, PRICE_NONE, ONE_ROW},
};

_Static_assert(OF(public_url) == 0, "offset 0 is no limit, so it can stand for none");
/* NOLINTNEXTLINE(misc-redundant-expression): two constants that happen to be equal */
_Static_assert(DAY <= CNOPS_COLUMN_COUNTER_LIFE, "no window is longer than a day");

static apr_int64_t limit_of(const cnops_core_t *core, const rule_t *rule, apr_int64_t asked)
{
    if (asked)
        return asked;
    if (!rule->limit_offset)
        return rule->limit;
    return *(const apr_int64_t *)((const char *)core->settings + rule->limit_offset);
}

const char *cnops_use_name(cnops_use_e use)
{
    return rules[use].name;
}

apr_int64_t cnops_use_limit(const cnops_core_t *core, cnops_use_e use)
{
    return limit_of(core, &rules[use], 0);
}

/* The store has only a digest of the subject, so that its rows do not name a person. */
static cnops_counter_key_t key_of(const cnops_core_t *core, const rule_t *rule, const char *subject,
                                  apr_pool_t *pool)
{
    return (cnops_counter_key_t){
        .use = rule->name,
        .subject = cnops_column_digest(core, CNOPS_KEYED_SUBJECT, rule->name, subject, pool),
        .is_spread = rule->is_spread};
}

/* --- what a count means --- */

static int cap_level(const cnops_core_t *core, apr_int64_t level)
{
    apr_int64_t top = core->settings->pow_levels;

    return (int)(level < 0 ? 0 : level > top ? top : level);
}

static apr_int64_t count_doublings(apr_int64_t count, apr_int64_t from)
{
    apr_int64_t doublings = 0;

    for (from = from > 0 ? from : 1; count >= from; count /= 2)
        doublings++;
    return doublings;
}

static void price_attempt(cnops_verdict_t *verdict, const cnops_core_t *core, price_e price,
                          apr_int64_t limit)
{
    apr_int64_t free = core->settings->signin_free;

    switch (price) {
    case PRICE_NONE:
        return;
    case PRICE_EACH:
        verdict->pow_level = cap_level(core, verdict->count);
        verdict->pow_due = verdict->count > 0;
        return;
    case PRICE_SIGNIN:
        verdict->pow_level = cap_level(core, verdict->count - free);
        verdict->pow_due = verdict->count >= free;
        return;
    case PRICE_BLOCK:
        verdict->pow_level = cap_level(core, count_doublings(verdict->count, limit / BLOCK_SHARE));
        verdict->pow_due = verdict->pow_level > 0;
        return;
    }
}

/* 1 s when the count is twice the free failures, 2 s after the next failure, and so on up to the
 * setting. */
static apr_interval_time_t delay_after(const cnops_core_t *core, apr_int64_t count)
{
    apr_int64_t doublings = count - 2 * core->settings->signin_free;
    apr_interval_time_t delay;

    if (doublings < 0)
        return 0;
    delay = apr_time_from_sec(1) << (doublings > DOUBLINGS_MAX ? DOUBLINGS_MAX : doublings);
    return delay < core->settings->signin_delay_max ? delay : core->settings->signin_delay_max;
}

/* µs until the next attempt is allowed; 0: now. */
static apr_interval_time_t wait_of(const cnops_core_t *core, const rule_t *rule,
                                   const cnops_counting_t *counting, const cnops_counter_t *counter)
{
    apr_time_t due = counting->now;

    if (counting->limit && counter->count >= counting->limit)
        due = counter->window_at + counting->window;
    else if (rule->price == PRICE_SIGNIN && counter->count > 0)
        due = counter->last_at + delay_after(core, counter->count);
    return due > counting->now ? due - counting->now : 0;
}

static void judge(cnops_verdict_t *verdict, const cnops_core_t *core, const rule_t *rule,
                  const cnops_counting_t *counting, const cnops_counter_t *counter)
{
    memset(verdict, 0, sizeof *verdict);
    verdict->count = counter->count;
    verdict->retry_after = wait_of(core, rule, counting, counter);
    verdict->allowed = verdict->retry_after == 0;
    price_attempt(verdict, core, rule->price, counting->limit);
}

/* --- a call --- */

/* One call about some counters, and what the store says about them. */
typedef struct call_t {
    const cnops_core_t *core;
    const cnops_throttle_t *list;
    int count;
    apr_pool_t *pool;
    cnops_counting_t countings[CNOPS_THROTTLES_MAX];
    cnops_counter_key_t keys[CNOPS_THROTTLES_MAX];
    cnops_counter_t counters[CNOPS_THROTTLES_MAX];
} call_t;

static const rule_t *rule_at(const call_t *call, int i)
{
    return &rules[call->list[i].use];
}

static void begin_call(call_t *call, const cnops_core_t *core, const cnops_throttle_t *list,
                       int count, apr_pool_t *pool)
{
    apr_time_t now = cnops_core_now(core);

    *call = (call_t){.core = core, .list = list, .count = count, .pool = pool};
    for (int i = 0; i < count; i++) {
        const rule_t *rule = rule_at(call, i);

        call->keys[i] = key_of(core, rule, list[i].subject, pool);
        call->countings[i] = (cnops_counting_t){.key = call->keys[i],
                                                .limit = limit_of(core, rule, list[i].limit),
                                                .window = rule->window,
                                                .now = now};
    }
}

static void judge_all(cnops_verdict_t *verdicts, const call_t *call)
{
    for (int i = 0; i < call->count; i++)
        judge(&verdicts[i], call->core, rule_at(call, i), &call->countings[i], &call->counters[i]);
}

static apr_status_t look(cnops_verdict_t *verdicts, call_t *call)
{
    const cnops_store_t *store = &call->core->store;
    apr_status_t rv = store->counters->look(store->self, call->counters, call->keys, call->count,
                                            call->countings[0].now, call->pool);

    if (rv == APR_SUCCESS)
        judge_all(verdicts, call);
    return rv;
}

static void allow_nothing(cnops_verdict_t *verdicts, int count)
{
    memset(verdicts, 0, (apr_size_t)count * sizeof *verdicts);
}

apr_status_t cnops_throttle_look_all(cnops_verdict_t *verdicts, const cnops_core_t *core,
                                     const cnops_throttle_t *list, int count, apr_pool_t *pool)
{
    call_t call;

    allow_nothing(verdicts, count);
    begin_call(&call, core, list, count, pool);
    return look(verdicts, &call);
}

/* --- taking --- */

/* Only the rule knows the delay after a count, so its counter is read before it is taken. */
static bool has_delay(const call_t *call)
{
    bool has = false;

    for (int i = 0; i < call->count; i++)
        has |= rule_at(call, i)->price == PRICE_SIGNIN;
    return has;
}

/* *pallowed: no counter is within its delay. */
static apr_status_t wait_out_delays(bool *pallowed, cnops_verdict_t *seen, call_t *call)
{
    apr_status_t rv = APR_SUCCESS;

    *pallowed = true;
    if (!has_delay(call) || (rv = look(seen, call)) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < call->count; i++)
        *pallowed &= seen[i].allowed;
    return APR_SUCCESS;
}

/* Another request was counted between the look and the take, and its failure begins a delay: of
 * many requests at once only the first is allowed. */
static bool was_overtaken(const call_t *call, const cnops_verdict_t *seen)
{
    bool was = false;

    for (int i = 0; i < call->count; i++) {
        apr_int64_t others = call->counters[i].count - 1;

        was |= rule_at(call, i)->price == PRICE_SIGNIN && others > seen[i].count &&
               delay_after(call->core, others) > 0;
    }
    return was;
}

static apr_status_t give(call_t *call)
{
    const cnops_store_t *store = &call->core->store;

    return store->counters->give(store->self, call->keys, call->count, call->pool);
}

static apr_status_t take(bool *ptaken, call_t *call, const cnops_verdict_t *seen)
{
    const cnops_store_t *store = &call->core->store;
    apr_status_t rv = store->counters->take(store->self, ptaken, call->counters, call->countings,
                                            call->count, call->pool);

    if (rv != APR_SUCCESS || !*ptaken || !was_overtaken(call, seen))
        return rv;
    *ptaken = false;
    for (int i = 0; i < call->count; i++)
        call->counters[i].count--;
    return give(call);
}

/* The attempt that reached the limit, or began the delay, was itself still allowed. */
static void judge_taken(cnops_verdict_t *verdicts, call_t *call)
{
    for (int i = 0; i < call->count; i++) {
        if (rule_at(call, i)->is_spread)
            call->counters[i] = (cnops_counter_t){0}; /* only a part is known */
    }
    judge_all(verdicts, call);
    for (int i = 0; i < call->count; i++) {
        verdicts[i].allowed = true;
        verdicts[i].retry_after = 0;
    }
}

static bool is_full(const call_t *call, int i)
{
    const cnops_counting_t *counting = &call->countings[i];

    return counting->limit > 0 && call->counters[i].count >= counting->limit;
}

/* The store has counted nothing, so one verdict at least refuses: those of the counters that are
 * full, and of those that may have been overtaken, which have no delay of their own to wait for. If
 * there are none, for instance because one has been given back meanwhile, all refuse. */
static void judge_refused(cnops_verdict_t *verdicts, const call_t *call)
{
    bool is_refused = false;

    judge_all(verdicts, call);
    for (int i = 0; i < call->count; i++) {
        verdicts[i].allowed &= !is_full(call, i) && rule_at(call, i)->price != PRICE_SIGNIN;
        is_refused |= !verdicts[i].allowed;
    }
    for (int i = 0; i < call->count; i++)
        verdicts[i].allowed &= is_refused;
}

apr_status_t cnops_throttle_take_all(cnops_verdict_t *verdicts, const cnops_core_t *core,
                                     const cnops_throttle_t *list, int count, apr_pool_t *pool)
{
    cnops_verdict_t seen[CNOPS_THROTTLES_MAX] = {{0}};
    call_t call;
    bool allowed, taken = false;
    apr_status_t rv;

    allow_nothing(verdicts, count);
    begin_call(&call, core, list, count, pool);
    if ((rv = wait_out_delays(&allowed, seen, &call)) != APR_SUCCESS)
        return rv;
    if (!allowed) {
        memcpy(verdicts, seen, (apr_size_t)count * sizeof *seen);
        return APR_SUCCESS;
    }
    if ((rv = take(&taken, &call, seen)) != APR_SUCCESS)
        return rv;
    if (taken)
        judge_taken(verdicts, &call);
    else
        judge_refused(verdicts, &call);
    return APR_SUCCESS;
}

apr_status_t cnops_throttle_give_all(const cnops_core_t *core, const cnops_throttle_t *list,
                                     int count, apr_pool_t *pool)
{
    call_t call;

    begin_call(&call, core, list, count, pool);
    return give(&call);
}

/* --- one counter --- */

apr_status_t cnops_throttle_look(cnops_verdict_t *pverdict, const cnops_core_t *core,
                                 cnops_use_e use, const char *subject, apr_int64_t limit,
                                 apr_pool_t *pool)
{
    cnops_throttle_t one = {use, subject, limit};

    return cnops_throttle_look_all(pverdict, core, &one, 1, pool);
}

apr_status_t cnops_throttle_take(cnops_verdict_t *pverdict, const cnops_core_t *core,
                                 cnops_use_e use, const char *subject, apr_int64_t limit,
                                 apr_pool_t *pool)
{
    cnops_throttle_t one = {use, subject, limit};

    return cnops_throttle_take_all(pverdict, core, &one, 1, pool);
}

apr_status_t cnops_throttle_give(const cnops_core_t *core, cnops_use_e use, const char *subject,
                                 apr_pool_t *pool)
{
    cnops_throttle_t one = {use, subject, 0};

    return cnops_throttle_give_all(core, &one, 1, pool);
}

apr_status_t cnops_throttle_clear(const cnops_core_t *core, cnops_use_e use, const char *subject,
                                  apr_pool_t *pool)
{
    cnops_counter_key_t key = key_of(core, &rules[use], subject, pool);

    return core->store.counters->clear(core->store.self, &key, pool);
}

/* The first one opens the window; the others are added while it is open. */
apr_status_t cnops_throttle_take_many(bool *ptaken, const cnops_core_t *core,
                                      const cnops_throttle_t *one, apr_int64_t amount,
                                      apr_pool_t *pool)
{
    cnops_verdict_t verdict;
    call_t call;
    apr_status_t rv = cnops_throttle_take_all(&verdict, core, one, 1, pool);

    *ptaken = verdict.allowed;
    if (rv != APR_SUCCESS || !verdict.allowed || amount == 1)
        return rv;
    begin_call(&call, core, one, 1, pool);
    rv = core->store.counters->add(core->store.self, ptaken, &call.countings[0], amount - 1, pool);
    return rv == APR_SUCCESS && !*ptaken ? give(&call) : rv;
}

/* --- address blocks --- */

apr_int64_t cnops_throttle_block_limit(const cnops_core_t *core, const char *ip)
{
    const apr_array_header_t *allowances = core->settings->block_allowances;

    for (int i = 0; allowances && i < allowances->nelts; i++) {
        const cnops_block_allowance_t *allowance =
            &APR_ARRAY_IDX(allowances, i, cnops_block_allowance_t);

        if (cnops_netblock_contains(allowance->cidr, ip))
            return allowance->failures;
    }
    return core->settings->block_failures;
}

apr_int64_t cnops_throttle_image_limit(const cnops_core_t *core, const char *ip)
{
    const cnops_settings_t *settings = core->settings;
    double share = (double)cnops_throttle_block_limit(core, ip) / (double)settings->block_failures;
    double limit = (double)settings->block_images * share;

    return limit < 1 ? 1 : limit > LIMIT_MAX ? LIMIT_MAX : (apr_int64_t)limit;
}
