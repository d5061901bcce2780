/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "recovery_drive.h"

#include "signin_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

answer_t *drive_recovery_identity(browser_t *browser, const fixture_member_t *member)
{
    assert_int_equal(browser_get(browser, "/recuperation/conditions")->status, 200);
    assert_leads_to(browser_post(browser, "/recuperation/conditions", "accepte", "oui", NULL),
                    "/recuperation/identite");
    assert_int_equal(browser_get(browser, "/recuperation/identite")->status, 200);
    return browser_post(browser, "/recuperation/identite", "mode", "immatriculation",
                        "immatriculation", member->immatriculation, "cni", member->document,
                        "date_naissance", drive_birth_date(member, browser->portal->pool), "altcha",
                        browser_solve(browser), NULL);
}

answer_t *drive_recovery_questions(browser_t *browser, const fixture_member_t *member)
{
    answer_t *form = browser_get(browser, "/recuperation/questions");
    const char *payment = answer_asks(form, "rib") ? "rib" : "etat_civil";
    const char *fact = strcmp(payment, "rib") == 0 ? member->rib : member->civil_status_no;

    assert_int_equal(form->status, 200);
    if (!answer_asks(form, "identifiant_employeur"))
        return browser_post(browser, "/recuperation/questions", payment, fact ? fact : "12345678",
                            NULL);
    return browser_post(browser, "/recuperation/questions", payment, fact ? fact : "12345678",
                        "identifiant_employeur", member->employee_no, NULL);
}

answer_t *drive_recovery_facts(browser_t *browser, const fixture_member_t *member)
{
    assert_leads_to(drive_recovery_identity(browser, member), "/recuperation/questions");
    return drive_recovery_questions(browser, member);
}

void drive_recovery_to_password(browser_t *browser, const fixture_member_t *member)
{
    assert_leads_to(drive_recovery_facts(browser, member), "/recuperation/courriel-code");
    assert_leads_to(browser_post(browser, "/recuperation/courriel-code", "code",
                                 drive_code(browser, CNOPS_CHANNEL_EMAIL), NULL),
                    "/recuperation/telephone-code");
    assert_leads_to(browser_post(browser, "/recuperation/telephone-code", "code",
                                 drive_code(browser, CNOPS_CHANNEL_SMS), NULL),
                    "/recuperation/mot-de-passe");
}

answer_t *drive_recovery_password(browser_t *browser, const char *password)
{
    return browser_post(browser, "/recuperation/mot-de-passe", "mot_de_passe", password,
                        "mot_de_passe_confirmation", password, NULL);
}

void drive_lost_contacts(browser_t *browser, const char *email, const char *phone)
{
    assert_int_equal(browser_get(browser, "/recuperation/contact")->status, 200);
    assert_leads_to(browser_post(browser, "/recuperation/contact", NULL),
                    "/recuperation/contact/courriel");
    assert_int_equal(browser_get(browser, "/recuperation/contact/courriel")->status, 200);
    assert_leads_to(browser_post(browser, "/recuperation/contact/courriel", "courriel", email,
                                 "courriel_confirmation", email, NULL),
                    "/recuperation/contact/courriel-code");
    assert_leads_to(browser_post(browser, "/recuperation/contact/courriel-code", "code",
                                 drive_code(browser, CNOPS_CHANNEL_EMAIL), NULL),
                    "/recuperation/contact/telephone");
    assert_leads_to(browser_post(browser, "/recuperation/contact/telephone", "telephone", phone,
                                 "telephone_confirmation", phone, NULL),
                    "/recuperation/contact/telephone-code");
    assert_leads_to(browser_post(browser, "/recuperation/contact/telephone-code", "code",
                                 drive_code(browser, CNOPS_CHANNEL_SMS), NULL),
                    "/recuperation/contact/termine");
}

answer_t *drive_sign_in(browser_t *browser, const fixture_member_t *member, const char *password)
{
    return drive_signin(browser, member->document, password, NULL);
}

const char *drive_link(browser_t *browser, cnops_channel_e channel, const char *name)
{
    core_fixture_t *fixture = browser->portal->fixture;
    apr_array_header_t *all = store_memory_outbox(fixture->store, fixture->pool);
    const char *mark = apr_pstrcat(fixture->pool, "/", name, "/", NULL);
    const char *link = NULL;

    for (int i = all->nelts - 1; i >= 0 && !link; i--) {
        const cnops_outbox_row_t *row = &APR_ARRAY_IDX(all, i, store_memory_message_t).row;
        cnops_message_t *message;

        if (row->channel == channel &&
            cnops_outbox_open(&message, &fixture->core, row, fixture->pool) == APR_SUCCESS)
            link = strstr(message->text, mark);
    }
    assert_non_null(link);
    return apr_pstrmemdup(fixture->pool, link, strcspn(link, " \r\n"));
}
