/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/certificate/certificates.h"

#include "base/date.h"
#include "base/errors.h"
#include "core/certificate/certificate.h"
#include "core/person/identity.h"
#include "pages/certificate/paper.h"
#include "pages/frame/failures.h"
#include "pages/sheet/sheets.h"
#include "pages/space/membership.h"
#include "pages/space/space_nav.h"

#include <apr_strings.h>
#include <string.h>

#define PATH      "/espace/attestations"
#define PAGE      "espace/attestations"
#define SHOWN     20 /* certificates on one page */
#define YEARS_MAX 8  /* academic years that are offered */
#define DAY       apr_time_from_sec(86400)

static const cnops_asked_t asks[] = {{.field = CNOPS_FIELD_TYPE},
                                     {.field = CNOPS_FIELD_ANNEE, .optional = true},
                                     {.field = CNOPS_FIELD_NONE}};

/* --- what is offered --- */

/* The word of the contract: a certificate of an academic year is one of coverage with its year. */
static const char *type_of(cnops_certificate_kind_e kind)
{
    return kind == CNOPS_CERTIFICATE_IMMATRICULATION ? "immatriculation" : "couverture";
}

/* "2025-2026"; NULL for 0. */
static const char *show_year(int year, apr_pool_t *pool)
{
    return year ? apr_psprintf(pool, "%04d-%04d", year, year + 1) : NULL;
}

static void add_offer(cnops_tree_t *list, const cnops_req_t *req, cnops_certificate_kind_e kind,
                      int year)
{
    const cnops_membership_t *membership = cnops_space_membership(req);
    cnops_tree_t *offer;

    if (!membership || !cnops_certificate_may(req->app->core, membership, kind, year, req->pool))
        return;
    offer = cnops_tree_add_object(list);
    cnops_tree_set_text(offer, "type", type_of(kind));
    cnops_tree_set_text(offer, "year", show_year(year, req->pool));
}

/* A student's coverage is certified by academic year, the newest first; that of others as of
 * today. */
static void add_offers(cnops_tree_t *data, const cnops_req_t *req)
{
    const cnops_membership_t *membership = cnops_space_membership(req);
    cnops_tree_t *list = cnops_tree_set_list(data, "offers");
    char today[CNOPS_DATE_LEN];

    add_offer(list, req, CNOPS_CERTIFICATE_IMMATRICULATION, 0);
    if (membership && membership->scheme != CNOPS_SCHEME_STUDENT)
        add_offer(list, req, CNOPS_CERTIFICATE_COVERAGE, 0);
    if (!membership || membership->scheme != CNOPS_SCHEME_STUDENT)
        return;
    cnops_date_of(today, cnops_core_now(req->app->core));
    for (int i = 0; i < YEARS_MAX; i++)
        add_offer(list, req, CNOPS_CERTIFICATE_YEAR, cnops_date_year(today) - i);
}

/* --- those that were drawn --- */

static const char *state_of(const cnops_req_t *req, const cnops_certificate_t *certificate)
{
    static const char *const words[] = {[CNOPS_CERTIFICATE_VALID] = "valid",
                                        [CNOPS_CERTIFICATE_EXPIRED] = "expired",
                                        [CNOPS_CERTIFICATE_REVOKED] = "revoked"};

    return words[cnops_certificate_state(req->app->core, certificate, req->pool)];
}

static apr_status_t add_certificate(cnops_tree_t *list, const cnops_req_t *req,
                                    const cnops_certificate_t *certificate)
{
    const cnops_core_t *core = req->app->core;
    cnops_tree_t *facts, *item;
    const char *state = state_of(req, certificate);
    apr_status_t rv = cnops_certificate_facts(&facts, core, certificate, req->pool);

    if (rv != APR_SUCCESS)
        return rv;
    item = cnops_tree_add_object(list);
    cnops_tree_set_text(item, "code", cnops_tree_text(facts, "code"));
    cnops_tree_set_text(item, "href",
                        apr_pstrcat(req->pool, cnops_page_href(req, PATH), "/",
                                    cnops_certificate_handle(core, certificate, req->pool), ".pdf",
                                    NULL));
    cnops_tree_set_text(item, "type", type_of(certificate->kind));
    cnops_tree_set_text(item, "year", show_year(certificate->academic_year, req->pool));
    cnops_tree_set_text(item, "issued_on",
                        cnops_date_show(cnops_tree_text(facts, "issued_on"), req->pool));
    cnops_tree_set_text(item, "expires_on", cnops_date_show(certificate->expires_on, req->pool));
    cnops_tree_set_text(item, "state", state);
    cnops_tree_set_text(
        item, "state_label",
        cnops_page_text(req, apr_pstrcat(req->pool, "certificate_state.", state, NULL), NULL));
    cnops_tree_wipe(facts);
    return APR_SUCCESS;
}

/* Only those about the membership that the space shows. */
static apr_status_t add_certificates(cnops_tree_t *data, const cnops_req_t *req)
{
    const cnops_membership_t *membership = cnops_space_membership(req);
    cnops_tree_t *list = cnops_tree_set_list(data, "certificates");
    apr_array_header_t *all;
    apr_status_t rv =
        cnops_certificates_of(&all, req->app->core, req->account->person_id, 0, SHOWN, req->pool);

    for (int i = 0; rv == APR_SUCCESS && i < all->nelts; i++) {
        const cnops_certificate_t *certificate = &APR_ARRAY_IDX(all, i, cnops_certificate_t);

        if (membership && certificate->membership_id == membership->id)
            rv = add_certificate(list, req, certificate);
    }
    return rv;
}

static apr_status_t fill(cnops_visit_t *visit, cnops_tree_t *data)
{
    cnops_space_add_nav(data, visit->req);
    cnops_sheet_offer(data, visit->req);
    add_offers(data, visit->req);
    return add_certificates(data, visit->req);
}

/* --- drawing one --- */

static cnops_certificate_kind_e kind_asked(cnops_visit_t *visit, int year)
{
    const char *type = cnops_entries_value(visit->entries, CNOPS_FIELD_TYPE);

    if (strcmp(type, "immatriculation") == 0)
        return CNOPS_CERTIFICATE_IMMATRICULATION;
    return year ? CNOPS_CERTIFICATE_YEAR : CNOPS_CERTIFICATE_COVERAGE;
}

static apr_status_t draw(const cnops_certificate_t **pcertificate, cnops_visit_t *visit,
                         const cnops_membership_t *membership)
{
    const cnops_req_t *req = visit->req;
    const cnops_core_t *core = req->app->core;
    const char *year = cnops_entries_value(visit->entries, CNOPS_FIELD_ANNEE);
    cnops_certificate_asking_t asking = {.account = req->account,
                                         .membership = membership,
                                         .academic_year = year ? cnops_date_year(year) : 0,
                                         .ip = req->ip,
                                         .user_agent = req->user_agent};
    cnops_tree_t *person, *record;
    apr_status_t rv;

    rv = cnops_identity_record(&person, core, CNOPS_SEALED_PERSON, req->person.record_sealed,
                               req->pool);
    if (rv == APR_SUCCESS)
        rv = cnops_identity_record(&record, core, CNOPS_SEALED_MEMBERSHIP,
                                   membership->record_sealed, req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    asking.person_record = person;
    asking.membership_record = record;
    asking.kind = kind_asked(visit, asking.academic_year);
    return cnops_certificate_draw(pcertificate, core, &asking, req->pool);
}

static cnops_res_t *submit(cnops_visit_t *visit)
{
    const cnops_membership_t *membership = cnops_space_membership(visit->req);
    const cnops_certificate_t *certificate = NULL;
    apr_status_t rv = APR_SUCCESS;

    if (membership && visit->req->person.record_sealed)
        rv = draw(&certificate, visit, membership);
    if (rv == CNOPS_ETOOLARGE)
        return cnops_visit_delay(visit, "certificates_day", DAY);
    if (rv != APR_SUCCESS)
        return cnops_failure(visit->req, rv);
    return certificate ? cnops_page_tell(visit->req, PATH, "notice.certificate_drawn")
                       : cnops_visit_fault(visit, CNOPS_FIELD_TYPE, "certificate_none");
}

const cnops_form_page_t cnops_certificates_form = {
    .path = PATH, .back = "/espace", .asked = asks, .fill = fill, .submit = submit};

/* --- the file --- */

cnops_res_t *cnops_certificate_file_get(cnops_req_t *req)
{
    const cnops_certificate_t *certificate;
    const char *bytes;
    apr_size_t len;
    cnops_res_t *res;
    apr_status_t rv = cnops_certificate_of_handle(&certificate, req->app->core,
                                                  req->account->person_id, req->part, req->pool);

    if (rv == APR_SUCCESS && !certificate)
        return cnops_failure_page(req, 404, 0);
    if (rv == APR_SUCCESS)
        rv = cnops_paper_print(&bytes, &len, req, certificate);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    res = cnops_page_bytes(req, "application/pdf", bytes, len);
    apr_table_setn(res->headers, "Content-Disposition", "inline; filename=\"attestation.pdf\"");
    return res;
}
