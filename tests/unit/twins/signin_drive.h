/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Signs a member in as a person does: the password, and the code where one is asked. */
#ifndef CNOPS_TWINS_SIGNIN_DRIVE_H
#define CNOPS_TWINS_SIGNIN_DRIVE_H

#include "creation_drive.h"

/* The fixture's public member with an account that the creation journey made, and with limits of
 * codes so high that no test reaches them by chance. */
portal_t *drive_account(void **state);

/* The password alone. altcha: browser_solve, or NULL. */
answer_t *drive_password(browser_t *browser, const char *identifier, const char *password,
                         const char *altcha);
/* The same, then the code by e-mail if it is asked for. The last answer. */
answer_t *drive_signin(browser_t *browser, const char *identifier, const char *password,
                       const char *altcha);

/* Signed in as the fixture's public member. */
browser_t *drive_member(portal_t *portal);

#endif
