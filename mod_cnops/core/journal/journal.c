/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/journal/journal.h"

#include "base/errors.h"
#include "base/json.h"
#include "base/netblock.h"
#include "base/text.h"
#include "core/seal/columns.h"

#include <apr_strings.h>
#include <string.h>

#define TRIES      5               /* while nobody else adds to the chain */
#define TRIES_MOST 60              /* while others do */
#define PAUSE      APR_TIME_C(500) /* µs, and as much more with each try */
#define AGENT_MAX  200             /* bytes */

static const char *const names[] = {CNOPS_EVENT(CNOPS_WORDS_TEXT)};

const char *cnops_event_name(cnops_event_e kind)
{
    return names[kind];
}

bool cnops_event_is(const cnops_event_row_t *row, cnops_event_e kind)
{
    return strcmp(row->kind, names[kind]) == 0;
}

/* --- a row --- */

static const char *number_text(apr_int64_t number, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%" APR_INT64_T_FMT, number);
}

static void set_bounded(cnops_tree_t *content, const char *name, const char *text, apr_size_t max,
                        apr_pool_t *pool)
{
    if (text)
        cnops_tree_set_text(content, name, cnops_text_printable(text, max, pool));
}

static const char *seal_content(const cnops_core_t *core, const cnops_event_row_t *row,
                                const cnops_event_t *event, apr_pool_t *pool)
{
    const char *bound[] = {number_text(row->person_id, pool), number_text(row->seq, pool), NULL};
    cnops_tree_t *content = cnops_tree_object(pool);

    set_bounded(content, "actor", event->actor, CNOPS_EVENT_TEXT_MAX, pool);
    if (event->ip)
        cnops_tree_set_text(content, "address_block", cnops_netblock_of(event->ip, pool));
    set_bounded(content, "user_agent", event->user_agent, AGENT_MAX, pool);
    set_bounded(content, "browser", event->browser, AGENT_MAX, pool);
    set_bounded(content, "reason", event->reason, CNOPS_EVENT_TEXT_MAX, pool);
    set_bounded(content, "note", event->note, CNOPS_EVENT_TEXT_MAX, pool);
    return cnops_column_seal(core, CNOPS_SEALED_EVENT, bound, cnops_json_write(content, pool),
                             pool);
}

const char *cnops_journal_mac(const cnops_core_t *core, const cnops_event_row_t *row,
                              const char *former_mac, apr_pool_t *pool)
{
    const char *parts[] = {
        former_mac, number_text(row->person_id, pool), number_text(row->seq, pool),
        row->kind,  number_text(row->at, pool),        row->content_sealed,
        NULL};

    return cnops_column_digest_with(core, CNOPS_KEYED_EVENT, row->key_id, parts, pool);
}

/* Made again for each try, because content and mac are bound to the row's place in the chain. */
static apr_status_t make_row(cnops_event_row_t *row, const cnops_core_t *core,
                             apr_int64_t person_id, const cnops_event_t *event, apr_pool_t *pool)
{
    cnops_event_row_t tail;
    apr_status_t rv = core->store.events->tail(core->store.self, &tail, person_id, pool);

    if (rv != APR_SUCCESS)
        return rv;
    *row = (cnops_event_row_t){.person_id = person_id,
                               .seq = tail.seq + 1,
                               .kind = names[event->kind],
                               .key_id = cnops_keys_current(core->keys),
                               .at = cnops_core_now(core)};
    row->content_sealed = seal_content(core, row, event, pool);
    row->mac = cnops_journal_mac(core, row, tail.seq ? tail.mac : "", pool);
    return APR_SUCCESS;
}

/* --- writing --- */

/* Of many who want the same place one gets it. The others wait for times that differ, or they would
 * meet again at the next place. */
static void let_others_pass(const cnops_core_t *core, int tries)
{
    apr_uint16_t random;

    core->random.fill(core->random.self, &random, sizeof random);
    apr_sleep(random % (PAUSE * tries));
}

/* The conflict may be another one than about the place (act->run), which no try will end. Then the
 * chain does not grow between two tries. */
apr_status_t cnops_journal_act(const cnops_core_t *core, const cnops_act_t *act, apr_pool_t *pool)
{
    apr_status_t rv = CNOPS_ECONFLICT;
    cnops_event_row_t row = {.seq = 0};
    const cnops_trail_t trail = {act->messages, &row};

    for (int i = 0, still = 0; i < TRIES_MOST && still < TRIES && rv == CNOPS_ECONFLICT; i++) {
        apr_int64_t former = row.seq;

        if (i)
            let_others_pass(core, i);
        rv = make_row(&row, core, act->person_id, act->event, pool);
        if (rv == APR_SUCCESS)
            rv = act->run(act->self, &trail, pool);
        if (row.seq == former || !former)
            still++;
    }
    return rv;
}

/* *pgrown: some chain has grown since rows were made before. */
static apr_status_t make_rows(bool *pgrown, cnops_event_row_t *rows, const cnops_core_t *core,
                              const cnops_acts_t *acts, apr_pool_t *pool)
{
    apr_status_t rv = APR_SUCCESS;

    *pgrown = false;
    for (int i = 0; i < acts->count && rv == APR_SUCCESS; i++) {
        apr_int64_t former = rows[i].seq;

        rv = make_row(&rows[i], core, acts->person_ids[i], acts->event, pool);
        *pgrown |= former && rows[i].seq != former;
    }
    return rv;
}

apr_status_t cnops_journal_act_all(const cnops_core_t *core, const cnops_acts_t *acts,
                                   apr_pool_t *pool)
{
    cnops_event_row_t *rows = apr_pcalloc(pool, sizeof *rows * (apr_size_t)acts->count);
    apr_status_t rv = CNOPS_ECONFLICT;
    apr_pool_t *scratch;
    bool grown;

    apr_pool_create(&scratch, pool);
    for (int i = 0, still = 0; i < TRIES_MOST && still < TRIES && rv == CNOPS_ECONFLICT; i++) {
        apr_pool_clear(scratch);
        if (i)
            let_others_pass(core, i);
        rv = make_rows(&grown, rows, core, acts, scratch);
        if (rv == APR_SUCCESS)
            rv = acts->run(acts->self, rows, scratch);
        still += !grown;
    }
    apr_pool_destroy(scratch);
    return rv;
}

static apr_status_t insert(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const cnops_core_t *core = self;

    return core->store.events->insert(core->store.self, trail->event, pool);
}

apr_status_t cnops_journal_note(const cnops_core_t *core, apr_int64_t person_id,
                                const cnops_event_t *event, apr_pool_t *pool)
{
    cnops_act_t act = {.person_id = person_id, .event = event, .run = insert, .self = (void *)core};

    return cnops_journal_act(core, &act, pool);
}

/* --- reading --- */

static apr_status_t open_content(cnops_tree_t **pcontent, const cnops_core_t *core,
                                 const cnops_event_row_t *row, apr_pool_t *pool)
{
    const char *bound[] = {number_text(row->person_id, pool), number_text(row->seq, pool), NULL};
    char *json;
    apr_status_t rv =
        cnops_column_open(&json, core, CNOPS_SEALED_EVENT, bound, row->content_sealed, pool);

    return rv == APR_SUCCESS ? cnops_json_parse(pcontent, json, strlen(json), pool) : rv;
}

void cnops_journal_show(cnops_event_shown_t *shown, const cnops_core_t *core,
                        const cnops_event_row_t *row, apr_pool_t *pool)
{
    cnops_tree_t *content;

    *shown = (cnops_event_shown_t){.seq = row->seq, .kind = row->kind, .at = row->at};
    if (open_content(&content, core, row, pool) != APR_SUCCESS)
        return;
    shown->actor = cnops_tree_text(content, "actor");
    shown->address_block = cnops_tree_text(content, "address_block");
    shown->user_agent = cnops_tree_text(content, "user_agent");
    shown->browser = cnops_tree_text(content, "browser");
    shown->reason = cnops_tree_text(content, "reason");
    shown->note = cnops_tree_text(content, "note");
}

static apr_array_header_t *show_all(const cnops_core_t *core, const apr_array_header_t *rows,
                                    apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, rows->nelts, sizeof(cnops_event_shown_t));

    for (int i = 0; i < rows->nelts; i++)
        cnops_journal_show(apr_array_push(list), core, &APR_ARRAY_IDX(rows, i, cnops_event_row_t),
                           pool);
    return list;
}

apr_status_t cnops_journal_list(apr_array_header_t **plist, const cnops_core_t *core,
                                apr_int64_t person_id, int max, apr_pool_t *pool)
{
    apr_array_header_t *rows;
    apr_status_t rv = core->store.events->of_person(core->store.self, &rows, person_id, max, pool);

    *plist = show_all(core, rows, pool);
    return rv;
}

apr_status_t cnops_journal_list_kind(apr_array_header_t **plist, const cnops_core_t *core,
                                     apr_int64_t person_id, cnops_event_e kind, int max,
                                     apr_pool_t *pool)
{
    const cnops_event_query_t query = {
        .person_id = person_id, .before = APR_INT64_MAX, .kinds = {names[kind]}, .max = max};
    apr_array_header_t *rows;
    apr_status_t rv = core->store.events->before(core->store.self, &rows, &query, pool);

    *plist = show_all(core, rows, pool);
    return rv;
}
