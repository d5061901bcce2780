/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A JSON Schema (draft 2020-12), against which schema_check.h checks values. These keywords are
 * known:
 *
 *   type required properties additionalProperties items minItems enum pattern format minLength
 *   maxLength $ref (only "#/$defs/NAME") $defs
 *   and, for people: $schema $comment title description examples
 *
 * Any other keyword is refused, because a rule that is not applied would be believed to be. type
 * is one word; additionalProperties is true or false. Patterns are extended regular expressions of
 * POSIX that mean the same in ECMAScript: no backslash, no class with a name. They match bytes, so
 * they are for ASCII. The only format is "line", of this portal: a text without the characters of
 * cnops_text_disturber. Lengths count code points.
 *
 * Floor: base. Threads: a schema is read-only once made. Source: json-schema.org, 2020-12. */
#ifndef CNOPS_BASE_SCHEMA_SCHEMA_H
#define CNOPS_BASE_SCHEMA_SCHEMA_H

#include "base/tree.h"

#include <apr_hash.h>

typedef struct cnops_schema_t cnops_schema_t;

/* The schema that is written in tree, which must live as long. NULL where it is none that this
 * file can apply, and then *pfault says where and why. */
const cnops_schema_t *cnops_schema_make(const char **pfault, const cnops_tree_t *tree,
                                        apr_pool_t *pool);

/* --- for schema_check.c --- */

struct cnops_schema_t {
    const cnops_tree_t *root;
    apr_hash_t *patterns; /* text of a pattern → regex_t * */
};

/* The schema to which the $ref of part leads; NULL where it has none, or it leads nowhere. */
const cnops_tree_t *cnops_schema_target(const cnops_schema_t *schema, const cnops_tree_t *part);

/* The JSON pointer of the child that name or, in a list, place names. */
const char *cnops_schema_pointer(const char *parent, const char *name, apr_pool_t *pool);

#endif
