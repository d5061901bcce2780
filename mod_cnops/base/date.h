/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Reads, compares and writes calendar dates as people and files write them.
 *
 * Floor: base. Threads: any. */
#ifndef CNOPS_BASE_DATE_H
#define CNOPS_BASE_DATE_H

#include <apr_pools.h>
#include <apr_time.h>
#include <stdbool.h>

#define CNOPS_DATE_LEN 11 /* "YYYY-MM-DD" and NUL */

/* Reads dd/mm/yyyy (also with '-', '.' or blanks, with one-digit day or month, and with
 * Arabic-Indic digits) or yyyy-mm-dd into iso. False where it is not an existing day of 1900
 * or later. */
bool cnops_date_parse(char iso[CNOPS_DATE_LEN], const char *typed, apr_pool_t *pool);

/* True for "YYYY-MM-DD" and "YYYY": a record may know only the year of a birth. */
bool cnops_date_is_record(const char *date);

/* True where the typed day (ISO) is the day of the record, or is in the year of a record
 * that knows only the year. */
bool cnops_date_matches(const char *record, const char *iso);

/* "YYYY-MM-DD" becomes "dd/mm/yyyy", as people write it in Morocco. Any other text is
 * returned unchanged, and NULL for NULL. */
const char *cnops_date_show(const char *iso, apr_pool_t *pool);

/* at (µs UTC) as programs read it, "2026-11-30T09:05:00Z"; NULL if at is 0. */
const char *cnops_date_moment(apr_time_t at, apr_pool_t *pool);

/* The year of "YYYY-MM-DD" or "YYYY". */
int cnops_date_year(const char *iso);

/* The day of now (µs UTC) in UTC, as "YYYY-MM-DD". */
void cnops_date_of(char iso[CNOPS_DATE_LEN], apr_time_t now);

#endif
