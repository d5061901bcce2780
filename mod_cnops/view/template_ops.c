/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/template_ops.h"

#include <apr_strings.h>

void cnops_ops_init(cnops_ops_t *ops, apr_pool_t *pool, apr_pool_t *scratch)
{
    *ops = (cnops_ops_t){.list = apr_array_make(scratch, 64, sizeof(cnops_op_t)), .pool = pool};
    cnops_buffer_init(&ops->text, 4096, scratch);
}

void cnops_ops_add_text(cnops_ops_t *ops, const char *text, apr_size_t len)
{
    cnops_buffer_add(&ops->text, text, len);
}

static void flush_text(cnops_ops_t *ops)
{
    cnops_op_t *op;

    if (ops->text.len == 0)
        return;
    op = apr_array_push(ops->list);
    *op = (cnops_op_t){.kind = CNOPS_OP_TEXT,
                       .text = apr_pstrmemdup(ops->pool, ops->text.bytes, ops->text.len),
                       .len = ops->text.len};
    ops->size += ops->text.len;
    ops->text.len = 0;
}

int cnops_ops_add(cnops_ops_t *ops, cnops_op_t op)
{
    flush_text(ops);
    *(cnops_op_t *)apr_array_push(ops->list) = op;
    return ops->list->nelts - 1;
}

int cnops_ops_next(cnops_ops_t *ops)
{
    flush_text(ops);
    return ops->list->nelts;
}

void cnops_ops_set_target(cnops_ops_t *ops, int op, int target)
{
    APR_ARRAY_IDX(ops->list, op, cnops_op_t).target = target;
}

/* Values come on top of the literal text: half as much again, and at least 1 KiB. */
const cnops_template_t *cnops_ops_finish(cnops_ops_t *ops)
{
    cnops_template_t *tmpl = apr_palloc(ops->pool, sizeof *tmpl);

    tmpl->count = cnops_ops_next(ops);
    tmpl->ops =
        apr_pmemdup(ops->pool, ops->list->elts, (apr_size_t)tmpl->count * sizeof *tmpl->ops);
    tmpl->size = ops->size + ops->size / 2 + 1024;
    return tmpl;
}
