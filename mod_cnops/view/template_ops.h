/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The operations of a compiled template, and the list in which the compiler puts them one after
 * another. template_parse.c makes them, template_render.c runs them.
 *
 * Floor: view, private to these files. Threads: a list belongs to one thread; a finished
 * template is read-only. */
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
    CNOPS_OP_IF,    /* goes on if the operand passes the test, else jumps to target */
    CNOPS_OP_JUMP,  /* jumps to target */
    CNOPS_OP_FORM,  /* jumps to the target of the plural form that the operand's number takes */
    CNOPS_OP_EACH, /* enters the first item of the operand's list; jumps to target if it is empty */
    CNOPS_OP_NEXT  /* enters the next item and jumps to target; leaves the list after the last */
} cnops_op_kind_e;

typedef enum { CNOPS_TEST_TRUTH, CNOPS_TEST_IS, CNOPS_TEST_IS_NOT } cnops_test_e;

typedef struct cnops_operand_t {
    const cnops_tree_t *fixed; /* {{lang}}, {{dir}}…: known already; NULL: looked up in the data */
    int count;                 /* of names; 0: {{.}}, the item itself */
    cnops_tree_name_t names[]; /* no more than there are: each page has hundreds of operands */
} cnops_operand_t;

typedef struct cnops_op_t {
    cnops_op_kind_e kind;
    cnops_escape_e escape;
    bool takes_links; /* CNOPS_OP_VALUE: the links of a text are written as links */
    cnops_test_e test;
    int target;       /* index of an operation */
    const char *text; /* to write, or to compare with */
    apr_size_t len;
    const cnops_operand_t *operand;
    const cnops_plural_t *plural;
    int *targets; /* CNOPS_OP_FORM: one for each plural form */
} cnops_op_t;

struct cnops_template_t {
    const cnops_op_t *ops;
    int count;
    apr_size_t size; /* bytes to reserve for a rendering; an estimate */
};

/* Operations while they are added. */
typedef struct cnops_ops_t {
    apr_array_header_t *list; /* cnops_op_t */
    cnops_buffer_t text;      /* literal text that is not in the list yet */
    apr_size_t size;          /* bytes of literal text in the list */
    apr_pool_t *pool;         /* of the template */
} cnops_ops_t;

/* pool: of the template. scratch: of what grows until it is finished. */
void cnops_ops_init(cnops_ops_t *ops, apr_pool_t *pool, apr_pool_t *scratch);

/* Adds literal text. Texts that follow each other become one operation. */
void cnops_ops_add_text(cnops_ops_t *ops, const char *text, apr_size_t len);

/* Adds op behind all text added so far. Returns its index. */
int cnops_ops_add(cnops_ops_t *ops, cnops_op_t op);

/* The index of the operation that is added next. */
int cnops_ops_next(cnops_ops_t *ops);

void cnops_ops_set_target(cnops_ops_t *ops, int op, int target);

/* The template; it needs nothing of the scratch pool. */
const cnops_template_t *cnops_ops_finish(cnops_ops_t *ops);

#endif
