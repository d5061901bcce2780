/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/space/space_nav.h"

#include "core/account/account.h"
#include "core/person/contact.h"
#include "pages/code/code_form.h"

#include <string.h>

typedef struct place_t {
    const char *path;
    const char *label; /* key */
} place_t;

static const place_t places[] = {{"/espace", "nav.accueil"},
                                 {"/espace/coordonnees", "nav.coordonnees"},
                                 {"/espace/profil", "nav.profil"},
                                 {"/espace/securite", "nav.securite"}};

cnops_tree_t *cnops_space_data(const cnops_req_t *req, const char *name)
{
    cnops_tree_t *data = cnops_page_data(req, name);
    cnops_tree_t *list = cnops_tree_set_list(data, "nav");

    for (apr_size_t i = 0; i < sizeof places / sizeof *places; i++) {
        cnops_tree_t *item = cnops_tree_add_object(list);

        cnops_tree_set_text(item, "href", cnops_page_href(req, places[i].path));
        cnops_tree_set_text(item, "label", cnops_page_text(req, places[i].label, NULL));
        cnops_tree_set_bool(item, "current", strcmp(req->path, places[i].path) == 0);
    }
    return data;
}

cnops_tree_t *cnops_space_form(const cnops_req_t *req, const char *path)
{
    cnops_tree_t *data = cnops_space_data(req, path + 1);

    cnops_tree_set_text(data, "step", strrchr(path, '/') + 1);
    cnops_tree_set_text(data, "action", cnops_page_href(req, path));
    cnops_tree_set_text(data, "next", cnops_page_href(req, path));
    cnops_tree_set_text(data, "back", cnops_page_href(req, "/espace"));
    cnops_tree_set_text(data, "progress", NULL);
    cnops_tree_set_text(data, "captcha", "none");
    return data;
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
