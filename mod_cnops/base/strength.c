/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/strength.h"

#include <sodium.h>
#include <string.h>
#include <zxcvbn.h>

/* Bytes. The running time of zxcvbn grows with the cube of the length. */
#define JUDGED_MAX 100

double cnops_strength_bits(const char *password, const char *const *words)
{
    char judged[JUDGED_MAX + 1];
    const size_t len = strnlen(password, JUDGED_MAX);

    memcpy(judged, password, len);
    judged[len] = '\0';
    /* The cast is safe: the function only reads the words, its prototype merely lacks const. */
    const double bits = ZxcvbnMatch(judged, (const char **)words, NULL);
    sodium_memzero(judged, sizeof judged);
    return bits;
}
