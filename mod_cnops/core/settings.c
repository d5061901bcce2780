/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/settings.h"

#include <apr_strings.h>
#include <stddef.h>
#include <string.h>

#define SECOND  APR_TIME_C(1000000)
#define MINUTE  (60 * SECOND)
#define HOUR    (60 * MINUTE)
#define DAY     (24 * HOUR)
#define YEAR    (366 * DAY)
#define MILLION APR_INT64_C(1000000)
#define BILLION APR_INT64_C(1000000000)

#define ROW(name, type, member, min, max, fallback, help)                                          \
    {                                                                                              \
        name, type, offsetof(cnops_settings_t, member), min, max, fallback, help, NULL             \
    }
#define TEXTUAL(name, type, member, fallback, help) ROW(name, type, member, 0, 0, fallback, help)
/* values: the list of them in settings.h. */
#define CHOICE(name, member, fallback, values, help)                                               \
    {                                                                                              \
        name, CNOPS_SETTING_CHOICE, offsetof(cnops_settings_t, member), 0, 0, fallback, help,      \
            (const char *const[])                                                                  \
        {                                                                                          \
            values(CNOPS_WORDS_TEXT) NULL                                                          \
        }                                                                                          \
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
            "JSON file of the institution's names, contacts, links, filings and appearance"),
    TEXTUAL("CnopsDefaultLanguage", CNOPS_SETTING_LANG, default_lang, "fr",
            "language for a visitor whose browser asks for none that the portal has"),
    TEXTUAL("CnopsOutboxDir", CNOPS_SETTING_PATH, outbox_dir, "",
            "folder for the messages of a channel that has no relay or gateway (demonstration)"),
    TEXTUAL("CnopsOutboxEcho", CNOPS_SETTING_FLAG, outbox_echo, "off",
            "also print those messages to the terminal: on or off"),
    TEXTUAL("CnopsStyles", CNOPS_SETTING_FLAG, styles, "off",
            "show the page /styles, with every component of the pages: on or off (demonstration)"),

    /* how e-mail is sent */
    TEXTUAL("CnopsMailFrom", CNOPS_SETTING_TEXT, mail_from, "",
            "sender of e-mails, \"Name <address>\"; none: the institution's, at the portal's host"),
    TEXTUAL("CnopsSmtpURL", CNOPS_SETTING_RELAY, smtp_url, "",
            "relay that takes our e-mails: smtp://HOST:PORT or smtps://HOST:PORT"),
    CHOICE("CnopsSmtpStartTLS", smtp_starttls, "required", CNOPS_STARTTLS,
           "encryption on smtp://: required (and verified), opportunistic or off"),
    TEXTUAL("CnopsSmtpCredentials", CNOPS_SETTING_PATH, smtp_credentials, "",
            "file of two lines, user and password, mode 0600: what we sign in to the relay with"),
    TEXTUAL("CnopsSmtpCA", CNOPS_SETTING_PATH, smtp_ca, "",
            "file of certificates that vouch for the relay; none: the system's"),
    DURATION("CnopsSmtpConnectTimeout", smtp_connect_timeout, SECOND / 10, MINUTE, "5s",
             "longest wait for a connection to the relay"),
    DURATION("CnopsSmtpTimeout", smtp_timeout, SECOND / 10, 5 * MINUTE, "30s",
             "longest time that one e-mail may take"),
    COUNT("CnopsMailRate", mail_rate, 0, 100000, "0", "e-mails a second; 0: no limit"),

    TEXTUAL("CnopsWebhookHosts", CNOPS_SETTING_TEXT, webhook_hosts, "",
            "hosts (host or host:port, with blanks between them) whose programs are told of the end "
            "of their batches; empty: none"),

    /* how SMS are sent */
    TEXTUAL("CnopsSmsGateway", CNOPS_SETTING_GATEWAY, sms_gateway, NULL,
            "kind and address of the SMS gateway: kannel http://HOST:PORT/cgi-bin/sendsms or json "
            "https://HOST/PATH"),
    TEXTUAL("CnopsSmsCredentials", CNOPS_SETTING_PATH, sms_credentials, "",
            "file of two lines, user and password, mode 0600: what we sign in to the gateway with"),
    TEXTUAL("CnopsSmsHeaders", CNOPS_SETTING_PATH, sms_headers, "",
            "file of headers, one a line, mode 0600: an API key that the gateway wants to see"),
    TEXTUAL("CnopsSmsCA", CNOPS_SETTING_PATH, sms_ca, "",
            "file of certificates that vouch for a gateway of https://; none: the system's"),
    TEXTUAL("CnopsSmsFrom", CNOPS_SETTING_TEXT, sms_from, "",
            "sender that an SMS shows, at most 11 letters and digits; none: the gateway's"),
    TEXTUAL("CnopsSmsReceiptURL", CNOPS_SETTING_URL, sms_receipts, "",
            "address, with the mount, at which the gateway reaches the portal; none: "
            "CnopsPublicURL"),
    DURATION("CnopsSmsTimeout", sms_timeout, SECOND / 10, 5 * MINUTE, "10s",
             "longest time that one SMS may take"),
    COUNT("CnopsSmsRate", sms_rate, 0, 100000, "0", "SMS a second; 0: no limit"),
    TEXTUAL("CnopsSmsJsonBody", CNOPS_SETTING_TEXT, sms_json_body, "",
            "json gateway: the text that is posted, with {to} or {number}, {text}, {from}, {id} and "
            "{receipt}"),
    TEXTUAL("CnopsSmsJsonAccepted", CNOPS_SETTING_TESTS, sms_json_accepted, NULL,
            "json gateway: PATH=VALUE in an answer that took the message; one of them is enough"),
    TEXTUAL("CnopsSmsJsonRefused", CNOPS_SETTING_TESTS, sms_json_refused, NULL,
            "json gateway: PATH=VALUE in an answer after which the message is not tried again"),
    TEXTUAL("CnopsSmsJsonId", CNOPS_SETTING_PLACE, sms_json_id, "",
            "json gateway: path of its own id of the message in an answer, for the log"),
    TEXTUAL("CnopsSmsJsonDelivered", CNOPS_SETTING_TESTS, sms_json_delivered, NULL,
            "json gateway: NAME=VALUE in the query of a receipt of what was delivered"),
    TEXTUAL("CnopsSmsJsonFailed", CNOPS_SETTING_TESTS, sms_json_failed, NULL,
            "json gateway: NAME=VALUE in the query of a receipt of what was not delivered"),

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
          "SMS a day, for all visitors together; 0: no limit"),
    COUNT("CnopsNewsRate", news_rate, 1, 100000, "600",
          "messages a minute that tell members of changed claims"),
    COUNT("CnopsNewsSmsBudget", news_sms_budget, 0, BILLION, "0",
          "SMS a day that tell members of changed claims, beside CnopsSmsBudget; 0: only e-mails do"),
    COUNT("CnopsNewsSmsFrom", news_sms_from, 0, 23, "8",
          "hour of the day, in Morocco, before which none of these SMS is sent"),
    COUNT("CnopsNewsSmsUntil", news_sms_until, 1, 24, "20",
          "hour of the day from which none of these SMS is sent any more"),
    COUNT("CnopsContactAccounts", contact_accounts, 1, 1000, "5",
          "accounts that one e-mail address or mobile may serve"),
    TEXTUAL("CnopsCodeServers", CNOPS_SETTING_SERVERS, code_servers, NULL,
            "memcached servers that keep codes for several machines, host:port each; none: this "
            "machine's memory"),
    DURATION("CnopsCodeTimeout", code_timeout, 10 * (SECOND / 1000), 5 * SECOND, "250ms",
             "longest wait for a server of codes; a slower one is left out until it recovers"),

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
    CHOICE("CnopsContactChange", contact_change, "letter", CNOPS_CONTACT_CHANGE,
           "what applies a change of lost contacts: a letter's code, or time without a refusal"),
    CHOICE("CnopsCreationAssurance", creation_assurance, "facts", CNOPS_ASSURANCE,
           "what opens a new account: facts and codes, a contact on file, a letter's code"),
    DURATION("CnopsOppositionDelay", opposition_delay, SECOND, 30 * DAY, "72h",
             "time in which old contacts may refuse a change; reminded at a third and two thirds"),
    DURATION("CnopsOppositionFreeze", opposition_freeze, SECOND, 365 * DAY, "30d",
             "after a refusal, time without new requests for that account"),
    DURATION("CnopsRequestTTL", request_ttl, SECOND, 365 * DAY, "60d",
             "life of a request, and of the letter's code for it"),

    /* requests of members to the insurer: calendar days, the day of the request not counted */
    COUNT("CnopsAnswerDaysAddress", answer_days_address, 1, 365, "10",
          "days in which a correction of an address is answered"),
    COUNT("CnopsAnswerDaysRectification", answer_days_rectification, 1, 365, "10",
          "days in which a request for rectification is answered (law 09-08: ten clear days)"),
    COUNT("CnopsAnswerDaysOpposition", answer_days_opposition, 1, 365, "10",
          "days in which an opposition to a use of data is answered (law 09-08)"),
    COUNT("CnopsAnswerDaysComplaint", answer_days_complaint, 1, 365, "30",
          "days in which a complaint about a claim is answered"),
    COUNT("CnopsAnswerDaysClosing", answer_days_closing, 1, 365, "10",
          "days in which a request to close the account is answered"),
    COUNT("CnopsOpenRequests", open_tickets, 1, 100, "10",
          "requests of one member that may wait for an answer at a time"),
    COUNT("CnopsDayRequests", day_tickets, 1, 1000, "20",
          "requests that one member may make in 24 hours"),

    /* data rights */
    DURATION("CnopsClosingDelay", closing_delay, SECOND, 30 * DAY, "7d",
             "time in which a member may still keep an account that is being closed"),
    COUNT("CnopsDataExports", data_exports, 1, 1000, "5",
          "files with all their data that a member may ask for in a day"),
    COUNT("CnopsDayStatements", claim_statements, 1, 1000, "30",
          "statements of claims (PDF) that a member may ask for in a day"),

    /* establishments */
    COUNT("CnopsApiDayRows", api_day_rows, 1, BILLION, "500000",
          "rows that an establishment may send in a day, unless it has a number of its own"),

    /* certificates */
    COUNT("CnopsCertificateDays", certificate_days, 1, 730, "90",
          "days for which a certificate is valid; one of coverage is not valid longer than the rights"),
    COUNT("CnopsDayCertificates", day_certificates, 1, 1000, "20",
          "certificates that one member may draw in 24 hours"),
    TEXTUAL("CnopsSignedKeys", CNOPS_SETTING_PATH, signed_keys, "",
            "file of public keys that 'cnopsctl key root sign' has made; none: no root key vouches"),
    COUNT("CnopsDocumentEngines", document_engines, 1, 64, "2",
          "documents (PDF) that one httpd process makes at a time"),
    DURATION("CnopsDocumentWait", document_wait, SECOND / 10, MINUTE, "5s",
          "how long a document waits for its turn before the answer is 503"),

    /* students without an account */
    CHOICE("CnopsTrackingCertificate", tracking_certificate, "page", CNOPS_TRACKING_CERTIFICATE,
           "how a tracked student gets the certificate: a link on the page, by email, or account"),
    DURATION("CnopsTrackingLinkTTL", tracking_link_ttl, SECOND, HOUR, "30m",
             "life of the link to such a certificate, which opens in one browser only"),
    COUNT("CnopsDayTrackingEmails", day_tracking_emails, 1, 100, "3",
          "e-mails with such links that one student gets in 24 hours, where they go by email"),

    /* proof of work: a phone computes about 300,000 SHA-256 a second. Level 0 takes 131,072 of them
     * on average, so about half a second; level 6 takes about half a minute. No higher level,
     * because strangers can raise the level that the member's own new browser has to solve. */
    COUNT("CnopsPowCost", pow_cost, 1, 1024, "2", "SHA-256 iterations of one try at level 0"),
    COUNT("CnopsPowBits", pow_bits, 4, 32, "16", "zero bits of a solution, a multiple of 4"),
    COUNT("CnopsPowLevels", pow_levels, 0, 12, "6", "highest level; each doubles the work"),
    DURATION("CnopsPowTTL", pow_ttl, SECOND, HOUR, "10m", "life of a challenge"),

    /* picture captcha: it is made with the form, so it must live as long as the form may take to
     * fill in */
    DURATION("CnopsImageTTL", image_ttl, SECOND, HOUR, "30m", "life of a picture captcha"),
    COUNT("CnopsJourneyImages", journey_images, 1, 1000, "5",
          "wrong answers to pictures in one journey"),
    COUNT("CnopsBlockImages", block_images, 1, BILLION, "60",
          "answers to pictures an hour from one address block; an allowance raises it in step"),

    /* database */
    DURATION("CnopsDatabaseTimeout", database_timeout, SECOND / 10, MINUTE, "2s",
             "longest time that a request waits for MariaDB in all; after it the answer is 503"),

    /* how long rows are kept: core/purge.c. No shorter than a day where members or operators look
     * at them. */
    DURATION("CnopsDeviceKept", device_kept, DAY, 10 * YEAR, "400d",
             "a known browser is forgotten so long after its latest sign-in"),
    DURATION("CnopsLinkKept", link_kept, DAY, YEAR, "30d",
             "the page of a link in a message says for so long that it is over"),
    DURATION("CnopsRequestKept", request_kept, DAY, 10 * YEAR, "365d",
             "requests for other contacts and openings are kept so long after they ended"),
    DURATION("CnopsTicketKept", ticket_kept, 30 * DAY, 30 * YEAR, "1830d",
             "requests of members to the insurer are kept so long after their end"),
    DURATION("CnopsCertificateKept", certificate_kept, DAY, 30 * YEAR, "732d",
             "certificates are kept so long after their last day; a code of an older one is unknown"),
    DURATION("CnopsEstablishmentKept", establishment_kept, 30 * DAY, 10 * YEAR, "400d",
             "keys of establishments are kept so long after their end, and officers after they were "
             "removed"),
    DURATION("CnopsBatchKept", batch_kept, 30 * DAY, 10 * YEAR, "400d",
             "batches of establishments, with faults and results, are kept so long"),
    DURATION("CnopsBatchSpoolKept", batch_spool_kept, DAY, 30 * DAY, "7d",
             "rows of batches that wait are kept so long; a preview that is older cannot be sent"),
    DURATION("CnopsOutboxKept", outbox_kept, HOUR, YEAR, "1d",
             "the row of a message, without its text, is kept so long after it was sent"),
    DURATION("CnopsOutboxDeadKept", outbox_dead_kept, HOUR, YEAR, "7d",
             "time in which operators may retry a message that was given up; then it is deleted"),
    DURATION("CnopsJournalKept", journal_kept, YEAR, 100 * YEAR, "3660d",
             "events of the journal are kept for so long at least; cnopsctl purge deletes older ones"),

    /* sign-in and sessions */
    CHOICE("CnopsSigninSecondStep", signin_second_step, "new-browser", CNOPS_SECOND_STEP,
           "when sign-in asks for a code too: from a browser not seen before, always or never"),
    COUNT("CnopsSigninCodes", signin_codes, 1, 1000, "5",
          "codes an hour for the sign-ins to one account, by e-mail and SMS together"),
    DURATION("CnopsSessionIdle", session_idle, SECOND, CNOPS_SESSION_IDLE_LONGEST, "15m",
             "a session ends after so long without a request"),
    DURATION("CnopsSessionMax", session_max, SECOND, CNOPS_SESSION_MAX_LONGEST, "8h",
             "a session ends after so long in any case"),

    /* claims */
    COUNT("CnopsClaimYears", claim_years, 1, 30, "5",
          "years for which claims are shown: their limitation period"),
    CHOICE("CnopsBeneficiaryMask", beneficiary_mask, "care", CNOPS_BENEFICIARY_MASK,
           "what a member does not see of adults' claims: name and kind of care (care), name or off"),
    TEXTUAL("CnopsClaimDelay", CNOPS_SETTING_DELAYS, claim_delays, NULL,
            "a kind of care, or * for every other, and the days its claims take; may be repeated"),

    /* students */
    COUNT("CnopsRegistrationYears", registration_years, 1, 30, "5",
          "years for which registrations are kept after the one in which their academic year ends"),

    /* passwords */
    CHOICE("CnopsPasswordPolicy", password_policy, "house", CNOPS_PASSWORD_POLICY,
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
    TEXTUAL("CnopsHashArena", CNOPS_SETTING_FLAG, hash_arena, "on",
            "keep the memory in which passwords are hashed, which halves the time: on or off"),
    DURATION("CnopsHashDeadline", hash_deadline, 50 * (SECOND / 1000), MINUTE, "2s",
             "longest wait for a password hash; after it the answer is 503"),
    {NULL, CNOPS_SETTING_TEXT, 0, 0, 0, NULL, NULL, NULL},
};
/* clang-format on */

cnops_settings_t *cnops_settings_make(apr_pool_t *pool)
{
    cnops_settings_t *settings = apr_pcalloc(pool, sizeof *settings);

    settings->block_allowances = apr_array_make(pool, 4, sizeof(cnops_block_allowance_t));
    settings->claim_delays = apr_array_make(pool, 4, sizeof(cnops_claim_delay_t));
    settings->code_servers = apr_array_make(pool, 2, sizeof(const char *));
    for (const cnops_setting_t *row = cnops_settings_table; row->name; row++) {
        if (row->fallback)
            cnops_setting_set(settings, row, row->fallback, NULL, pool);
        else if (row->type == CNOPS_SETTING_TESTS)
            *(apr_array_header_t **)((char *)settings + row->offset) =
                apr_array_make(pool, 2, sizeof(cnops_setting_test_t));
    }
    return settings;
}

/* A list may be empty, and there may be no gateway. */
static bool may_be_missing(const cnops_setting_t *row)
{
    return row->fallback || row->type == CNOPS_SETTING_BLOCKS ||
           row->type == CNOPS_SETTING_DELAYS || row->type == CNOPS_SETTING_GATEWAY ||
           row->type == CNOPS_SETTING_SERVERS || row->type == CNOPS_SETTING_TESTS;
}

static const char *check_mandatory(const cnops_settings_t *settings, apr_pool_t *pool)
{
    for (const cnops_setting_t *row = cnops_settings_table; row->name; row++) {
        if (!may_be_missing(row) && !*(const char *const *)((const char *)settings + row->offset))
            return apr_psprintf(pool, "%s is missing: %s", row->name, row->help);
    }
    return NULL;
}

/* The password is only sent to a relay whose identity was verified. */
static const char *check_relay_password(const cnops_settings_t *settings)
{
    bool is_smtps = strncmp(settings->smtp_url, "smtps:", 6) == 0;

    if (*settings->smtp_credentials && *settings->smtp_url && !is_smtps &&
        settings->smtp_starttls != CNOPS_STARTTLS_REQUIRED)
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
    if (settings->news_sms_from >= settings->news_sms_until)
        return "CnopsNewsSmsFrom is not before CnopsNewsSmsUntil: no SMS could be sent";
    if (settings->pow_bits % 4 != 0)
        return "CnopsPowBits must be a multiple of 4, for instance 16";
    return check_relay_password(settings);
}

/* url was checked when it was set. Returns what follows "https://" or "http://". */
static const char *after_scheme(const char *url)
{
    return strstr(url, "://") + 3;
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
