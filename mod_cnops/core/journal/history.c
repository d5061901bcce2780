/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/journal/history.h"

#include "base/agent.h"

#include <apr_strings.h>
#include <string.h>

/* --- groups --- */

static const char *const group_names[] = {CNOPS_EVENT_GROUP(CNOPS_WORDS_TEXT) NULL};

const char *cnops_event_group_name(cnops_event_group_e group)
{
    return group_names[group];
}

bool cnops_event_group_parse(cnops_event_group_e *pvalue, const char *word)
{
    int found = cnops_words_find(group_names, word);

    if (found >= 0)
        *pvalue = (cnops_event_group_e)found;
    return found >= 0;
}

/* A kind that is not here is shown with all others only. */
static const cnops_event_group_e groups[CNOPS_EVENTS] = {
    [CNOPS_EVENT_SIGNED_IN] = CNOPS_EVENT_GROUP_SIGNINS,
    [CNOPS_EVENT_SIGNED_OUT] = CNOPS_EVENT_GROUP_SIGNINS,
    [CNOPS_EVENT_DEVICE_NEW] = CNOPS_EVENT_GROUP_SIGNINS,
    [CNOPS_EVENT_ACCOUNT_CREATED] = CNOPS_EVENT_GROUP_SECURITY,
    [CNOPS_EVENT_DEVICE_FORGOTTEN] = CNOPS_EVENT_GROUP_SECURITY,
    [CNOPS_EVENT_SESSIONS_ENDED] = CNOPS_EVENT_GROUP_SECURITY,
    [CNOPS_EVENT_PASSWORD_CHANGED] = CNOPS_EVENT_GROUP_SECURITY,
    [CNOPS_EVENT_PASSWORD_RECOVERED] = CNOPS_EVENT_GROUP_SECURITY,
    [CNOPS_EVENT_EMAIL_CHANGED] = CNOPS_EVENT_GROUP_SECURITY,
    [CNOPS_EVENT_PHONE_CHANGED] = CNOPS_EVENT_GROUP_SECURITY,
    [CNOPS_EVENT_CLOSING_ASKED] = CNOPS_EVENT_GROUP_SECURITY,
    [CNOPS_EVENT_CLOSING_UNDONE] = CNOPS_EVENT_GROUP_SECURITY,
    [CNOPS_EVENT_EXPORTED] = CNOPS_EVENT_GROUP_SECURITY,
    [CNOPS_EVENT_REQUEST_MADE] = CNOPS_EVENT_GROUP_REQUESTS,
    [CNOPS_EVENT_REQUEST_OPPOSED] = CNOPS_EVENT_GROUP_REQUESTS,
    [CNOPS_EVENT_REQUEST_DECIDED] = CNOPS_EVENT_GROUP_REQUESTS,
    [CNOPS_EVENT_REQUEST_APPLIED] = CNOPS_EVENT_GROUP_REQUESTS,
    [CNOPS_EVENT_ADDRESS_CORRECTED] = CNOPS_EVENT_GROUP_REQUESTS,
    [CNOPS_EVENT_TICKET_OPENED] = CNOPS_EVENT_GROUP_REQUESTS,
    [CNOPS_EVENT_TICKET_WITHDRAWN] = CNOPS_EVENT_GROUP_REQUESTS,
    [CNOPS_EVENT_TICKET_EXPORTED] = CNOPS_EVENT_GROUP_REQUESTS,
    [CNOPS_EVENT_TICKET_DECIDED] = CNOPS_EVENT_GROUP_REQUESTS,
    [CNOPS_EVENT_SHOWN] = CNOPS_EVENT_GROUP_OPERATORS,
    [CNOPS_EVENT_UNLOCKED] = CNOPS_EVENT_GROUP_OPERATORS,
    [CNOPS_EVENT_CLOSED] = CNOPS_EVENT_GROUP_OPERATORS,
    [CNOPS_EVENT_RECLAIM_ASKED] = CNOPS_EVENT_GROUP_OPERATORS,
    [CNOPS_EVENT_RECLAIMED] = CNOPS_EVENT_GROUP_OPERATORS,
    [CNOPS_EVENT_CREATION_TRIED] = CNOPS_EVENT_GROUP_ATTEMPTS,
    [CNOPS_EVENT_RECOVERY_STARTED] = CNOPS_EVENT_GROUP_ATTEMPTS,
};

cnops_event_group_e cnops_event_group_of(cnops_event_e kind)
{
    return groups[kind];
}

bool cnops_event_is_known(const char *kind)
{
    for (int i = 0; i < CNOPS_EVENTS; i++)
        if (strcmp(cnops_event_name((cnops_event_e)i), kind) == 0)
            return true;
    return false;
}

static void list_kinds(cnops_event_query_t *query, cnops_event_group_e group)
{
    int count = 0;

    query->is_except = group == CNOPS_EVENT_GROUP_ALL;
    if (query->is_except)
        group = CNOPS_EVENT_GROUP_ATTEMPTS;
    for (int i = 0; i < CNOPS_EVENTS && count < CNOPS_EVENT_KINDS_MAX; i++)
        if (groups[i] == group)
            query->kinds[count++] = cnops_event_name((cnops_event_e)i);
}

/* --- what a line says --- */

cnops_history_who_e cnops_history_who(const char *actor)
{
    if (!actor)
        return CNOPS_HISTORY_UNKNOWN;
    if (strncmp(actor, CNOPS_ACTOR_OPERATOR, sizeof CNOPS_ACTOR_OPERATOR - 1) == 0)
        return CNOPS_HISTORY_OPERATOR;
    if (strcmp(actor, CNOPS_ACTOR_MEMBER) == 0)
        return CNOPS_HISTORY_MEMBER;
    return strcmp(actor, CNOPS_ACTOR_SYSTEM) == 0 ? CNOPS_HISTORY_SYSTEM : CNOPS_HISTORY_VISITOR;
}

/* Events whose note changes what is said about them. Other notes are for operators. */
static const struct {
    cnops_event_e kind;
    const char *note;
} variants[] = {{CNOPS_EVENT_CONSENT_CHANGED, "on"},      {CNOPS_EVENT_CONSENT_CHANGED, "off"},
                {CNOPS_EVENT_REQUEST_OPPOSED, "device"},  {CNOPS_EVENT_REQUEST_OPPOSED, "password"},
                {CNOPS_EVENT_REQUEST_OPPOSED, "bound"},   {CNOPS_EVENT_REQUEST_DECIDED, "accepted"},
                {CNOPS_EVENT_REQUEST_DECIDED, "refused"}, {CNOPS_EVENT_REQUEST_DECIDED, "expired"}};

const char *cnops_history_variant(int i, apr_pool_t *pool)
{
    return i < (int)(sizeof variants / sizeof *variants)
               ? apr_pstrcat(pool, cnops_event_name(variants[i].kind), ".", variants[i].note, NULL)
               : NULL;
}

static const char *variant_of(const cnops_event_shown_t *event)
{
    for (apr_size_t i = 0; event->note && i < sizeof variants / sizeof *variants; i++)
        if (strcmp(event->kind, cnops_event_name(variants[i].kind)) == 0 &&
            strcmp(event->note, variants[i].note) == 0)
            return variants[i].note;
    return NULL;
}

/* --- lines --- */

static int day_of(const cnops_zone_t *zone, apr_time_t at)
{
    apr_time_exp_t local;

    cnops_zone_explode(&local, zone, at);
    return local.tm_year * 366 + local.tm_yday;
}

static bool is_same(const char *one, const char *other)
{
    return one && other ? strcmp(one, other) == 0 : one == other;
}

static bool belongs(const cnops_history_line_t *line, const cnops_history_line_t *like)
{
    return strcmp(line->kind, like->kind) == 0 && line->who == like->who &&
           line->day == like->day && is_same(line->variant, like->variant) &&
           is_same(line->device, like->device) && is_same(line->place, like->place);
}

/* The line that an event would begin. */
static cnops_history_line_t describe(const cnops_history_query_t *query,
                                     const cnops_event_shown_t *event, apr_pool_t *pool)
{
    cnops_history_line_t line = {
        .kind = event->kind, .variant = variant_of(event), .who = cnops_history_who(event->actor)};

    if (query->is_one_line)
        return line;
    line.day = day_of(query->zone, event->at);
    line.device = cnops_agent_name(event->user_agent, pool);
    line.place = event->address_block;
    return line;
}

static cnops_history_line_t *find_line(apr_array_header_t *lines, const cnops_history_line_t *like)
{
    for (int i = lines->nelts - 1; i >= 0; i--) {
        cnops_history_line_t *line = &APR_ARRAY_IDX(lines, i, cnops_history_line_t);

        if (belongs(line, like))
            return line;
    }
    return NULL;
}

static void add_event(apr_array_header_t *lines, const cnops_history_line_t *like,
                      const cnops_event_shown_t *event, apr_pool_t *pool)
{
    cnops_history_line_t *line = find_line(lines, like);

    if (!line) {
        line = apr_array_push(lines);
        *line = *like;
        line->events = apr_array_make(pool, 2, sizeof(cnops_event_shown_t));
    }
    APR_ARRAY_PUSH(line->events, cnops_event_shown_t) = *event;
}

/* A page ends where a day ends, so that no line continues on the next page. */
static bool is_full(const cnops_history_query_t *query, const apr_array_header_t *lines, int day)
{
    return lines->nelts >= query->lines && !query->is_one_line &&
           APR_ARRAY_IDX(lines, lines->nelts - 1, cnops_history_line_t).day != day;
}

static void make_lines(cnops_history_t *history, const cnops_core_t *core,
                       const cnops_history_query_t *query, const apr_array_header_t *rows,
                       apr_pool_t *pool)
{
    cnops_event_shown_t event = {.seq = 0};

    for (int i = 0; i < rows->nelts; i++) {
        apr_int64_t former = event.seq;
        cnops_history_line_t like;

        cnops_journal_show(&event, core, &APR_ARRAY_IDX(rows, i, cnops_event_row_t), pool);
        like = describe(query, &event, pool);
        if (i == CNOPS_HISTORY_EVENTS_MAX || is_full(query, history->lines, like.day)) {
            history->next = former;
            return;
        }
        add_event(history->lines, &like, &event, pool);
    }
}

apr_status_t cnops_history_read(cnops_history_t *phistory, const cnops_core_t *core,
                                const cnops_history_query_t *query, apr_pool_t *pool)
{
    cnops_event_query_t which = {.person_id = query->person_id,
                                 .before = query->before,
                                 .max = CNOPS_HISTORY_EVENTS_MAX + 1};
    apr_array_header_t *rows;
    apr_status_t rv;

    *phistory = (cnops_history_t){apr_array_make(pool, 16, sizeof(cnops_history_line_t)), 0};
    list_kinds(&which, query->group);
    rv = core->store.events->before(core->store.self, &rows, &which, pool);
    if (rv == APR_SUCCESS)
        make_lines(phistory, core, query, rows, pool);
    return rv;
}

apr_status_t cnops_history_find(cnops_event_shown_t *pevent, const cnops_core_t *core,
                                apr_int64_t person_id, apr_int64_t seq, apr_pool_t *pool)
{
    const cnops_event_query_t which = {
        .person_id = person_id, .before = seq + 1, .is_except = true, .max = 1};
    apr_array_header_t *rows;
    apr_status_t rv = core->store.events->before(core->store.self, &rows, &which, pool);

    *pevent = (cnops_event_shown_t){.kind = NULL};
    if (rv == APR_SUCCESS && rows->nelts && APR_ARRAY_IDX(rows, 0, cnops_event_row_t).seq == seq)
        cnops_journal_show(pevent, core, &APR_ARRAY_IDX(rows, 0, cnops_event_row_t), pool);
    return rv;
}
