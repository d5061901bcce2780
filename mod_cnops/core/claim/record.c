/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/claim/record.h"

#include "base/errors.h"
#include "base/text.h"
#include "core/seal/columns.h"

#include <apr_strings.h>
#include <string.h>

#define SEPARATOR "\x1f"

/* --- writing --- */

static const char *write_number(apr_int64_t number, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%" APR_INT64_T_FMT, number);
}

/* "TIME STATUS TIME STATUS…" */
static const char *write_history(const apr_array_header_t *history, apr_pool_t *pool)
{
    const char *text = "";

    for (int i = 0; i < history->nelts; i++) {
        const cnops_claim_change_t *change = &APR_ARRAY_IDX(history, i, cnops_claim_change_t);

        text = apr_pstrcat(pool, text, i > 0 ? " " : "", write_number(change->seen_at, pool), " ",
                           cnops_claim_status_name(change->status), NULL);
    }
    return text;
}

const char *cnops_claim_record_write(const cnops_claim_record_t *r, apr_pool_t *pool)
{
    return apr_pstrcat(pool, r->reference, SEPARATOR, r->care_kind, SEPARATOR, r->beneficiary,
                       SEPARATOR, r->relation, SEPARATOR, r->birth_date, SEPARATOR,
                       write_number(r->spent, pool), SEPARATOR, write_number(r->refunded, pool),
                       SEPARATOR, r->paid_on, SEPARATOR, r->payment_mode, SEPARATOR,
                       r->document_asked, SEPARATOR, r->reason, SEPARATOR, r->affiliation_no,
                       SEPARATOR, write_history(r->history, pool), NULL);
}

/* --- reading --- */

/* The fields that are left to read. After a fault all further fields are empty. */
typedef struct fields_t {
    char *rest; /* NULL: there is no further field */
    bool is_malformed;
} fields_t;

static const char *next_field(fields_t *fields)
{
    char *field = fields->rest, *end = field ? strchr(field, *SEPARATOR) : NULL;

    fields->is_malformed |= !field;
    fields->rest = end ? end + 1 : NULL;
    if (end)
        *end = '\0';
    return field ? field : "";
}

static apr_int64_t next_number(fields_t *fields)
{
    const char *field = next_field(fields);
    apr_int64_t number;

    fields->is_malformed |= !cnops_text_number(&number, &field) || *field;
    return number;
}

static void read_history(apr_array_header_t *history, fields_t *fields, char *text)
{
    char *rest, *time = apr_strtok(text, " ", &rest);

    for (; time && !fields->is_malformed; time = apr_strtok(NULL, " ", &rest)) {
        cnops_claim_change_t *change = apr_array_push(history);
        const char *number = time, *word = apr_strtok(NULL, " ", &rest);

        fields->is_malformed |= !cnops_text_number(&change->seen_at, &number) || *number;
        fields->is_malformed |= !cnops_claim_status_parse(&change->status, word);
    }
}

apr_status_t cnops_claim_record_read(cnops_claim_record_t *precord, const char *text,
                                     apr_pool_t *pool)
{
    fields_t fields = {.rest = apr_pstrdup(pool, text)};
    cnops_claim_record_t *r = precord;

    r->reference = next_field(&fields);
    r->care_kind = next_field(&fields);
    r->beneficiary = next_field(&fields);
    r->relation = next_field(&fields);
    r->birth_date = next_field(&fields);
    r->spent = next_number(&fields);
    r->refunded = next_number(&fields);
    r->paid_on = next_field(&fields);
    r->payment_mode = next_field(&fields);
    r->document_asked = next_field(&fields);
    r->reason = next_field(&fields);
    r->affiliation_no = next_field(&fields);
    r->history = apr_array_make(pool, 2, sizeof(cnops_claim_change_t));
    read_history(r->history, &fields, apr_pstrdup(pool, next_field(&fields)));
    return fields.is_malformed || fields.rest ? CNOPS_EMALFORMED : APR_SUCCESS;
}

/* --- sealing --- */

const char *cnops_claim_record_seal(const cnops_core_t *core, const cnops_claim_record_t *record,
                                    apr_pool_t *pool)
{
    return cnops_column_seal(core, CNOPS_SEALED_CLAIM, NULL, cnops_claim_record_write(record, pool),
                             pool);
}

apr_status_t cnops_claim_record_open(cnops_claim_record_t *precord, const cnops_core_t *core,
                                     const char *record_sealed, apr_pool_t *pool)
{
    char *text;
    apr_status_t rv = cnops_column_open(&text, core, CNOPS_SEALED_CLAIM, NULL, record_sealed, pool);

    return rv == APR_SUCCESS ? cnops_claim_record_read(precord, text, pool) : rv;
}

/* --- digests --- */

const char *cnops_claim_reference_digest(const cnops_core_t *core, const char *reference,
                                         apr_pool_t *pool)
{
    return cnops_column_digest(core, CNOPS_KEYED_CLAIM, reference, NULL, pool);
}

/* One blank between words. */
static const char *squeeze(const char *text, apr_pool_t *pool)
{
    char *squeezed = cnops_text_upper(cnops_text_fold(text, pool), pool), *to = squeezed;

    for (const char *from = squeezed; *from; from++)
        if (*from != ' ' || from[1] != ' ')
            *to++ = *from;
    *to = '\0';
    return squeezed;
}

const char *cnops_claim_beneficiary_digest(const cnops_core_t *core, apr_int64_t membership_id,
                                           const char *beneficiary, apr_pool_t *pool)
{
    return cnops_column_digest(core, CNOPS_KEYED_BENEFICIARY, write_number(membership_id, pool),
                               squeeze(beneficiary, pool), pool);
}

/* --- the record of a row --- */

/* While a key is changed, a digest may be of another key than the seal: so each key of the ring is
 * tried, the current one first. */
static bool is_digest(const char *digest, const cnops_core_t *core, cnops_keyed_e what,
                      const char *const *parts, apr_pool_t *pool)
{
    const char *key_id;

    for (int i = 0; (key_id = cnops_keys_id(core->keys, i)); i++)
        if (strcmp(digest, cnops_column_digest_with(core, what, key_id, parts, pool)) == 0)
            return true;
    return false;
}

static bool is_reference(const cnops_claim_record_t *record, const cnops_core_t *core,
                         const cnops_claim_t *row, apr_pool_t *pool)
{
    const char *const parts[] = {record->reference, NULL};

    return is_digest(row->reference_digest, core, CNOPS_KEYED_CLAIM, parts, pool);
}

/* Name, membership and digest must all be those of the row: a digest that is right for one name or
 * membership says nothing about another. */
static bool is_known(const apr_array_header_t *known, const cnops_claim_record_t *record,
                     const cnops_claim_t *row)
{
    for (int i = 0; known && i < known->nelts; i++) {
        const cnops_claim_known_t *one = &APR_ARRAY_IDX(known, i, cnops_claim_known_t);

        if (one->membership_id == row->membership_id &&
            strcmp(one->beneficiary, record->beneficiary) == 0 &&
            strcmp(one->digest, row->beneficiary_digest) == 0)
            return true;
    }
    return false;
}

static bool is_beneficiary(const cnops_claim_record_t *record, const cnops_core_t *core,
                           const cnops_claim_t *row, apr_array_header_t *known, apr_pool_t *pool)
{
    const char *const parts[] = {write_number(row->membership_id, pool),
                                 squeeze(record->beneficiary, pool), NULL};

    if (!is_digest(row->beneficiary_digest, core, CNOPS_KEYED_BENEFICIARY, parts, pool))
        return false;
    if (known)
        APR_ARRAY_PUSH(known, cnops_claim_known_t) =
            (cnops_claim_known_t){row->membership_id, apr_pstrdup(known->pool, record->beneficiary),
                                  apr_pstrdup(known->pool, row->beneficiary_digest)};
    return true;
}

apr_status_t cnops_claim_record_of(cnops_claim_record_t *precord, const cnops_core_t *core,
                                   const cnops_claim_t *row, apr_array_header_t *known,
                                   apr_pool_t *pool)
{
    apr_status_t rv = cnops_claim_record_open(precord, core, row->record_sealed, pool);

    if (rv != APR_SUCCESS)
        return rv;
    if (!is_reference(precord, core, row, pool))
        return CNOPS_EFORGED;
    return is_known(known, precord, row) || is_beneficiary(precord, core, row, known, pool)
               ? APR_SUCCESS
               : CNOPS_EFORGED;
}
