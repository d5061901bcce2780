/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The end of an intake, where others have acted meanwhile, or the answer of the database is lost.
 */
#include "core/batch/intake.h"

#include "base/errors.h"
#include "core/batch/batch_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

static const cnops_batch_opening_t opening = {.establishment_id = 1, .kind = CNOPS_BATCH_CSV};

static cnops_batch_intake_t *open(core_fixture_t *f)
{
    cnops_batch_intake_t *intake;

    assert_int_equal(cnops_batch_open(&intake, &f->core, &opening, f->pool), APR_SUCCESS);
    return intake;
}

/* After its lease another one may have cleared the chunks of the batch. */
static void test_a_batch_is_closed_within_its_lease(void **state)
{
    core_fixture_t *f = *state;
    cnops_batch_intake_t *intake = open(f);
    const cnops_batch_t *batch;

    clock_fake_advance(f->clock, apr_time_from_sec(3600));
    assert_int_equal(cnops_batch_close(&batch, intake), CNOPS_ECONFLICT);
    assert_null(batch);
}

/* So it is where the answer to the close was lost: the sender forgets what has been received. */
static void test_a_batch_that_was_received_is_not_cleared(void **state)
{
    core_fixture_t *f = *state;
    const cnops_batch_cells_t row = {.line = 2, .cells = {"2025-2026", "AB000001"}};
    cnops_batch_intake_t *intake = open(f);
    const cnops_batch_t *batch;

    assert_int_equal(cnops_batch_add(intake, &row), APR_SUCCESS);
    assert_int_equal(cnops_batch_close(&batch, intake), APR_SUCCESS);
    cnops_batch_drop(intake);
    assert_int_equal(batch_fixture_chunks(f, batch), 1);
    assert_int_equal(batch_fixture_look(f, batch)->state, CNOPS_BATCH_QUEUED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, batch_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_batch_is_closed_within_its_lease),
        TEST(test_a_batch_that_was_received_is_not_cleared),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
