/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/plural.h"

#include "base/errors.h"

#include <apr_strings.h>
#include <stdbool.h>
#include <string.h>

#define DEPTH_MAX 64 /* nested parentheses and operators: bounds the recursion */

typedef enum {
    NODE_NUMBER,
    NODE_N,
    NODE_NOT,
    NODE_CHOICE,
    NODE_OR,
    NODE_AND,
    NODE_EQUAL,
    NODE_UNEQUAL,
    NODE_LESS,
    NODE_GREATER,
    NODE_AT_MOST,
    NODE_AT_LEAST,
    NODE_SUM,
    NODE_DIFFERENCE,
    NODE_PRODUCT,
    NODE_QUOTIENT,
    NODE_REMAINDER
} node_kind_e;

typedef struct node_t {
    node_kind_e kind;
    apr_uint64_t number;
    const struct node_t *a, *b, *c; /* operands; of NODE_CHOICE: a ? b : c */
} node_t;

struct cnops_plural_t {
    int count;
    const node_t *root;
};

/* --- evaluating --- */

static apr_uint64_t calculate(node_kind_e kind, apr_uint64_t a, apr_uint64_t b)
{
    switch (kind) {
    case NODE_EQUAL:
        return a == b;
    case NODE_UNEQUAL:
        return a != b;
    case NODE_LESS:
        return a < b;
    case NODE_GREATER:
        return a > b;
    case NODE_AT_MOST:
        return a <= b;
    case NODE_AT_LEAST:
        return a >= b;
    case NODE_SUM:
        return a + b;
    case NODE_DIFFERENCE:
        return a - b;
    case NODE_PRODUCT:
        return a * b;
    case NODE_QUOTIENT:
        return b ? a / b : 0;
    default:
        return b ? a % b : 0;
    }
}

static apr_uint64_t evaluate(const node_t *node, apr_uint64_t n)
{
    switch (node->kind) {
    case NODE_NUMBER:
        return node->number;
    case NODE_N:
        return n;
    case NODE_NOT:
        return !evaluate(node->a, n);
    case NODE_CHOICE:
        return evaluate(evaluate(node->a, n) ? node->b : node->c, n);
    case NODE_OR:
        return evaluate(node->a, n) || evaluate(node->b, n);
    case NODE_AND:
        return evaluate(node->a, n) && evaluate(node->b, n);
    default:
        return calculate(node->kind, evaluate(node->a, n), evaluate(node->b, n));
    }
}

int cnops_plural_count(const cnops_plural_t *plural)
{
    return plural->count;
}

int cnops_plural_form(const cnops_plural_t *plural, apr_int64_t n)
{
    const apr_uint64_t form = evaluate(plural->root, n < 0 ? 0 - (apr_uint64_t)n : (apr_uint64_t)n);

    /* gettext too takes form 0 where the formula gives an index that does not exist. */
    return form < (apr_uint64_t)plural->count ? (int)form : 0;
}

/* --- parsing: C's operators, C's precedence --- */

typedef struct parser_t {
    const char *at;
    int depth;
    apr_pool_t *pool;
} parser_t;

typedef struct operator_t {
    const char *sign;
    node_kind_e kind;
    int level; /* higher binds tighter */
} operator_t;

/* Where one sign is the beginning of another ("<", "<="), the longer one comes first. */
static const operator_t operators[] = {
    {"||", NODE_OR, 1},        {"&&", NODE_AND, 2},     {"==", NODE_EQUAL, 3},
    {"!=", NODE_UNEQUAL, 3},   {"<=", NODE_AT_MOST, 4}, {">=", NODE_AT_LEAST, 4},
    {"<", NODE_LESS, 4},       {">", NODE_GREATER, 4},  {"+", NODE_SUM, 5},
    {"-", NODE_DIFFERENCE, 5}, {"*", NODE_PRODUCT, 6},  {"/", NODE_QUOTIENT, 6},
    {"%", NODE_REMAINDER, 6},
};

static const node_t *parse_choice(parser_t *parser);
static const node_t *parse_operand(parser_t *parser);

static void skip_blanks(parser_t *parser)
{
    parser->at += strspn(parser->at, " \t");
}

static bool take(parser_t *parser, const char *sign)
{
    const apr_size_t len = strlen(sign);

    skip_blanks(parser);
    if (strncmp(parser->at, sign, len) != 0)
        return false;
    parser->at += len;
    return true;
}

static const node_t *make_node(parser_t *parser, node_t node)
{
    return apr_pmemdup(parser->pool, &node, sizeof node);
}

/* Refuses more than nine digits: the number could overflow. */
static bool read_number(apr_uint64_t *pnumber, parser_t *parser)
{
    const char *start = parser->at;

    *pnumber = 0;
    for (; *parser->at >= '0' && *parser->at <= '9'; parser->at++)
        *pnumber = *pnumber * 10 + (apr_uint64_t)(*parser->at - '0');
    return parser->at > start && parser->at - start <= 9;
}

static const node_t *parse_inner(parser_t *parser)
{
    const node_t *inner;
    apr_uint64_t number;

    if (take(parser, "n"))
        return make_node(parser, (node_t){.kind = NODE_N});
    if (take(parser, "(")) {
        inner = parse_choice(parser);
        return inner && take(parser, ")") ? inner : NULL;
    }
    if (take(parser, "!")) {
        inner = parse_operand(parser);
        return inner ? make_node(parser, (node_t){.kind = NODE_NOT, .a = inner}) : NULL;
    }
    if (!read_number(&number, parser))
        return NULL;
    return make_node(parser, (node_t){.kind = NODE_NUMBER, .number = number});
}

static const node_t *parse_operand(parser_t *parser)
{
    const node_t *inner = NULL;

    if (++parser->depth <= DEPTH_MAX)
        inner = parse_inner(parser);
    parser->depth--;
    return inner;
}

static const operator_t *take_operator(parser_t *parser, int level)
{
    for (apr_size_t at = 0; at < sizeof operators / sizeof *operators; at++)
        if (operators[at].level >= level && take(parser, operators[at].sign))
            return &operators[at];
    return NULL;
}

/* Only a constant may be a divisor: any other expression could become zero. */
static bool divides_safely(const operator_t *sign, const node_t *divisor)
{
    if (sign->kind != NODE_QUOTIENT && sign->kind != NODE_REMAINDER)
        return true;
    return divisor->kind == NODE_NUMBER && divisor->number > 0;
}

/* Precedence climbing: a right operand takes only operators that bind tighter, so operators
 * of one level group from the left, as in C. */
static const node_t *parse_level(parser_t *parser, int level)
{
    const node_t *left = parse_operand(parser);
    const operator_t *sign;

    while (left && (sign = take_operator(parser, level)) != NULL) {
        const node_t *right = parse_level(parser, sign->level + 1);

        if (!right || !divides_safely(sign, right))
            return NULL;
        left = make_node(parser, (node_t){.kind = sign->kind, .a = left, .b = right});
    }
    return left;
}

static const node_t *parse_choice(parser_t *parser)
{
    const node_t *a = parse_level(parser, 1);
    const node_t *b;
    const node_t *c;

    if (!a || !take(parser, "?"))
        return a;
    if (++parser->depth > DEPTH_MAX)
        return NULL;
    if (!(b = parse_choice(parser)) || !take(parser, ":") || !(c = parse_choice(parser)))
        return NULL;
    parser->depth--;
    return make_node(parser, (node_t){.kind = NODE_CHOICE, .a = a, .b = b, .c = c});
}

apr_status_t cnops_plural_parse(const cnops_plural_t **pplural, const char *text, apr_pool_t *pool)
{
    cnops_plural_t *plural = apr_pcalloc(pool, sizeof *plural);
    parser_t parser = {.at = text, .pool = pool};
    apr_uint64_t count;

    *pplural = NULL;
    if (!take(&parser, "nplurals") || !take(&parser, "="))
        return CNOPS_EMALFORMED;
    skip_blanks(&parser);
    if (!read_number(&count, &parser) || count < 1 || count > CNOPS_PLURAL_FORMS_MAX)
        return CNOPS_EMALFORMED;
    if (!take(&parser, ";") || !take(&parser, "plural") || !take(&parser, "="))
        return CNOPS_EMALFORMED;
    plural->count = (int)count;
    plural->root = parse_choice(&parser);
    take(&parser, ";");
    skip_blanks(&parser);
    if (!plural->root || *parser.at)
        return CNOPS_EMALFORMED;
    *pplural = plural;
    return APR_SUCCESS;
}

/* --- sentences --- */

void cnops_forms_make_source(cnops_forms_t *forms, const char *singular, const char *plural)
{
    static const node_t n = {.kind = NODE_N};
    static const node_t one = {.kind = NODE_NUMBER, .number = 1};
    static const node_t is_over_one = {.kind = NODE_GREATER, .a = &n, .b = &one};
    static const cnops_plural_t french = {2, &is_over_one};

    *forms = (cnops_forms_t){&french, {singular, plural}};
}

const char *cnops_forms_text(const cnops_forms_t *forms, apr_int64_t n)
{
    return forms->texts[cnops_plural_form(forms->plural, n)];
}
