/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The types that a setting may have, and how a value of each type is written.
 *
 * Floor: core. Threads: one, at start-up. To add a type: a name here and a setter in
 * setting_values.c. */
#ifndef CNOPS_CORE_SETTING_VALUES_H
#define CNOPS_CORE_SETTING_VALUES_H

#include <apr_pools.h>
#include <apr_tables.h>
#include <apr_time.h>
#include <stdbool.h>

#define CNOPS_CODE_SERVERS_MAX 8

typedef struct cnops_block_allowance_t {
    const char *cidr;
    apr_int64_t failures; /* an hour */
} cnops_block_allowance_t;

/* How long claims of a kind of care take. */
typedef struct cnops_claim_delay_t {
    const char *care_kind; /* as claims.csv writes it; "*": every other kind */
    apr_int64_t days;
} cnops_claim_delay_t;

#define CNOPS_CLAIM_DELAY_LONGEST 3660 /* days */

typedef struct cnops_gateway_setting_t {
    const char *kind; /* of courier/gateways.c; NULL: no gateway */
    const char *url;
} cnops_gateway_setting_t;

/* One thing that another program may report, for example "status=queued". */
typedef struct cnops_setting_test_t {
    const char *path;  /* where to find it */
    const char *value; /* the value found there; NULL: any value but null */
} cnops_setting_test_t;

typedef enum {
    CNOPS_SETTING_TEXT,     /* const char * */
    CNOPS_SETTING_PATH,     /* const char *, made absolute by httpd/ */
    CNOPS_SETTING_URL,      /* const char *, absolute http(s), no trailing '/' */
    CNOPS_SETTING_RELAY,    /* const char *, smtp(s)://HOST[:PORT], or "" */
    CNOPS_SETTING_GATEWAY,  /* cnops_gateway_setting_t: "KIND URL" */
    CNOPS_SETTING_LANG,     /* const char *, fr | ar | en */
    CNOPS_SETTING_FLAG,     /* bool: on | off */
    CNOPS_SETTING_CHOICE,   /* an enum: the place among the row's words */
    CNOPS_SETTING_COUNT,    /* apr_int64_t */
    CNOPS_SETTING_DURATION, /* apr_interval_time_t, written 500ms, 30s, 10m, 8h, 2d */
    CNOPS_SETTING_BLOCKS,   /* apr_array_header_t *: "CIDR count", may be repeated */
    CNOPS_SETTING_DELAYS,   /* apr_array_header_t *: "KIND days", may be repeated */
    CNOPS_SETTING_SERVERS,  /* apr_array_header_t *: "host:port", one or more, may be repeated */
    CNOPS_SETTING_PLACE,    /* const char *, a path in a JSON text, or "" */
    CNOPS_SETTING_TESTS     /* apr_array_header_t *: "PATH=VALUE", one or more, may be repeated */
} cnops_setting_type_e;

typedef struct cnops_setting_t {
    const char *name; /* of the directive: CnopsCodeTTL */
    cnops_setting_type_e type;
    apr_size_t offset;        /* into cnops_settings_t */
    apr_int64_t min, max;     /* COUNT: the number; DURATION: µs; other types: unused */
    const char *fallback;     /* as written in a configuration; NULL: mandatory, or an empty list */
    const char *help;         /* one line, with the unit */
    const char *const *words; /* CHOICE: the allowed words, NULL after the last; else NULL */
} cnops_setting_t;

/* Sets one member of a cnops_settings_t (core/settings.h) from its written form. value2: the second
 * word of BLOCKS, DELAYS and GATEWAY, else NULL. Returns NULL, or a sentence in English that says
 * what is wrong, with an example. */
const char *cnops_setting_set(void *settings, const cnops_setting_t *row, const char *value,
                              const char *value2, apr_pool_t *pool);

#endif
