/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/noise.h"

/* The constants are those of the published algorithm. */
apr_uint64_t cnops_noise_next(cnops_noise_t *noise)
{
    apr_uint64_t z = (noise->state += APR_UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * APR_UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * APR_UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

double cnops_noise_between(cnops_noise_t *noise, double low, double high)
{
    /* A double holds 53 bits: the upper ones of the 64, scaled to [0, 1). */
    double part = (double)(cnops_noise_next(noise) >> 11) * 0x1p-53;

    return low + (high - low) * part;
}

int cnops_noise_below(cnops_noise_t *noise, int count)
{
    return (int)(cnops_noise_next(noise) % (apr_uint64_t)count);
}
