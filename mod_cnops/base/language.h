/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The languages of the portal. No other place lists them.
 *
 * Floor: base. Threads: any.
 * To add a language: its code in language.c, a catalogue htdocs/messages/CODE.po that
 * contains language.name, and its digits in htdocs/build-audio. */
#ifndef CNOPS_BASE_LANGUAGE_H
#define CNOPS_BASE_LANGUAGE_H

#include <stdbool.h>

/* Language codes, NULL-terminated, in the order of the language switch. Templates are
 * written in the first language, which therefore needs no catalogue. */
extern const char *const cnops_languages[];

bool cnops_language_known(const char *code);

/* The language that a page shows in small type beside its own: ar beside fr, fr beside every
 * other. */
const char *cnops_language_second(const char *code);

/* Direction of writing: "rtl" or "ltr". */
const char *cnops_language_dir(const char *code);

#endif
