/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "signin_drive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

portal_t *drive_account(void **state)
{
    portal_t *portal = *state;

    portal->fixture->settings->signin_codes = 1000;
    portal->fixture->settings->destination_codes = 1000;
    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_end(browser_open(portal), &fixture_public_transfer, false);
    return portal;
}

answer_t *drive_password(browser_t *browser, const char *identifier, const char *password,
                         const char *altcha)
{
    assert_int_equal(browser_get(browser, "/connexion")->status, 200);
    return browser_post(browser, "/connexion", "identifiant", identifier, "mot_de_passe", password,
                        altcha ? "altcha" : NULL, altcha, NULL);
}

answer_t *drive_signin(browser_t *browser, const char *identifier, const char *password,
                       const char *altcha)
{
    answer_t *answer = drive_password(browser, identifier, password, altcha);

    if (answer->status != 303 || !strstr(answer->location, "/connexion/code"))
        return answer;
    assert_int_equal(browser_get(browser, "/connexion/code")->status, 200);
    return browser_post(browser, "/connexion/code", "code",
                        drive_code(browser, CNOPS_CHANNEL_EMAIL), NULL);
}

browser_t *drive_member(portal_t *portal)
{
    browser_t *browser = browser_open(portal);

    assert_leads_to(drive_signin(browser, fixture_public_transfer.document, DRIVE_PASSWORD, NULL),
                    "/espace");
    return browser;
}
