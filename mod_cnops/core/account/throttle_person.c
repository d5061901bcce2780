/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/account/throttle_person.h"

#include "core/code/code.h"
#include "core/guard/pass.h"
#include "core/person/identity.h"
#include "core/session/device.h"

#include <apr_strings.h>
#include <stddef.h>

typedef struct subjects_t {
    const char *person, *number;         /* of the person found; of the number as typed */
    const char *account, *email, *phone; /* NULL without account */
    apr_array_header_t *browsers;        /* const char *: known to the account */
} subjects_t;

/* The allowances that have a counter of their own for a use. STRANGERS: the counter of
 * strangers. */
enum { STRANGERS = 1, BROWSERS = 2, CONTACT = 4, OWNER = 8 };

#define OF(member) offsetof(subjects_t, member)

static const struct {
    cnops_use_e use;
    apr_size_t subject;
    int kinds;
} uses[] = {
    {CNOPS_USE_SIGNIN_STRANGER, OF(person), STRANGERS},
    {CNOPS_USE_SIGNIN_BROWSER, OF(person), BROWSERS},
    {CNOPS_USE_PERSON_ANSWERS, OF(number), STRANGERS | BROWSERS | CONTACT},
    {CNOPS_USE_PERSON_CODES, OF(number), STRANGERS | BROWSERS | CONTACT},
    {CNOPS_USE_PERSON_TRACKING, OF(number), STRANGERS},
    {CNOPS_USE_PERSON_PASSES, OF(number), STRANGERS},
    {CNOPS_USE_TRACKING_EMAILS, OF(number), STRANGERS},
    {CNOPS_USE_ACCOUNT_NOTICE, OF(account), STRANGERS},
    {CNOPS_USE_ACCOUNT_CODES, OF(account), STRANGERS},
    {CNOPS_USE_ACCOUNT_TRIES, OF(account), STRANGERS},
    {CNOPS_USE_ACCOUNT_EXPORTS, OF(account), STRANGERS},
    {CNOPS_USE_ACCOUNT_STATEMENTS, OF(account), STRANGERS},
    {CNOPS_USE_EMAIL_CODES, OF(email), STRANGERS | BROWSERS | CONTACT | OWNER},
    {CNOPS_USE_SMS_CODES, OF(phone), STRANGERS | BROWSERS | CONTACT | OWNER},
};

#define USES (sizeof uses / sizeof *uses)

/* --- the subjects of a person --- */

static apr_status_t find_account_subjects(subjects_t *subjects, const cnops_core_t *core,
                                          const cnops_account_t *account, apr_pool_t *pool)
{
    apr_array_header_t *devices;
    apr_status_t rv = cnops_device_list(&devices, core, account->id, pool);

    subjects->account = apr_psprintf(pool, "%" APR_INT64_T_FMT, account->id);
    subjects->email = account->email_digest;
    subjects->phone = account->phone_digest;
    for (int i = 0; rv == APR_SUCCESS && i < devices->nelts; i++)
        APR_ARRAY_PUSH(subjects->browsers, const char *) =
            APR_ARRAY_IDX(devices, i, cnops_device_t).browser;
    return rv;
}

static apr_status_t find_subjects(subjects_t *subjects, const cnops_core_t *core,
                                  const cnops_person_t *person, const cnops_account_t *account,
                                  apr_pool_t *pool)
{
    cnops_tree_t *record;
    const char *number;
    apr_status_t rv =
        cnops_identity_record(&record, core, CNOPS_SEALED_PERSON, person->record_sealed, pool);

    *subjects = (subjects_t){.person = person->document_digest,
                             .browsers = apr_array_make(pool, 4, sizeof(const char *))};
    if (rv != APR_SUCCESS)
        return rv;
    number = cnops_tree_text(record, "cni");
    subjects->number = number ? cnops_identity_subject(core, number, pool) : NULL;
    return account ? find_account_subjects(subjects, core, account, pool) : APR_SUCCESS;
}

/* --- every counter --- */

typedef struct place_t {
    cnops_use_e use;
    const char *subject, *allowance;
} place_t;

static void add_own(apr_array_header_t *places, cnops_use_e use, const char *subject,
                    const char *key, const char *allowance)
{
    APR_ARRAY_PUSH(places, place_t) =
        (place_t){use, apr_pstrcat(places->pool, subject, key, NULL), allowance};
}

static void add_places(apr_array_header_t *places, const subjects_t *subjects, apr_size_t i)
{
    const char *subject =
        *(const char *const *)(const void *)((const char *)subjects + uses[i].subject);

    if (!subject)
        return;
    if (uses[i].kinds & STRANGERS)
        APR_ARRAY_PUSH(places, place_t) = (place_t){uses[i].use, subject, NULL};
    for (int b = 0; uses[i].kinds & BROWSERS && b < subjects->browsers->nelts; b++)
        add_own(places, uses[i].use, subject, APR_ARRAY_IDX(subjects->browsers, b, const char *),
                "browser");
    if (uses[i].kinds & CONTACT)
        add_own(places, uses[i].use, subject, CNOPS_PASS_ALLOWANCE, CNOPS_PASS_ALLOWANCE);
    if (uses[i].kinds & OWNER)
        add_own(places, uses[i].use, subject, CNOPS_CODE_OWNER, CNOPS_CODE_OWNER);
}

static apr_status_t list_places(apr_array_header_t **pplaces, const cnops_core_t *core,
                                const cnops_person_t *person, const cnops_account_t *account,
                                apr_pool_t *pool)
{
    subjects_t subjects;
    apr_status_t rv = find_subjects(&subjects, core, person, account, pool);

    *pplaces = apr_array_make(pool, 16, sizeof(place_t));
    for (apr_size_t i = 0; i < USES && rv == APR_SUCCESS; i++)
        add_places(*pplaces, &subjects, i);
    return rv;
}

apr_status_t cnops_throttle_of_person(apr_array_header_t **plist, const cnops_core_t *core,
                                      const cnops_person_t *person, const cnops_account_t *account,
                                      apr_pool_t *pool)
{
    apr_array_header_t *places;
    apr_status_t rv = list_places(&places, core, person, account, pool);

    *plist = apr_array_make(pool, places->nelts, sizeof(cnops_person_counter_t));
    for (int i = 0; i < places->nelts && rv == APR_SUCCESS; i++) {
        const place_t *place = &APR_ARRAY_IDX(places, i, place_t);
        cnops_person_counter_t counter = {.use = place->use, .allowance = place->allowance};

        counter.limit = cnops_use_limit(core, place->use);
        rv = cnops_throttle_look(&counter.verdict, core, place->use, place->subject, 0, pool);
        if (!place->allowance || counter.verdict.count > 0)
            APR_ARRAY_PUSH(*plist, cnops_person_counter_t) = counter;
    }
    return rv;
}

apr_status_t cnops_throttle_clear_person(const cnops_core_t *core, const cnops_person_t *person,
                                         const cnops_account_t *account, apr_pool_t *pool)
{
    apr_array_header_t *places;
    apr_status_t rv = list_places(&places, core, person, account, pool);

    for (int i = 0; i < places->nelts && rv == APR_SUCCESS; i++) {
        const place_t *place = &APR_ARRAY_IDX(places, i, place_t);

        rv = cnops_throttle_clear(core, place->use, place->subject, pool);
    }
    return rv;
}
