/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/request/letter.h"

#include "base/secret.h"
#include "base/text.h"
#include "core/seal/columns.h"

#include <sodium.h>
#include <string.h>

#define GROUP 4

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; /* Crockford's base 32 */

/* Characters that people confuse. */
static char read_character(char c)
{
    if (c == 'O')
        return '0';
    return c == 'I' || c == 'L' ? '1' : c;
}

const char *cnops_letter_code_check(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    char *compact = cnops_text_compact(typed, pool);
    char *code = cnops_text_upper(compact, pool);
    apr_size_t len = strlen(code);
    bool good = len == CNOPS_LETTER_CODE_LEN;

    for (apr_size_t i = 0; good && i < len; i++) {
        code[i] = read_character(code[i]);
        good = strchr(alphabet, code[i]) != NULL;
    }
    cnops_secret_wipe(compact);
    if (!good) {
        cnops_secret_wipe(code);
        return "invalid_letter_code";
    }
    *pvalue = code;
    return NULL;
}

const char *cnops_letter_digest(const cnops_core_t *core, const char *code, apr_pool_t *pool)
{
    return cnops_column_digest(core, CNOPS_KEYED_LETTER, code, NULL, pool);
}

static void make_code(char code[CNOPS_LETTER_CODE_LEN + 1], const cnops_core_t *core)
{
    unsigned char bytes[CNOPS_LETTER_CODE_LEN];

    core->random.fill(core->random.self, bytes, sizeof bytes);
    for (int i = 0; i < CNOPS_LETTER_CODE_LEN; i++)
        code[i] = alphabet[bytes[i] % (sizeof alphabet - 1)]; /* 32 divides 256 */
    code[CNOPS_LETTER_CODE_LEN] = '\0';
    sodium_memzero(bytes, sizeof bytes);
}

static void group_code(char shown[CNOPS_LETTER_SHOWN], const char *code)
{
    char *to = shown;

    for (int i = 0; i < CNOPS_LETTER_CODE_LEN; i++) {
        if (i && i % GROUP == 0)
            *to++ = '-';
        *to++ = code[i];
    }
    *to = '\0';
}

/* --- exporting --- */

void cnops_letter_draft(cnops_letter_draft_t *draft, const cnops_core_t *core,
                        const cnops_request_t *request, const cnops_letter_batch_t *batch,
                        apr_pool_t *pool)
{
    char code[CNOPS_LETTER_CODE_LEN + 1];

    make_code(code, core);
    group_code(draft->shown, code);
    draft->request = *request;
    draft->request.letter_digest = cnops_letter_digest(core, code, pool);
    draft->request.letter_at = batch->at;
    sodium_memzero(code, sizeof code);
}

typedef struct marking_t {
    const cnops_core_t *core;
    const cnops_request_t *requests;
    int count;
} marking_t;

static apr_status_t write_marks(void *self, const cnops_event_row_t *rows, apr_pool_t *pool)
{
    const marking_t *marking = self;
    const cnops_store_t *store = &marking->core->store;

    return store->requests->update_all(store->self, marking->requests, rows, marking->count, pool);
}

apr_status_t cnops_letter_mark(const cnops_core_t *core, const cnops_letter_draft_t *const *drafts,
                               int count, const cnops_letter_batch_t *batch, apr_pool_t *pool)
{
    cnops_event_t event =
        cnops_operator_event(CNOPS_EVENT_REQUEST_DECIDED, &batch->by, "letter exported", pool);
    cnops_request_t *requests = apr_palloc(pool, sizeof *requests * (apr_size_t)count);
    apr_int64_t *person_ids = apr_palloc(pool, sizeof *person_ids * (apr_size_t)count);
    marking_t marking = {core, requests, count};
    cnops_acts_t acts = {person_ids, count, &event, write_marks, &marking};

    for (int i = 0; i < count; i++) {
        requests[i] = drafts[i]->request;
        person_ids[i] = requests[i].person_id;
    }
    return cnops_journal_act_all(core, &acts, pool);
}

/* --- using --- */

/* The request takes effect at once if the time for refusals is over, else when that ends. */
static apr_status_t accept_request(const cnops_request_t **prequest, const cnops_core_t *core,
                                   const cnops_event_t *event, apr_pool_t *pool)
{
    const cnops_request_t *request = *prequest;
    apr_time_t now = cnops_core_now(core), free_at = cnops_request_free_at(core, request);
    apr_status_t rv;

    rv = cnops_request_accept(core, request, free_at > now ? free_at : now, event, pool);
    if (rv != APR_SUCCESS)
        return rv;
    return core->store.requests->by_id(core->store.self, prequest, request->id, pool);
}

apr_status_t cnops_letter_use(cnops_letter_used_e *pused, const cnops_request_t **prequest,
                              const cnops_core_t *core, const char *code,
                              const cnops_event_t *event, apr_pool_t *pool)
{
    const char *digest = cnops_letter_digest(core, code, pool);
    apr_status_t rv = core->store.requests->by_letter(core->store.self, prequest, digest, pool);

    *pused = CNOPS_LETTER_WRONG;
    if (rv != APR_SUCCESS || !*prequest)
        return rv;
    if ((*prequest)->state == CNOPS_REQUEST_APPLIED)
        *pused = CNOPS_LETTER_APPLIED;
    if ((*prequest)->state == CNOPS_REQUEST_ACCEPTED)
        *pused = CNOPS_LETTER_TAKEN;
    if ((*prequest)->state != CNOPS_REQUEST_OPEN ||
        cnops_request_expires_at(core, *prequest) <= cnops_core_now(core))
        return APR_SUCCESS;
    *pused = CNOPS_LETTER_TAKEN;
    return accept_request(prequest, core, event, pool);
}
