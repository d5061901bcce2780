/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/budget.h"

#include "test_pool.h"

static void is_null_unless_opened(void **state)
{
    (void)state;
    assert_null(cnops_budget_of(pool));
}

static void counts_for_direct_children_only(void **state)
{
    apr_pool_t *child, *grandchild;

    (void)state;
    cnops_budget_open(pool, 500);
    apr_pool_create(&child, pool);
    apr_pool_create(&grandchild, child);
    assert_ptr_equal(cnops_budget_of(child), cnops_budget_of(pool));
    assert_null(cnops_budget_of(grandchild));
}

static void never_becomes_negative(void **state)
{
    cnops_budget_t *budget;

    (void)state;
    cnops_budget_open(pool, 500);
    budget = cnops_budget_of(pool);
    cnops_budget_spend(budget, 200);
    assert_int_equal(budget->left, 300);
    cnops_budget_spend(budget, 400);
    assert_int_equal(budget->left, 0);
}

static void the_clock_goes_forward(void **state)
{
    apr_time_t before = cnops_budget_clock();

    (void)state;
    apr_sleep(2000);
    assert_in_range(cnops_budget_clock() - before, 2000, APR_USEC_PER_SEC * 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(is_null_unless_opened),
        POOL_TEST(counts_for_direct_children_only),
        POOL_TEST(never_becomes_negative),
        POOL_TEST(the_clock_goes_forward),
    };

    return RUN_TESTS(tests);
}
