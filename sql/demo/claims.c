/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "claims.h"

#include "base/date.h"
#include "draw.h"
#include "people.h"

#include <apr_strings.h>
#include <string.h>

#define HEADER                                                                                     \
    "reference,immatriculation,received_on,care_kind,beneficiary,amount_spent,amount_refunded,"    \
    "status,paid_on,payment_mode,beneficiary_relation,beneficiary_birth_date,document_asked,"      \
    "reason,affiliation_no\n"

#define LAST_DAY APR_TIME_C(1795132800000000) /* 2026-11-20 */
#define DAY      apr_time_from_sec(24 * 3600)
#define DAYS     1810 /* in which the claims of a member are */
#define APART    30   /* days between the claims of whoever has few */

/* --- what a claim may say --- */

static const struct {
    const char *name;
    int least, most; /* dirhams */
    const char *document;
} kinds[] = {
    {"consultation", 150, 400, "Ordonnance originale"},
    {"pharmacie", 60, 1800, "Vignettes des médicaments"},
    {"analyses", 200, 1500, "Facture détaillée du laboratoire"},
    {"radiologie", 250, 2500, "Compte rendu de radiologie"},
    {"soins dentaires", 300, 6000, "Panoramique dentaire avant les soins"},
    {"optique", 400, 2800, "Prescription de l’ophtalmologue"},
    {"kinésithérapie", 600, 3000, "Accord préalable"},
    {"hospitalisation", 3000, 45000, "Facture acquittée de la clinique"},
};

static const char *const reasons[] = {
    "Acte non remboursable",
    "Dossier reçu plus de deux mois après les soins",
    "Double envoi du même dossier",
};

/* Adults are masked by default, and so is who has no known age. */
static const struct {
    const char *relation, *birth_date; /* NULL: the member's own */
} family[] = {
    {"insured", NULL}, {"spouse", "1984-05-21"}, {"child", "2015-09-03"}, {"child", "2001-02-11"},
    {"child", ""},     {"parent", "1949-12-30"},
};

/* The first claims of a member, the newest first; whoever has five has all of them. */
static const char *const first[] = {"received", "document_asked", "paid", "in_process", "rejected"};

/* --- a claim --- */

typedef struct insured_t {
    const char *const *values; /* as in members.csv */
    apr_int64_t number;        /* part of the references */
    apr_int64_t claims;
} insured_t;

typedef struct claim_t {
    apr_time_t received_at;
    apr_uint64_t kind, who;
    apr_int64_t spent; /* centimes */
    const char *status;
    apr_int64_t percent, days; /* of what is refunded, until it is paid */
    const char *reason;        /* if it is rejected */
} claim_t;

static const char *draw_status(apr_uint64_t *state, apr_int64_t days)
{
    if (days < 10)
        return "received";
    if (days < 40)
        return "in_process";
    if (demo_chance(state, 6))
        return "rejected";
    return days < 200 && demo_chance(state, 10) ? "document_asked" : "paid";
}

/* Claim i of a member, the newest first. */
static claim_t draw_claim(apr_uint64_t *state, const insured_t *insured, apr_int64_t i)
{
    apr_int64_t days = insured->claims * APART < DAYS ? i * APART : i * DAYS / insured->claims;
    claim_t claim = {.received_at = LAST_DAY - days * DAY};

    claim.kind = demo_below(state, DEMO_COUNT(kinds));
    claim.who = demo_chance(state, 40) ? 0 : demo_below(state, DEMO_COUNT(family));
    claim.spent = 100 * (apr_int64_t)demo_below(state, (apr_uint64_t)(kinds[claim.kind].most -
                                                                      kinds[claim.kind].least)) +
                  100 * kinds[claim.kind].least + 10 * (apr_int64_t)demo_below(state, 10);
    claim.status = (apr_uint64_t)i < DEMO_COUNT(first) ? first[i] : draw_status(state, days);
    claim.percent = 70 + 10 * (apr_int64_t)demo_below(state, 4);
    claim.days = 20 + (apr_int64_t)demo_below(state, 40);
    claim.reason = reasons[demo_below(state, DEMO_COUNT(reasons))];
    return claim;
}

static bool is(const claim_t *claim, const char *status)
{
    return strcmp(claim->status, status) == 0;
}

static const char *refunded(const claim_t *claim, apr_pool_t *pool)
{
    if (is(claim, "paid"))
        return apr_psprintf(pool, "%" APR_INT64_T_FMT, claim->spent * claim->percent / 100);
    return is(claim, "rejected") ? "0" : "";
}

/* No later than nine days after the newest claim: the file is of that day. */
static const char *paid_on(const claim_t *claim, apr_pool_t *pool)
{
    apr_time_t at = claim->received_at + claim->days * DAY, last = LAST_DAY + 9 * DAY;
    char iso[CNOPS_DATE_LEN];

    if (!is(claim, "paid"))
        return "";
    cnops_date_of(iso, at < last ? at : last);
    return apr_pstrdup(pool, iso);
}

/* A member's family is the same in all claims: its names depend on the member alone. */
static const char *name_of(const insured_t *insured, apr_uint64_t who, apr_pool_t *pool)
{
    const char *const *v = insured->values;
    apr_uint64_t seed = (apr_uint64_t)insured->number + 7 * who;
    const char *name = v[CNOPS_COLUMN_FAMILY_NAME];

    if (who == 0)
        return apr_pstrcat(pool, v[CNOPS_COLUMN_GIVEN_NAME], " ", name, NULL);
    if (strcmp(family[who].relation, "child") != 0)
        name = demo_family_name(seed);
    return apr_pstrcat(pool, demo_given_name(seed), " ", name, NULL);
}

static const char *text_of(const char *text)
{
    return text ? text : "";
}

static void print_claim(apr_file_t *out, const insured_t *insured, apr_int64_t i, apr_pool_t *pool)
{
    const char *const *v = insured->values, *birth_date, *mode = v[CNOPS_COLUMN_PAYMENT_MODE];
    apr_uint64_t state = (apr_uint64_t)(insured->number * 100000 + i);
    claim_t claim = draw_claim(&state, insured, i);
    char received[CNOPS_DATE_LEN];

    birth_date = family[claim.who].birth_date;
    if (!birth_date)
        birth_date = v[CNOPS_COLUMN_BIRTH_DATE];
    cnops_date_of(received, claim.received_at);
    apr_file_printf(out,
                    "DM%08" APR_INT64_T_FMT "-%05" APR_INT64_T_FMT ",%s,%s,%s,%s,%" APR_INT64_T_FMT
                    ",%s,%s,%s,%s,%s,%s,%s,%s,%s\n",
                    insured->number, insured->claims - i, v[CNOPS_COLUMN_IMMATRICULATION], received,
                    kinds[claim.kind].name, name_of(insured, claim.who, pool), claim.spent,
                    refunded(&claim, pool), claim.status, paid_on(&claim, pool),
                    is(&claim, "paid") ? text_of(mode) : "", family[claim.who].relation, birth_date,
                    is(&claim, "document_asked") ? kinds[claim.kind].document : "",
                    is(&claim, "rejected") ? claim.reason : "",
                    text_of(v[CNOPS_COLUMN_AFFILIATION_NO]));
}

static void print_claims_of(apr_file_t *out, const insured_t *insured, apr_pool_t *pool)
{
    for (apr_int64_t i = insured->claims - 1; i >= 0; i--) {
        print_claim(out, insured, i, pool);
        if (i % 64 == 0)
            apr_pool_clear(pool);
    }
}

/* --- all of them --- */

/* Returns how many. */
static apr_int64_t print_cases(apr_file_t *out, apr_pool_t *pool)
{
    apr_int64_t count = 0;

    for (int i = 0; i < demo_case_count(); i++) {
        insured_t insured = {demo_cases[i].values, 90000000 + i, demo_cases[i].claims};

        print_claims_of(out, &insured, pool);
        count += insured.claims;
    }
    return count;
}

/* How many of `all` claims the first k of `members` have. Of eight members in a row the first has
 * none, and the last one has almost half of them. */
static apr_int64_t share(apr_int64_t all, apr_int64_t members, apr_int64_t k)
{
    static const int sums[] = {0, 0, 1, 3, 7, 13, 22, 36};
    apr_int64_t whole = 64 * (members / 8) + sums[members % 8];

    return whole ? all * (64 * (k / 8) + sums[k % 8]) / whole : 0;
}

static void print_others(apr_file_t *out, apr_int64_t members, apr_int64_t claims, apr_pool_t *pool)
{
    const char *values[CNOPS_MEMBER_COLUMNS];
    apr_pool_t *inner;

    for (apr_int64_t k = 0; k < members; k++) {
        insured_t insured = {values, k, share(claims, members, k + 1) - share(claims, members, k)};

        apr_pool_clear(pool);
        apr_pool_create(&inner, pool);
        demo_member_make(values, k, pool);
        print_claims_of(out, &insured, inner);
    }
}

void demo_claims_print(apr_file_t *out, apr_int64_t members, apr_int64_t claims, apr_pool_t *pool)
{
    apr_pool_t *turn;
    apr_int64_t done;

    apr_pool_create(&turn, pool);
    apr_file_puts(HEADER, out);
    done = print_cases(out, turn);
    if (members > demo_case_count() && claims > done)
        print_others(out, members - demo_case_count(), claims - done, turn);
    apr_pool_destroy(turn);
}
