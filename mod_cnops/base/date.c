/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/date.h"

#include "base/text.h"

#include <apr_strings.h>
#include <string.h>

#define YEAR_MIN 1900
#define ISO_LEN  10 /* "YYYY-MM-DD" */
#define YEAR_LEN 4

typedef struct group_t {
    int number;
    int len; /* digits */
} group_t;

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static bool is_day(int year, int month, int day)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (year < YEAR_MIN || month < 1 || month > 12)
        return false;
    const int length = lengths[month - 1] + (month == 2 && is_leap(year));
    return day >= 1 && day <= length;
}

/* Reads one to four digits and returns the place behind them; NULL where there are none or
 * more. */
static const char *read_group(group_t *group, const char *at)
{
    group->number = 0;
    group->len = 0;
    while (is_digit(*at) && group->len < YEAR_LEN) {
        group->number = group->number * 10 + (*at++ - '0');
        group->len++;
    }
    return group->len == 0 || is_digit(*at) ? NULL : at;
}

/* Skips one of "/-." with or without blanks around it, or blanks alone. NULL where there is
 * neither. */
static const char *read_separator(const char *at)
{
    const char *start = at;

    while (*at == ' ')
        at++;
    if (*at && strchr("/-.", *at))
        at++;
    while (*at == ' ')
        at++;
    return at > start ? at : NULL;
}

static bool read_groups(group_t groups[3], const char *at)
{
    for (int i = 0; i < 3; i++) {
        if (i > 0 && (at = read_separator(at)) == NULL)
            return false;
        if ((at = read_group(&groups[i], at)) == NULL)
            return false;
    }
    return *at == '\0';
}

static bool is_day_first(const group_t groups[3])
{
    return groups[0].len <= 2 && groups[1].len <= 2 && groups[2].len == YEAR_LEN;
}

/* Accepts exactly "YYYY-MM-DD": ten characters, no blanks, no other digits. */
static bool read_iso(group_t groups[3], const char *text)
{
    return strlen(text) == ISO_LEN && text[4] == '-' && text[7] == '-' &&
           read_groups(groups, text) && groups[0].len == YEAR_LEN && groups[1].len == 2;
}

bool cnops_date_parse(char iso[CNOPS_DATE_LEN], const char *typed, apr_pool_t *pool)
{
    const char *text = cnops_text_fold(typed, pool);
    group_t groups[3];
    int year_at = 0;

    if (!read_iso(groups, text)) {
        if (!read_groups(groups, text) || !is_day_first(groups))
            return false;
        year_at = 2;
    }
    const int year = groups[year_at].number;
    const int month = groups[1].number;
    const int day = groups[2 - year_at].number;
    if (!is_day(year, month, day))
        return false;
    apr_snprintf(iso, CNOPS_DATE_LEN, "%04d-%02d-%02d", year, month, day);
    return true;
}

bool cnops_date_is_record(const char *date)
{
    group_t groups[3];

    if (read_iso(groups, date))
        return is_day(groups[0].number, groups[1].number, groups[2].number);
    const char *end = read_group(&groups[0], date);
    return end && *end == '\0' && groups[0].len == YEAR_LEN && groups[0].number >= YEAR_MIN;
}

bool cnops_date_matches(const char *record, const char *iso)
{
    if (!cnops_date_is_record(record) || !cnops_date_is_record(iso) || strlen(iso) != ISO_LEN)
        return false;
    return strncmp(record, iso, strlen(record)) == 0;
}

int cnops_date_year(const char *iso)
{
    return (int)apr_atoi64(iso);
}

void cnops_date_of(char iso[CNOPS_DATE_LEN], apr_time_t now)
{
    apr_time_exp_t day;

    apr_time_exp_gmt(&day, now);
    apr_snprintf(iso, CNOPS_DATE_LEN, "%04d-%02d-%02d", day.tm_year + 1900, day.tm_mon + 1,
                 day.tm_mday);
}

const char *cnops_date_moment(apr_time_t at, apr_pool_t *pool)
{
    apr_time_exp_t day;

    if (!at)
        return NULL;
    apr_time_exp_gmt(&day, at);
    return apr_psprintf(pool, "%04d-%02d-%02dT%02d:%02d:%02dZ", day.tm_year + 1900, day.tm_mon + 1,
                        day.tm_mday, day.tm_hour, day.tm_min, day.tm_sec);
}

const char *cnops_date_show(const char *iso, apr_pool_t *pool)
{
    group_t groups[3];
    char *shown;

    if (!iso || !read_iso(groups, iso))
        return iso;
    shown = apr_palloc(pool, CNOPS_DATE_LEN);
    memcpy(shown, iso + 8, 2);
    shown[2] = shown[5] = '/';
    memcpy(shown + 3, iso + 5, 2);
    memcpy(shown + 6, iso, YEAR_LEN);
    shown[CNOPS_DATE_LEN - 1] = '\0';
    return shown;
}
