/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/journey/journey.h"

#include "base/errors.h"
#include "base/json.h"
#include "core/digest.h"
#include "core/seal/seal.h"

#include <apr_strings.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define CONTEXT    "journey"
#define ID_BYTES   16
#define TOKEN_HALF 16 /* bytes of the mask of a CSRF token, and of what it hides */
#define BASE64     sodium_base64_VARIANT_URLSAFE_NO_PADDING

static const char *const kinds[] = {CNOPS_JOURNEYS(CNOPS_WORDS_TEXT) NULL};

cnops_journey_t *cnops_journey_make(const cnops_core_t *core, cnops_journey_kind_e kind,
                                    apr_pool_t *pool)
{
    cnops_journey_t *journey = apr_pcalloc(pool, sizeof *journey);
    unsigned char bytes[ID_BYTES];

    core->random.fill(core->random.self, bytes, sizeof bytes);
    sodium_bin2hex(journey->id, sizeof journey->id, bytes, sizeof bytes);
    journey->kind = kind;
    journey->begun_at = journey->accepted_at = cnops_core_now(core);
    return journey;
}

void cnops_journey_change_id(cnops_journey_t *journey, const cnops_core_t *core,
                             cnops_journey_kind_e kind)
{
    const char *parts[] = {"kind", kinds[kind], journey->id, NULL};

    cnops_journey_rename(journey, core, parts);
}

void cnops_journey_begin(cnops_journey_t *journey, const cnops_core_t *core,
                         cnops_journey_kind_e kind)
{
    if (journey->kind != CNOPS_JOURNEY_NONE && journey->kind != kind)
        cnops_journey_change_id(journey, core, kind);
    journey->kind = kind;
    journey->done = 0;
    journey->begun_at = cnops_core_now(core);
}

cnops_journey_t *cnops_journey_transfer(const cnops_core_t *core, const cnops_journey_t *former,
                                        cnops_journey_kind_e kind, unsigned done, apr_pool_t *pool)
{
    cnops_journey_t *journey = cnops_journey_make(core, kind, pool);

    memcpy(journey->id, former->id, sizeof former->id);
    cnops_journey_change_id(journey, core, kind);
    journey->done = done;
    journey->pow_level = former->pow_level;
    memcpy(&journey->identity, &former->identity, sizeof former->identity);
    memcpy(journey->identity_digest, former->identity_digest, sizeof former->identity_digest);
    memcpy(journey->pass, former->pass, sizeof former->pass);
    journey->terms_lang = former->terms_lang;
    journey->terms_at = former->terms_at;
    journey->typed = former->typed;
    journey->is_student = former->is_student;
    return journey;
}

void cnops_journey_rename(cnops_journey_t *journey, const cnops_core_t *core,
                          const char *const *parts)
{
    char digest[CNOPS_DIGEST_HEX];

    cnops_digest(digest, core->keys, CNOPS_KEY_JOURNEY, parts);
    apr_cpystrn(journey->id, digest, sizeof journey->id);
}

const char **cnops_journey_contact(cnops_journey_t *journey, cnops_channel_e channel)
{
    return channel == CNOPS_CHANNEL_EMAIL ? &journey->email : &journey->phone;
}

/* --- the sealed form --- */

/* Values that tell whether the person is known or the answers matched are written in a fixed width
 * (numbers padded, flags 0 or 1), so that the length of the cookie does not tell it. */
static void write_identity(cnops_tree_t *tree, const cnops_identity_t *identity, apr_pool_t *pool)
{
    cnops_tree_set_text(tree, "document", identity->document_digest);
    cnops_tree_set_text(tree, "subject", identity->subject);
    cnops_tree_set_text(tree, "person",
                        apr_psprintf(pool, "%019" APR_INT64_T_FMT, identity->person_id));
    cnops_tree_set_int(tree, "employer", identity->by_employer);
    cnops_tree_set_int(tree, "matches", identity->matches);
    cnops_tree_set_text(tree, "claimed", apr_psprintf(pool, "%010u", identity->claimed));
    cnops_tree_set_int(tree, "number", identity->asks_number);
    cnops_tree_set_int(tree, "rib", identity->asks_rib);
}

static void read_identity(cnops_identity_t *identity, const cnops_tree_t *tree)
{
    const char *document = cnops_tree_text(tree, "document");
    const char *subject = cnops_tree_text(tree, "subject");
    const char *person = cnops_tree_text(tree, "person");
    const char *claimed = cnops_tree_text(tree, "claimed");

    if (document)
        apr_cpystrn(identity->document_digest, document, sizeof identity->document_digest);
    if (subject)
        apr_cpystrn(identity->subject, subject, sizeof identity->subject);
    identity->person_id = person ? apr_strtoi64(person, NULL, 10) : 0;
    identity->claimed = claimed ? (unsigned)apr_strtoi64(claimed, NULL, 10) : 0;
    identity->by_employer = cnops_tree_int(tree, "employer", 0) != 0;
    identity->matches = cnops_tree_int(tree, "matches", 0) != 0;
    identity->asks_number = cnops_tree_int(tree, "number", 0) != 0;
    identity->asks_rib = cnops_tree_int(tree, "rib", 0) != 0;
}

/* What was typed is sealed as a tree: as a text its quotation marks would need escapes. */
static void write_typed(cnops_tree_t *tree, const cnops_journey_t *journey, apr_pool_t *pool)
{
    cnops_tree_t *typed;

    if (journey->typed &&
        cnops_json_parse(&typed, journey->typed, strlen(journey->typed), pool) == APR_SUCCESS)
        cnops_tree_set(tree, "typed", typed);
    cnops_tree_set_int(tree, "student", journey->is_student);
}

static void read_typed(cnops_journey_t *journey, const cnops_tree_t *tree, apr_pool_t *pool)
{
    const cnops_tree_t *typed = cnops_tree_get(tree, "typed");

    journey->typed = typed ? cnops_json_write(typed, pool) : NULL;
    journey->is_student = cnops_tree_int(tree, "student", 0) != 0;
}

/* True where nothing but the CSRF id is in the journey: reading gives every other member this value
 * where its text is missing. Differing padding only makes the cookie longer. */
static bool is_blank(const cnops_journey_t *journey)
{
    cnops_journey_t blank;

    memset(&blank, 0, sizeof blank);
    memcpy(blank.id, journey->id, sizeof blank.id);
    blank.kind = CNOPS_JOURNEY_NONE;
    blank.begun_at = journey->begun_at;
    blank.accepted_at = journey->accepted_at;
    /* NOLINTNEXTLINE(bugprone-suspicious-memory-comparison,cert-exp42-c,cert-flp37-c): see above */
    return memcmp(&blank, journey, sizeof blank) == 0;
}

static void write_begun(cnops_tree_t *tree, const cnops_journey_t *journey, apr_pool_t *pool)
{
    cnops_tree_set_int(tree, "done", journey->done);
    cnops_tree_set_int(tree, "pow", journey->pow_level);
    write_identity(cnops_tree_set_object(tree, "identity"), &journey->identity, pool);
    cnops_tree_set_text(tree, "answers", journey->identity_digest);
    cnops_tree_set_text(tree, "terms", journey->terms_lang);
    cnops_tree_set_int(tree, "terms_at", journey->terms_at);
    cnops_tree_set_text(tree, "email", journey->email);
    cnops_tree_set_text(tree, "phone", journey->phone);
    cnops_tree_set_text(tree, "account",
                        apr_psprintf(pool, "%019" APR_INT64_T_FMT, journey->account_id));
    cnops_tree_set_text(tree, "stamp", apr_psprintf(pool, "%019" APR_TIME_T_FMT, journey->stamp));
    cnops_tree_set_text(tree, "pass", journey->pass);
    cnops_tree_set_text(tree, "notice", journey->notice);
    if (journey->onward)
        cnops_tree_set_text(tree, "onward", journey->onward);
    write_typed(tree, journey, pool);
}

/* Every visitor's first page comes with a journey that has begun nothing, and most never begin one:
 * its cookie is short. That tells nobody more than the page does. */
const char *cnops_journey_seal(const cnops_core_t *core, const cnops_journey_t *journey,
                               apr_pool_t *pool)
{
    cnops_tree_t *tree = cnops_tree_object(pool);

    cnops_tree_set_text(tree, "id", journey->id);
    cnops_tree_set_text(tree, "kind", kinds[journey->kind]);
    cnops_tree_set_int(tree, "begun", journey->begun_at);
    cnops_tree_set_int(tree, "at", journey->accepted_at);
    cnops_tree_set_text(tree, "channel", cnops_channel_name(journey->channel));
    if (!is_blank(journey))
        write_begun(tree, journey, pool);
    return cnops_seal(core, CNOPS_KEY_JOURNEY, CONTEXT, cnops_json_write(tree, pool), pool);
}

static apr_int64_t read_padded(const cnops_tree_t *tree, const char *name)
{
    const char *text = cnops_tree_text(tree, name);

    return text ? apr_strtoi64(text, NULL, 10) : 0;
}

/* False where the kind or channel is unknown, because another version of the module wrote the
 * cookie. */
static bool read_words(cnops_journey_t *journey, const cnops_tree_t *tree)
{
    int kind = cnops_words_find(kinds, cnops_tree_text(tree, "kind"));

    journey->kind = kind < 0 ? CNOPS_JOURNEY_NONE : (cnops_journey_kind_e)kind;
    return kind >= 0 && cnops_channel_parse(&journey->channel, cnops_tree_text(tree, "channel"));
}

static void read_journey(cnops_journey_t *journey, const cnops_tree_t *tree)
{
    const char *id = cnops_tree_text(tree, "id");
    const char *answers = cnops_tree_text(tree, "answers");
    const char *pass = cnops_tree_text(tree, "pass");

    apr_cpystrn(journey->id, id ? id : "", sizeof journey->id);
    journey->begun_at = cnops_tree_int(tree, "begun", 0);
    journey->accepted_at = cnops_tree_int(tree, "at", 0);
    journey->done = (unsigned)cnops_tree_int(tree, "done", 0);
    journey->pow_level = (int)cnops_tree_int(tree, "pow", 0);
    read_identity(&journey->identity, cnops_tree_get(tree, "identity"));
    apr_cpystrn(journey->identity_digest, answers ? answers : "", sizeof journey->identity_digest);
    journey->terms_lang = cnops_tree_text(tree, "terms");
    journey->terms_at = cnops_tree_int(tree, "terms_at", 0);
    journey->email = cnops_tree_text(tree, "email");
    journey->phone = cnops_tree_text(tree, "phone");
    journey->account_id = read_padded(tree, "account");
    journey->stamp = read_padded(tree, "stamp");
    apr_cpystrn(journey->pass, pass ? pass : "", sizeof journey->pass);
    journey->notice = cnops_tree_text(tree, "notice");
    journey->onward = cnops_tree_text(tree, "onward");
}

/* A browser without a journey keeps its CSRF id as long as a session may last: a sign-in form that
 * was left open must still work. */
static apr_interval_time_t life_of(const cnops_core_t *core, const cnops_journey_t *journey)
{
    switch (journey->kind) {
    case CNOPS_JOURNEY_NONE:
        return core->settings->session_max;
    case CNOPS_JOURNEY_SIGNIN: /* from the last code that was sent, which is of no use after that */
        return core->settings->code_ttl;
    default:
        return core->settings->journey_ttl;
    }
}

apr_status_t cnops_journey_unseal(cnops_journey_t **pjourney, const cnops_core_t *core,
                                  const char *sealed, apr_pool_t *pool)
{
    cnops_journey_t *journey = apr_pcalloc(pool, sizeof *journey);
    cnops_tree_t *tree;
    char *text;
    apr_status_t rv;

    *pjourney = NULL;
    rv = cnops_unseal(&text, core, CNOPS_KEY_JOURNEY, CONTEXT, sealed, pool);
    if (rv == APR_SUCCESS)
        rv = cnops_json_parse(&tree, text, strlen(text), pool);
    if (rv != APR_SUCCESS || !read_words(journey, tree))
        return CNOPS_EFORGED;
    read_journey(journey, tree);
    read_typed(journey, tree, pool);
    *pjourney = journey;
    if (cnops_core_now(core) - journey->accepted_at > life_of(core, journey))
        return CNOPS_EEXPIRED;
    return APR_SUCCESS;
}

/* --- steps --- */

int cnops_journey_open_step(const cnops_journey_t *journey)
{
    int step = 0;

    while (journey->done & (1u << step))
        step++;
    return step;
}

void cnops_journey_accept(cnops_journey_t *journey, const cnops_core_t *core, int step,
                          bool changed)
{
    unsigned before = (1u << step) - 1;

    if (changed)
        journey->done &= before;
    journey->done |= 1u << step;
    journey->accepted_at = cnops_core_now(core);
}

/* --- time --- */

apr_interval_time_t cnops_journey_left(const cnops_journey_t *journey, const cnops_core_t *core)
{
    return journey->accepted_at + life_of(core, journey) - cnops_core_now(core);
}

void cnops_journey_stay(cnops_journey_t *journey, const cnops_core_t *core)
{
    journey->accepted_at = cnops_core_now(core);
}

/* --- CSRF --- */

/* What all tokens of a journey have in common. */
static void compute_key(unsigned char key[TOKEN_HALF], const cnops_core_t *core,
                        const cnops_journey_t *journey)
{
    const char *parts[] = {"jeton", journey->id, NULL};
    char digest[CNOPS_DIGEST_HEX];

    cnops_digest(digest, core->keys, CNOPS_KEY_CSRF, parts);
    sodium_hex2bin(key, TOKEN_HALF, digest, (apr_size_t)2 * TOKEN_HALF, NULL, NULL, NULL);
    sodium_memzero(digest, sizeof digest);
}

/* bytes: the mask, then the key under the mask. Applying a mask twice undoes it. */
static void apply_mask(unsigned char bytes[2 * TOKEN_HALF])
{
    for (int i = 0; i < TOKEN_HALF; i++)
        bytes[TOKEN_HALF + i] ^= bytes[i];
}

const char *cnops_journey_token(const cnops_core_t *core, const cnops_journey_t *journey,
                                apr_pool_t *pool)
{
    apr_size_t room = sodium_base64_encoded_len((apr_size_t)2 * TOKEN_HALF, BASE64);
    unsigned char bytes[2 * TOKEN_HALF];

    core->random.fill(core->random.self, bytes, TOKEN_HALF);
    compute_key(bytes + TOKEN_HALF, core, journey);
    apply_mask(bytes);
    return sodium_bin2base64(apr_palloc(pool, room), room, bytes, sizeof bytes, BASE64);
}

bool cnops_journey_token_is(const cnops_core_t *core, const cnops_journey_t *journey,
                            const char *token)
{
    unsigned char bytes[2 * TOKEN_HALF], key[TOKEN_HALF];
    apr_size_t len;
    bool is_same;

    if (!token ||
        sodium_base642bin(bytes, sizeof bytes, token, strlen(token), NULL, &len, NULL, BASE64) != 0)
        return false;
    if (len != sizeof bytes)
        return false;
    apply_mask(bytes);
    compute_key(key, core, journey);
    is_same = sodium_memcmp(bytes + TOKEN_HALF, key, sizeof key) == 0;
    sodium_memzero(key, sizeof key);
    return is_same;
}
