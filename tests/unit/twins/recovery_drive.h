/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Takes a fictional member through recovery and the journeys that follow from it. creation_drive.h
 * makes the member's account. Each function asserts that its steps were accepted, unless it says
 * otherwise. */
#ifndef CNOPS_TWINS_RECOVERY_DRIVE_H
#define CNOPS_TWINS_RECOVERY_DRIVE_H

#include "creation_drive.h"

#define DRIVE_NEW_PASSWORD "figuier-rabat-42"
#define DRIVE_NEW_EMAIL    "nouvelle.adresse@example.ma"
#define DRIVE_NEW_PHONE    "0698765432"

/* The identity and questions steps of recovery; the result is not asserted. */
answer_t *drive_recovery_identity(browser_t *browser, const fixture_member_t *member);
answer_t *drive_recovery_questions(browser_t *browser, const fixture_member_t *member);
/* Gives all facts; the answer to the questions step is not asserted. */
answer_t *drive_recovery_facts(browser_t *browser, const fixture_member_t *member);
void drive_recovery_to_password(browser_t *browser, const fixture_member_t *member);
answer_t *drive_recovery_password(browser_t *browser, const char *password);

/* From proved facts to a request for other contacts. */
void drive_lost_contacts(browser_t *browser, const char *email, const char *phone);

/* One POST of the sign-in form. */
answer_t *drive_sign_in(browser_t *browser, const fixture_member_t *member, const char *password);

/* The path of the last link below /NAME/ in the messages of the channel; asserted. */
const char *drive_link(browser_t *browser, cnops_channel_e channel, const char *name);

#endif
