/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What a compiled template is, between the file that makes it and the one that runs it.
 *
 * Floor: view. Callers: template_parse.c, template_render.c only. */
#ifndef CNOPS_VIEW_TEMPLATE_OPS_H
#define CNOPS_VIEW_TEMPLATE_OPS_H

#include "view/escape.h"
#include "view/template.h"

#include <apr_tables.h>

#define CNOPS_TEMPLATE_DEPTH_MAX 16 /* blocks in blocks */
#define CNOPS_TEMPLATE_PATH_MAX  8  /* names in a path */

typedef enum {
    CNOPS_OP_TEXT,  /* writes text */
    CNOPS_OP_VALUE, /* writes the operand, escaped */
    CNOPS_OP_IF,    /* goes to target unless the operand passes the test */
    CNOPS_OP_JUMP,  /* goes to target */
    CNOPS_OP_FORM,  /* goes to the one of targets that stands beside the operand */
    CNOPS_OP_EACH,  /* enters the operand's first item, or goes to target */
    CNOPS_OP_NEXT   /* goes to target with the next item, or leaves the list */
} cnops_op_kind_e;

typedef enum { CNOPS_TEST_TRUTH, CNOPS_TEST_IS, CNOPS_TEST_IS_NOT } cnops_test_e;

typedef struct cnops_operand_t {
    const cnops_tree_t *fixed; /* {{lang}} and its like; NULL: to be looked up */
    int count;                 /* names; 0: the item itself */
    const char *names[CNOPS_TEMPLATE_PATH_MAX];
} cnops_operand_t;

typedef struct cnops_op_t {
    cnops_op_kind_e kind;
    cnops_escape_e escape;
    cnops_test_e test;
    int target;
    const char *text; /* to write, or to compare with */
    apr_size_t len;
    const cnops_operand_t *operand;
    const cnops_plural_t *plural;
    int *targets; /* one a form */
} cnops_op_t;

struct cnops_template_t {
    const cnops_op_t *ops;
    int count;
    apr_size_t size; /* of a rendering, about */
};

#endif
