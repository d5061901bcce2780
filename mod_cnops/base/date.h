/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Calendar dates as people and files write them.
 *
 * Floor: base. Callers: core, ctl, pages. Threads: any. */
#ifndef CNOPS_BASE_DATE_H
#define CNOPS_BASE_DATE_H

#include <apr_pools.h>
#include <apr_time.h>
#include <stdbool.h>

#define CNOPS_DATE_LEN 11 /* "YYYY-MM-DD" and NUL */

/* jj/mm/aaaa (also with '-', '.' or blanks, one-digit day or month, Arabic-Indic
 * digits) or ISO aaaa-mm-jj → iso. False unless it is a real day from 1900 on. */
bool cnops_date_parse(char iso[CNOPS_DATE_LEN], const char *typed, apr_pool_t *pool);

/* "YYYY-MM-DD" or "YYYY": the two forms a record's birth date may have. */
bool cnops_date_is_record(const char *date);

/* True if the typed day (ISO) is the record's day, or lies in the record's year
 * where the record knows no more than the year. */
bool cnops_date_matches(const char *record, const char *iso);

/* "YYYY-MM-DD" as people write it here, "dd/mm/yyyy"; anything else as it is, NULL for NULL. */
const char *cnops_date_show(const char *iso, apr_pool_t *pool);

/* now (µs UTC) as an ISO day in UTC. */
void cnops_date_of(char iso[CNOPS_DATE_LEN], apr_time_t now);

#endif
