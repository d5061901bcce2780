/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The clock on the wall, by the machine's tzdata.
 *
 * The C library knows one zone a process, and that one is httpd's own: so the file of
 * the zone (TZif, RFC 8536) is read here, its rules for later years not: what tzdata
 * lists reaches decades ahead where a zone is as irregular as Morocco's.
 *
 * Floor: base. Callers: pages; httpd at start-up. Threads: any, once it is loaded. */
#ifndef CNOPS_BASE_ZONE_H
#define CNOPS_BASE_ZONE_H

#include <apr_pools.h>
#include <apr_time.h>

typedef struct cnops_zone_t cnops_zone_t;

/* name: "Africa/Casablanca". CNOPS_EMALFORMED, or what the system says of the file. */
apr_status_t cnops_zone_load(const cnops_zone_t **pzone, const char *name, apr_pool_t *pool);

/* The same from the bytes of such a file. */
apr_status_t cnops_zone_parse(const cnops_zone_t **pzone, const char *bytes, apr_size_t len,
                              apr_pool_t *pool);

/* What clock and calendar of the zone show at now (µs UTC). */
void cnops_zone_explode(apr_time_exp_t *plocal, const cnops_zone_t *zone, apr_time_t now);

#endif
