/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The languages of the portal: the one place that lists them.
 *
 * Floor: base. Callers: any. Threads: any.
 * To add one: a row in language.c, htdocs/messages/CODE.po, language.name in it,
 * and its digits in htdocs/build-audio. */
#ifndef CNOPS_BASE_LANGUAGE_H
#define CNOPS_BASE_LANGUAGE_H

#include <stdbool.h>

/* Their codes, NULL-terminated, in the order of the language switch; the first is the
 * one sentences are written in, which needs no catalogue. */
const char *const *cnops_languages(void);

bool cnops_language_known(const char *code);

/* The language shown in small type beside this one: ar beside fr, fr beside all others. */
const char *cnops_language_second(const char *code);

/* "rtl" or "ltr". */
const char *cnops_language_dir(const char *code);

#endif
