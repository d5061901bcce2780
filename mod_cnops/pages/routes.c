/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/routes.h"

#include "pages/frame/fixed.h"
#include "pages/guard/captcha_files.h"
#include "pages/guard/ceiling.h"
#include "pages/guard/challenge.h"
#include "pages/journey/courses.h"
#include "pages/journey/expiry.h"
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
    {.path = "/rester", .get = cnops_expiry_stay_get},
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

/* A step of a journey: what its course's table says of it is its route. */
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
    for (apr_size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        if (is_path(ppart, routes[i].path, path, pool)) {
            *proute = routes[i];
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
        return route->get || route->step;
    case CNOPS_METHOD_POST:
        return route->post || (route->step && route->step->submit);
    default:
        return false;
    }
}

cnops_res_t *cnops_route_answer(const cnops_route_t *route, cnops_req_t *req)
{
    bool is_get = req->method == CNOPS_METHOD_GET;

    if (route->course)
        return is_get ? cnops_walk_get(req, route->course) : cnops_walk_post(req, route->course);
    return is_get ? route->get(req) : route->post(req);
}
