/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/budget.h"

#include "test_pool.h"

static void none_unless_opened(void **state)
{
    (void)state;
    assert_null(cnops_budget_of(pool));
}

static void serves_the_pools_made_in_it(void **state)
{
    apr_pool_t *child, *grandchild;
    (void)state;
    cnops_budget_open(pool, 500);
    apr_pool_create(&child, pool);
    apr_pool_create(&grandchild, child);
    assert_ptr_equal(cnops_budget_of(child), cnops_budget_of(pool));
    assert_null(cnops_budget_of(grandchild));
}

static void is_never_overspent(void **state)
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
        POOL_TEST(none_unless_opened),
        POOL_TEST(serves_the_pools_made_in_it),
        POOL_TEST(is_never_overspent),
        POOL_TEST(the_clock_goes_forward),
    };
    return RUN_TESTS(tests);
}
