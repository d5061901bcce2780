/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/setting_values.h"

#include "base/hostport.h"
#include "base/language.h"
#include "base/netblock.h"
#include "base/words.h"

#include <apr_cstr.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <errno.h>
#include <string.h>

/* There is one setter for each type. It returns NULL, or what is wrong. */

/* Reads a whole number; *pafter is what follows it. False where value does not begin with a digit,
 * or the number is too large. */
static bool read_number(apr_int64_t *pnumber, const char **pafter, const char *value)
{
    char *end;

    if (!apr_isdigit(*value))
        return false;
    errno = 0;
    *pnumber = apr_strtoi64(value, &end, 10);
    *pafter = end;
    return errno == 0;
}

static const char *set_count(apr_int64_t *pcount, const cnops_setting_t *row, const char *value,
                             apr_pool_t *pool)
{
    apr_int64_t number;
    const char *end;

    if (!read_number(&number, &end, value) || *end || number < row->min || number > row->max)
        return apr_psprintf(pool,
                            "%s must be a whole number from %" APR_INT64_T_FMT
                            " to %" APR_INT64_T_FMT ", for instance %s",
                            row->name, row->min, row->max, row->fallback);
    *pcount = number;
    return NULL;
}

static const struct {
    const char *name;
    apr_interval_time_t length;
} units[] = {{"ms", APR_USEC_PER_SEC / 1000},
             {"s", APR_USEC_PER_SEC},
             {"m", 60 * APR_USEC_PER_SEC},
             {"h", 3600 * APR_USEC_PER_SEC},
             {"d", 86400 * APR_USEC_PER_SEC}};

#define UNITS (sizeof units / sizeof *units)

/* 0 for an unknown unit. */
static apr_interval_time_t find_unit(const char *name)
{
    for (apr_size_t i = 0; i < UNITS; i++) {
        if (strcmp(units[i].name, name) == 0)
            return units[i].length;
    }
    return 0;
}

/* In the largest unit that divides it without a remainder. */
static const char *write_duration(apr_interval_time_t duration, apr_pool_t *pool)
{
    apr_size_t i = UNITS - 1;

    while (i > 0 && duration % units[i].length != 0)
        i--;
    return apr_psprintf(pool, "%" APR_TIME_T_FMT "%s", duration / units[i].length, units[i].name);
}

static const char *set_duration(apr_interval_time_t *pduration, const cnops_setting_t *row,
                                const char *value, apr_pool_t *pool)
{
    apr_interval_time_t unit = 0;
    apr_int64_t number = 0;
    const char *end;

    if (read_number(&number, &end, value))
        unit = find_unit(end);
    if (!unit || number > row->max / unit || number * unit < row->min)
        return apr_psprintf(pool, "%s must be a duration from %s to %s, for instance %s", row->name,
                            write_duration(row->min, pool), write_duration(row->max, pool),
                            row->fallback);
    *pduration = number * unit;
    return NULL;
}

static const char *set_flag(bool *pflag, const cnops_setting_t *row, const char *value,
                            apr_pool_t *pool)
{
    bool on = apr_cstr_casecmp(value, "on") == 0;

    if (!on && apr_cstr_casecmp(value, "off") != 0)
        return apr_psprintf(pool, "%s must be on or off", row->name);
    *pflag = on;
    return NULL;
}

/* "required opportunistic off" */
static const char *list_words(const char *const *words, apr_pool_t *pool)
{
    const char *list = *words;

    while (*++words)
        list = apr_pstrcat(pool, list, " ", *words, NULL);
    return list;
}

/* Every choice is an enum whose values count from 0, in the order of its words. */
static const char *set_choice(unsigned *pchoice, const cnops_setting_t *row, const char *value,
                              apr_pool_t *pool)
{
    int found = cnops_words_find(row->words, value);

    if (found < 0)
        return apr_psprintf(pool, "%s must be one of: %s", row->name, list_words(row->words, pool));
    *pchoice = (unsigned)found;
    return NULL;
}

static const char *set_lang(const char **plang, const cnops_setting_t *row, const char *value,
                            apr_pool_t *pool)
{
    if (!cnops_language_known(value))
        return apr_psprintf(pool, "%s: the portal has no language '%s'; it has, for instance, %s",
                            row->name, value, row->fallback);
    *plang = apr_pstrdup(pool, value);
    return NULL;
}

/* What follows "https://" or "http://"; NULL for any other text. */
static const char *after_scheme(const char *url)
{
    if (strncmp(url, "https://", 8) == 0)
        return url + 8;
    return strncmp(url, "http://", 7) == 0 ? url + 7 : NULL;
}

/* True if rest, which follows a host, is empty, a path, or ":PORT" and then one of these. */
static bool is_port(const char *rest)
{
    apr_int64_t port;

    if (*rest != ':')
        return !*rest || *rest == '/';
    return read_number(&port, &rest, rest + 1) && port >= 1 && port <= 65535 &&
           (!*rest || *rest == '/');
}

/* True if the URL has only characters that need no escape in a header, a page or a QR code. */
static bool is_plain_url(const char *url)
{
    const char *host = after_scheme(url);

    if (!host || !apr_isalnum(*host) || strstr(host, "//") || !is_port(host + strcspn(host, ":/")))
        return false;
    while (apr_isalnum(*host) || (*host && strchr("-._~:/", *host)))
        host++;
    return !*host;
}

static const char *set_url(const char **purl, const cnops_setting_t *row, const char *value,
                           apr_pool_t *pool)
{
    bool is_none = !*value && row->fallback && !*row->fallback;

    if (!is_none && (!is_plain_url(value) || value[strlen(value) - 1] == '/'))
        return apr_psprintf(pool,
                            "%s must be an absolute address without a final '/', for instance "
                            "https://www.example.ma/mon_compte",
                            row->name);
    *purl = apr_pstrdup(pool, value);
    return NULL;
}

/* Accepts only HOST or HOST:PORT, because curl would also understand a user, a path or options. */
static bool is_plain_host(const char *host)
{
    const char *end = *host == '[' ? strchr(host, ']') : host + strcspn(host, ":");

    if ((!apr_isalnum(*host) && *host != '[') || !end || !is_port(end + (*end == ']')))
        return false;
    while (apr_isalnum(*host) || (*host && strchr("-._:[]", *host)))
        host++;
    return !*host;
}

static const char *set_relay(const char **purl, const cnops_setting_t *row, const char *value,
                             apr_pool_t *pool)
{
    bool is_relay = (strncmp(value, "smtp://", 7) == 0 && is_plain_host(value + 7)) ||
                    (strncmp(value, "smtps://", 8) == 0 && is_plain_host(value + 8));

    if (*value && !is_relay)
        return apr_psprintf(pool,
                            "%s must be smtp:// or smtps://, a host and a port, for instance "
                            "smtp://relais.example.ma:587",
                            row->name);
    *purl = apr_pstrdup(pool, value);
    return NULL;
}

static const char *set_gateway(cnops_gateway_setting_t *pgateway, const cnops_setting_t *row,
                               const char *value, const char *value2, apr_pool_t *pool)
{
    if (!value2 || !is_plain_url(value2))
        return apr_psprintf(pool,
                            "%s must be a kind of gateway and its address, for instance kannel "
                            "http://127.0.0.1:13013/cgi-bin/sendsms or json "
                            "https://sms.example.ma/v1/messages",
                            row->name);
    pgateway->kind = apr_pstrdup(pool, value);
    pgateway->url = apr_pstrdup(pool, value2);
    return NULL;
}

static const char *set_block(apr_array_header_t **plist, const cnops_setting_t *row,
                             const char *value, const char *value2, apr_pool_t *pool)
{
    cnops_block_allowance_t *allowance;
    apr_int64_t failures;
    const char *end;

    if (!value2 || !cnops_netblock_is_valid(value) || !read_number(&failures, &end, value2) ||
        *end || failures < 1)
        return apr_psprintf(pool, "%s must be a network and a number, for instance %s", row->name,
                            "198.51.100.0/24 6000");
    if (!*plist)
        *plist = apr_array_make(pool, 4, sizeof *allowance);
    allowance = apr_array_push(*plist);
    allowance->cidr = apr_pstrdup(pool, value);
    allowance->failures = failures;
    return NULL;
}

static const char *set_delay(apr_array_header_t **plist, const cnops_setting_t *row,
                             const char *value, const char *value2, apr_pool_t *pool)
{
    cnops_claim_delay_t *delay;
    apr_int64_t days;
    const char *end;

    if (!*value || !value2 || !read_number(&days, &end, value2) || *end || days < 1 ||
        days > CNOPS_CLAIM_DELAY_LONGEST)
        return apr_psprintf(pool,
                            "%s must be a kind of care, in quotes if it has a blank, and a number "
                            "of days from 1 to %d, for instance pharmacie 30, or * 60",
                            row->name, CNOPS_CLAIM_DELAY_LONGEST);
    if (!*plist)
        *plist = apr_array_make(pool, 4, sizeof *delay);
    delay = apr_array_push(*plist);
    delay->care_kind = apr_pstrdup(pool, value);
    delay->days = days;
    return NULL;
}

static const char *set_server(apr_array_header_t **plist, const cnops_setting_t *row,
                              const char *value, apr_pool_t *pool)
{
    const char *host;
    apr_port_t port;

    if (!cnops_hostport_parse(&host, &port, value, pool))
        return apr_psprintf(pool,
                            "%s: '%s' is no server: write host:port with a name or an IPv4 "
                            "address, for instance 127.0.0.1:11211",
                            row->name, value);
    for (int i = 0; i < (*plist)->nelts; i++) {
        if (apr_cstr_casecmp(APR_ARRAY_IDX(*plist, i, const char *), value) == 0)
            return apr_psprintf(pool, "%s names %s twice", row->name, value);
    }
    if ((*plist)->nelts == CNOPS_CODE_SERVERS_MAX)
        return apr_psprintf(pool,
                            "%s names more than %d servers: each has every code, so two or "
                            "three are enough",
                            row->name, CNOPS_CODE_SERVERS_MAX);
    APR_ARRAY_PUSH(*plist, const char *) = apr_pstrdup(pool, value);
    return NULL;
}

/* Parts that are not empty, joined by '.'. Blanks are refused, so that a missing quote is
 * noticed. */
static bool is_path(const char *path, apr_size_t len)
{
    bool is_begun = false;

    for (apr_size_t i = 0; i < len; i++) {
        if (!apr_isgraph(path[i]) || (path[i] == '.' && !is_begun))
            return false;
        is_begun = path[i] != '.';
    }
    return is_begun;
}

static const char *set_place(const char **pplace, const cnops_setting_t *row, const char *value,
                             apr_pool_t *pool)
{
    if (*value && (!is_path(value, strlen(value)) || strchr(value, '=')))
        return apr_psprintf(pool,
                            "%s must be a path in a JSON text, for instance id or "
                            "messages.0.messageId",
                            row->name);
    *pplace = apr_pstrdup(pool, value);
    return NULL;
}

static const char *set_test(apr_array_header_t *list, const cnops_setting_t *row, const char *value,
                            apr_pool_t *pool)
{
    apr_size_t len = strcspn(value, "=");
    cnops_setting_test_t *test;

    if (!is_path(value, len) || (value[len] && !value[len + 1]))
        return apr_psprintf(pool,
                            "%s: '%s' is no PATH=VALUE; write, for instance, status=queued, or "
                            "messages.0.status.groupName=PENDING",
                            row->name, value);
    test = apr_array_push(list);
    test->path = apr_pstrmemdup(pool, value, len);
    test->value = value[len] ? apr_pstrdup(pool, value + len + 1) : NULL;
    return NULL;
}

const char *cnops_setting_set(void *settings, const cnops_setting_t *row, const char *value,
                              const char *value2, apr_pool_t *pool)
{
    void *member = (char *)settings + row->offset;

    switch (row->type) {
    case CNOPS_SETTING_FLAG:
        return set_flag(member, row, value, pool);
    case CNOPS_SETTING_CHOICE:
        return set_choice(member, row, value, pool);
    case CNOPS_SETTING_COUNT:
        return set_count(member, row, value, pool);
    case CNOPS_SETTING_DURATION:
        return set_duration(member, row, value, pool);
    case CNOPS_SETTING_LANG:
        return set_lang(member, row, value, pool);
    case CNOPS_SETTING_URL:
        return set_url(member, row, value, pool);
    case CNOPS_SETTING_RELAY:
        return set_relay(member, row, value, pool);
    case CNOPS_SETTING_GATEWAY:
        return set_gateway(member, row, value, value2, pool);
    case CNOPS_SETTING_BLOCKS:
        return set_block(member, row, value, value2, pool);
    case CNOPS_SETTING_DELAYS:
        return set_delay(member, row, value, value2, pool);
    case CNOPS_SETTING_SERVERS:
        return set_server(member, row, value, pool);
    case CNOPS_SETTING_PLACE:
        return set_place(member, row, value, pool);
    case CNOPS_SETTING_TESTS:
        return set_test(*(apr_array_header_t **)member, row, value, pool);
    case CNOPS_SETTING_TEXT:
    case CNOPS_SETTING_PATH:
        break;
    }
    *(const char **)member = apr_pstrdup(pool, value);
    return NULL;
}
