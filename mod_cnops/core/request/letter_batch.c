/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/request/letter_batch.h"

#include <apr_strings.h>
#include <string.h>

#define RUN_LEN  16 /* characters of 20261130T215200Z */
#define FILE_LEN 4  /* of -003 */

apr_time_t cnops_letter_batch_at(apr_time_t now, int file)
{
    return apr_time_from_sec(apr_time_sec(now)) + file;
}

const char *cnops_letter_batch_name(apr_time_t at, apr_pool_t *pool)
{
    apr_time_exp_t utc;
    const char *run;

    apr_time_exp_gmt(&utc, at);
    run = apr_psprintf(pool, "%04d%02d%02dT%02d%02d%02dZ", utc.tm_year + 1900, utc.tm_mon + 1,
                       utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
    return utc.tm_usec ? apr_psprintf(pool, "%s-%03d", run, (int)utc.tm_usec) : run;
}

/* count digits at text; -1 where one of them is none. */
static int read_digits(const char *text, int count)
{
    int number = 0;

    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

static bool read_run(apr_time_t *pat, const char *name)
{
    apr_time_exp_t utc = {.tm_year = read_digits(name, 4) - 1900,
                          .tm_mon = read_digits(name + 4, 2) - 1,
                          .tm_mday = read_digits(name + 6, 2),
                          .tm_hour = read_digits(name + 9, 2),
                          .tm_min = read_digits(name + 11, 2),
                          .tm_sec = read_digits(name + 13, 2)};

    return name[8] == 'T' && name[15] == 'Z' && utc.tm_year >= 70 && utc.tm_mon >= 0 &&
           utc.tm_mon < 12 && utc.tm_mday > 0 && utc.tm_hour >= 0 && utc.tm_min >= 0 &&
           utc.tm_sec >= 0 && apr_time_exp_gmt_get(pat, &utc) == APR_SUCCESS;
}

bool cnops_letter_batch_parse(cnops_letter_span_t *pspan, const char *name)
{
    apr_size_t len = strlen(name);
    int file = 0;

    if (len != RUN_LEN && len != RUN_LEN + FILE_LEN)
        return false;
    if (!read_run(&pspan->from, name))
        return false;
    pspan->to = pspan->from + apr_time_from_sec(1);
    if (len == RUN_LEN)
        return true;
    file = read_digits(name + RUN_LEN + 1, FILE_LEN - 1);
    pspan->from += file;
    pspan->to = pspan->from + 1;
    return name[RUN_LEN] == '-' && file > 0;
}
