/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/space/space_nav.h"

#include "core/account/account.h"
#include "core/person/contact.h"
#include "pages/code/code_form.h"
#include "pages/frame/failures.h"
#include "pages/frame/moment.h"
#include "pages/guard/password_gate.h"
#include "pages/space/membership.h"

#include <string.h>

typedef struct place_t {
    const char *path;
    const char *label; /* key */
} place_t;

static const place_t places[] = {{"/espace", "nav.accueil"},
                                 {"/espace/dossiers", "nav.dossiers"},
                                 {"/espace/demandes", "nav.demandes"},
                                 {"/espace/attestations", "nav.attestations"},
                                 {"/espace/coordonnees", "nav.coordonnees"},
                                 {"/espace/profil", "nav.profil"},
                                 {"/espace/securite", "nav.securite"},
                                 {"/espace/journal", "nav.journal"},
                                 {"/espace/donnees", "nav.donnees"}};

/* On each page of the space but its own: whoever signs in must see it, and can keep the account. */
static void add_closing(cnops_tree_t *data, const cnops_req_t *req)
{
    cnops_tree_t *closing;

    if (!req->account->closing_at || strcmp(req->path, CNOPS_CLOSING_PATH) == 0) {
        cnops_tree_set_text(data, "closing", NULL);
        return;
    }
    closing = cnops_tree_set_object(data, "closing");
    cnops_tree_set_text(closing, "when", cnops_moment_show(req, req->account->closing_at));
    cnops_tree_set_text(closing, "href", cnops_page_href(req, CNOPS_CLOSING_PATH));
}

/* A place also has the pages below it, for instance each claim. Everything is below the first. */
static bool is_current(const place_t *place, const char *path)
{
    apr_size_t len = strlen(place->path);

    if (place == places)
        return strcmp(path, place->path) == 0;
    return strncmp(path, place->path, len) == 0 && (!path[len] || path[len] == '/');
}

const char *cnops_space_place(const char *path)
{
    const char *found = places[0].path;

    for (apr_size_t i = 1; path && i < sizeof places / sizeof *places; i++)
        if (is_current(&places[i], path))
            found = places[i].path;
    return found;
}

/* The page can do without the choice, so a record that does not open only hides it. */
static void add_choice(cnops_tree_t *data, const cnops_req_t *req)
{
    bool several = req->person.memberships && req->person.memberships->nelts > 1;

    if (several)
        several = cnops_membership_add_all(data, req) == APR_SUCCESS;
    cnops_tree_set_bool(data, "several", several);
    cnops_tree_set_text(data, "retour", several ? cnops_space_place(req->path) : NULL);
}

void cnops_space_add_nav(cnops_tree_t *data, const cnops_req_t *req)
{
    cnops_tree_t *list = cnops_tree_set_list(data, "nav");

    for (apr_size_t i = 0; i < sizeof places / sizeof *places; i++) {
        cnops_tree_t *item = cnops_tree_add_object(list);

        cnops_tree_set_text(item, "href", cnops_page_href(req, places[i].path));
        cnops_tree_set_text(item, "label", cnops_page_text(req, places[i].label, NULL));
        cnops_tree_set_bool(item, "current", is_current(&places[i], req->path));
    }
    add_closing(data, req);
    add_choice(data, req);
}

apr_status_t cnops_space_fill(cnops_visit_t *visit, cnops_tree_t *data)
{
    cnops_space_add_nav(data, visit->req);
    return APR_SUCCESS;
}

cnops_res_t *cnops_space_check_password(cnops_visit_t *visit)
{
    const cnops_req_t *req = visit->req;
    cnops_password_gate_t gate;
    apr_status_t rv = cnops_password_gate_check(
        &gate, req, cnops_entries_value(visit->entries, CNOPS_FIELD_MOT_DE_PASSE_ACTUEL));

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (gate.retry_after)
        return cnops_failure_page(req, 429, gate.retry_after);
    return gate.matches
               ? NULL
               : cnops_visit_fault(visit, CNOPS_FIELD_MOT_DE_PASSE_ACTUEL, "password_wrong");
}

apr_status_t cnops_space_add_contacts(cnops_tree_t *data, const cnops_req_t *req)
{
    apr_status_t rv = APR_SUCCESS;

    for (int i = CNOPS_CHANNEL_EMAIL; i <= CNOPS_CHANNEL_SMS && rv == APR_SUCCESS; i++) {
        cnops_channel_e channel = (cnops_channel_e)i;
        const char *contact;

        rv = cnops_account_contact(&contact, req->app->core, req->account, channel, req->pool);
        if (rv == APR_SUCCESS)
            cnops_tree_set_text(data, cnops_code_channel(channel)->name,
                                cnops_contact_mask(channel, contact, req->pool));
    }
    return rv;
}
