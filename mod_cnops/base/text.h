/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Prepares typed text for comparison: checks UTF-8, replaces digits of other scripts,
 * removes blanks. No function keeps state; all memory comes from pool.
 *
 * Floor: base. Threads: any. */
#ifndef CNOPS_BASE_TEXT_H
#define CNOPS_BASE_TEXT_H

#include <apr_pools.h>
#include <stdbool.h>

/* True where len bytes are well-formed UTF-8 (RFC 3629: no overlong forms, no
 * surrogates) without NUL. */
bool cnops_text_is_utf8(const char *bytes, apr_size_t len);

/* Length (1 to 4) of the well-formed UTF-8 sequence at the start of bytes; 0 where there is
 * none. len: bytes available. NUL counts as a sequence of length 1. */
apr_size_t cnops_text_sequence(const char *bytes, apr_size_t len);

/* Number of code points in text, which must be valid UTF-8. */
apr_size_t cnops_text_length(const char *text);

/* Normalizes typed text: Arabic-Indic digits (U+0660 and U+06F0 onwards) become 0-9;
 * no-break, thin and ideographic spaces become ' '; invisible characters (soft hyphen, zero
 * width, bidi marks, BOM) are dropped; blanks at both ends are cut. */
char *cnops_text_fold(const char *text, apr_pool_t *pool);

/* Like cnops_text_fold, and drops every blank, '-', '.', '/' and '_': for numbers that people
 * write in groups of digits. */
char *cnops_text_compact(const char *text, apr_pool_t *pool);

/* A copy of text; only ASCII letters change. */
char *cnops_text_upper(const char *text, apr_pool_t *pool);
char *cnops_text_lower(const char *text, apr_pool_t *pool);

/* A copy with U+00A0 instead of each ' ', so that a line never breaks in it. */
char *cnops_text_unbreak(const char *text, apr_pool_t *pool);

/* True where text has a control character (C0, DEL or C1): a terminal would obey it. */
bool cnops_text_has_control(const char *text);

/* The first code point of text that is not seen but changes how the rest is shown: a control
 * character, a line separator (U+2028, U+2029), or one that overrides or nests the direction of
 * writing (U+202A to U+202E, U+2066 to U+2069). 0 where there is none. */
apr_uint32_t cnops_text_disturber(const char *text);

/* A copy of a foreign text that is safe to show in a list: without such characters, at most max
 * bytes long, never cut inside a character. "" for NULL. */
char *cnops_text_printable(const char *text, apr_size_t max, apr_pool_t *pool);

/* The text after a byte order mark, which editors of Windows put first; else text. */
const char *cnops_text_after_mark(const char *text);

/* Reads a decimal number, with or without '-', and sets *ptext behind it. False where there is
 * none, or it is too large; *pnumber is then 0. Unlike apr_strtoi64 it takes no blanks, no '+' and
 * no other base, and takes a fifth of its time. */
bool cnops_text_number(apr_int64_t *pnumber, const char **ptext);

bool cnops_text_is_digits(const char *text); /* at least one, only 0-9 */
bool cnops_text_is_alnum(const char *text);  /* at least one, only ASCII 0-9 A-Z a-z */

#endif
