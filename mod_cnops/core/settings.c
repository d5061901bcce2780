/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/settings.h"

#include "base/hostport.h"
#include "base/language.h"
#include "base/netblock.h"

#include <apr_cstr.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define SECOND  APR_TIME_C(1000000)
#define MINUTE  (60 * SECOND)
#define HOUR    (60 * MINUTE)
#define DAY     (24 * HOUR)
#define MILLION APR_INT64_C(1000000)
#define BILLION APR_INT64_C(1000000000)

#define ROW(name, type, member, min, max, fallback, help)                                          \
    {                                                                                              \
        name, type, offsetof(cnops_settings_t, member), min, max, fallback, help, NULL             \
    }
#define TEXTUAL(name, type, member, fallback, help) ROW(name, type, member, 0, 0, fallback, help)
#define CHOICE(name, member, fallback, words, help)                                                \
    {                                                                                              \
        name, CNOPS_SETTING_WORD, offsetof(cnops_settings_t, member), 0, 0, fallback, help, words  \
    }
#define COUNT(name, member, min, max, fallback, help)                                              \
    ROW(name, CNOPS_SETTING_COUNT, member, min, max, fallback, help)
#define DURATION(name, member, min, max, fallback, help)                                           \
    ROW(name, CNOPS_SETTING_DURATION, member, min, max, fallback, help)

/* clang-format off */
const cnops_setting_t cnops_settings_table[] = {
    /* what and where */
    TEXTUAL("CnopsPublicURL", CNOPS_SETTING_URL, public_url, NULL,
            "absolute address of the portal, with its mount; links in messages begin with it"),
    TEXTUAL("CnopsKeyFile", CNOPS_SETTING_PATH, key_file, NULL,
            "file of keys, owned by root, mode 0600; 'cnopsctl key new' makes it"),
    TEXTUAL("CnopsHtdocs", CNOPS_SETTING_PATH, htdocs, "/usr/share/cnops/htdocs",
            "folder of templates, messages and assets as built"),
    TEXTUAL("CnopsInstitution", CNOPS_SETTING_PATH, institution, "/etc/cnops/institution.json",
            "JSON file of the institution's names, contacts, links and filings"),
    TEXTUAL("CnopsDefaultLanguage", CNOPS_SETTING_LANG, default_lang, "fr",
            "language of a visitor who asks for none of ours"),
    TEXTUAL("CnopsOutboxDir", CNOPS_SETTING_PATH, outbox_dir, "",
            "folder for the messages of a channel that has no relay or gateway (demonstration)"),
    TEXTUAL("CnopsOutboxEcho", CNOPS_SETTING_FLAG, outbox_echo, "off",
            "also print those messages to the terminal: on or off"),

    /* the way out for e-mail */
    TEXTUAL("CnopsMailFrom", CNOPS_SETTING_TEXT, mail_from, "",
            "sender of e-mails, \"Name <address>\"; none: the institution's, at the portal's host"),
    TEXTUAL("CnopsSmtpURL", CNOPS_SETTING_RELAY, smtp_url, "",
            "relay that takes our e-mails: smtp://HOST:PORT or smtps://HOST:PORT"),
    TEXTUAL("CnopsSmtpStartTLS", CNOPS_SETTING_STARTTLS, smtp_starttls, "required",
            "encryption on smtp://: required (and verified), opportunistic or off"),
    TEXTUAL("CnopsSmtpCredentials", CNOPS_SETTING_PATH, smtp_credentials, "",
            "file of two lines, user and password, mode 0600: what we sign in to the relay with"),
    TEXTUAL("CnopsSmtpCA", CNOPS_SETTING_PATH, smtp_ca, "",
            "file of certificates that vouch for the relay; none: the system's"),
    DURATION("CnopsSmtpConnectTimeout", smtp_connect_timeout, SECOND / 10, MINUTE, "5s",
             "longest wait for a connection to the relay"),
    DURATION("CnopsSmtpTimeout", smtp_timeout, SECOND / 10, 5 * MINUTE, "30s",
             "longest time that one e-mail may take"),
    COUNT("CnopsMailRate", mail_rate, 0, 100000, "0", "e-mails a second; 0: no bound"),

    /* the way out for SMS */
    TEXTUAL("CnopsSmsGateway", CNOPS_SETTING_GATEWAY, sms_gateway, NULL,
            "kind and address of the SMS gateway: kannel http://HOST:PORT/cgi-bin/sendsms"),
    TEXTUAL("CnopsSmsCredentials", CNOPS_SETTING_PATH, sms_credentials, "",
            "file of two lines, user and password, mode 0600: what we sign in to the gateway with"),
    TEXTUAL("CnopsSmsCA", CNOPS_SETTING_PATH, sms_ca, "",
            "file of certificates that vouch for a gateway of https://; none: the system's"),
    TEXTUAL("CnopsSmsFrom", CNOPS_SETTING_TEXT, sms_from, "",
            "sender that an SMS shows, at most 11 letters and digits; none: the gateway's"),
    TEXTUAL("CnopsSmsReceiptURL", CNOPS_SETTING_URL, sms_receipts, "",
            "address, with the mount, at which the gateway reaches the portal; none: "
            "CnopsPublicURL"),
    DURATION("CnopsSmsTimeout", sms_timeout, SECOND / 10, 5 * MINUTE, "10s",
             "longest time that one SMS may take"),
    COUNT("CnopsSmsRate", sms_rate, 0, 100000, "0", "SMS a second; 0: no bound"),

    /* journeys and codes */
    DURATION("CnopsJourneyTTL", journey_ttl, SECOND, DAY, "30m",
             "life of a journey, from its last accepted step"),
    DURATION("CnopsCodeTTL", code_ttl, SECOND, HOUR, "10m", "life of a code"),
    COUNT("CnopsCodeDigits", code_digits, 6, 10, "6", "digits of a code"),
    COUNT("CnopsCodeTries", code_tries, 1, 10, "5", "wrong tries before a code is dead"),
    DURATION("CnopsResendAfter", resend_after, SECOND, HOUR, "60s",
             "wait before a code is sent again; doubles each time"),
    COUNT("CnopsDestinationCodes", destination_codes, 1, 1000, "5",
          "codes an hour to one e-mail address or mobile"),
    COUNT("CnopsJourneyCodes", journey_codes, 2, 1000, "10", "codes sent in one journey"),
    COUNT("CnopsSmsBudget", sms_budget, 0, BILLION, "20000",
          "SMS a day, for all visitors together; 0: no bound"),
    COUNT("CnopsContactAccounts", contact_accounts, 1, 1000, "5",
          "accounts that one e-mail address or mobile may serve"),
    TEXTUAL("CnopsCodeServers", CNOPS_SETTING_SERVERS, code_servers, NULL,
            "memcached servers that keep codes for several machines, host:port each; none: this "
            "machine's memory"),
    DURATION("CnopsCodeTimeout", code_timeout, 10 * (SECOND / 1000), 5 * SECOND, "250ms",
             "longest wait for the servers that keep codes; who is later is asked no more until well"),

    /* throttles */
    COUNT("CnopsJourneyIdentities", journey_identities, 1, 1000, "5",
          "identity attempts in one journey"),
    COUNT("CnopsJourneyAnswers", journey_answers, 1, 1000, "3", "wrong answers in one journey"),
    COUNT("CnopsPersonAnswers", person_answers, 1, 10000, "30",
          "wrong answers a day about one person"),
    COUNT("CnopsPersonCodes", person_codes, 1, 10000, "30",
          "wrong codes a day about one person, over all journeys"),
    COUNT("CnopsSigninFree", signin_free, 0, 100, "3",
          "failed sign-ins before a proof of work; twice as many before delays"),
    DURATION("CnopsSigninDelayMax", signin_delay_max, 50 * (SECOND / 1000), DAY, "15m",
             "longest delay after failed sign-ins"),
    COUNT("CnopsBlockFailures", block_failures, 30, BILLION, "600",
          "failures an hour from one address block (/24, /56)"),
    TEXTUAL("CnopsBlockAllowance", CNOPS_SETTING_BLOCKS, block_allowances, NULL,
            "a network and its own failures an hour: a campus, a carrier; may be repeated"),

    /* contacts that are lost, letters, creation */
    CHOICE("CnopsContactChange", contact_change, "letter", "letter unopposed",
           "what applies a change of lost contacts: a letter's code, or nobody's refusal"),
    CHOICE("CnopsCreationAssurance", creation_assurance, "facts", "facts on-file letter",
           "what opens a new account: facts and codes, a contact on file, a letter's code"),
    DURATION("CnopsOppositionDelay", opposition_delay, SECOND, 30 * DAY, "72h",
             "time in which old contacts may refuse a change; reminded at a third and two thirds"),
    DURATION("CnopsOppositionFreeze", opposition_freeze, SECOND, 365 * DAY, "30d",
             "after a refusal, time without new requests for that account"),
    DURATION("CnopsRequestTTL", request_ttl, SECOND, 365 * DAY, "60d",
             "life of a request, and of the letter's code for it"),

    /* proof of work: a phone tries some 300,000 SHA-256 a second, so that the 131,072
     * expected at level 0 take it about half a second, and those at level 6 half a minute:
     * strangers must not be able to make the owner's new browser pay more than that */
    COUNT("CnopsPowCost", pow_cost, 1, 1024, "2", "SHA-256 iterations of one try at level 0"),
    COUNT("CnopsPowBits", pow_bits, 4, 32, "16", "zero bits of a solution, a multiple of 4"),
    COUNT("CnopsPowLevels", pow_levels, 0, 12, "6", "highest level; each doubles the work"),
    DURATION("CnopsPowTTL", pow_ttl, SECOND, HOUR, "10m", "life of a challenge"),

    /* picture captcha: it comes with the form, so it lives as long as filling that may take */
    DURATION("CnopsImageTTL", image_ttl, SECOND, HOUR, "30m", "life of a picture captcha"),
    COUNT("CnopsJourneyImages", journey_images, 1, 1000, "5",
          "wrong answers to pictures in one journey"),
    COUNT("CnopsBlockImages", block_images, 1, BILLION, "60",
          "answers to pictures an hour from one address block; an allowance raises it in step"),

    /* database */
    DURATION("CnopsDatabaseTimeout", database_timeout, SECOND / 10, MINUTE, "2s",
             "longest a request waits for MariaDB, all in all; past it the answer is 503"),

    /* sign-in and sessions */
    CHOICE("CnopsSigninSecondStep", signin_second_step, "new-browser", "new-browser always never",
           "when sign-in asks for a code too: from a browser not seen before, always or never"),
    COUNT("CnopsSigninCodes", signin_codes, 1, 1000, "5",
          "codes an hour for the sign-ins to one account, by e-mail and SMS together"),
    DURATION("CnopsSessionIdle", session_idle, SECOND, DAY, "15m",
             "a session ends after so long without a request"),
    DURATION("CnopsSessionMax", session_max, SECOND, 30 * DAY, "8h",
             "a session ends after so long in any case"),

    /* passwords */
    CHOICE("CnopsPasswordPolicy", password_policy, "house", "house long",
           "house: also a lower-case letter and a digit; long: at least 15 characters, of any kind"),
    COUNT("CnopsPasswordMin", password_min, 8, 64, "8", "shortest password, in characters"),
    COUNT("CnopsPasswordMax", password_max, 64, 128, "128", "longest password, in characters"),
    COUNT("CnopsPasswordBits", password_bits, 0, 128, "20",
          "guessing effort, as a power of two, below which a password is common"),
    COUNT("CnopsArgon2Memory", argon2_memory, 8192, 4 * MILLION, "19456",
          "memory of one password hash, in KiB"),
    COUNT("CnopsArgon2Passes", argon2_passes, 1, 100, "2", "passes of one password hash"),
    COUNT("CnopsHashSlots", hash_slots, 0, 256, "0",
          "password hashes at a time on this machine; 0: one a core"),
    DURATION("CnopsHashDeadline", hash_deadline, 50 * (SECOND / 1000), MINUTE, "2s",
             "longest wait for a password hash; past it the answer is 503"),
    {NULL, CNOPS_SETTING_TEXT, 0, 0, 0, NULL, NULL, NULL},
};
/* clang-format on */

static void *member_of(const cnops_settings_t *settings, const cnops_setting_t *row)
{
    return (char *)settings + row->offset;
}

/* --- one setter for each type: NULL, or what is wrong --- */

/* A whole number, all of value up to *pend; false unless there is one. */
static bool read_number(apr_int64_t *pnumber, const char **pend, const char *value)
{
    char *end;

    if (!apr_isdigit(*value))
        return false;
    errno = 0;
    *pnumber = apr_strtoi64(value, &end, 10);
    *pend = end;
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
} units[] = {{"ms", SECOND / 1000}, {"s", SECOND}, {"m", MINUTE}, {"h", HOUR}, {"d", DAY}};

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

/* As one would write it: in the largest unit that leaves no rest. */
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

/* Whether word is one of words, which single blanks part. */
static bool is_one_of(const char *words, const char *word)
{
    apr_size_t len = strlen(word);

    for (const char *at = words; at && len; at = strchr(at, ' ')) {
        at += *at == ' ';
        if (strncmp(at, word, len) == 0 && (at[len] == ' ' || !at[len]))
            return true;
    }
    return false;
}

static const char *set_word(const char **pword, const cnops_setting_t *row, const char *value,
                            apr_pool_t *pool)
{
    if (strchr(value, ' ') || !is_one_of(row->words, value))
        return apr_psprintf(pool, "%s must be one of: %s", row->name, row->words);
    *pword = apr_pstrdup(pool, value);
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

/* What follows "https://" or "http://"; NULL for anything else. */
static const char *after_scheme(const char *url)
{
    if (strncmp(url, "https://", 8) == 0)
        return url + 8;
    return strncmp(url, "http://", 7) == 0 ? url + 7 : NULL;
}

/* Nothing, or ":PORT", behind a host and before a path. */
static bool is_port(const char *rest)
{
    apr_int64_t port;

    if (*rest != ':')
        return !*rest || *rest == '/';
    return read_number(&port, &rest, rest + 1) && port >= 1 && port <= 65535 &&
           (!*rest || *rest == '/');
}

/* Only characters that need no escape, in a header, a page or a QR code. */
static bool is_plain_url(const char *url)
{
    const char *host = after_scheme(url);

    if (!host || !apr_isalnum(*host) || url[strlen(url) - 1] == '/' || strstr(host, "//") ||
        !is_port(host + strcspn(host, ":/")))
        return false;
    while (apr_isalnum(*host) || (*host && strchr("-._~:/", *host)))
        host++;
    return !*host;
}

static const char *set_url(const char **purl, const cnops_setting_t *row, const char *value,
                           apr_pool_t *pool)
{
    bool may_be_none = row->fallback && !*row->fallback;

    if (!(may_be_none && !*value) && !is_plain_url(value))
        return apr_psprintf(pool,
                            "%s must be an absolute address without a final '/', for instance "
                            "https://www.example.ma/mon_compte",
                            row->name);
    *purl = apr_pstrdup(pool, value);
    return NULL;
}

/* HOST or HOST:PORT, nothing else: curl would read a user, a path or options out of it. */
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

static const char *set_starttls(const char **pword, const cnops_setting_t *row, const char *value,
                                apr_pool_t *pool)
{
    static const char *const words[] = {"required", "opportunistic", "off"};

    for (apr_size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i], value) == 0) {
            *pword = words[i];
            return NULL;
        }
    }
    return apr_psprintf(pool, "%s must be required, opportunistic or off", row->name);
}

static const char *set_gateway(cnops_gateway_setting_t *pgateway, const cnops_setting_t *row,
                               const char *value, const char *value2, apr_pool_t *pool)
{
    if (!value2 || !is_plain_url(value2))
        return apr_psprintf(pool,
                            "%s must be a kind of gateway and its address, for instance kannel "
                            "http://127.0.0.1:13013/cgi-bin/sendsms",
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

const char *cnops_setting_set(cnops_settings_t *settings, const cnops_setting_t *row,
                              const char *value, const char *value2, apr_pool_t *pool)
{
    void *member = member_of(settings, row);

    switch (row->type) {
    case CNOPS_SETTING_FLAG:
        return set_flag(member, row, value, pool);
    case CNOPS_SETTING_WORD:
        return set_word(member, row, value, pool);
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
    case CNOPS_SETTING_STARTTLS:
        return set_starttls(member, row, value, pool);
    case CNOPS_SETTING_GATEWAY:
        return set_gateway(member, row, value, value2, pool);
    case CNOPS_SETTING_BLOCKS:
        return set_block(member, row, value, value2, pool);
    case CNOPS_SETTING_SERVERS:
        return set_server(member, row, value, pool);
    case CNOPS_SETTING_TEXT:
    case CNOPS_SETTING_PATH:
        break;
    }
    *(const char **)member = apr_pstrdup(pool, value);
    return NULL;
}

/* --- the whole --- */

cnops_settings_t *cnops_settings_make(apr_pool_t *pool)
{
    cnops_settings_t *settings = apr_pcalloc(pool, sizeof *settings);

    settings->block_allowances = apr_array_make(pool, 4, sizeof(cnops_block_allowance_t));
    settings->code_servers = apr_array_make(pool, 2, sizeof(const char *));
    for (const cnops_setting_t *row = cnops_settings_table; row->name; row++) {
        if (row->fallback)
            cnops_setting_set(settings, row, row->fallback, NULL, pool);
    }
    return settings;
}

static const char *check_mandatory(const cnops_settings_t *settings, apr_pool_t *pool)
{
    for (const cnops_setting_t *row = cnops_settings_table; row->name; row++) {
        if (row->fallback || row->type == CNOPS_SETTING_BLOCKS ||
            row->type == CNOPS_SETTING_GATEWAY || row->type == CNOPS_SETTING_SERVERS)
            continue;
        if (!*(const char **)member_of(settings, row))
            return apr_psprintf(pool, "%s is missing: %s", row->name, row->help);
    }
    return NULL;
}

/* A password goes to a relay that has proved who it is, or stays here. */
static const char *check_ways_out(const cnops_settings_t *settings)
{
    bool is_smtps = strncmp(settings->smtp_url, "smtps:", 6) == 0;

    if (*settings->smtp_credentials && *settings->smtp_url && !is_smtps &&
        strcmp(settings->smtp_starttls, "required") != 0)
        return "CnopsSmtpCredentials needs smtps:// or CnopsSmtpStartTLS required: a password is "
               "not sent in clear";
    return NULL;
}

const char *cnops_settings_check(const cnops_settings_t *settings, apr_pool_t *pool)
{
    const char *fault = check_mandatory(settings, pool);

    if (fault)
        return fault;
    if (settings->code_ttl > settings->journey_ttl)
        return "CnopsCodeTTL is longer than CnopsJourneyTTL: a code cannot outlive its journey";
    if (settings->session_idle > settings->session_max)
        return "CnopsSessionIdle is longer than CnopsSessionMax";
    if (settings->pow_bits % 4 != 0)
        return "CnopsPowBits must be a multiple of 4, for instance 16";
    return check_ways_out(settings);
}

const char *cnops_settings_mount(const cnops_settings_t *settings, apr_pool_t *pool)
{
    const char *slash = strchr(after_scheme(settings->public_url), '/');

    return slash ? apr_pstrdup(pool, slash) : "";
}

const char *cnops_settings_host(const cnops_settings_t *settings, apr_pool_t *pool)
{
    const char *host = after_scheme(settings->public_url);

    return apr_pstrmemdup(pool, host, strcspn(host, "/"));
}

bool cnops_settings_is_https(const cnops_settings_t *settings)
{
    return strncmp(settings->public_url, "https:", 6) == 0;
}
