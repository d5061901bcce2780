/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Converts UTC to the local time of a zone, by the tzdata of the machine.
 *
 * The C library knows one zone per process, and that one belongs to httpd and its logs. So
 * the file of the zone is read here. The rule for years after its last listed change is
 * not read: tzdata lists the changes of a zone as irregular as Morocco's for decades ahead.
 *
 * Floor: base. Threads: any, once it is loaded. Source: RFC 8536 (TZif). */
#ifndef CNOPS_BASE_ZONE_H
#define CNOPS_BASE_ZONE_H

#include <apr_pools.h>
#include <apr_time.h>

typedef struct cnops_zone_t cnops_zone_t;

/* Loads a zone by its name: "Africa/Casablanca". CNOPS_EMALFORMED where the file is not a
 * valid TZif file, or the error of the system. */
apr_status_t cnops_zone_load(const cnops_zone_t **pzone, const char *name, apr_pool_t *pool);

/* Does the same with the len bytes of a TZif file. */
apr_status_t cnops_zone_parse(const cnops_zone_t **pzone, const char *bytes, apr_size_t len,
                              apr_pool_t *pool);

/* Sets *plocal to the date and time in the zone at now (µs UTC). */
void cnops_zone_explode(apr_time_exp_t *plocal, const cnops_zone_t *zone, apr_time_t now);

#endif
