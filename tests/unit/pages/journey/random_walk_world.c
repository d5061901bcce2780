/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/journey/journey.h"
#include "random_walk.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

const fixture_member_t *const walk_members[MEMBERS] = {
    &fixture_public_transfer, &fixture_public_money_order, &fixture_student_transfer,
    &fixture_student_money_order};
const char *const walk_emails[CONTACTS] = {"a@exemple.ma", "b@exemple.ma", "c@exemple.ma"};
const char *const walk_phones[CONTACTS] = {"+212611111111", "+212622222222", "+212733333333"};
const char *const walk_passwords[2] = {"tanger-oujda-7", "zellige bleu 47 figues"};

/* xorshift64*: its numbers are the same on every machine. */
unsigned walk_pick(world_t *w, unsigned below)
{
    w->seed ^= w->seed >> 12;
    w->seed ^= w->seed << 25;
    w->seed ^= w->seed >> 27;
    return (unsigned)((w->seed * UINT64_C(2685821657736338717)) >> 33) % below;
}

bool walk_chance(world_t *w, unsigned percent)
{
    return walk_pick(w, 100) < percent;
}

int walk_number(const world_t *w, const browser_t *browser)
{
    int number = 0;

    while (w->browsers[number] != browser)
        number++;
    return number;
}

/* --- cookies and what they stand for --- */

const char *walk_cookie(const browser_t *browser)
{
    const char *cookie = apr_table_get(browser->cookies, "cnops_journey");

    return cookie ? cookie : "";
}

state_t walk_state(const world_t *w, const browser_t *browser)
{
    const state_t *state = apr_hash_get(w->states, walk_cookie(browser), APR_HASH_KEY_STRING);

    return state ? *state : (state_t){.email = -1, .phone = -1, .member = -1};
}

/* Only the id of the journey is read from the cookie; what was done in it, the model knows. */
const char *walk_id(const world_t *w, const browser_t *browser)
{
    cnops_journey_t *journey;

    cnops_journey_unseal(&journey, &w->portal->fixture->core, walk_cookie(browser), w->step_pool);
    return journey ? journey->id : "";
}

void walk_keep(world_t *w, const browser_t *browser, state_t state, bool begins)
{
    const char *cookie = walk_cookie(browser), *id = walk_id(w, browser);

    if (!*cookie)
        return;
    if (strcmp(id, state.id) != 0 && !begins)
        state = (state_t){.email = -1, .phone = -1, .member = -1};
    apr_cpystrn(state.id, id, sizeof state.id);
    cookie = apr_pstrdup(w->pool, cookie);
    apr_hash_set(w->states, cookie, APR_HASH_KEY_STRING,
                 apr_pmemdup(w->pool, &state, sizeof state));
    w->past[walk_pick(w, PAST)] = cookie;
}

/* --- codes that were sent --- */

static const char *code_key(const char *id, cnops_channel_e channel, const char *to,
                            const char *code, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%s/%d/%s/%s", id, (int)channel, to, code);
}

/* The first run of six digits; NULL: the text has none. */
static const char *find_code(const char *text, apr_pool_t *pool)
{
    for (const char *at = text; *at;) {
        apr_size_t len = strspn(at, "0123456789");

        if (len == 6)
            return apr_pstrmemdup(pool, at, len);
        at += len ? len : 1;
    }
    return NULL;
}

/* Notes the code in the newest message, if a code was sent since the last call. */
void walk_note_code(world_t *w, const browser_t *browser)
{
    store_memory_t *store = w->portal->fixture->store;
    const cnops_outbox_row_t *row = store_memory_last_message(store, w->step_pool);
    cnops_message_t *message;
    const char *code;

    if (store_memory_calls(store, STORE_MEMORY(challenges, send)) == w->sent)
        return;
    w->sent = store_memory_calls(store, STORE_MEMORY(challenges, send));
    if (!row || row->id == w->last_row)
        return;
    w->last_row = row->id;
    assert_int_equal(cnops_outbox_open(&message, &w->portal->fixture->core, row, w->step_pool),
                     APR_SUCCESS);
    if (!(code = find_code(message->text, w->pool)))
        return;
    w->last_code = code;
    APR_ARRAY_PUSH(w->codes, const char *) =
        code_key(walk_id(w, browser), message->channel, message->to, code, w->pool);
}

/* Where codes go: in a recovery to the bound contact, else to the contact that was given. -1:
 * there is none. */
static int contact_of(const world_t *w, const state_t *state, cnops_channel_e channel)
{
    bool is_email = channel == CNOPS_CHANNEL_EMAIL;

    if (state->course != RECOVERY)
        return is_email ? state->email : state->phone;
    if (state->member < 0 || !w->passwords[state->member])
        return -1;
    return is_email ? w->emails[state->member] : w->phones[state->member];
}

bool walk_was_sent(const world_t *w, const state_t *state, cnops_channel_e channel,
                   const char *code)
{
    int contact = contact_of(w, state, channel);
    const char *to;

    if (contact < 0)
        return false;
    to = channel == CNOPS_CHANNEL_EMAIL ? walk_emails[contact] : walk_phones[contact];
    to = code_key(state->id, channel, to, code, w->step_pool);
    for (int i = w->codes->nelts - 1; i >= 0; i--)
        if (strcmp(APR_ARRAY_IDX(w->codes, i, const char *), to) == 0)
            return true;
    return false;
}

/* Mostly a code that was sent to this journey's contact; else the last code of all, or
 * a wrong one. */
const char *walk_some_code(world_t *w, const state_t *state, cnops_channel_e channel)
{
    for (int i = w->codes->nelts - 1; i >= 0 && walk_chance(w, 97); i--) {
        const char *code = strrchr(APR_ARRAY_IDX(w->codes, i, const char *), '/') + 1;

        if (walk_was_sent(w, state, channel, code))
            return code;
    }
    return w->last_code && walk_chance(w, 50) ? w->last_code : "123456";
}

/* --- passwords --- */

static int member_of(const world_t *w, apr_int64_t person_id)
{
    int member = 0;

    while (member < MEMBERS && w->persons[member] != person_id)
        member++;
    assert_true(member < MEMBERS);
    return member;
}

int walk_changed(world_t *w)
{
    apr_array_header_t *all = store_memory_accounts(w->portal->fixture->store, w->step_pool);
    const char *hashes[MEMBERS] = {NULL};
    int changed = -1;

    for (int i = 0; i < all->nelts; i++) {
        const cnops_account_t *account = &APR_ARRAY_IDX(all, i, cnops_account_t);

        hashes[member_of(w, account->person_id)] = account->password_hash;
    }
    for (int i = 0; i < MEMBERS; i++) {
        if (hashes[i] && w->hashes[i] && strcmp(hashes[i], w->hashes[i]) == 0)
            continue;
        assert_true(hashes[i] || !w->hashes[i]);
        if (!hashes[i])
            continue;
        assert_int_equal(changed, -1);
        w->hashes[i] = apr_pstrdup(w->pool, hashes[i]);
        changed = i;
    }
    return changed;
}

void walk_forget_sessions(world_t *w, int member)
{
    for (apr_hash_index_t *i = apr_hash_first(w->step_pool, w->tokens); i; i = apr_hash_next(i))
        if (apr_hash_this_val(i) == walk_members[member])
            apr_hash_set(w->tokens, apr_hash_this_key(i), APR_HASH_KEY_STRING, NULL);
}

void walk_note_password(world_t *w, const browser_t *browser, int member, const char *password)
{
    w->passwords[member] = password;
    w->generations[member]++;
    w->chosen_at[member] = w->now;
    for (int i = 0; i < BROWSERS; i++)
        w->known[i][member] = w->browsers[i] == browser;
    walk_forget_sessions(w, member);
}

/* --- sessions --- */

const char *walk_session(const world_t *w, const browser_t *browser)
{
    const char *token = apr_table_get(browser->cookies, "cnops_session");

    return token ? apr_pstrdup(w->step_pool, token) : "";
}

void walk_refresh(world_t *w, browser_t *browser)
{
    state_t before = walk_state(w, browser);

    if (walk_chance(w, 3)) {
        browser->jeton = "0000";
        return;
    }
    browser_get(browser, "/connexion");
    walk_keep(w, browser, before, false);
}

void walk_enter(world_t *w, browser_t *browser)
{
    state_t state = walk_state(w, browser);
    const char *token = apr_table_get(browser->cookies, "cnops_session");
    const fixture_member_t *owner =
        token ? apr_hash_get(w->tokens, token, APR_HASH_KEY_STRING) : NULL;
    const answer_t *answer = browser_get(browser, "/espace");

    walk_keep(w, browser, state, false);
    if (answer->status != 200)
        return;
    assert_non_null(owner);
    assert_non_null(strstr(answer->body, owner->family_name));
}
