/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/claim/reader.h"

#include "base/buffer.h"
#include "base/date.h"
#include "base/text.h"
#include "core/person/identity.h"

#include <apr_strings.h>
#include <string.h>

/* --- the member's own name --- */

/* Letters of either case, and any blanks between words, make the same name. */
static const char *plain_name(const char *one, const char *two, apr_pool_t *pool)
{
    const char *text = apr_pstrcat(pool, one ? one : "", " ", two ? two : "", NULL);
    char *copy = cnops_text_upper(cnops_text_fold(text, pool), pool);
    char *word, *last;
    const char *name = "";

    for (word = apr_strtok(copy, " ", &last); word; word = apr_strtok(NULL, " ", &last))
        name = apr_pstrcat(pool, name, *name ? " " : "", word, NULL);
    return name;
}

static void open_own(cnops_claim_reader_t *reader)
{
    const char *given, *family;
    cnops_tree_t *record;

    if (reader->is_opened)
        return;
    reader->is_opened = true;
    if (!reader->person_record_sealed ||
        cnops_identity_record(&record, reader->core, CNOPS_SEALED_PERSON,
                              reader->person_record_sealed, reader->pool) != APR_SUCCESS)
        return;
    given = cnops_tree_text(record, "given_name");
    family = cnops_tree_text(record, "family_name");
    reader->own_name = plain_name(given, family, reader->pool);
    reader->own_name_reversed = plain_name(family, given, reader->pool);
    reader->own_birth_date = cnops_tree_text(record, "birth_date");
}

/* A grown child may have the name of the member: a birth date in the file must be the member's. */
static bool is_own(cnops_claim_reader_t *reader, const cnops_claim_covered_t *covered,
                   apr_pool_t *pool)
{
    const char *name;

    open_own(reader);
    if (!reader->own_name || !*reader->own_name)
        return false;
    name = plain_name(covered->name, NULL, pool);
    if (strcmp(name, reader->own_name) != 0 && strcmp(name, reader->own_name_reversed) != 0)
        return false;
    return !*covered->birth_date ||
           (reader->own_birth_date && strcmp(covered->birth_date, reader->own_birth_date) == 0);
}

/* --- the mask --- */

/* A year alone counts as its first day, on which the person is of age the earliest. */
static bool is_minor(const cnops_core_t *core, const char *birth_date)
{
    char day[CNOPS_DATE_LEN], limit[CNOPS_DATE_LEN];

    if (!*birth_date)
        return false;
    cnops_date_of(day, cnops_core_now(core));
    apr_snprintf(limit, sizeof limit, "%04d%s", cnops_date_year(day) - CNOPS_CLAIM_FULL_AGE,
                 day + 4);
    return strcmp(birth_date, limit) > 0;
}

bool cnops_claim_is_masked(cnops_claim_reader_t *reader, const cnops_claim_covered_t *covered,
                           apr_pool_t *pool)
{
    if (reader->core->settings->beneficiary_mask == CNOPS_BENEFICIARY_MASK_OFF)
        return false;
    if (strcmp(covered->relation, "insured") == 0 || is_minor(reader->core, covered->birth_date))
        return false;
    return *covered->relation || !is_own(reader, covered, pool);
}

const char *cnops_claim_initials(const char *name, apr_pool_t *pool)
{
    const char *text = cnops_text_fold(name, pool);
    apr_size_t len = strlen(text);
    bool begins = true;
    cnops_buffer_t out;

    cnops_buffer_init(&out, 32, pool);
    for (apr_size_t at = 0, step; at < len; at += step) {
        if (!(step = cnops_text_sequence(text + at, len - at)))
            step = 1;
        if (begins && text[at] != ' ') {
            if (out.len)
                cnops_buffer_add_byte(&out, ' ');
            cnops_buffer_add(&out, text + at, step);
            cnops_buffer_add_byte(&out, '.');
        }
        begins = text[at] == ' ';
    }
    return cnops_buffer_text(&out);
}

bool cnops_claim_mask(cnops_claim_reader_t *reader, cnops_claim_record_t *record, apr_pool_t *pool)
{
    cnops_claim_covered_t covered = {record->beneficiary, record->relation, record->birth_date};

    if (!cnops_claim_is_masked(reader, &covered, pool))
        return false;
    record->beneficiary = cnops_claim_initials(record->beneficiary, pool);
    record->birth_date = "";
    if (reader->core->settings->beneficiary_mask == CNOPS_BENEFICIARY_MASK_CARE)
        record->care_kind = "";
    return true;
}
