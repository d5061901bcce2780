/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Converts JSON text to a tree and a tree to JSON text. Parsing is strict: an object or a list, no
 * duplicate keys, no NUL in strings, no bytes behind the value, valid UTF-8 only. Objects and
 * lists may be nested 8 deep. json_parse.c refuses what jansson refuses, which reads forms and
 * finds the faults of files; tests/fuzz/fuzz_json.c compares the two.
 *
 * Floor: base. Threads: any. Source: RFC 8259. */
#ifndef CNOPS_BASE_JSON_H
#define CNOPS_BASE_JSON_H

#include "base/buffer.h"
#include "base/tree.h"

/* *ptree is allocated from pool. CNOPS_EMALFORMED, and *ptree NULL, where the text is not
 * strict JSON; the texts that were read until then are wiped. A real number becomes null: the
 * portal uses none, but the answer of an ALTCHA solver contains the time it took as one. */
apr_status_t cnops_json_parse(cnops_tree_t **ptree, const char *bytes, apr_size_t len,
                              apr_pool_t *pool);

/* For people: where and why cnops_json_parse has refused the text, as "line 4, column 7: …". Never
 * NULL. Not for texts with secrets: it shows a piece of the text. */
const char *cnops_json_fault(const char *bytes, apr_size_t len, apr_pool_t *pool);

/* tree as compact JSON text; children keep their order. Never fails. */
const char *cnops_json_write(const cnops_tree_t *tree, apr_pool_t *pool);

/* Adds text, escaped for the inside of a JSON string: nothing in it can end the string or begin
 * an escape. Bytes that are not UTF-8 become U+FFFD. */
void cnops_json_escape(cnops_buffer_t *out, const char *text);

/* Makes jansson wipe all memory that it frees, in the whole process: request bodies that it
 * parses contain passwords. Call it once, before there are threads. */
void cnops_json_wipe_freed(void);

#endif
