/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A person who asks for codes and types them, for the tests of core/code/code.h. Each function
 * fails the test where the portal fails. */
#ifndef CNOPS_UNIT_CORE_CODE_DRIVE_H
#define CNOPS_UNIT_CORE_CODE_DRIVE_H

#include "core/code/code.h"
#include "twins/core_fixture.h"

#define SECONDS apr_time_from_sec(1)
#define MINUTES apr_time_from_sec(60)

#define JOURNEY "00112233445566778899aabbccddeeff"
#define OTHER   "ffeeddccbbaa99887766554433221100"
#define EMAIL   "salma@example.ma"
#define MOBILE  "+212612345678"

/* The result of asking for a code. */
typedef struct sent_t {
    apr_status_t rv;
    cnops_code_sent_e sent;
    apr_interval_time_t retry_after;
} sent_t;

/* What cnops_code_look says of the e-mail EMAIL; its success is asserted. */
cnops_code_outlook_t look_at(core_fixture_t *fixture);
cnops_code_outlook_t look_at_other(core_fixture_t *fixture, const char *email);

sent_t send_to(core_fixture_t *fixture, const char *journey_id, cnops_channel_e channel,
               const char *destination, bool again);
/* The code of a first e-mail. */
const char *send_first(core_fixture_t *fixture);
cnops_code_sent_e send_again(core_fixture_t *fixture);
cnops_code_tried_e try_with(core_fixture_t *fixture, const char *journey_id,
                            cnops_channel_e channel, const char *destination, const char *code);
cnops_code_tried_e try_code(core_fixture_t *fixture, const char *code);
/* Another code of the same length. */
const char *other_than(core_fixture_t *fixture, const char *code);
/* How many e-mails were queued. */
int emails(core_fixture_t *fixture);

#endif
