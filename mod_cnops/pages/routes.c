/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/routes.h"

#include "pages/frame/fixed.h"
#include "pages/guard/captcha_files.h"
#include "pages/guard/ceiling.h"
#include "pages/guard/challenge.h"
#include "pages/journey/creation.h"
#include "pages/journey/expiry.h"
#include "pages/journey/lost_contacts.h"
#include "pages/journey/recovery.h"
#include "pages/notice/receipts.h"
#include "pages/request/letter.h"
#include "pages/request/opposition.h"
#include "pages/signin/second_step.h"
#include "pages/signin/signin.h"
#include "pages/space/contacts.h"
#include "pages/space/profile.h"
#include "pages/space/security.h"
#include "pages/space/space.h"

#include <apr_strings.h>
#include <string.h>

#define CREATION(slug, submit)                                                                     \
    {                                                                                              \
        .path = "/creation/" slug, .get = cnops_creation_get, .post = submit,                      \
        .start = "/creation/conditions"                                                            \
    }

#define RECOVERY(slug, submit)                                                                     \
    {                                                                                              \
        .path = "/recuperation/" slug, .get = cnops_recovery_get, .post = submit,                  \
        .start = "/recuperation/conditions"                                                        \
    }

#define LOST(address, submit)                                                                      \
    {                                                                                              \
        .path = address, .get = cnops_lost_contacts_get, .post = submit,                           \
        .start = "/recuperation/conditions"                                                        \
    }

static const cnops_route_t routes[] = {
    {.path = "/", .get = cnops_signin_get},
    {.path = "/connexion",
     .get = cnops_signin_get,
     .post = cnops_signin_post,
     .start = "/connexion"},
    {.path = "/connexion/code",
     .get = cnops_second_step_get,
     .post = cnops_second_step_post,
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
    {.path = "/rester", .get = cnops_expiry_stay_get},
    RECOVERY("conditions", cnops_recovery_post),
    RECOVERY("identite", cnops_recovery_post),
    RECOVERY("questions", cnops_recovery_post),
    RECOVERY("courriel-code", cnops_recovery_post),
    RECOVERY("telephone-code", cnops_recovery_post),
    RECOVERY("mot-de-passe", cnops_recovery_post),
    RECOVERY("termine", NULL),
    LOST("/recuperation/contact", cnops_lost_contacts_post),
    LOST("/recuperation/contact/courriel", cnops_lost_contacts_post),
    LOST("/recuperation/contact/courriel-code", cnops_lost_contacts_post),
    LOST("/recuperation/contact/telephone", cnops_lost_contacts_post),
    LOST("/recuperation/contact/telephone-code", cnops_lost_contacts_post),
    LOST("/recuperation/contact/termine", NULL),
    {.path = "/recuperation/lettre",
     .get = cnops_letter_get,
     .post = cnops_letter_post,
     .start = "/recuperation/lettre"},
    {.path = "/opposition/*", .get = cnops_opposition_get, .post = cnops_opposition_post},
    {.path = "/suite/*", .get = cnops_pass_get, .post = cnops_pass_post},
    {.path = "/captcha/defi", .get = cnops_challenge_get},
    {.path = "/captcha/*.png", .get = cnops_captcha_files_picture},
    {.path = "/captcha/*.wav", .get = cnops_captcha_files_sound},
    {.path = "/accuses/*", .get = cnops_receipts_get},
    {.path = "/espace", .get = cnops_space_get, .member = true},
    {.path = "/espace/coordonnees",
     .get = cnops_contacts_get,
     .post = cnops_contacts_post,
     .member = true,
     .start = "/espace/coordonnees"},
    {.path = "/espace/profil",
     .get = cnops_profile_get,
     .post = cnops_profile_post,
     .member = true,
     .start = "/espace/profil"},
    {.path = "/espace/securite",
     .get = cnops_security_get,
     .post = cnops_security_post,
     .member = true,
     .start = "/espace/securite"},
    {.path = "/etudiants", .get = cnops_fixed_students},
    {.path = "/employeurs", .get = cnops_fixed_employers},
    {.path = "/conditions", .get = cnops_fixed_terms},
    {.path = "/mentions-legales", .get = cnops_fixed_legal},
    {.path = "/aide", .get = cnops_fixed_help},
    {.path = "/accessibilite", .get = cnops_fixed_accessibility},
};

/* Whether the path is this one, *ppart being what stands for its '*'. */
static bool is_path(const char **ppart, const char *pattern, const char *path, apr_pool_t *pool)
{
    const char *star = strchr(pattern, '*');
    apr_size_t len = strlen(path), before, after;

    *ppart = NULL;
    if (!star)
        return strcmp(pattern, path) == 0;
    before = (apr_size_t)(star - pattern);
    after = strlen(star + 1);
    if (len <= before + after || strncmp(path, pattern, before) != 0 ||
        strcmp(path + len - after, star + 1) != 0)
        return false;
    *ppart = apr_pstrmemdup(pool, path + before, len - before - after);
    return !strchr(*ppart, '/');
}

const cnops_route_t *cnops_route_find(const char **ppart, const char *path, apr_pool_t *pool)
{
    for (apr_size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        if (is_path(ppart, routes[i].path, path, pool))
            return &routes[i];
    }
    *ppart = NULL;
    return NULL;
}
