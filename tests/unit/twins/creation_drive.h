/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Takes a fictional member through the creation journey, up to the step that a test wants. Each
 * function asserts that its step was accepted, unless it says otherwise. */
#ifndef CNOPS_TWINS_CREATION_DRIVE_H
#define CNOPS_TWINS_CREATION_DRIVE_H

#include "portal.h"

#define DRIVE_EMAIL    "fatima.exemple@example.ma"
#define DRIVE_PHONE    "0612345678"
#define DRIVE_PASSWORD "tanger-oujda-7"

/* jj/mm/aaaa of a member's record (ISO). */
const char *drive_birth_date(const fixture_member_t *member, apr_pool_t *pool);

void drive_conditions(browser_t *browser);
/* The identity step; by_employer chooses the mode. The answer is not asserted. */
answer_t *drive_try_identity(browser_t *browser, const fixture_member_t *member, bool by_employer);
/* Answers the questions that are asked with the member's facts. The answer of the portal is not
 * asserted. */
answer_t *drive_try_questions(browser_t *browser, const fixture_member_t *member);

void drive_to_questions(browser_t *browser, const fixture_member_t *member, bool by_employer);
void drive_to_email(browser_t *browser, const fixture_member_t *member, bool by_employer);
void drive_to_email_code(browser_t *browser, const fixture_member_t *member, bool by_employer);
void drive_to_phone_code(browser_t *browser, const fixture_member_t *member, bool by_employer);
void drive_to_password(browser_t *browser, const fixture_member_t *member, bool by_employer);
void drive_to_end(browser_t *browser, const fixture_member_t *member, bool by_employer);

/* The last code that was sent on the channel; asserts that there is one. */
const char *drive_code(browser_t *browser, cnops_channel_e channel);

/* Asserts a 303 to path below the mount. */
void assert_leads_to(const answer_t *answer, const char *path);

#endif
