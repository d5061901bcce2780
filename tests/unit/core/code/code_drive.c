/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/code/code_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static apr_status_t write_text(void *self, cnops_message_t *pmessage, const char *code,
                               apr_pool_t *pool)
{
    (void)self;
    pmessage->subject = "Code";
    pmessage->text = apr_pstrcat(pool, "Code : ", code, NULL);
    pmessage->lang = "fr";
    return APR_SUCCESS;
}

sent_t send_to(core_fixture_t *fixture, const char *journey_id, cnops_channel_e channel,
               const char *destination, bool again)
{
    cnops_code_sending_t sending = {.journey_id = journey_id,
                                    .channel = channel,
                                    .destination = destination,
                                    .again = again,
                                    .write = write_text};
    sent_t sent = {.sent = CNOPS_CODE_TOO_MANY, .retry_after = -1};

    sent.rv =
        cnops_code_send(&sent.sent, &sent.retry_after, &fixture->core, &sending, fixture->pool);
    return sent;
}

const char *send_first(core_fixture_t *fixture)
{
    sent_t sent = send_to(fixture, JOURNEY, CNOPS_CHANNEL_EMAIL, EMAIL, false);
    const char *code = core_fixture_last_code(fixture, CNOPS_CHANNEL_EMAIL);

    assert_int_equal(sent.rv, APR_SUCCESS);
    assert_int_equal(sent.sent, CNOPS_CODE_SENT);
    assert_non_null(code);
    return code;
}

cnops_code_sent_e send_again(core_fixture_t *fixture)
{
    sent_t sent = send_to(fixture, JOURNEY, CNOPS_CHANNEL_EMAIL, EMAIL, true);

    assert_int_equal(sent.rv, APR_SUCCESS);
    return sent.sent;
}

cnops_code_tried_e try_with(core_fixture_t *fixture, const char *journey_id,
                            cnops_channel_e channel, const char *destination, const char *code)
{
    cnops_code_tried_e tried = CNOPS_CODE_RIGHT;

    assert_int_equal(cnops_code_try(&tried, &fixture->core, journey_id, channel, destination, code,
                                    fixture->pool),
                     APR_SUCCESS);
    return tried;
}

cnops_code_tried_e try_code(core_fixture_t *fixture, const char *code)
{
    return try_with(fixture, JOURNEY, CNOPS_CHANNEL_EMAIL, EMAIL, code);
}

const char *other_than(core_fixture_t *fixture, const char *code)
{
    char *other = apr_pstrdup(fixture->pool, code);

    other[0] = other[0] == '9' ? '0' : (char)(other[0] + 1);
    return other;
}

int emails(core_fixture_t *fixture)
{
    return core_fixture_message_count(fixture, CNOPS_CHANNEL_EMAIL);
}

cnops_code_outlook_t look_at_other(core_fixture_t *fixture, const char *email)
{
    cnops_code_sending_t sending = {
        .journey_id = JOURNEY, .channel = CNOPS_CHANNEL_EMAIL, .destination = email};
    cnops_code_outlook_t outlook;

    assert_int_equal(cnops_code_look(&outlook, &fixture->core, &sending, fixture->pool),
                     APR_SUCCESS);
    return outlook;
}

cnops_code_outlook_t look_at(core_fixture_t *fixture)
{
    return look_at_other(fixture, EMAIL);
}
