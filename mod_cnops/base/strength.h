/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* How hard a password is to guess: zxcvbn-c, with its dictionaries of leaked
 * passwords, words, names, keyboard walks and dates.
 *
 * Floor: base. Callers: core/signin/password.c. Threads: any. */
#ifndef CNOPS_BASE_STRENGTH_H
#define CNOPS_BASE_STRENGTH_H

/* Bits of guessing work (log2 of guesses); words, NULL-terminated or NULL, are those an
 * attacker would try first. Long passwords are judged by their first 100 bytes. */
double cnops_strength_bits(const char *password, const char *const *words);

#endif
