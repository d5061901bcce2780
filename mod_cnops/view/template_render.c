/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/sentence.h"
#include "view/template_ops.h"

#include <string.h>

typedef struct run_t {
    cnops_buffer_t out;
    /* The current item of each {{#each}} that was entered, outermost first; items[0] is the
     * page's data. */
    const cnops_tree_t *items[CNOPS_TEMPLATE_DEPTH_MAX + 1];
    int depth;
} run_t;

/* Looks in the innermost item first. A name that is there with the value null counts as found. */
static const cnops_tree_t *find_outwards(const run_t *run, const cnops_tree_name_t *name)
{
    const cnops_tree_t *found = NULL;

    for (int depth = run->depth; depth >= 0 && !found; depth--)
        found = cnops_tree_find(run->items[depth], name);
    return found;
}

static const cnops_tree_t *resolve(const run_t *run, const cnops_operand_t *operand)
{
    if (operand->fixed)
        return operand->fixed;
    if (operand->count == 0)
        return run->items[run->depth];
    const cnops_tree_t *value = find_outwards(run, &operand->names[0]);
    for (int at = 1; at < operand->count; at++)
        value = cnops_tree_find(value, &operand->names[at]);
    return value;
}

static bool passes(run_t *run, const cnops_op_t *op)
{
    const cnops_tree_t *value = resolve(run, op->operand);

    if (op->test == CNOPS_TEST_TRUTH)
        return cnops_tree_truth(value);
    const bool is_same = strcmp(cnops_sentence_value(value, run->out.pool), op->text) == 0;
    return is_same == (op->test == CNOPS_TEST_IS);
}

/* This function and the next two return the index of the operation to run next. */
static int enter_list(run_t *run, const cnops_op_t *op, int at)
{
    const cnops_tree_t *list = resolve(run, op->operand);

    if (!list || list->type != CNOPS_TREE_LIST || !list->first)
        return op->target;
    run->items[++run->depth] = list->first;
    return at + 1;
}

static int next_item(run_t *run, const cnops_op_t *op, int at)
{
    run->items[run->depth] = run->items[run->depth]->next;
    if (run->items[run->depth])
        return op->target;
    run->depth--;
    return at + 1;
}

/* partials/call_centre.html has the same markup. */
static void write_link(cnops_buffer_t *out, const cnops_tree_t *link)
{
    cnops_buffer_add_text(out, "<a class=\"phone\" href=\"");
    cnops_escape(out, CNOPS_ESCAPE_ADDRESS, link->href);
    cnops_buffer_add_text(out, "\"><bdi dir=\"ltr\">");
    cnops_escape(out, CNOPS_ESCAPE_HTML, link->value.text);
    cnops_buffer_add_text(out, "</bdi></a>");
}

static void write_phrase(cnops_buffer_t *out, const cnops_tree_t *phrase)
{
    for (const cnops_tree_t *piece = phrase->first; piece; piece = piece->next) {
        if (piece->href)
            write_link(out, piece);
        else
            cnops_escape(out, CNOPS_ESCAPE_HTML, piece->value.text);
    }
}

static void write_value(run_t *run, const cnops_op_t *op)
{
    const cnops_tree_t *value = resolve(run, op->operand);
    bool is_text = value && value->type == CNOPS_TREE_TEXT;

    if (op->takes_links && is_text && value->href)
        write_link(&run->out, value);
    else if (op->takes_links && is_text && value->first)
        write_phrase(&run->out, value);
    else
        cnops_escape(&run->out, op->escape, cnops_sentence_value(value, run->out.pool));
}

static int run_op(run_t *run, const cnops_op_t *op, int at)
{
    switch (op->kind) {
    case CNOPS_OP_TEXT:
        cnops_buffer_add(&run->out, op->text, op->len);
        break;
    case CNOPS_OP_VALUE:
        write_value(run, op);
        break;
    case CNOPS_OP_IF:
        return passes(run, op) ? at + 1 : op->target;
    case CNOPS_OP_JUMP:
        return op->target;
    case CNOPS_OP_FORM:
        return op->targets[cnops_plural_form(op->plural,
                                             cnops_sentence_number(resolve(run, op->operand)))];
    case CNOPS_OP_EACH:
        return enter_list(run, op, at);
    case CNOPS_OP_NEXT:
        return next_item(run, op, at);
    }
    return at + 1;
}

void cnops_template_render(const char **pbytes, apr_size_t *plen, const cnops_template_t *tmpl,
                           const cnops_tree_t *data, apr_pool_t *pool)
{
    run_t run = {.items = {data}};

    cnops_buffer_init(&run.out, tmpl->size, pool);
    for (int at = 0; at < tmpl->count;)
        at = run_op(&run, &tmpl->ops[at], at);
    *pbytes = cnops_buffer_text(&run.out);
    *plen = run.out.len;
}
