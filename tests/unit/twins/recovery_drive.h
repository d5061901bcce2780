/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Drives recovery, and what leads out of it, of a fictional member. The member's account is
 * made by creation_drive.h; each drive asserts that its steps were accepted. */
#ifndef CNOPS_TWINS_RECOVERY_DRIVE_H
#define CNOPS_TWINS_RECOVERY_DRIVE_H

#include "creation_drive.h"

#define DRIVE_NEW_PASSWORD "figuier-rabat-42"
#define DRIVE_NEW_EMAIL    "nouvelle.adresse@example.ma"
#define DRIVE_NEW_PHONE    "0698765432"

/* Recovery's identity and questions steps, not asserted. */
answer_t *drive_recovery_identity(browser_t *browser, const fixture_member_t *member);
answer_t *drive_recovery_questions(browser_t *browser, const fixture_member_t *member);
/* All facts given; the answer of the questions step, not asserted. */
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
