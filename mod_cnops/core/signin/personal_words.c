/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/signin/personal_words.h"

#include "base/date.h"
#include "base/text.h"
#include "core/person/person.h"

#include <apr_strings.h>
#include <string.h>

static void add(apr_array_header_t *words, const char *word)
{
    if (word && *word)
        APR_ARRAY_PUSH(words, const char *) = word;
}

/* 14031975 and 1975; an old record has only the year. */
static void add_birth_date(apr_array_header_t *words, const char *birth_date, apr_pool_t *pool)
{
    if (!birth_date)
        return;
    add(words, cnops_text_compact(cnops_date_show(birth_date, pool), pool));
    add(words, apr_pstrndup(pool, birth_date, strlen("1975")));
}

static void add_person(apr_array_header_t *words, const cnops_tree_t *record, apr_pool_t *pool)
{
    static const char *const names[] = {"family_name", "given_name", "family_name_ar",
                                        "given_name_ar", "cni"};

    for (apr_size_t i = 0; i < sizeof names / sizeof *names; i++)
        add(words, cnops_tree_text(record, names[i]));
    add_birth_date(words, cnops_tree_text(record, "birth_date"), pool);
}

static void add_contacts(apr_array_header_t *words, const char *email, const char *phone,
                         apr_pool_t *pool)
{
    add(words, email);
    if (email)
        add(words, apr_pstrmemdup(pool, email, strcspn(email, "@")));
    add(words, phone);
    if (phone && strncmp(phone, "+212", 4) == 0)
        add(words, apr_pstrcat(pool, "0", phone + 4, NULL));
}

apr_status_t cnops_personal_words(const char *const **pwords, const cnops_core_t *core,
                                  apr_int64_t person_id, const char *email, const char *phone,
                                  apr_pool_t *pool)
{
    apr_array_header_t *words = apr_array_make(pool, 16, sizeof(const char *));
    cnops_tree_t *record;
    apr_status_t rv = cnops_person_record(&record, core, person_id, pool);

    if (rv != APR_SUCCESS)
        return rv;
    if (record)
        add_person(words, record, pool);
    add_contacts(words, email, phone, pool);
    APR_ARRAY_PUSH(words, const char *) = NULL;
    *pwords = (const char *const *)words->elts;
    return APR_SUCCESS;
}
