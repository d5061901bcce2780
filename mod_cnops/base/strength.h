/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Estimates how hard a password is to guess. The library zxcvbn-c knows leaked passwords,
 * words, names, patterns of keys and dates.
 *
 * Floor: base. Threads: any. Secrets: the copy of the password is wiped. */
#ifndef CNOPS_BASE_STRENGTH_H
#define CNOPS_BASE_STRENGTH_H

/* log2 of the number of guesses that an attacker needs. words: what an attacker would try
 * first, such as the person's name; NULL-terminated, or NULL. Of a long password only the
 * first 100 bytes count. */
double cnops_strength_bits(const char *password, const char *const *words);

#endif
