/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* JSON (RFC 8259) to and from a tree. Parsing is jansson's, strict: no duplicate
 * keys, no NUL in strings, no trailing bytes, valid UTF-8 only, depth at most 8.
 *
 * Floor: base. Callers: pages (bodies, answers), core (sealed state, captcha), httpd and ctl
 * (files). Threads: any. */
#ifndef CNOPS_BASE_JSON_H
#define CNOPS_BASE_JSON_H

#include "base/tree.h"

/* *ptree: allocated from pool. Returns CNOPS_EMALFORMED with *ptree NULL.
 * Reals become null: nothing of ours has one, but ALTCHA's solvers time themselves in one. */
apr_status_t cnops_json_parse(cnops_tree_t **ptree, const char *bytes, apr_size_t len,
                              apr_pool_t *pool);

/* Compact JSON text of tree, children in order of insertion; never fails. */
const char *cnops_json_write(const cnops_tree_t *tree, apr_pool_t *pool);

/* From now on jansson wipes what it frees, in the whole process. Once, before threads. */
void cnops_json_wipe_freed(void);

#endif
