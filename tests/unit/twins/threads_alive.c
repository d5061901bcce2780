/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "threads_alive.h"

#include "base/budget.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#define PATIENCE apr_time_from_sec(20)

int threads_alive(void)
{
    DIR *tasks = opendir("/proc/self/task");
    const struct dirent *task;
    int count = 0;

    assert_non_null(tasks);
    while ((task = readdir(tasks)))
        count += task->d_name[0] != '.';
    closedir(tasks);
    return count;
}

void threads_alive_await(int count)
{
    apr_time_t deadline = cnops_budget_clock() + PATIENCE;

    while (threads_alive() != count) {
        if (cnops_budget_clock() > deadline)
            fail_msg("%d threads instead of %d", threads_alive(), count);
        usleep(10000);
    }
}
