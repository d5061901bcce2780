/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/seal/columns.h"

#include "base/errors.h"
#include "base/secret.h"
#include "core/digest.h"
#include "core/seal/seal.h"

#include <apr_strings.h>
#include <stddef.h>
#include <string.h>

/* --- what is kept --- */

/* Purpose, word and bound columns are part of the values in databases: if one of them changes, the
 * values that were written before can no longer be read. */

typedef struct sealed_t {
    cnops_key_purpose_e purpose;
    const char *word;                      /* begins the context */
    const char *bound[CNOPS_COLUMN_NAMES]; /* columns whose values follow it */
} sealed_t;

static const sealed_t sealed_table[CNOPS_SEALED_END] = {
    [CNOPS_SEALED_PERSON] = {CNOPS_KEY_RECORDS, "person", {NULL}},
    [CNOPS_SEALED_MEMBERSHIP] = {CNOPS_KEY_RECORDS, "membership", {NULL}},
    [CNOPS_SEALED_CONTACT] = {CNOPS_KEY_RECORDS, "contact", {NULL}},
    [CNOPS_SEALED_MESSAGE] = {CNOPS_KEY_OUTBOX, "outbox", {"message_id"}},
    [CNOPS_SEALED_EVENT] = {CNOPS_KEY_RECORDS, "event", {"person_id", "seq"}},
    [CNOPS_SEALED_LINK] = {CNOPS_KEY_LINKS, "link", {"digest", "account_id", "expires_at"}},
    [CNOPS_SEALED_CLAIM] = {CNOPS_KEY_RECORDS, "claim", {NULL}},
    [CNOPS_SEALED_CLAIM_TOTAL] = {CNOPS_KEY_RECORDS, "claim_total", {"membership_id", "year"}},
    [CNOPS_SEALED_TICKET] = {CNOPS_KEY_RECORDS, "ticket", {"reference"}},
    [CNOPS_SEALED_ANSWER] = {CNOPS_KEY_RECORDS, "answer", {"reference"}},
    [CNOPS_SEALED_CERTIFICATE] = {CNOPS_KEY_RECORDS, "certificate", {"number"}},
    [CNOPS_SEALED_REGISTRATION] = {CNOPS_KEY_RECORDS,
                                   "registration",
                                   {"academic_year", "establishment_id"}},
    [CNOPS_SEALED_BATCH_CHUNK] = {CNOPS_KEY_RECORDS, "batch_chunk", {"batch_id", "seq"}},
    [CNOPS_SEALED_BATCH_KEY] = {CNOPS_KEY_RECORDS, "batch_key", {"batch_id", "line"}},
};

typedef struct keyed_t {
    cnops_key_purpose_e purpose;
    const char *word; /* the first part; NULL: it is the caller's */
} keyed_t;

static const keyed_t keyed_table[CNOPS_KEYED_END] = {
    [CNOPS_KEYED_DOCUMENT] = {CNOPS_KEY_INDEX, "document"},
    [CNOPS_KEYED_IMMATRICULATION] = {CNOPS_KEY_INDEX, "immatriculation"},
    [CNOPS_KEYED_EMAIL] = {CNOPS_KEY_INDEX, "email"},
    [CNOPS_KEYED_PHONE] = {CNOPS_KEY_INDEX, "sms"},
    [CNOPS_KEYED_EMPLOYEE] = {CNOPS_KEY_FACTS, "employee"},
    [CNOPS_KEYED_RIB] = {CNOPS_KEY_FACTS, "rib"},
    [CNOPS_KEYED_CIVIL_STATUS] = {CNOPS_KEY_FACTS, "civil_status"},
    [CNOPS_KEYED_IMPORT_ROW] = {CNOPS_KEY_INDEX, "import"},
    [CNOPS_KEYED_LETTER] = {CNOPS_KEY_LETTERS, "letter"},
    [CNOPS_KEYED_SESSION] = {CNOPS_KEY_SESSION, "session"},
    [CNOPS_KEYED_SUBJECT] = {CNOPS_KEY_THROTTLE, NULL},
    [CNOPS_KEYED_SPENT_IMAGE] = {CNOPS_KEY_IMAGE, "spent"},
    [CNOPS_KEYED_SPENT_JOURNEY] = {CNOPS_KEY_SESSION, "signin"},
    [CNOPS_KEYED_EVENT] = {CNOPS_KEY_EVENTS, NULL},
    [CNOPS_KEYED_LINK] = {CNOPS_KEY_LINKS, "token"},
    [CNOPS_KEYED_CLAIM] = {CNOPS_KEY_INDEX, "claim"},
    [CNOPS_KEYED_BENEFICIARY] = {CNOPS_KEY_INDEX, "beneficiary"},
    [CNOPS_KEYED_ADDRESS] = {CNOPS_KEY_INDEX, "address"},
    [CNOPS_KEYED_CERTIFICATE] = {CNOPS_KEY_INDEX, "certificate"},
    [CNOPS_KEYED_STUDENT] = {CNOPS_KEY_INDEX, "student"},
    [CNOPS_KEYED_API_KEY] = {CNOPS_KEY_SESSION, "api_key"},
    [CNOPS_KEYED_OFFICER] = {CNOPS_KEY_SESSION, "officer"},
    [CNOPS_KEYED_BATCH_BODY] = {CNOPS_KEY_INDEX, "batch_body"},
    [CNOPS_KEYED_BATCH_ROW] = {CNOPS_KEY_INDEX, "batch_row"},
};

/* --- where it is kept --- */

#define OF(member) offsetof(cnops_settings_t, member)

_Static_assert(OF(public_url) == 0, "offset 0 is no duration, so it can stand for none");

#define SEALED(table, column, what, how, ...)                                                      \
    {                                                                                              \
        table, column, {__VA_ARGS__}, what, {0}, column, how, NULL, {0}, 0                         \
    }

/* clang-format off */
const cnops_column_t cnops_columns[] = {
    SEALED("person_version", "record_sealed", CNOPS_SEALED_PERSON, CNOPS_ROTATION_RESEAL, "id"),
    SEALED("membership_version", "record_sealed", CNOPS_SEALED_MEMBERSHIP, CNOPS_ROTATION_RESEAL,
           "id"),
    SEALED("account", "email_sealed", CNOPS_SEALED_CONTACT, CNOPS_ROTATION_RESEAL, "id"),
    SEALED("account", "phone_sealed", CNOPS_SEALED_CONTACT, CNOPS_ROTATION_RESEAL, "id"),
    SEALED("change_request", "email_sealed", CNOPS_SEALED_CONTACT, CNOPS_ROTATION_RESEAL, "id"),
    SEALED("change_request", "phone_sealed", CNOPS_SEALED_CONTACT, CNOPS_ROTATION_RESEAL, "id"),
    SEALED("outbox", "content_sealed", CNOPS_SEALED_MESSAGE, CNOPS_ROTATION_RESEAL, "id"),
    SEALED("event", "content_sealed", CNOPS_SEALED_EVENT, CNOPS_ROTATION_CHAIN, "id"),
    SEALED("link", "content_sealed", CNOPS_SEALED_LINK, CNOPS_ROTATION_RESEAL, "id"),
    SEALED("ticket", "payload_sealed", CNOPS_SEALED_TICKET, CNOPS_ROTATION_RESEAL, "id"),
    SEALED("ticket", "answer_sealed", CNOPS_SEALED_ANSWER, CNOPS_ROTATION_RESEAL, "id"),
    SEALED("certificate", "facts_sealed", CNOPS_SEALED_CERTIFICATE, CNOPS_ROTATION_RESEAL, "id"),
    /* The code is in facts_sealed. */
    {.table = "certificate", .column = "code_digest", .primary = {"id"},
     .keyed = {CNOPS_KEYED_CERTIFICATE}, .key_from = "key_id",
     .rotation = CNOPS_ROTATION_REMAKE, .source = "certificate.facts_sealed"},

    /* These two must be made again before an import with the new key, which would otherwise take
     * all persons for new ones. */
    {.table = "person", .column = "document_digest", .primary = {"id"},
     .keyed = {CNOPS_KEYED_DOCUMENT}, .key_from = "key_id",
     .rotation = CNOPS_ROTATION_REMAKE, .source = "person_version.record_sealed"},
    {.table = "membership", .column = "immatriculation_digest", .primary = {"id"},
     .keyed = {CNOPS_KEYED_IMMATRICULATION}, .key_from = "key_id",
     .rotation = CNOPS_ROTATION_REMAKE, .source = "membership_version.record_sealed"},

    /* These cover a digest of the document by the same key: person.document_digest as it was at the
     * import, not as it is after it is made again. */
    {.table = "membership_version", .column = "employee_digest", .primary = {"id"},
     .keyed = {CNOPS_KEYED_EMPLOYEE}, .key_from = "key_id", .rotation = CNOPS_ROTATION_IMPORT},
    {.table = "membership_version", .column = "rib_digest", .primary = {"id"},
     .keyed = {CNOPS_KEYED_RIB}, .key_from = "key_id", .rotation = CNOPS_ROTATION_IMPORT},
    {.table = "membership_version", .column = "civil_status_digest", .primary = {"id"},
     .keyed = {CNOPS_KEYED_CIVIL_STATUS}, .key_from = "key_id", .rotation = CNOPS_ROTATION_IMPORT},
    /* Under a new key all digests of rows differ, so the import writes all rows again, with their
     * facts. */
    {.table = "membership_version", .column = "import_digest", .primary = {"id"},
     .keyed = {CNOPS_KEYED_IMPORT_ROW}, .key_from = "key_id", .rotation = CNOPS_ROTATION_IMPORT},

    /* The key is not in key_id, which is the key of the day on which the row was made: a contact
     * that was changed later, or came from a request, has the key of its own day. */
    {.table = "account", .column = "email_digest", .primary = {"id"},
     .keyed = {CNOPS_KEYED_EMAIL}, .key_from = "email_sealed",
     .rotation = CNOPS_ROTATION_REMAKE, .source = "account.email_sealed"},
    {.table = "account", .column = "phone_digest", .primary = {"id"},
     .keyed = {CNOPS_KEYED_PHONE}, .key_from = "phone_sealed",
     .rotation = CNOPS_ROTATION_REMAKE, .source = "account.phone_sealed"},
    {.table = "change_request", .column = "email_digest", .primary = {"id"},
     .keyed = {CNOPS_KEYED_EMAIL}, .key_from = "email_sealed",
     .rotation = CNOPS_ROTATION_REMAKE, .source = "change_request.email_sealed"},
    {.table = "change_request", .column = "phone_digest", .primary = {"id"},
     .keyed = {CNOPS_KEYED_PHONE}, .key_from = "phone_sealed",
     .rotation = CNOPS_ROTATION_REMAKE, .source = "change_request.phone_sealed"},

    /* The code is only on paper, and no column names its key: the letter may be younger than the
     * key_id of the row. While letters of a former key are valid, a typed code must be digested
     * with every key of the ring. */
    {.table = "change_request", .column = "letter_digest", .primary = {"id"},
     .keyed = {CNOPS_KEYED_LETTER}, .rotation = CNOPS_ROTATION_EXPIRES, .lives = {OF(request_ttl)}},
    /* The same holds here: the token is only in a cookie. A session that is not found has ended. */
    {.table = "session", .column = "token_digest", .primary = {"token_digest"},
     .keyed = {CNOPS_KEYED_SESSION}, .rotation = CNOPS_ROTATION_EXPIRES, .lives = {OF(session_max)}},
    /* With a new key the destination seems to be another one, so its code is sent again. */
    {.table = "challenge", .column = "destination_digest", .primary = {"journey_id", "channel"},
     .keyed = {CNOPS_KEYED_EMAIL, CNOPS_KEYED_PHONE},
     .rotation = CNOPS_ROTATION_EXPIRES, .lives = {OF(code_ttl)}},
    /* With a new key every counter begins at zero again, and a proof of work that was spent just
     * before can be spent once more. */
    {.table = "counter", .column = "subject", .primary = {"purpose", "subject"},
     .keyed = {CNOPS_KEYED_SUBJECT}, .rotation = CNOPS_ROTATION_EXPIRES,
     .life = CNOPS_COLUMN_COUNTER_LIFE},
    /* With a new key, a token that was spent just before can be spent once more. */
    {.table = "spent_token", .column = "digest", .primary = {"digest"},
     .keyed = {CNOPS_KEYED_SPENT_IMAGE, CNOPS_KEYED_SPENT_JOURNEY},
     .rotation = CNOPS_ROTATION_EXPIRES, .lives = {OF(image_ttl), OF(session_max)}},

    /* The token is only in a message. A look-up tries every key of the ring, so a link still opens
     * while the key that made its digest is there. */
    {.table = "link", .column = "digest", .primary = {"id"},
     .keyed = {CNOPS_KEYED_LINK}, .rotation = CNOPS_ROTATION_EXPIRES, .lives = {OF(request_ttl)},
     .life = CNOPS_COLUMN_LINK_LIFE},

    /* Like those of persons, these must be made again before an import with the new key, which would
     * otherwise take all claims for new ones. */
    SEALED("claim", "record_sealed", CNOPS_SEALED_CLAIM, CNOPS_ROTATION_RESEAL, "membership_id",
           "received_on", "id"),
    {.table = "claim", .column = "reference_digest",
     .primary = {"membership_id", "received_on", "id"},
     .keyed = {CNOPS_KEYED_CLAIM}, .key_from = "key_id",
     .rotation = CNOPS_ROTATION_REMAKE, .source = "claim.record_sealed"},
    {.table = "claim", .column = "beneficiary_digest",
     .primary = {"membership_id", "received_on", "id"},
     .keyed = {CNOPS_KEYED_BENEFICIARY}, .key_from = "key_id",
     .rotation = CNOPS_ROTATION_REMAKE, .source = "claim.record_sealed"},
    {.table = "claim", .column = "import_digest",
     .primary = {"membership_id", "received_on", "id"},
     .keyed = {CNOPS_KEYED_IMPORT_ROW}, .key_from = "key_id", .rotation = CNOPS_ROTATION_IMPORT},
    SEALED("claim_total", "record_sealed", CNOPS_SEALED_CLAIM_TOTAL, CNOPS_ROTATION_RESEAL,
           "membership_id", "year", "beneficiary_digest", "since"),
    {.table = "claim_total", .column = "beneficiary_digest",
     .primary = {"membership_id", "year", "beneficiary_digest", "since"},
     .keyed = {CNOPS_KEYED_BENEFICIARY}, .key_from = "key_id",
     .rotation = CNOPS_ROTATION_REMAKE, .source = "claim_total.record_sealed"},

    /* The number is in record_sealed. Both digests are of it. */
    SEALED("registration", "record_sealed", CNOPS_SEALED_REGISTRATION, CNOPS_ROTATION_RESEAL, "id"),
    {.table = "registration", .column = "student_digest", .primary = {"id"},
     .keyed = {CNOPS_KEYED_STUDENT}, .key_from = "key_id",
     .rotation = CNOPS_ROTATION_REMAKE, .source = "registration.record_sealed"},
    {.table = "registration", .column = "shown_digest", .primary = {"id"},
     .keyed = {CNOPS_KEYED_STUDENT}, .key_from = "key_id",
     .rotation = CNOPS_ROTATION_REMAKE, .source = "registration.record_sealed"},

    /* The address that it was made of may be another one by now. It is compared under the key that
     * made it; where that key is gone, the member is asked about the address once more. */
    {.table = "address_answer", .column = "address_digest", .primary = {"membership_id"},
     .keyed = {CNOPS_KEYED_ADDRESS}, .key_from = "key_id", .rotation = CNOPS_ROTATION_EXPIRES,
     .life = CNOPS_COLUMN_ADDRESS_LIFE},

    {.table = "establishment_key", .column = "key_digest", .primary = {"id"},
     .keyed = {CNOPS_KEYED_API_KEY}, .key_from = "key_id", .rotation = CNOPS_ROTATION_USE},
    SEALED("establishment_officer", "email_sealed", CNOPS_SEALED_CONTACT, CNOPS_ROTATION_RESEAL,
           "id"),
    {.table = "establishment_officer", .column = "email_digest", .primary = {"id"},
     .keyed = {CNOPS_KEYED_EMAIL}, .key_from = "email_sealed",
     .rotation = CNOPS_ROTATION_REMAKE, .source = "establishment_officer.email_sealed"},
    /* As with sessions of members, one that is not found has ended. */
    {.table = "officer_session", .column = "token_digest", .primary = {"token_digest"},
     .keyed = {CNOPS_KEYED_OFFICER}, .rotation = CNOPS_ROTATION_EXPIRES, .lives = {OF(session_max)}},
    SEALED("batch_chunk", "content_sealed", CNOPS_SEALED_BATCH_CHUNK, CNOPS_ROTATION_RESEAL,
           "batch_id", "seq"),
    SEALED("batch_fault", "row_key_sealed", CNOPS_SEALED_BATCH_KEY, CNOPS_ROTATION_RESEAL,
           "batch_id", "line"),
    /* Without its key, a body that comes again with its idempotency key counts as another one. */
    {.table = "batch", .column = "body_digest", .primary = {"id"},
     .keyed = {CNOPS_KEYED_BATCH_BODY}, .key_from = "key_id", .rotation = CNOPS_ROTATION_EXPIRES,
     .life = CNOPS_COLUMN_BATCH_LIFE},
    /* With a new key, a row that stands twice in a batch which is worked on at that moment is not
     * refused, but written once more. */
    {.table = "batch_row", .column = "content_digest", .primary = {"batch_id", "line"},
     .keyed = {CNOPS_KEYED_BATCH_ROW}, .rotation = CNOPS_ROTATION_EXPIRES,
     .life = CNOPS_COLUMN_BATCH_LIFE},

    {.table = "event", .column = "mac", .primary = {"id"},
     .keyed = {CNOPS_KEYED_EVENT}, .key_from = "key_id", .rotation = CNOPS_ROTATION_CHAIN},
    {.table = NULL},
};
/* clang-format on */

/* --- sealed columns --- */

const char *const *cnops_column_bound(cnops_sealed_e what)
{
    return sealed_table[what].bound;
}

/* The word and the values, with slashes between them. NULL where the number of values is wrong. */
static const char *context_of(const sealed_t *sealed, const char *const *bound, apr_pool_t *pool)
{
    const char *context = sealed->word;
    int count = 0;

    for (; sealed->bound[count]; count++) {
        if (!bound || !bound[count])
            return NULL;
        context = apr_pstrcat(pool, context, "/", bound[count], NULL);
    }
    return bound && bound[count] ? NULL : context;
}

const char *cnops_column_seal(const cnops_core_t *core, cnops_sealed_e what,
                              const char *const *bound, const char *text, apr_pool_t *pool)
{
    const sealed_t *sealed = &sealed_table[what];
    const char *context = context_of(sealed, bound, pool);

    return context ? cnops_seal(core, sealed->purpose, context, text, pool) : NULL;
}

apr_status_t cnops_column_open(char **ptext, const cnops_core_t *core, cnops_sealed_e what,
                               const char *const *bound, const char *sealed, apr_pool_t *pool)
{
    const sealed_t *row = &sealed_table[what];
    const char *context = context_of(row, bound, pool);

    *ptext = NULL;
    return context ? cnops_unseal(ptext, core, row->purpose, context, sealed, pool) : CNOPS_EFORGED;
}

static bool is_current(const cnops_core_t *core, const char *sealed, apr_pool_t *pool)
{
    return strcmp(cnops_column_key_id(sealed, pool), cnops_keys_current(core->keys)) == 0;
}

apr_status_t cnops_column_reseal(const char **pnew_value, const cnops_core_t *core,
                                 cnops_sealed_e what, const char *const *bound, const char *sealed,
                                 apr_pool_t *pool)
{
    char *text;
    apr_status_t rv;

    *pnew_value = NULL;
    if (!sealed || !*sealed)
        return APR_SUCCESS;
    if ((rv = cnops_column_open(&text, core, what, bound, sealed, pool)) != APR_SUCCESS)
        return rv;
    if (!is_current(core, sealed, pool))
        *pnew_value = cnops_column_seal(core, what, bound, text, pool);
    cnops_secret_wipe(text);
    return APR_SUCCESS;
}

/* --- columns of digests --- */

const char *cnops_column_digest(const cnops_core_t *core, cnops_keyed_e what, const char *a,
                                const char *b, apr_pool_t *pool)
{
    const char *parts[] = {a, b, NULL};

    return cnops_column_digest_with(core, what, NULL, parts, pool);
}

/* The word, if there is one, and then parts. */
static const char *const *put_first(const char *word, const char *const *parts, apr_pool_t *pool)
{
    const char **all;
    apr_size_t count = 0;

    if (!word)
        return parts;
    while (parts[count])
        count++;
    all = apr_palloc(pool, (count + 2) * sizeof *all);
    all[0] = word;
    memcpy(all + 1, parts, (count + 1) * sizeof *all);
    return all;
}

const char *cnops_column_digest_with(const cnops_core_t *core, cnops_keyed_e what,
                                     const char *key_id, const char *const *parts, apr_pool_t *pool)
{
    const keyed_t *keyed = &keyed_table[what];
    char *hex = apr_palloc(pool, CNOPS_DIGEST_HEX);
    bool done = cnops_digest_with(hex, core->keys, key_id, keyed->purpose,
                                  put_first(keyed->word, parts, pool));

    return done ? hex : NULL;
}

const char *cnops_column_key_id(const char *key_from, apr_pool_t *pool)
{
    return key_from ? apr_pstrmemdup(pool, key_from, strcspn(key_from, ".")) : NULL;
}

apr_interval_time_t cnops_column_life(const cnops_column_t *column,
                                      const cnops_settings_t *settings)
{
    apr_interval_time_t longest = column->life;

    for (int i = 0; i < CNOPS_COLUMN_NAMES && column->lives[i]; i++) {
        apr_interval_time_t life =
            *(const apr_interval_time_t *)((const char *)settings + column->lives[i]);

        longest = life > longest ? life : longest;
    }
    return longest;
}
