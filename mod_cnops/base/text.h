/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What typed text needs before it can be compared: UTF-8 checks, digit folding,
 * blanks. All functions are pure; all memory comes from pool.
 *
 * Floor: base. Callers: every floor. Threads: any. */
#ifndef CNOPS_BASE_TEXT_H
#define CNOPS_BASE_TEXT_H

#include <apr_pools.h>
#include <stdbool.h>

/* True if len bytes are well-formed UTF-8 (RFC 3629: no overlong forms, no
 * surrogates) without NUL. */
bool cnops_text_is_utf8(const char *bytes, apr_size_t len);

/* Bytes (1..4) of the well-formed UTF-8 sequence at the start of bytes, of which
 * there are len; 0 if there is none. NUL counts as one. */
apr_size_t cnops_text_sequence(const char *bytes, apr_size_t len);

/* Code points in text, which must be valid UTF-8. */
apr_size_t cnops_text_length(const char *text);

/* Arabic-Indic (U+0660..) and extended (U+06F0..) digits become 0-9; no-break,
 * thin and ideographic spaces become ' '; bidi marks (U+061C, U+200E/F,
 * U+202A-E, U+2066-9) and the BOM vanish; leading and trailing blanks are cut. */
char *cnops_text_fold(const char *text, apr_pool_t *pool);

/* Fold, then drop every blank, '-', '.', '/' and '_': for numbers people group. */
char *cnops_text_compact(const char *text, apr_pool_t *pool);

/* ASCII letters only are changed. */
char *cnops_text_upper(const char *text, apr_pool_t *pool);
char *cnops_text_lower(const char *text, apr_pool_t *pool);

/* Controls: C0, DEL and C1, which terminals obey. */
bool cnops_text_has_control(const char *text);

/* What somebody else wrote, fit for a list: control characters dropped, at most max bytes,
 * never cut within a character. "" for NULL. */
char *cnops_text_printable(const char *text, apr_size_t max, apr_pool_t *pool);

bool cnops_text_is_digits(const char *text); /* at least one, only 0-9 */
bool cnops_text_is_alnum(const char *text);  /* at least one, only ASCII 0-9 A-Z a-z */

#endif
