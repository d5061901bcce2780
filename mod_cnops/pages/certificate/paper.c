/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/certificate/paper.h"

#include "base/date.h"
#include "base/text.h"
#include "pages/frame/page.h"

#include <apr_strings.h>
#include <string.h>

static void set_day(cnops_tree_t *data, const char *name, const cnops_tree_t *facts,
                    apr_pool_t *pool)
{
    cnops_tree_set_text(data, name, cnops_date_show(cnops_tree_text(facts, name), pool));
}

static void set_same(cnops_tree_t *data, const char *name, const cnops_tree_t *facts)
{
    cnops_tree_set_text(data, name, cnops_tree_text(facts, name));
}

#define SHORT_NAME 38 /* letters that fit on one line of the large style */

/* Long names take a smaller style, so that the paper has one page. */
static void set_is_long(cnops_tree_t *data, const char *name, const char *text)
{
    cnops_tree_set_bool(data, name, text && cnops_text_length(text) > SHORT_NAME);
}

/* The host and path, as people type them: without "https://". */
static const char *spell(const char *url)
{
    const char *host = strstr(url, "://");

    return host ? host + 3 : url;
}

static const char *sealed_or(const cnops_tree_t *facts, const char *name, const char *today)
{
    const char *sealed = cnops_tree_text(facts, name);

    return sealed ? sealed : today;
}

/* What was sealed with the certificate. What the portal is configured with today is for databases
 * of demonstrations alone, whose certificates may be older than these facts. */
static void add_issuer(cnops_tree_t *data, const cnops_req_t *req, const cnops_tree_t *facts)
{
    const cnops_app_t *app = req->app;
    const char *verification =
        sealed_or(facts, "verification",
                  apr_pstrcat(req->pool, app->core->settings->public_url, "/verification", NULL));
    cnops_tree_t *institution = cnops_tree_set_object(data, "institution");

    cnops_tree_set_text(data, "prefix", apr_pstrcat(req->pool, verification, "#", NULL));
    cnops_tree_set_text(data, "verification", spell(verification));
    cnops_tree_set_text(
        institution, "name_fr",
        sealed_or(facts, "institution_fr", cnops_tree_text(app->institution, "name_fr")));
    cnops_tree_set_text(
        institution, "name_ar",
        sealed_or(facts, "institution_ar", cnops_tree_text(app->institution, "name_ar")));
}

static cnops_tree_t *make_data(const cnops_req_t *req, const cnops_certificate_t *certificate,
                               const cnops_tree_t *facts)
{
    static const char *const days[] = {"issued_on", "expires_on", "birth_date", "rights_from",
                                       "rights_to"};
    static const char *const texts[] = {
        "code",          "digits",          "name",  "name_ar", "document_end",
        "document_type", "immatriculation", "scheme"};
    cnops_tree_t *data = cnops_tree_object(req->pool);

    for (apr_size_t i = 0; i < sizeof days / sizeof *days; i++)
        set_day(data, days[i], facts, req->pool);
    for (apr_size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        set_same(data, texts[i], facts);
    set_is_long(data, "name_is_long", cnops_tree_text(facts, "name"));
    set_is_long(data, "name_ar_is_long", cnops_tree_text(facts, "name_ar"));
    cnops_tree_set_bool(data, "is_cut", cnops_tree_bool(facts, "is_cut"));
    cnops_tree_set_text(data, "kind", cnops_certificate_kind_name(certificate->kind));
    cnops_tree_set_text(data, "year",
                        certificate->academic_year
                            ? apr_psprintf(req->pool, "%04d-%04d", certificate->academic_year,
                                           certificate->academic_year + 1)
                            : NULL);
    add_issuer(data, req, facts);
    cnops_tree_set_bool(data, "has_emblem", req->app->brand->emblem_png != NULL);
    return data;
}

apr_status_t cnops_paper_print(const char **pbytes, apr_size_t *plen, const cnops_req_t *req,
                               const cnops_certificate_t *certificate)
{
    cnops_print_t print = {.name = "document/attestation", .made_at = certificate->issued_at};
    cnops_tree_t *facts, *data;
    apr_status_t rv = cnops_certificate_facts(&facts, req->app->core, certificate, req->pool);

    if (rv != APR_SUCCESS)
        return rv;
    print.data = data = make_data(req, certificate, facts);
    rv = cnops_page_print(pbytes, plen, req, &print);
    cnops_tree_wipe(facts);
    cnops_tree_wipe(data);
    return rv;
}
