/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/certificate/verification.h"

#include "base/date.h"
#include "base/netblock.h"
#include "base/text.h"
#include "core/certificate/certificate.h"
#include "pages/frame/failures.h"
#include "pages/guard/guard.h"

#include <apr_strings.h>
#include <string.h>

static const cnops_asked_t asks[] = {{.field = CNOPS_FIELD_CODE_ATTESTATION},
                                     {.field = CNOPS_FIELD_NONE}};

/* What was found for a code: visit->own, once there is an answer. */
typedef struct finding_t {
    const cnops_certificate_t *certificate; /* NULL: none has the code */
} finding_t;

/* --- the limit --- */

static cnops_throttle_t failures_of(const cnops_req_t *req)
{
    return (cnops_throttle_t){.use = CNOPS_USE_BLOCK_LOOKUPS,
                              .subject = cnops_netblock_of(req->ip, req->pool),
                              .limit = cnops_throttle_block_limit(req->app->core, req->ip)};
}

static cnops_res_t *begin(cnops_visit_t *visit)
{
    const cnops_req_t *req = visit->req;
    const cnops_throttle_t failures = failures_of(req);
    cnops_verdict_t block;
    apr_status_t rv = cnops_throttle_look_all(&block, req->app->core, &failures, 1, req->pool);

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    cnops_guard_raise(req,
                      block.allowed ? block.pow_level : (int)req->app->core->settings->pow_levels);
    visit->owes_captcha = block.pow_due || !block.allowed;
    visit->gate.is_known = true; /* the pictures of neighbours must close no page to anybody */
    visit->gate.wants_both = !block.allowed && !cnops_guard_may_be_known(req);
    return NULL;
}

static apr_status_t count_failure(const cnops_req_t *req)
{
    const cnops_throttle_t failures = failures_of(req);
    cnops_verdict_t ignored;

    return cnops_throttle_take_all(&ignored, req->app->core, &failures, 1, req->pool);
}

/* --- what is shown --- */

static const char *verdict_of(const cnops_req_t *req, const cnops_certificate_t *certificate)
{
    static const char *const words[] = {[CNOPS_CERTIFICATE_VALID] = "genuine",
                                        [CNOPS_CERTIFICATE_EXPIRED] = "expired",
                                        [CNOPS_CERTIFICATE_REVOKED] = "revoked"};

    return certificate ? words[cnops_certificate_state(req->app->core, certificate, req->pool)]
                       : "unknown";
}

/* "F. Z. E." of "Fatima Zahra Ezzahi". */
static const char *initials_of(const char *name, apr_pool_t *pool)
{
    char *initials = apr_pcalloc(pool, 3 * strlen(name) + 1), *to = initials;
    bool is_start = true;

    for (apr_size_t len; *name; name += len) {
        len = cnops_text_sequence(name, strlen(name));
        if (len == 0)
            break;
        if (is_start && *name != ' ') {
            memcpy(to, name, len);
            memcpy(to + len, ". ", 2);
            to += len + 2;
        }
        is_start = *name == ' ';
    }
    if (to > initials)
        to[-1] = '\0';
    return initials;
}

static const char *first_of(const char *name, const char *other)
{
    return name && *name ? name : other ? other : "";
}

static void show_facts(cnops_tree_t *data, const cnops_req_t *req,
                       const cnops_certificate_t *certificate, const cnops_tree_t *facts)
{
    cnops_tree_t *shown = cnops_tree_set_object(data, "certificate");
    const char *name = first_of(cnops_tree_text(facts, "name"), cnops_tree_text(facts, "name_ar"));
    const char *birth_date = cnops_tree_text(facts, "birth_date");
    const int year = certificate->academic_year;

    cnops_tree_set_text(shown, "kind", cnops_certificate_kind_name(certificate->kind));
    cnops_tree_set_text(shown, "initials", initials_of(name, req->pool));
    cnops_tree_set_text(shown, "birth_year",
                        birth_date ? apr_pstrndup(req->pool, birth_date, 4) : NULL);
    cnops_tree_set_text(shown, "year",
                        year ? apr_psprintf(req->pool, "%04d-%04d", year, year + 1) : NULL);
    cnops_tree_set_text(shown, "issued_on",
                        cnops_date_show(cnops_tree_text(facts, "issued_on"), req->pool));
    cnops_tree_set_text(shown, "expires_on", cnops_date_show(certificate->expires_on, req->pool));
}

static apr_status_t show_finding(cnops_tree_t *data, const cnops_req_t *req,
                                 const finding_t *finding)
{
    cnops_tree_t *facts;
    apr_status_t rv;

    cnops_tree_set_text(data, "verdict", verdict_of(req, finding->certificate));
    if (!finding->certificate)
        return APR_SUCCESS;
    rv = cnops_certificate_facts(&facts, req->app->core, finding->certificate, req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    show_facts(data, req, finding->certificate, facts);
    cnops_tree_wipe(facts);
    return APR_SUCCESS;
}

static apr_status_t fill(cnops_visit_t *visit, cnops_tree_t *data)
{
    cnops_tree_set_text(data, "file", cnops_page_href(visit->req, "/verification/hors-ligne.html"));
    cnops_tree_set_text(data, "verdict", NULL);
    cnops_tree_set_text(data, "certificate", NULL);
    return visit->own ? show_finding(data, visit->req, visit->own) : APR_SUCCESS;
}

/* --- looking a code up --- */

static cnops_res_t *submit(cnops_visit_t *visit)
{
    const cnops_req_t *req = visit->req;
    const char *code = cnops_entries_value(visit->entries, CNOPS_FIELD_CODE_ATTESTATION);
    finding_t *finding = apr_palloc(req->pool, sizeof *finding);
    cnops_res_t *res;
    apr_status_t rv =
        cnops_certificate_of_code(&finding->certificate, req->app->core, code, req->pool);

    if (rv == APR_SUCCESS && !finding->certificate)
        rv = count_failure(req);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    visit->own = finding;
    res = cnops_visit_show(visit, 200);
    res->event = apr_pstrcat(req->pool, "certificate: checked, ",
                             verdict_of(req, finding->certificate), NULL);
    return res;
}

const cnops_form_page_t cnops_verification_form = {
    .path = "/verification", .asked = asks, .begin = begin, .fill = fill, .submit = submit};
