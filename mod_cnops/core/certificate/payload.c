/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/certificate/payload.h"

#include "base/date.h"
#include "base/words.h"
#include "core/certificate/letters.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#define LAST_YEAR    9999
#define FORMAT       1
#define END_MAX      4  /* characters of document_end */
#define NAME_MAX_LEN 78 /* bytes of a name */

static const char *const document_types[] = {"cnie", "passport", "residence", NULL};

/* --- days --- */

/* A number of two or four digits at the start of text, which has them. */
static apr_uint32_t read_digits(const char *text, int len)
{
    apr_uint32_t number = 0;

    for (int i = 0; i < len; i++)
        number = number * 10 + (apr_uint32_t)(text[i] - '0');
    return number;
}

/* False for any text but "YYYY-MM-DD", "YYYY" and NULL, which is 0. */
static bool pack_day(apr_uint32_t *pday, const char *text)
{
    *pday = 0;
    if (!text)
        return true;
    if (!cnops_date_is_record(text))
        return false;
    *pday = read_digits(text, 4) << 9;
    if (text[4])
        *pday |= read_digits(text + 5, 2) << 5 | read_digits(text + 8, 2);
    return true;
}

/* False where no day is packed so. 0 becomes NULL. */
static bool unpack_day(const char **ptext, apr_uint32_t day, apr_pool_t *pool)
{
    unsigned year = day >> 9, month = day >> 5 & 15, in_month = day & 31;

    *ptext = NULL;
    if (day == 0)
        return true;
    *ptext = month || in_month ? apr_psprintf(pool, "%04u-%02u-%02u", year, month, in_month)
                               : apr_psprintf(pool, "%04u", year);
    return cnops_date_is_record(*ptext);
}

/* --- the numbers --- */

typedef enum {
    NUMBER_FORMAT,
    NUMBER_KEY,
    NUMBER_KIND,
    NUMBER_SCHEME,
    NUMBER_ISSUED_ON,
    NUMBER_EXPIRES_ON,
    NUMBER_BIRTH_DATE,
    NUMBER_RIGHTS_FROM,
    NUMBER_RIGHTS_TO,
    NUMBER_ACADEMIC_YEAR,
    NUMBER_NUMBER,
    NUMBER_DOCUMENT_TYPE,
    NUMBERS
} number_e;

static const unsigned char lengths[NUMBERS] = {1, 4, 1, 1, 3, 3, 3, 3, 3, 2, 4, 1}; /* bytes */

static bool collect(apr_uint32_t numbers[NUMBERS], const cnops_facts_t *f)
{
    int type = cnops_words_find(document_types, f->document_type);

    numbers[NUMBER_FORMAT] = FORMAT;
    numbers[NUMBER_KEY] = 0;
    for (int i = 0; i < CNOPS_SIGNING_KEY_ID_LEN; i++)
        numbers[NUMBER_KEY] = numbers[NUMBER_KEY] << 8 | f->key[i];
    numbers[NUMBER_KIND] = (apr_uint32_t)f->kind + 1;
    numbers[NUMBER_SCHEME] = (apr_uint32_t)f->scheme + 1;
    numbers[NUMBER_ACADEMIC_YEAR] = (apr_uint32_t)f->academic_year;
    numbers[NUMBER_NUMBER] = f->number;
    numbers[NUMBER_DOCUMENT_TYPE] = (apr_uint32_t)(type + 1);
    return type >= 0 && f->academic_year >= 0 && f->academic_year <= LAST_YEAR &&
           pack_day(&numbers[NUMBER_ISSUED_ON], f->issued_on) && f->issued_on &&
           pack_day(&numbers[NUMBER_EXPIRES_ON], f->expires_on) && f->expires_on &&
           pack_day(&numbers[NUMBER_BIRTH_DATE], f->birth_date) && f->birth_date &&
           pack_day(&numbers[NUMBER_RIGHTS_FROM], f->rights_from) &&
           pack_day(&numbers[NUMBER_RIGHTS_TO], f->rights_to);
}

static bool deliver(cnops_facts_t *f, const apr_uint32_t numbers[NUMBERS], apr_pool_t *pool)
{
    apr_uint32_t scheme = numbers[NUMBER_SCHEME], type = numbers[NUMBER_DOCUMENT_TYPE];

    if (numbers[NUMBER_FORMAT] != FORMAT || numbers[NUMBER_KIND] < 1 ||
        numbers[NUMBER_KIND] > CNOPS_CERTIFICATE_KINDS || scheme < 1 ||
        scheme > CNOPS_SCHEME_STUDENT + 1 || type < 1 || type > 3 ||
        numbers[NUMBER_ACADEMIC_YEAR] > LAST_YEAR)
        return false;
    for (int i = 0; i < CNOPS_SIGNING_KEY_ID_LEN; i++)
        f->key[i] = (unsigned char)(numbers[NUMBER_KEY] >> (24 - 8 * i));
    f->kind = (cnops_certificate_kind_e)(numbers[NUMBER_KIND] - 1);
    f->scheme = (cnops_scheme_e)(scheme - 1);
    f->academic_year = (int)numbers[NUMBER_ACADEMIC_YEAR];
    f->number = numbers[NUMBER_NUMBER];
    f->document_type = document_types[type - 1];
    return unpack_day(&f->issued_on, numbers[NUMBER_ISSUED_ON], pool) && f->issued_on &&
           unpack_day(&f->expires_on, numbers[NUMBER_EXPIRES_ON], pool) && f->expires_on &&
           unpack_day(&f->birth_date, numbers[NUMBER_BIRTH_DATE], pool) && f->birth_date &&
           unpack_day(&f->rights_from, numbers[NUMBER_RIGHTS_FROM], pool) &&
           unpack_day(&f->rights_to, numbers[NUMBER_RIGHTS_TO], pool);
}

static unsigned char *put_number(unsigned char *at, apr_uint32_t number, int len)
{
    for (int i = len - 1; i >= 0; i--)
        *at++ = (unsigned char)(number >> (8 * i));
    return at;
}

/* --- the texts --- */

static unsigned char *put_text(unsigned char *at, apr_size_t max, cnops_script_e script,
                               const char *text)
{
    apr_size_t len = cnops_letters_write(at + 1, max, script, text);

    *at = (unsigned char)len;
    return at + 1 + len;
}

typedef struct cursor_t {
    const unsigned char *at, *end;
} cursor_t;

/* A text that is as put_text would write it; else NULL. */
static const char *take_text(cursor_t *cursor, apr_size_t max, cnops_script_e script,
                             apr_pool_t *pool)
{
    unsigned char again[1 + NAME_MAX_LEN];
    apr_size_t len;
    const char *text;

    if (cursor->at == cursor->end || (len = *cursor->at) > max ||
        (apr_size_t)(cursor->end - cursor->at) < 1 + len)
        return NULL;
    text = cnops_letters_read(script, cursor->at + 1, len, pool);
    if (!text || put_text(again, max, script, text) != again + 1 + len ||
        memcmp(again, cursor->at, 1 + len) != 0)
        return NULL;
    cursor->at += 1 + len;
    return text;
}

/* --- the whole --- */

apr_size_t cnops_payload_write(unsigned char bytes[CNOPS_PAYLOAD_FACTS_MAX],
                               const cnops_facts_t *facts)
{
    apr_uint32_t numbers[NUMBERS];
    unsigned char *at = bytes;

    if (!collect(numbers, facts) || strlen(facts->document_end) > END_MAX)
        return 0;
    for (int i = 0; i < NUMBERS; i++)
        at = put_number(at, numbers[i], lengths[i]);
    at = put_text(at, 8, CNOPS_SCRIPT_LATIN, facts->document_end);
    at = put_text(at, NAME_MAX_LEN, CNOPS_SCRIPT_LATIN, facts->name);
    at = put_text(at, NAME_MAX_LEN, CNOPS_SCRIPT_ARABIC, facts->name_ar);
    return (apr_size_t)(at - bytes);
}

bool cnops_payload_read(cnops_facts_t *pfacts, const unsigned char *bytes, apr_size_t len,
                        apr_pool_t *pool)
{
    cursor_t cursor = {bytes, bytes + len};
    apr_uint32_t numbers[NUMBERS] = {0};

    *pfacts = (cnops_facts_t){.kind = 0};
    for (int i = 0; i < NUMBERS; i++)
        for (int n = 0; n < lengths[i]; n++) {
            if (cursor.at == cursor.end)
                return false;
            numbers[i] = numbers[i] << 8 | *cursor.at++;
        }
    return deliver(pfacts, numbers, pool) &&
           (pfacts->document_end = take_text(&cursor, 8, CNOPS_SCRIPT_LATIN, pool)) &&
           strlen(pfacts->document_end) <= END_MAX &&
           (pfacts->name = take_text(&cursor, NAME_MAX_LEN, CNOPS_SCRIPT_LATIN, pool)) &&
           (pfacts->name_ar = take_text(&cursor, NAME_MAX_LEN, CNOPS_SCRIPT_ARABIC, pool)) &&
           cursor.at == cursor.end;
}

/* --- digits --- */

/* Divides the number by ten in place. Returns the remainder. */
static int divide(unsigned char *bytes, apr_size_t len)
{
    int rest = 0;

    for (apr_size_t i = 0; i < len; i++) {
        int value = rest << 8 | bytes[i];

        bytes[i] = (unsigned char)(value / 10);
        rest = value % 10;
    }
    return rest;
}

const char *cnops_payload_digits(const unsigned char *bytes, apr_size_t len, apr_pool_t *pool)
{
    unsigned char number[CNOPS_PAYLOAD_MAX];
    char digits[CNOPS_PAYLOAD_DIGITS_MAX + 1], *at = digits + CNOPS_PAYLOAD_DIGITS_MAX;
    apr_size_t begin = 0;

    memcpy(number, bytes, len);
    *at = '\0';
    while (begin < len) {
        *--at = (char)('0' + divide(number + begin, len - begin));
        while (begin < len && number[begin] == 0)
            begin++;
    }
    return apr_pstrdup(pool, at);
}

apr_size_t cnops_payload_from_digits(unsigned char bytes[CNOPS_PAYLOAD_MAX], const char *digits)
{
    apr_size_t len = 0;

    if (strlen(digits) > CNOPS_PAYLOAD_DIGITS_MAX || *digits == '0')
        return 0;
    for (; *digits; digits++) {
        unsigned carry = (unsigned)(*digits - '0');

        if (!apr_isdigit(*digits))
            return 0;
        for (apr_size_t i = len; i-- > 0; carry >>= 8) {
            carry += bytes[i] * 10u;
            bytes[i] = (unsigned char)carry;
        }
        if (carry > 0) {
            if (len == CNOPS_PAYLOAD_MAX)
                return 0;
            memmove(bytes + 1, bytes, len++);
            bytes[0] = (unsigned char)carry;
        }
    }
    return len;
}
