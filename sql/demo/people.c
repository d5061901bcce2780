/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "people.h"

#include "draw.h"

#include <apr_strings.h>

typedef struct name_t {
    const char *latin, *arabic;
} name_t;

static const name_t families[] = {
    {"Alaoui", "العلوي"},   {"Amrani", "العمراني"},   {"Bennani", "بناني"},
    {"Berrada", "برادة"},   {"Chraibi", "الشرايبي"},  {"Fassi", "الفاسي"},
    {"Filali", "الفيلالي"}, {"Guessous", "كسوس"},     {"Idrissi", "الإدريسي"},
    {"Kabbaj", "القباج"},   {"Lahlou", "لحلو"},       {"Mansouri", "المنصوري"},
    {"Naciri", "الناصري"},  {"Ouazzani", "الوزاني"},  {"Rami", "الرامي"},
    {"Saidi", "السعيدي"},   {"Sefrioui", "الصفريوي"}, {"Tazi", "التازي"},
    {"Ziani", "الزياني"},   {"Zniber", "زنيبر"},
};

static const name_t givens[] = {
    {"Amina", "أمينة"},  {"Anas", "أنس"},       {"Fatima", "فاطمة"},  {"Hamza", "حمزة"},
    {"Imane", "إيمان"},  {"Karim", "كريم"},     {"Khadija", "خديجة"}, {"Leila", "ليلى"},
    {"Mehdi", "المهدي"}, {"Nadia", "نادية"},    {"Omar", "عمر"},      {"Rachid", "رشيد"},
    {"Salma", "سلمى"},   {"Soufiane", "سفيان"}, {"Youssef", "يوسف"},  {"Zineb", "زينب"},
};

typedef struct town_t {
    const char *name, *postal_code;
} town_t;

static const town_t towns[] = {
    {"Rabat", "10000"}, {"Salé", "11000"},      {"Casablanca", "20000"}, {"El Jadida", "24000"},
    {"Fès", "30000"},   {"Marrakech", "40000"}, {"Ouarzazate", "45000"}, {"Meknès", "50000"},
    {"Oujda", "60000"}, {"Laâyoune", "70000"},  {"Agadir", "80000"},     {"Tanger", "90000"},
};

static const char *const letters[] = {"A", "AB", "BE", "BK", "C", "CD", "D", "EE", "FA", "JB", "K"};
static const char *const streets[] = {"rue des Orangers", "avenue des Palmiers", "rue de l’Atlas",
                                      "rue du Jasmin", "boulevard de l’Océan"};
static const char *const mutuelles[] = {"Mutuelle Al Amal (exemple)", "Mutuelle Annakhil (exemple)",
                                        "Mutuelle Arrihab (exemple)"};

#define NUMBER(bound) ((int)demo_below(state, bound))

static void make_person(const char **v, apr_int64_t i, bool is_student, apr_uint64_t *state,
                        apr_pool_t *pool)
{
    const name_t *family = &families[demo_below(state, DEMO_COUNT(families))];
    const name_t *given = &givens[demo_below(state, DEMO_COUNT(givens))];
    int year = (is_student ? 1998 : 1945) + NUMBER(is_student ? 10 : 55);

    v[CNOPS_COLUMN_DOCUMENT_TYPE] = "cnie";
    /* Letters may repeat, so the number makes the document unique. */
    v[CNOPS_COLUMN_CNI] = apr_psprintf(pool, "%s%" APR_INT64_T_FMT,
                                       letters[demo_below(state, DEMO_COUNT(letters))], 200000 + i);
    v[CNOPS_COLUMN_BIRTH_DATE] =
        !is_student && demo_chance(state, 3)
            ? apr_psprintf(pool, "%04d", year)
            : apr_psprintf(pool, "%04d-%02d-%02d", year, 1 + NUMBER(12), 1 + NUMBER(28));
    v[CNOPS_COLUMN_FAMILY_NAME] = family->latin;
    v[CNOPS_COLUMN_FAMILY_NAME_AR] = family->arabic;
    v[CNOPS_COLUMN_GIVEN_NAME] = given->latin;
    v[CNOPS_COLUMN_GIVEN_NAME_AR] = given->arabic;
}

static void make_public(const char **v, apr_int64_t i, apr_uint64_t *state, apr_pool_t *pool)
{
    v[CNOPS_COLUMN_SCHEME] = "public";
    v[CNOPS_COLUMN_IMMATRICULATION] =
        apr_psprintf(pool, "%" APR_INT64_T_FMT, APR_INT64_C(300000000) + 7 * i);
    v[CNOPS_COLUMN_EMPLOYEE_NO] =
        apr_psprintf(pool, "%" APR_INT64_T_FMT, APR_INT64_C(1000000) + 3 * i);
    v[CNOPS_COLUMN_MUTUELLE] = mutuelles[demo_below(state, DEMO_COUNT(mutuelles))];
    v[CNOPS_COLUMN_AFFILIATION_NO] = apr_psprintf(pool, "AF-%07d", NUMBER(10000000));
    v[CNOPS_COLUMN_RIGHTS_FROM] = apr_psprintf(pool, "%d-01-01", 2000 + NUMBER(26));
}

static void make_student(const char **v, apr_int64_t i, apr_uint64_t *state, apr_pool_t *pool)
{
    v[CNOPS_COLUMN_SCHEME] = "student";
    v[CNOPS_COLUMN_IMMATRICULATION] = v[CNOPS_COLUMN_CNI];
    v[CNOPS_COLUMN_MASSAR] =
        apr_psprintf(pool, "%c%09" APR_INT64_T_FMT, 'A' + NUMBER(26), APR_INT64_C(100000000) + i);
    v[CNOPS_COLUMN_RIGHTS_FROM] = "2026-09-01";
    v[CNOPS_COLUMN_RIGHTS_TO] = "2027-08-31";
    v[CNOPS_COLUMN_EMAIL_ON_FILE] =
        apr_psprintf(pool, "etudiant%" APR_INT64_T_FMT "@example.ma", i);
}

static void make_payment(const char **v, apr_uint64_t *state, apr_pool_t *pool)
{
    apr_uint64_t kind = demo_below(state, 100);

    if (kind < 65) {
        v[CNOPS_COLUMN_PAYMENT_MODE] = "transfer";
        v[CNOPS_COLUMN_RIB] = apr_psprintf(pool, "%03d%03d%010d%08d", NUMBER(1000), NUMBER(1000),
                                           NUMBER(1000000000), NUMBER(100000000));
    } else if (kind < 98) {
        v[CNOPS_COLUMN_PAYMENT_MODE] = "money_order";
    }
    v[CNOPS_COLUMN_CIVIL_STATUS_NO] =
        apr_psprintf(pool, "%d/%.4s", 1 + NUMBER(3000), v[CNOPS_COLUMN_BIRTH_DATE]);
}

static void make_address(const char **v, apr_uint64_t *state, apr_pool_t *pool)
{
    const town_t *town = &towns[demo_below(state, DEMO_COUNT(towns))];

    v[CNOPS_COLUMN_ADDRESS] = apr_psprintf(pool, "%d, %s", 1 + NUMBER(200),
                                           streets[demo_below(state, DEMO_COUNT(streets))]);
    v[CNOPS_COLUMN_POSTAL_CODE] = town->postal_code;
    v[CNOPS_COLUMN_CITY] = town->name;
    v[CNOPS_COLUMN_ADDRESS_PENDING] = demo_chance(state, 5) ? "1" : "0";
}

static const char *draw_status(apr_uint64_t *state)
{
    apr_uint64_t kind = demo_below(state, 100);

    return kind < 94 ? "active" : kind < 98 ? "closed" : "deceased";
}

const char *demo_given_name(apr_uint64_t i)
{
    return givens[i % DEMO_COUNT(givens)].latin;
}

const char *demo_family_name(apr_uint64_t i)
{
    return families[i % DEMO_COUNT(families)].latin;
}

void demo_member_make(const char *values[CNOPS_MEMBER_COLUMNS], apr_int64_t i, apr_pool_t *pool)
{
    apr_uint64_t number = (apr_uint64_t)i, *state = &number;
    bool is_student;

    for (int c = 0; c < CNOPS_MEMBER_COLUMNS; c++)
        values[c] = NULL;
    demo_draw(state);
    is_student = demo_chance(state, 35);
    make_person(values, i, is_student, state, pool);
    if (is_student)
        make_student(values, i, state, pool);
    else
        make_public(values, i, state, pool);
    make_payment(values, state, pool);
    make_address(values, state, pool);
    values[CNOPS_COLUMN_STATUS] = draw_status(state);
}
