/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/form/field.h"

#include "base/date.h"
#include "base/language.h"
#include "base/secret.h"
#include "base/text.h"
#include "core/certificate/code.h"
#include "core/ports.h"
#include "core/request/letter.h"
#include "core/ticket/complaint.h"
#include "core/ticket/data_rights.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define EMAIL_MAX  254 /* RFC 5321 §4.5.3.1: 256, less the brackets of a path */
#define LOCAL_MAX  64
#define LABEL_MAX  63
#define MOBILE_LEN 9 /* national digits, without the 0 */

/* --- numbers --- */

/* Sets *pvalue to the text without blanks and in capitals, if it then has min to max characters,
 * all of A-Z and 0-9. Many of these numbers are facts, so the other copies are wiped; the caller
 * wipes the result. */
static bool read_alnum(const char **pvalue, const char *typed, apr_size_t min, apr_size_t max,
                       apr_pool_t *pool)
{
    char *compact = cnops_text_compact(typed, pool);
    char *upper = cnops_text_upper(compact, pool);
    apr_size_t len = strlen(upper);
    bool good = len >= min && len <= max && cnops_text_is_alnum(upper);

    cnops_secret_wipe(compact);
    if (good)
        *pvalue = upper;
    else
        cnops_secret_wipe(upper);
    return good;
}

static bool read_digits(const char **pvalue, const char *typed, apr_size_t min, apr_size_t max,
                        apr_pool_t *pool)
{
    const char *value;

    if (!read_alnum(&value, typed, min, max, pool))
        return false;
    if (!cnops_text_is_digits(value)) {
        cnops_secret_wipe((char *)value);
        return false;
    }
    *pvalue = value;
    return true;
}

/* A text of two or three characters must be a national card's number (one or two letters, then
 * digits), else it is a slip of the finger. A longer one may be a passport's. */
static bool read_document(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    const char *value;
    apr_size_t letters;

    if (!read_alnum(&value, typed, 2, 20, pool))
        return false;
    letters = strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    if (strlen(value) < 4 &&
        (letters < 1 || letters > 2 || !cnops_text_is_digits(value + letters))) {
        cnops_secret_wipe((char *)value);
        return false;
    }
    *pvalue = value;
    return true;
}

const char *cnops_field_check_document(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    return read_document(pvalue, typed, pool) ? NULL : "invalid_document";
}

const char *cnops_field_check_massar(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    const char *value;

    if (!read_alnum(&value, typed, 10, 10, pool))
        return "invalid_massar";
    if (!cnops_text_is_digits(value + (*value >= 'A' && *value <= 'Z'))) {
        cnops_secret_wipe((char *)value);
        return "invalid_massar";
    }
    *pvalue = value;
    return NULL;
}

const char *cnops_field_check_immatriculation(const char **pvalue, const char *typed,
                                              apr_pool_t *pool)
{
    if (read_digits(pvalue, typed, 1, 20, pool) || read_document(pvalue, typed, pool))
        return NULL;
    return "invalid_immatriculation";
}

static const char *check_employee_number(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    return read_alnum(pvalue, typed, 2, 20, pool) ? NULL : "invalid_employee_number";
}

static const char *check_civil_status(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    return read_alnum(pvalue, typed, 1, 30, pool) ? NULL : "invalid_civil_status";
}

/* The whole RIB is accepted too, because some people copy it instead of its end. */
static const char *check_rib(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    const char *whole;

    if (read_digits(pvalue, typed, CNOPS_RIB_ASKED, CNOPS_RIB_ASKED, pool))
        return NULL;
    if (!read_digits(&whole, typed, CNOPS_RIB_WHOLE, CNOPS_RIB_WHOLE, pool))
        return "invalid_rib";
    *pvalue = apr_pstrdup(pool, whole + CNOPS_RIB_WHOLE - CNOPS_RIB_ASKED);
    cnops_secret_wipe((char *)whole);
    return NULL;
}

static const char *check_code(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    return read_digits(pvalue, typed, 4, 10, pool) ? NULL : "invalid_code";
}

static const char *check_certificate_code(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    *pvalue = cnops_certificate_code_read(typed, pool);
    return *pvalue ? NULL : "invalid_certificate_code";
}

/* "01012000" is a date too: keyboards for numbers have no slash. */
static const char *separate_date(const char *typed, apr_pool_t *pool)
{
    const char *text = cnops_text_fold(typed, pool);

    if (strlen(text) != 8 || !cnops_text_is_digits(text))
        return text;
    return apr_psprintf(pool, "%.2s/%.2s/%s", text, text + 2, text + 4);
}

/* The machine's clock is enough: a birth date in the future matches no record anyway, so this only
 * gives a clearer error. Today is the day in UTC, without a day of grace for other time zones:
 * Morocco is an hour ahead of UTC at most. */
static const char *check_past_date(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    char iso[CNOPS_DATE_LEN], tomorrow[CNOPS_DATE_LEN];

    if (!cnops_date_parse(iso, separate_date(typed, pool), pool))
        return "invalid_date";
    cnops_date_of(tomorrow, apr_time_now() + apr_time_from_sec(86400));
    if (strcmp(iso, tomorrow) >= 0)
        return "invalid_date";
    *pvalue = apr_pstrdup(pool, iso);
    return NULL;
}

/* --- contacts --- */

/* A dot-atom of RFC 5321: no quoted forms and no comments, which could break a mail header. */
static bool is_local_part(const char *local, apr_size_t len)
{
    if (len < 1 || len > LOCAL_MAX || local[0] == '.' || local[len - 1] == '.')
        return false;
    for (apr_size_t i = 0; i < len; i++) {
        if (local[i] == '.' ? local[i + 1] == '.'
                            : !apr_isalnum(local[i]) && !strchr("!#$%&'*+-/=?^_`{|}~", local[i]))
            return false;
    }
    return true;
}

static bool is_label(const char *label, apr_size_t len)
{
    if (len < 1 || len > LABEL_MAX || label[0] == '-' || label[len - 1] == '-')
        return false;
    for (apr_size_t i = 0; i < len; i++) {
        if (!apr_isalnum(label[i]) && label[i] != '-')
            return false;
    }
    return true;
}

/* Two letters or more, or an international label in its ASCII form. */
static bool is_top_label(const char *label)
{
    apr_size_t len = strlen(label);

    if (strncmp(label, "xn--", 4) == 0)
        return len > 4;
    for (apr_size_t i = 0; i < len; i++) {
        if (!apr_isalpha(label[i]))
            return false;
    }
    return len >= 2;
}

/* domain: in lower case. */
static bool is_domain(const char *domain)
{
    const char *label = domain;

    for (const char *dot; (dot = strchr(label, '.')); label = dot + 1) {
        if (!is_label(label, (apr_size_t)(dot - label)))
            return false;
    }
    return label != domain && is_label(label, strlen(label)) && is_top_label(label);
}

const char *cnops_field_check_email(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    const char *email = cnops_text_fold(typed, pool);
    const char *at = strchr(email, '@');
    const char *domain;

    if (!at || strlen(email) > EMAIL_MAX || !is_local_part(email, (apr_size_t)(at - email)))
        return "invalid_email";
    domain = cnops_text_lower(at + 1, pool);
    if (!is_domain(domain))
        return "invalid_email";
    *pvalue =
        apr_pstrcat(pool, apr_pstrmemdup(pool, email, (apr_size_t)(at - email)), "@", domain, NULL);
    return NULL;
}

/* Returns what follows the first of these prefixes with which the number begins. People often write
 * "+212 (0)6…". */
static const char *skip_prefix(const char *number)
{
    static const char *const prefixes[] = {"+2120", "+212", "002120", "00212",
                                           "2120",  "212",  "0",      NULL};

    for (const char *const *prefix = prefixes; *prefix; prefix++) {
        apr_size_t len = strlen(*prefix);

        if (strncmp(number, *prefix, len) == 0)
            return number + len;
    }
    return number;
}

static const char *drop_brackets(char *number)
{
    char *to = number;

    for (const char *from = number; *from; from++) {
        if (!strchr("()", *from))
            *to++ = *from;
    }
    *to = '\0';
    return number;
}

const char *cnops_field_check_phone(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    const char *compact = drop_brackets(cnops_text_compact(typed, pool));
    const char *national = skip_prefix(compact);

    if (national == compact || strlen(national) != MOBILE_LEN || !cnops_text_is_digits(national) ||
        (national[0] != '6' && national[0] != '7'))
        return "invalid_phone";
    *pvalue = apr_pstrcat(pool, "+212", national, NULL);
    return NULL;
}

/* --- choices and passwords --- */

static const char *check_tick(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    (void)pool;
    *pvalue = typed;
    return strcmp(typed, "oui") == 0 ? NULL : "terms_required";
}

static const char *check_consent(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    (void)pool;
    *pvalue = typed;
    return strcmp(typed, "oui") == 0 ? NULL : "invalid_choice";
}

/* Every byte is kept as typed: core/signin/password.h says which passwords are acceptable. */
static const char *check_password(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    (void)pool;
    *pvalue = typed;
    return NULL;
}

/* A visitor's own words: blanks at the ends are cut, and only line ends are allowed among control
 * characters. */
static const char *check_note(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    char *note = cnops_text_fold(typed, pool);

    for (char *at = note; *at; at++) {
        if (apr_iscntrl(*at) && *at != '\n' && *at != '\r')
            return "malformed";
    }
    *pvalue = note;
    return NULL;
}

/* A note that is the whole point of its form. */
static const char *check_message(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    const char *fault = check_note(pvalue, typed, pool);

    return !fault && !**pvalue ? "required" : fault;
}

/* One line of a postal address. */
static const char *check_line(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    const char *line = cnops_text_fold(typed, pool);

    if (cnops_text_disturber(line))
        return "malformed";
    *pvalue = line;
    return NULL;
}

static const char *check_postal_code(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    return read_digits(pvalue, typed, 5, 5, pool) ? NULL : "invalid_postal_code";
}

/* "2025-2026" or "2025", which is the same. */
static const char *check_academic_year(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    const char *year = cnops_text_fold(typed, pool);
    char *end;
    long first = strtol(year, &end, 10);

    if (end - year != 4 || first < 1900)
        return "malformed";
    if (*end && strcmp(end, apr_psprintf(pool, "-%ld", first + 1)) != 0)
        return "malformed";
    *pvalue = year;
    return NULL;
}

/* --- the table --- */

static const char *const modes[] = {
    [CNOPS_MODE_IMMATRICULATION] = "immatriculation", [CNOPS_MODE_EMPLOYEUR] = "employeur", NULL};
static const char *const news[] = {"aucune", "courriel", "sms", NULL};
static const char *const certificate_types[] = {"immatriculation", "couverture", NULL};
static const char *const canals[] = {
    [CNOPS_CHANNEL_EMAIL] = "courriel", [CNOPS_CHANNEL_SMS] = "sms", NULL};

static const char *const data_kinds[] = {CNOPS_RECTIFICATION_SUBJECTS(CNOPS_WORDS_TEXT) NULL};
static const char *const data_uses[] = {CNOPS_OPPOSITION_SUBJECTS(CNOPS_WORDS_TEXT) NULL};
static const char *const subjects[] = {CNOPS_COMPLAINT_SUBJECTS(CNOPS_WORDS_TEXT) NULL};

#define ROW(constant, word, its_kind, most, ...)                                                   \
    [constant] = {.name = word, .kind = its_kind, .max = most, __VA_ARGS__},
static const cnops_field_t fields[CNOPS_FIELDS_END] = {CNOPS_FIELDS(ROW)};

const cnops_field_t *cnops_field(cnops_field_e field)
{
    return &fields[field];
}

const char *cnops_field_word(const cnops_field_t *field)
{
    return field->word ? field->word : field->name;
}

int cnops_field_choice(cnops_field_e field, const char *word)
{
    return cnops_words_find(fields[field].choices, word);
}

const char *cnops_field_check(cnops_field_e field, const char **pvalue, const char *typed,
                              apr_pool_t *pool)
{
    if (fields[field].kind != CNOPS_KIND_CHOICE)
        return fields[field].check(pvalue, typed, pool);
    *pvalue = typed;
    return cnops_field_choice(field, typed) < 0 ? "invalid_choice" : NULL;
}

const char *cnops_field_kind_name(cnops_kind_e kind)
{
    static const char *const names[] = {CNOPS_KINDS(CNOPS_WORDS_TEXT)};

    return names[kind];
}
