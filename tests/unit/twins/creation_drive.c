/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "creation_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

void assert_leads_to(const answer_t *answer, const char *path)
{
    assert_int_equal(answer->status, 303);
    assert_non_null(answer->location);
    assert_string_equal(answer->location + strlen("/mon_compte"), path);
}

const char *drive_birth_date(const fixture_member_t *member, apr_pool_t *pool)
{
    const char *iso = member->birth_date;

    if (strlen(iso) == 4)
        return apr_psprintf(pool, "15/06/%s", iso);
    return apr_psprintf(pool, "%.2s/%.2s/%.4s", iso + 8, iso + 5, iso);
}

const char *drive_code(browser_t *browser, cnops_channel_e channel)
{
    const char *code = core_fixture_last_code(browser->portal->fixture, channel);

    assert_non_null(code);
    return code;
}

void drive_conditions(browser_t *browser)
{
    assert_int_equal(browser_get(browser, "/creation/conditions")->status, 200);
    assert_leads_to(browser_post(browser, "/creation/conditions", "accepte", "oui", NULL),
                    "/creation/identite");
}

answer_t *drive_try_identity(browser_t *browser, const fixture_member_t *member, bool by_employer)
{
    assert_int_equal(browser_get(browser, "/creation/identite")->status, 200);
    return browser_post(
        browser, "/creation/identite", "mode", by_employer ? "employeur" : "immatriculation",
        by_employer ? "identifiant_employeur" : "immatriculation",
        by_employer ? member->employee_no : member->immatriculation, "cni", member->document,
        "date_naissance", drive_birth_date(member, browser->portal->pool), "altcha",
        browser_solve(browser), NULL);
}

void drive_to_questions(browser_t *browser, const fixture_member_t *member, bool by_employer)
{
    drive_conditions(browser);
    assert_leads_to(drive_try_identity(browser, member, by_employer), "/creation/questions");
}

answer_t *drive_try_questions(browser_t *browser, const fixture_member_t *member)
{
    const answer_t *form = browser_get(browser, "/creation/questions");
    const char *payment = answer_asks(form, "rib") ? "rib" : "etat_civil";
    const char *fact = answer_asks(form, "rib") ? member->rib : member->civil_status_no;
    const char *number = answer_asks(form, "identifiant_employeur") ? "identifiant_employeur"
                         : answer_asks(form, "immatriculation")     ? "immatriculation"
                                                                    : NULL;

    assert_int_equal(form->status, 200);
    if (!number)
        return browser_post(browser, "/creation/questions", payment, fact ? fact : "12345678",
                            NULL);
    return browser_post(browser, "/creation/questions", payment, fact ? fact : "12345678", number,
                        strcmp(number, "immatriculation") == 0 ? member->immatriculation
                                                               : member->employee_no,
                        NULL);
}

void drive_to_email(browser_t *browser, const fixture_member_t *member, bool by_employer)
{
    drive_to_questions(browser, member, by_employer);
    assert_leads_to(drive_try_questions(browser, member), "/creation/courriel");
}

void drive_to_email_code(browser_t *browser, const fixture_member_t *member, bool by_employer)
{
    drive_to_email(browser, member, by_employer);
    browser_get(browser, "/creation/courriel");
    assert_leads_to(browser_post(browser, "/creation/courriel", "courriel", DRIVE_EMAIL,
                                 "courriel_confirmation", DRIVE_EMAIL, NULL),
                    "/creation/courriel-code");
}

void drive_to_phone_code(browser_t *browser, const fixture_member_t *member, bool by_employer)
{
    drive_to_email_code(browser, member, by_employer);
    assert_leads_to(browser_post(browser, "/creation/courriel-code", "code",
                                 drive_code(browser, CNOPS_CHANNEL_EMAIL), NULL),
                    "/creation/telephone");
    assert_leads_to(browser_post(browser, "/creation/telephone", "telephone", DRIVE_PHONE,
                                 "telephone_confirmation", DRIVE_PHONE, NULL),
                    "/creation/telephone-code");
}

void drive_to_password(browser_t *browser, const fixture_member_t *member, bool by_employer)
{
    drive_to_phone_code(browser, member, by_employer);
    assert_leads_to(browser_post(browser, "/creation/telephone-code", "code",
                                 drive_code(browser, CNOPS_CHANNEL_SMS), NULL),
                    "/creation/mot-de-passe");
}

void drive_to_end(browser_t *browser, const fixture_member_t *member, bool by_employer)
{
    drive_to_password(browser, member, by_employer);
    assert_leads_to(browser_post(browser, "/creation/mot-de-passe", "mot_de_passe", DRIVE_PASSWORD,
                                 "mot_de_passe_confirmation", DRIVE_PASSWORD, NULL),
                    "/creation/termine");
}
