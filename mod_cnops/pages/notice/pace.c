/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/notice/pace.h"

#define MINUTE apr_time_from_sec(60)
#define BURST  apr_time_from_sec(2) /* credit is not saved for longer than that */

static apr_int64_t most(apr_int64_t one, apr_int64_t other)
{
    return one > other ? one : other;
}

/* Even at one message a minute, the credit must be able to reach the price of one. */
void cnops_pace_earn(cnops_pace_t *pace, apr_int64_t rate, apr_time_t now)
{
    apr_interval_time_t passed = now - pace->at;
    apr_int64_t top = most(MINUTE, rate * BURST);

    if (passed > MINUTE)
        passed = MINUTE;
    pace->at = now;
    pace->credit += rate * most(passed, 0);
    if (pace->credit > top)
        pace->credit = top;
}

int cnops_pace_count(const cnops_pace_t *pace)
{
    return (int)(pace->credit / MINUTE);
}

void cnops_pace_spend(cnops_pace_t *pace)
{
    pace->credit -= MINUTE;
}
