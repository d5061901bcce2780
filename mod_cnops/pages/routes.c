/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/routes.h"

#include "pages/challenge.h"
#include "pages/creation.h"
#include "pages/fixed.h"
#include "pages/signin.h"
#include "pages/space.h"

#include <string.h>

#define CREATION(slug, submit)                                                                     \
    {                                                                                              \
        .path = "/creation/" slug, .get = cnops_creation_get, .post = submit,                      \
        .start = "/creation/conditions"                                                            \
    }

static const cnops_route_t routes[] = {
    {.path = "/", .get = cnops_signin_get},
    {.path = "/connexion",
     .get = cnops_signin_get,
     .post = cnops_signin_post,
     .start = "/connexion"},
    {.path = "/deconnexion", .post = cnops_signout_post},
    CREATION("conditions", cnops_creation_post),
    CREATION("identite", cnops_creation_post),
    CREATION("questions", cnops_creation_post),
    CREATION("courriel", cnops_creation_post),
    CREATION("courriel-code", cnops_creation_post),
    CREATION("telephone", cnops_creation_post),
    CREATION("telephone-code", cnops_creation_post),
    CREATION("mot-de-passe", cnops_creation_post),
    CREATION("termine", NULL),
    {.path = "/recuperation/conditions", .get = cnops_fixed_existing_account},
    {.path = "/captcha/defi", .get = cnops_challenge_get},
    {.path = "/espace", .get = cnops_space_get, .member = true},
    {.path = "/etudiants", .get = cnops_fixed_students},
    {.path = "/employeurs", .get = cnops_fixed_employers},
    {.path = "/conditions", .get = cnops_fixed_terms},
    {.path = "/mentions-legales", .get = cnops_fixed_legal},
    {.path = "/aide", .get = cnops_fixed_help},
    {.path = "/accessibilite", .get = cnops_fixed_accessibility},
};

const cnops_route_t *cnops_route_find(const char *path)
{
    for (apr_size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        if (strcmp(routes[i].path, path) == 0)
            return &routes[i];
    }
    return NULL;
}
