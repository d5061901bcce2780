/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/routes.h"

#include "pages/api/batches.h"
#include "pages/api/openapi.h"
#include "pages/api/whoami.h"
#include "pages/brand/brand_files.h"
#include "pages/certificate/certificates.h"
#include "pages/certificate/public_files.h"
#include "pages/certificate/verification.h"
#include "pages/certificate/verifier_file.h"
#include "pages/claim/claims.h"
#include "pages/claim/detail.h"
#include "pages/claim/export.h"
#include "pages/claim/statement.h"
#include "pages/dashboard/dashboard.h"
#include "pages/frame/page.h"
#include "pages/guard/captcha_files.h"
#include "pages/guard/challenge.h"
#include "pages/journal/journal_page.h"
#include "pages/journey/courses.h"
#include "pages/journey/expiry.h"
#include "pages/journey/styles.h"
#include "pages/news/unsubscribe.h"
#include "pages/notice/receipts.h"
#include "pages/officer/batch.h"
#include "pages/officer/batches.h"
#include "pages/officer/entry.h"
#include "pages/request/letter.h"
#include "pages/request/opposition.h"
#include "pages/request/pass.h"
#include "pages/rights/asking.h"
#include "pages/rights/closing.h"
#include "pages/rights/export.h"
#include "pages/rights/export_document.h"
#include "pages/rights/rights.h"
#include "pages/sheet/sheets.h"
#include "pages/signin/second_step.h"
#include "pages/signin/signin.h"
#include "pages/space/address.h"
#include "pages/space/adhesion.h"
#include "pages/space/contacts.h"
#include "pages/space/profile.h"
#include "pages/space/security.h"
#include "pages/student/entry.h"
#include "pages/student/paper.h"
#include "pages/student/tracking.h"
#include "pages/ticket/complaint.h"
#include "pages/ticket/tickets.h"

#include <apr_strings.h>
#include <string.h>

const cnops_route_t cnops_routes[] = {
    {.path = "/", .get = cnops_signin_get, .is_first = true},
    {.path = "/connexion",
     .get = cnops_signin_get,
     .post = cnops_signin_post,
     .start = "/connexion"},
    {.path = "/connexion/code", .form = &cnops_second_step_form, .start = "/connexion"},
    {.path = "/deconnexion", .post = cnops_signout_post},
    {.path = "/rester", .get = cnops_expiry_stay_get},
    {.path = "/recuperation/lettre", .form = &cnops_letter_form, .start = "/recuperation/lettre"},
    {.path = "/opposition/*", .form = &cnops_opposition_form},
    {.path = "/suite/*", .form = &cnops_pass_form},
    {.path = "/desabonnement/*",
     .get = cnops_unsubscribe_get,
     .post = cnops_unsubscribe_post,
     .one_click = true},
    {.path = "/captcha/defi", .get = cnops_challenge_get},
    {.path = "/captcha/*.png", .get = cnops_captcha_files_picture},
    {.path = "/captcha/*.wav", .get = cnops_captcha_files_sound},
    {.path = "/accuses/*", .get = cnops_receipts_get},
    {.path = "/marque/**", .get = cnops_brand_files_get},
    {.path = "/espace", .get = cnops_dashboard_get, .member = true, .shows_person = true},
    {.path = "/espace/dossiers", .get = cnops_claims_get, .member = true, .shows_person = true},
    {.path = "/espace/dossiers.csv",
     .get = cnops_claims_csv_get,
     .member = true,
     .shows_person = true},
    {.path = "/espace/dossiers.json",
     .get = cnops_claims_json_get,
     .member = true,
     .shows_person = true},
    {.path = "/espace/dossiers/releve.pdf",
     .get = cnops_statement_year_get,
     .member = true,
     .shows_person = true},
    {.path = "/espace/dossiers/*.pdf",
     .get = cnops_statement_claim_get,
     .member = true,
     .shows_person = true},
    {.path = "/espace/dossiers/*",
     .get = cnops_claim_detail_get,
     .member = true,
     .shows_person = true},
    {.path = "/espace/dossiers/*/reclamation",
     .form = &cnops_complaint_form,
     .member = true,
     .shows_person = true,
     .start = "/espace/dossiers"},
    {.path = "/espace/demandes", .get = cnops_tickets_get, .member = true, .shows_person = true},
    {.path = "/espace/demandes/*",
     .form = &cnops_ticket_form,
     .member = true,
     .shows_person = true,
     .start = "/espace/demandes"},
    {.path = "/espace/adresse",
     .form = &cnops_address_form,
     .member = true,
     .shows_person = true,
     .before_address = true,
     .start = "/espace/adresse"},
    {.path = "/espace/adhesion",
     .form = &cnops_adhesion_form,
     .member = true,
     .shows_person = true,
     .start = "/espace/adhesion"},
    {.path = "/espace/attestations",
     .form = &cnops_certificates_form,
     .member = true,
     .shows_person = true,
     .start = "/espace/attestations"},
    {.path = "/espace/attestations/*.pdf",
     .get = cnops_certificate_file_get,
     .member = true,
     .shows_person = true},
    {.path = "/espace/feuille-de-soins.pdf",
     .get = cnops_sheet_own_get,
     .member = true,
     .shows_person = true},
    {.path = "/espace/coordonnees",
     .form = &cnops_contacts_form,
     .member = true,
     .shows_person = true,
     .start = "/espace/coordonnees"},
    {.path = "/espace/profil",
     .form = &cnops_profile_form,
     .member = true,
     .shows_person = true,
     .start = "/espace/profil"},
    {.path = "/espace/securite",
     .form = &cnops_security_form,
     .member = true,
     .shows_person = true,
     .before_address = true,
     .start = "/espace/securite"},
    {.path = "/espace/journal",
     .form = &cnops_journal_form,
     .member = true,
     .shows_person = true,
     .start = "/espace/journal"},
    {.path = "/espace/donnees", .get = cnops_rights_get, .member = true, .shows_person = true},
    {.path = "/espace/donnees/export.json",
     .get = cnops_export_get,
     .member = true,
     .shows_person = true},
    {.path = "/espace/donnees/export.pdf",
     .get = cnops_export_document_get,
     .member = true,
     .shows_person = true},
    {.path = "/espace/donnees/rectification",
     .form = &cnops_rectification_form,
     .member = true,
     .shows_person = true,
     .start = "/espace/donnees/rectification"},
    {.path = "/espace/donnees/opposition",
     .form = &cnops_data_opposition_form,
     .member = true,
     .shows_person = true,
     .start = "/espace/donnees/opposition"},
    {.path = "/espace/donnees/cloture",
     .form = &cnops_closing_form,
     .member = true,
     .shows_person = true,
     .start = "/espace/donnees/cloture"},
    {.path = "/.well-known/cnops-keys.json", .get = cnops_public_files_keys_get},
    {.path = "/.well-known/cnops-revocations.json", .get = cnops_public_files_revocations_get},
    {.path = "/verification", .form = &cnops_verification_form, .start = "/verification"},
    {.path = "/verification/hors-ligne.html", .get = cnops_verifier_file_get},
    {.path = "/api/v1/openapi.json", .get = cnops_openapi_get, .access = &cnops_api_describe},
    {.path = "/api/v1/etablissement", .get = cnops_whoami_get, .access = &cnops_api_whoami},
    {.path = "/api/v1/inscriptions", .post = cnops_batches_post, .access = &cnops_api_send_batch},
    {.path = "/api/v1/lots/*", .get = cnops_batch_progress_get, .access = &cnops_api_read_batch},
    {.path = "/api/v1/lots/*/erreurs",
     .get = cnops_batch_faults_get,
     .access = &cnops_api_read_faults},
    {.path = "/api/v1/lots/*/resultats",
     .get = cnops_batch_results_get,
     .access = &cnops_api_read_results},
    {.path = "/etudiants", .get = cnops_student_entry_get},
    {.path = "/etudiants/suivi", .form = &cnops_tracking_form, .start = "/etudiants/suivi"},
    {.path = "/etudiants/suivi/*.pdf", .get = cnops_tracking_paper_get},
    {.path = "/etablissements", .form = &cnops_officer_entry_form, .start = "/etablissements"},
    {.path = "/etablissements/code", .form = &cnops_officer_code_form, .start = "/etablissements"},
    {.path = "/etablissements/sortie", .post = cnops_officer_leave},
    {.path = "/etablissements/lots",
     .get = cnops_officer_batches_get,
     .post = cnops_officer_batches_post,
     .officer = true,
     .upload = true},
    {.path = "/etablissements/lots/*/erreurs.csv",
     .get = cnops_officer_faults_get,
     .officer = true},
    {.path = "/etablissements/lots/*/resultats.csv",
     .get = cnops_officer_results_get,
     .officer = true},
    {.path = "/etablissements/lots/*",
     .get = cnops_officer_batch_get,
     .post = cnops_officer_batch_post,
     .officer = true},
    {.path = "/employeurs", .page = "employeurs"},
    {.path = "/feuille-de-soins", .get = cnops_sheets_get},
    {.path = "/feuille-de-soins/*.pdf", .get = cnops_sheet_blank_get},
    {.path = "/conditions", .page = "conditions"},
    {.path = "/mentions-legales", .page = "mentions-legales"},
    {.path = "/aide", .page = "aide"},
    {.path = "/accessibilite", .page = "accessibilite"},
    {.path = "/styles", .form = &cnops_styles_form, .start = "/styles"},
    {.path = NULL},
};

/* Whether path matches pattern. *ppart: what the pattern's "*" or "**" matched; NULL if it has
 * none. */
static bool matches(const char **ppart, const char *pattern, const char *path, apr_pool_t *pool)
{
    const char *star = strchr(pattern, '*'), *rest;
    apr_size_t len = strlen(path), before, after;

    *ppart = NULL;
    if (!star)
        return strcmp(pattern, path) == 0;
    rest = star + strspn(star, "*");
    before = (apr_size_t)(star - pattern);
    after = strlen(rest);
    if (len <= before + after || strncmp(path, pattern, before) != 0 ||
        strcmp(path + len - after, rest) != 0)
        return false;
    *ppart = apr_pstrmemdup(pool, path + before, len - before - after);
    return star[1] == '*' || !strchr(*ppart, '/');
}

/* The route of a step is made of the step's row in its course. */
static bool find_step(cnops_route_t *proute, const char *path)
{
    for (const cnops_course_t *const *course = cnops_courses; *course; course++) {
        const cnops_step_t *step = cnops_walk_step(*course, path);

        if (step) {
            *proute = (cnops_route_t){
                .path = path, .course = *course, .step = step, .start = (*course)->start};
            return true;
        }
    }
    return false;
}

bool cnops_route_find(cnops_route_t *proute, const char **ppart, const char *path, apr_pool_t *pool)
{
    for (const cnops_route_t *route = cnops_routes; route->path; route++) {
        if (matches(ppart, route->path, path, pool)) {
            *proute = *route;
            return true;
        }
    }
    *ppart = NULL;
    return find_step(proute, path);
}

bool cnops_route_answers(const cnops_route_t *route, cnops_method_e method)
{
    switch (method) {
    case CNOPS_METHOD_GET:
        return route->page || route->form || route->step || route->get;
    case CNOPS_METHOD_POST:
        return route->form || (route->step && route->step->submit) || route->post;
    default:
        return false;
    }
}

cnops_res_t *cnops_route_get(const cnops_route_t *route, cnops_req_t *req)
{
    if (route->page)
        return cnops_page_show(req, 200, route->page, cnops_page_data(req, route->page));
    if (route->form)
        return cnops_form_page_get(req, route->form);
    return route->course ? cnops_walk_get(req, route->course) : route->get(req);
}

cnops_res_t *cnops_route_post(const cnops_route_t *route, cnops_req_t *req)
{
    if (route->form)
        return cnops_form_page_post(req, route->form);
    return route->course ? cnops_walk_post(req, route->course) : route->post(req);
}
