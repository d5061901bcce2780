/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/system.h"

#include <apr_time.h>
#include <sodium.h>

static apr_time_t read_clock(void *self)
{
    (void)self;
    return apr_time_now();
}

static void fill_random(void *self, void *bytes, apr_size_t len)
{
    (void)self;
    randombytes_buf(bytes, len);
}

cnops_clock_t cnops_system_clock(void)
{
    return (cnops_clock_t){.now = read_clock};
}

cnops_random_t cnops_system_random(void)
{
    return (cnops_random_t){.fill = fill_random};
}
