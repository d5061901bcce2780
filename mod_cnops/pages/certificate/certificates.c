/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/certificate/certificates.h"

#include "base/date.h"
#include "base/errors.h"
#include "core/certificate/certificate.h"
#include "core/person/identity.h"
#include "core/seal/handle.h"
#include "pages/certificate/paper.h"
#include "pages/frame/failures.h"
#include "pages/sheet/sheets.h"
#include "pages/space/membership.h"
#include "pages/space/space_nav.h"

#include <apr_strings.h>
#include <string.h>

#define PATH      "/espace/attestations"
#define PAGE      "espace/attestations"
#define PER_PAGE  20 /* certificates */
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

static bool is_student(const cnops_membership_t *membership)
{
    return membership && membership->scheme == CNOPS_SCHEME_STUDENT;
}

static bool may(const cnops_req_t *req, cnops_certificate_kind_e kind, int year)
{
    const cnops_membership_t *membership = cnops_space_membership(req);

    return membership && cnops_certificate_right(req->app->core, membership, kind, year,
                                                 req->pool) == CNOPS_CERTIFICATE_MAY;
}

/* The lists of the page. */
typedef struct lists_t {
    cnops_tree_t *offers, *certificates;
    apr_array_header_t *newest; /* of the certificates, also where a later page is shown */
} lists_t;

static bool is_valid(const cnops_req_t *req, const cnops_certificate_t *held)
{
    cnops_tree_t *facts;
    bool is_valid =
        cnops_certificate_state(req->app->core, held, req->pool) == CNOPS_CERTIFICATE_VALID &&
        cnops_certificate_facts(&facts, req->app->core, held, req->pool) == APR_SUCCESS;

    if (is_valid)
        cnops_tree_wipe(facts);
    return is_valid;
}

/* The end of the newest valid one of this kind and year, as it is shown; NULL: there is none. */
static const char *held_until(const lists_t *lists, const cnops_req_t *req,
                              cnops_certificate_kind_e kind, int year)
{
    for (int i = 0; i < lists->newest->nelts; i++) {
        const cnops_certificate_t *held = &APR_ARRAY_IDX(lists->newest, i, cnops_certificate_t);

        if (held->kind == kind && held->academic_year == year && is_valid(req, held))
            return cnops_date_show(held->expires_on, req->pool);
    }
    return NULL;
}

static void add_offer(const lists_t *lists, const cnops_req_t *req, cnops_certificate_kind_e kind,
                      int year)
{
    cnops_tree_t *offer;

    if (!may(req, kind, year))
        return;
    offer = cnops_tree_add_object(lists->offers);
    cnops_tree_set_text(offer, "type", type_of(kind));
    cnops_tree_set_text(offer, "year", show_year(year, req->pool));
    cnops_tree_set_text(offer, "held_until", held_until(lists, req, kind, year));
}

/* A student's coverage is certified by academic year, the newest first; that of others as of
 * today. */
static void add_offers(const lists_t *lists, const cnops_req_t *req)
{
    const cnops_core_t *core = req->app->core;
    const char *today = cnops_certificate_day(core, cnops_core_now(core), req->pool);

    add_offer(lists, req, CNOPS_CERTIFICATE_IMMATRICULATION, 0);
    if (!is_student(cnops_space_membership(req))) {
        add_offer(lists, req, CNOPS_CERTIFICATE_COVERAGE, 0);
        return;
    }
    for (int i = 0; i < YEARS_MAX; i++)
        add_offer(lists, req, CNOPS_CERTIFICATE_YEAR, cnops_date_year(today) - i);
}

/* Why something is not offered: "closed", "rights" or "none"; NULL: everything is. */
static const char *why_not(const cnops_req_t *req, const cnops_tree_t *offers)
{
    const cnops_membership_t *membership = cnops_space_membership(req);

    if (!membership)
        return "none";
    if (membership->status != CNOPS_MEMBER_ACTIVE)
        return "closed";
    return offers->first != offers->last ? NULL : "rights"; /* that of immatriculation is one */
}

/* --- those that were drawn --- */

static const char *state_of(const cnops_req_t *req, const cnops_certificate_t *certificate)
{
    static const char *const words[] = {[CNOPS_CERTIFICATE_VALID] = "valid",
                                        [CNOPS_CERTIFICATE_EXPIRED] = "expired",
                                        [CNOPS_CERTIFICATE_REVOKED] = "revoked"};

    return words[cnops_certificate_state(req->app->core, certificate, req->pool)];
}

/* NULL where it is revoked: it has no file any more. */
static const char *file_href(const cnops_req_t *req, const cnops_certificate_t *certificate)
{
    return certificate->revoked_at
               ? NULL
               : apr_pstrcat(req->pool, cnops_page_href(req, PATH), "/",
                             cnops_certificate_handle(req->app->core, certificate, req->pool),
                             ".pdf", NULL);
}

static void remark_unreadable(const cnops_req_t *req, const cnops_certificate_t *certificate)
{
    const char **placks = &req->remark->lacks;

    *placks = apr_psprintf(req->pool, "%s%scertificate %" APR_INT64_T_FMT, *placks ? *placks : "",
                           *placks ? ", " : "", certificate->id);
}

/* One that does not open has neither code nor file, and does not hide the others. */
static void add_certificate(cnops_tree_t *list, const cnops_req_t *req,
                            const cnops_certificate_t *certificate)
{
    const cnops_core_t *core = req->app->core;
    cnops_tree_t *facts, *item = cnops_tree_add_object(list);
    bool opens = cnops_certificate_facts(&facts, core, certificate, req->pool) == APR_SUCCESS;
    const char *state =
        opens || certificate->revoked_at ? state_of(req, certificate) : "unreadable";

    if (!opens)
        remark_unreadable(req, certificate);
    cnops_tree_set_text(item, "code", cnops_tree_text(facts, "code"));
    cnops_tree_set_text(item, "href", opens ? file_href(req, certificate) : NULL);
    cnops_tree_set_text(item, "type", type_of(certificate->kind));
    cnops_tree_set_text(item, "year", show_year(certificate->academic_year, req->pool));
    cnops_tree_set_text(
        item, "issued_on",
        cnops_date_show(cnops_certificate_day(core, certificate->issued_at, req->pool), req->pool));
    cnops_tree_set_text(item, "expires_on", cnops_date_show(certificate->expires_on, req->pool));
    cnops_tree_set_bool(item, "is_cut", cnops_tree_bool(facts, "is_cut"));
    cnops_tree_set_text(item, "state", state);
    cnops_tree_set_text(
        item, "state_label",
        cnops_page_text(req, apr_pstrcat(req->pool, "certificate_state.", state, NULL), NULL));
    cnops_tree_wipe(facts);
}

/* --- pages of the list --- */

static cnops_handle_use_t place_of(const cnops_req_t *req)
{
    return (cnops_handle_use_t){"certificate place", req->account->person_id};
}

/* The place at which the next page begins, for this person alone: after the one with this id. */
static const char *next_href(const cnops_req_t *req, apr_int64_t last_id)
{
    const cnops_handle_use_t use = place_of(req);
    const cnops_handle_value_t value = cnops_handle_value_of_id(last_id);

    return cnops_page_href(
        req, apr_pstrcat(req->pool, PATH "?suite=",
                         cnops_handle_make(req->app->core->keys, &use, &value, req->pool), NULL));
}

/* 0: from the newest on, also where the address names no place of this person. */
static apr_int64_t read_place(const cnops_req_t *req)
{
    const cnops_handle_use_t use = place_of(req);
    const char *place = cnops_form_value(req->query, "suite");
    cnops_handle_value_t value;

    return place && cnops_handle_open(&value, req->app->core->keys, &use, place, req->pool)
               ? cnops_handle_id_of_value(&value)
               : 0;
}

/* Those about the membership that the space shows: those of a page, and the one after them. */
static apr_status_t find(apr_array_header_t **plist, const cnops_req_t *req, apr_int64_t before_id)
{
    const cnops_membership_t *membership = cnops_space_membership(req);
    const cnops_certificates_wanted_t wanted = {.person_id = req->account->person_id,
                                                .membership_id = membership ? membership->id : 0,
                                                .before_id = before_id,
                                                .max = PER_PAGE + 1};

    if (membership)
        return cnops_certificates_of(plist, req->app->core, &wanted, req->pool);
    *plist = apr_array_make(req->pool, 1, sizeof(cnops_certificate_t));
    return APR_SUCCESS;
}

static apr_status_t add_certificates(cnops_tree_t *data, lists_t *lists, const cnops_req_t *req)
{
    const apr_int64_t place = read_place(req);
    apr_status_t rv = find(&lists->newest, req, 0);
    apr_array_header_t *all = lists->newest;

    if (rv == APR_SUCCESS && place)
        rv = find(&all, req, place);
    for (int i = 0; rv == APR_SUCCESS && i < all->nelts && i < PER_PAGE; i++)
        add_certificate(lists->certificates, req, &APR_ARRAY_IDX(all, i, cnops_certificate_t));
    cnops_tree_set_text(
        data, "next_page",
        rv == APR_SUCCESS && all->nelts > PER_PAGE
            ? next_href(req, APR_ARRAY_IDX(all, PER_PAGE - 1, cnops_certificate_t).id)
            : NULL);
    cnops_tree_set_bool(data, "later", place != 0);
    return rv;
}

static apr_status_t fill(cnops_visit_t *visit, cnops_tree_t *data)
{
    const cnops_req_t *req = visit->req;
    lists_t lists = {.offers = cnops_tree_set_list(data, "offers"),
                     .certificates = cnops_tree_set_list(data, "certificates")};
    apr_status_t rv = add_certificates(data, &lists, req);

    if (rv != APR_SUCCESS)
        return rv;
    cnops_space_add_nav(data, req);
    cnops_sheet_offer(data, req);
    add_offers(&lists, req);
    cnops_tree_set_text(data, "why_not", why_not(req, lists.offers));
    cnops_tree_set_text(
        data, "verification",
        apr_pstrcat(req->pool, req->app->core->settings->public_url, "/verification", NULL));
    return rv;
}

/* --- drawing one --- */

static cnops_certificate_kind_e kind_asked(const cnops_visit_t *visit, int year)
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
    const cnops_tree_t *institution = req->app->institution;
    const char *year = cnops_entries_value(visit->entries, CNOPS_FIELD_ANNEE);
    cnops_certificate_asking_t asking = {.account = req->account,
                                         .membership = membership,
                                         .academic_year = year ? cnops_date_year(year) : 0,
                                         .institution_fr = cnops_tree_text(institution, "name_fr"),
                                         .institution_ar = cnops_tree_text(institution, "name_ar"),
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
    rv = cnops_certificate_draw(pcertificate, core, &asking, req->pool);
    cnops_tree_wipe(person);
    cnops_tree_wipe(record);
    return rv;
}

static cnops_res_t *refuse(cnops_visit_t *visit, const cnops_membership_t *membership)
{
    bool is_closed = membership && membership->status != CNOPS_MEMBER_ACTIVE;

    return cnops_visit_fault(visit, CNOPS_FIELD_TYPE,
                             is_closed ? "certificate_closed" : "certificate_none");
}

/* A student has coverage by academic year. */
static bool lacks_year(const cnops_visit_t *visit, const cnops_membership_t *membership)
{
    const char *year = cnops_entries_value(visit->entries, CNOPS_FIELD_ANNEE);

    return is_student(membership) && (!year || !*year) &&
           kind_asked(visit, 0) != CNOPS_CERTIFICATE_IMMATRICULATION;
}

static cnops_res_t *submit(cnops_visit_t *visit)
{
    const cnops_membership_t *membership = cnops_space_membership(visit->req);
    const cnops_certificate_t *certificate = NULL;
    apr_status_t rv = APR_SUCCESS;

    if (lacks_year(visit, membership))
        return cnops_visit_fault(visit, CNOPS_FIELD_ANNEE, "required");
    if (membership && visit->req->person.record_sealed)
        rv = draw(&certificate, visit, membership);
    if (rv == CNOPS_EDUPLICATE && certificate)
        return cnops_page_tell(visit->req, PATH, "notice.certificate_held");
    if (rv == CNOPS_ETOOLARGE)
        return cnops_visit_delay(visit, "certificates_day", DAY);
    if (rv != APR_SUCCESS)
        return cnops_failure(visit->req, rv);
    return certificate ? cnops_page_tell(visit->req, PATH, "notice.certificate_drawn")
                       : refuse(visit, membership);
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
    if (rv == APR_SUCCESS && certificate->revoked_at)
        return cnops_failure_gone(req, PATH, "status.410.action");
    if (rv == APR_SUCCESS)
        rv = cnops_paper_print(&bytes, &len, req, certificate);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    res = cnops_page_bytes(req, "application/pdf", bytes, len);
    apr_table_setn(res->headers, "Content-Disposition", "inline; filename=\"attestation.pdf\"");
    return res;
}
