/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/throttle_person.h"

#include "core/identity.h"

#include <apr_strings.h>
#include <stddef.h>

typedef struct subjects_t {
    const char *person, *number;         /* resolved; as the document is typed */
    const char *account, *email, *phone; /* NULL without account */
} subjects_t;

#define OF(member) offsetof(subjects_t, member)

static const struct {
    cnops_use_e use;
    apr_size_t subject;
} uses[] = {
    {CNOPS_USE_SIGNIN_STRANGER, OF(person)}, {CNOPS_USE_PERSON_ANSWERS, OF(number)},
    {CNOPS_USE_ACCOUNT_NOTICE, OF(account)}, {CNOPS_USE_EMAIL_CODES, OF(email)},
    {CNOPS_USE_SMS_CODES, OF(phone)},        {CNOPS_USE_PERSON_CODES, OF(number)},
    {CNOPS_USE_PERSON_PASSES, OF(number)},
};

#define USES (sizeof uses / sizeof *uses)

static const char *subject_of(const subjects_t *subjects, apr_size_t i)
{
    return *(const char *const *)(const void *)((const char *)subjects + uses[i].subject);
}

static apr_status_t find_subjects(subjects_t *subjects, const cnops_core_t *core,
                                  const cnops_person_t *person, const cnops_account_t *account,
                                  apr_pool_t *pool)
{
    cnops_tree_t *record;
    const char *number;
    apr_status_t rv =
        cnops_identity_record(&record, core, CNOPS_RECORD_PERSON, person->record_sealed, pool);

    *subjects = (subjects_t){.person = person->document_digest};
    if (rv != APR_SUCCESS)
        return rv;
    number = cnops_tree_text(record, "cni");
    subjects->number = number ? cnops_identity_subject(core, number, pool) : NULL;
    if (!account)
        return APR_SUCCESS;
    subjects->account = apr_psprintf(pool, "%" APR_INT64_T_FMT, account->id);
    subjects->email = account->email_digest;
    subjects->phone = account->phone_digest;
    return APR_SUCCESS;
}

apr_status_t cnops_throttle_of_person(apr_array_header_t **plist, const cnops_core_t *core,
                                      const cnops_person_t *person, const cnops_account_t *account,
                                      apr_pool_t *pool)
{
    subjects_t subjects;
    apr_status_t rv = find_subjects(&subjects, core, person, account, pool);

    *plist = apr_array_make(pool, USES, sizeof(cnops_person_counter_t));
    for (apr_size_t i = 0; i < USES && rv == APR_SUCCESS; i++) {
        cnops_person_counter_t *counter;

        if (!subject_of(&subjects, i))
            continue;
        counter = apr_array_push(*plist);
        counter->use = uses[i].use;
        counter->limit = cnops_use_limit(core, uses[i].use);
        rv = cnops_throttle_look(&counter->verdict, core, uses[i].use, subject_of(&subjects, i), 0,
                                 pool);
    }
    return rv;
}

apr_status_t cnops_throttle_clear_person(const cnops_core_t *core, const cnops_person_t *person,
                                         const cnops_account_t *account, apr_pool_t *pool)
{
    subjects_t subjects;
    apr_status_t rv = find_subjects(&subjects, core, person, account, pool);

    for (apr_size_t i = 0; i < USES && rv == APR_SUCCESS; i++)
        if (subject_of(&subjects, i))
            rv = cnops_throttle_clear(core, uses[i].use, subject_of(&subjects, i), pool);
    return rv;
}
