/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/errors.h"
#include "base/language.h"
#include "view/html_context.h"
#include "view/sentence.h"
#include "view/template_ops.h"
#include "view/template_scan.h"

#include <apr_strings.h>
#include <stdarg.h>
#include <string.h>

#define PARTIAL_DEPTH_MAX 8

/* The file being read: the template itself or a partial that it includes. */
typedef struct source_t {
    const char *file;
    cnops_scan_t scan;
    int blocks; /* blocks of the including files, open where this one begins: it must not close
                 * them */
} source_t;

/* An open {{#if}} or {{#each}}. */
typedef struct block_t {
    bool is_each;
    bool has_else;
    int op;              /* the operation that opened it; its target is set at the block's end */
    int jump;            /* with an else: the operation that ends the first branch */
    cnops_html_t before; /* the kind of place where the block was opened */
    cnops_html_t first;  /* and where the first branch ended */
} block_t;

typedef struct compiler_t {
    const cnops_template_env_t *env;
    apr_pool_t *kept; /* of the template */
    apr_pool_t *pool; /* of everything else; destroyed at the end */
    const char *fault;
    cnops_ops_t ops;
    cnops_html_t html; /* the kind of place reached; stays at the start in a plain text */
    block_t blocks[CNOPS_TEMPLATE_DEPTH_MAX];
    int block_count;
    int each_count; /* how many of the blocks are {{#each}} */
    int partial_count;
    const source_t *source;
} compiler_t;

/* Compiles one kind of tag. rest: what follows its word; "" for nothing. */
typedef apr_status_t (*tag_fn)(compiler_t *c, const char *rest);

static apr_status_t compile_source(compiler_t *c, const char *file, const char *text);

/* --- faults --- */

static apr_status_t refuse(compiler_t *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static apr_status_t refuse(compiler_t *c, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    const char *reason = apr_pvsprintf(c->pool, format, args);
    va_end(args);
    c->fault = apr_psprintf(c->pool, "%s:%d: %s", c->source->file,
                            cnops_template_scan_line(&c->source->scan), reason);
    return CNOPS_EMALFORMED;
}

/* place: the words of cnops_html_refuse. */
static apr_status_t refuse_place(compiler_t *c, const char *place)
{
    return refuse(c, "nothing variable may stand in %s", place);
}

/* Text of the template or text known already; both can change the kind of place. */
static void add_literal(compiler_t *c, const char *text, apr_size_t len)
{
    cnops_ops_add_text(&c->ops, text, len);
    if (c->env->is_html)
        cnops_html_feed(&c->html, text, len);
}

/* --- operands --- */

/* A tree has no constructor for a single text. */
static const cnops_tree_t *make_fixed(const char *text, apr_pool_t *pool)
{
    cnops_tree_t *list = cnops_tree_list(pool);

    cnops_tree_add_text(list, text);
    return list->first;
}

/* The value of a name that is known already when the template is compiled; NULL for any other
 * name. */
static const char *fixed_text(const compiler_t *c, const char *name)
{
    const char *second = cnops_language_second(c->env->lang);

    if (strcmp(name, "lang") == 0)
        return c->env->lang;
    if (strcmp(name, "dir") == 0)
        return cnops_language_dir(c->env->lang);
    if (strcmp(name, "lang2") == 0)
        return second;
    return strcmp(name, "dir2") == 0 ? cnops_language_dir(second) : NULL;
}

/* The names of a path, which may be none. */
typedef struct path_t {
    int count;
    cnops_tree_name_t names[CNOPS_TEMPLATE_PATH_MAX];
} path_t;

static apr_status_t split_path(path_t *path, compiler_t *c, const char *text)
{
    char *last;
    char *names = apr_pstrdup(c->kept, text);

    for (char *name = apr_strtok(names, ".", &last); name; name = apr_strtok(NULL, ".", &last)) {
        if (path->count == CNOPS_TEMPLATE_PATH_MAX)
            return refuse(c, "too many names in %s", text);
        path->names[path->count++] = cnops_tree_name(name);
    }
    return APR_SUCCESS;
}

static const cnops_operand_t *make_operand(const compiler_t *c, const path_t *path,
                                           const char *fixed)
{
    const apr_size_t len = (apr_size_t)path->count * sizeof *path->names;
    cnops_operand_t *operand = apr_palloc(c->kept, sizeof *operand + len);

    operand->fixed = fixed ? make_fixed(fixed, c->kept) : NULL;
    operand->count = path->count;
    memcpy(operand->names, path->names, len);
    return operand;
}

static apr_status_t read_operand(const cnops_operand_t **poperand, compiler_t *c, const char *text)
{
    path_t path = {0};
    apr_status_t rv = APR_SUCCESS;

    if (strcmp(text, ".") == 0)
        rv = c->each_count ? APR_SUCCESS : refuse(c, "{{.}} outside of {{#each}}");
    else if (!cnops_sentence_is_path(text, strlen(text)))
        rv = refuse(c, "“%s” is not a name", text);
    else
        rv = split_path(&path, c, text);
    *poperand = make_operand(c, &path, fixed_text(c, text));
    return rv;
}

/* --- values and sentences --- */

/* A value that is known already becomes literal text. It changes the kind of place as a value. */
static void add_fixed(compiler_t *c, const char *text, cnops_escape_e escape)
{
    cnops_buffer_t escaped;

    cnops_buffer_init(&escaped, 16, c->pool);
    cnops_escape(&escaped, escape, text);
    cnops_ops_add_text(&c->ops, escaped.bytes, escaped.len);
}

static apr_status_t add_value(compiler_t *c, const char *path, cnops_escape_e escape)
{
    const cnops_operand_t *operand;
    apr_status_t rv;

    if ((rv = read_operand(&operand, c, path)) != APR_SUCCESS)
        return rv;
    if (operand->fixed) {
        add_fixed(c, operand->fixed->value.text, escape);
        return APR_SUCCESS;
    }
    cnops_ops_add(&c->ops,
                  (cnops_op_t){.kind = CNOPS_OP_VALUE,
                               .escape = escape,
                               .takes_links = c->env->is_html && cnops_html_takes_links(&c->html),
                               .operand = operand});
    return APR_SUCCESS;
}

static apr_status_t read_value(compiler_t *c, const char *path)
{
    cnops_escape_e escape = CNOPS_ESCAPE_NONE;
    const char *place = NULL;

    if (c->env->is_html)
        place = cnops_html_take_value(&c->html, &escape);
    return place ? refuse_place(c, place) : add_value(c, path, escape);
}

static void add_escaped(compiler_t *c, const char *text, apr_size_t len)
{
    cnops_buffer_t escaped;

    cnops_buffer_init(&escaped, len + 16, c->pool);
    cnops_escape(&escaped, c->env->is_html ? CNOPS_ESCAPE_HTML : CNOPS_ESCAPE_NONE,
                 apr_pstrmemdup(c->pool, text, len));
    add_literal(c, escaped.bytes, escaped.len);
}

/* Adds a text with placeholders. escape: for the values of the placeholders. The text around them
 * is escaped as the literal text of this kind of template. */
static apr_status_t add_pieces(compiler_t *c, const char *text, cnops_escape_e escape)
{
    cnops_sentence_piece_t piece;
    apr_status_t rv = APR_SUCCESS;

    while (rv == APR_SUCCESS && cnops_sentence_next(&piece, &text)) {
        if (piece.is_name)
            rv = add_value(c, apr_pstrmemdup(c->pool, piece.text, piece.len), escape);
        else
            add_escaped(c, piece.text, piece.len);
    }
    return rv;
}

/* Refuses a sentence where the place does not allow one, or for its own fault wrong, which may be
 * NULL. */
static apr_status_t check_place(compiler_t *c, const char *wrong)
{
    const char *place = c->env->is_html ? cnops_html_refuse(&c->html) : NULL;

    if (place)
        return refuse_place(c, place);
    if (cnops_html_is_address(&c->html))
        return refuse(c, "a sentence is no address");
    return wrong ? refuse(c, "%s", wrong) : APR_SUCCESS;
}

static apr_status_t add_sentence(compiler_t *c, const char *text)
{
    return add_pieces(c, text, c->env->is_html ? CNOPS_ESCAPE_HTML : CNOPS_ESCAPE_NONE);
}

static apr_status_t read_sentence(compiler_t *c, const char *rest, bool second)
{
    cnops_sentence_t sentence;
    const char *wrong = cnops_sentence_read(&sentence, rest, c->pool);
    const apr_status_t rv = check_place(c, wrong);

    if (rv != APR_SUCCESS)
        return rv;
    const char *translation = c->env->translate(c->env->self, &sentence, second);
    if (!translation)
        return refuse(c, "no translation of “%s”", cnops_sentence_show(&sentence, c->pool));
    wrong = cnops_sentence_check(sentence.text, translation, c->pool);
    return wrong ? refuse(c, "%s", wrong) : add_sentence(c, translation);
}

static apr_status_t read_first_sentence(compiler_t *c, const char *rest)
{
    return read_sentence(c, rest, false);
}

static apr_status_t read_second_sentence(compiler_t *c, const char *rest)
{
    return read_sentence(c, rest, true);
}

/* Adds one operation that jumps to the form chosen by the number, then each form followed by a
 * jump behind the last one. */
static apr_status_t add_forms(compiler_t *c, const cnops_sentence_t *sentence,
                              const cnops_forms_t *forms)
{
    const int count = cnops_plural_count(forms->plural);
    int jumps[CNOPS_PLURAL_FORMS_MAX];
    cnops_op_t op = {.kind = CNOPS_OP_FORM, .plural = forms->plural};
    apr_status_t rv;

    if ((rv = read_operand(&op.operand, c, sentence->count)) != APR_SUCCESS)
        return rv;
    op.targets = apr_pcalloc(c->kept, (apr_size_t)count * sizeof *op.targets);
    cnops_ops_add(&c->ops, op);
    for (int form = 0; rv == APR_SUCCESS && form < count; form++) {
        const char *text = forms->texts[form];
        const char *wrong = cnops_sentence_check_form(sentence, text, c->pool);

        op.targets[form] = cnops_ops_next(&c->ops);
        rv = wrong ? refuse(c, "%s", wrong) : add_sentence(c, text);
        jumps[form] = cnops_ops_add(&c->ops, (cnops_op_t){.kind = CNOPS_OP_JUMP});
    }
    for (int form = 0; rv == APR_SUCCESS && form < count; form++)
        cnops_ops_set_target(&c->ops, jumps[form], cnops_ops_next(&c->ops));
    return rv;
}

static apr_status_t read_plural(compiler_t *c, const char *rest)
{
    cnops_sentence_t sentence;
    cnops_forms_t forms;
    const apr_status_t rv = check_place(c, cnops_sentence_read_plural(&sentence, rest, c->pool));

    if (rv != APR_SUCCESS)
        return rv;
    if (!c->env->inflect(c->env->self, &forms, &sentence))
        return refuse(c, "no translation of “%s”, or not in all its forms",
                      cnops_sentence_show(&sentence, c->pool));
    return add_forms(c, &sentence, &forms);
}

static apr_status_t read_url(compiler_t *c, const char *path)
{
    const char *place = c->env->is_html ? cnops_html_refuse(&c->html) : NULL;
    const char *wrong = cnops_sentence_check(path, path, c->pool);

    if (place)
        return refuse_place(c, place);
    if (*path != '/')
        return refuse(c, "“%s” does not begin with /", path);
    if (wrong)
        return refuse(c, "%s", wrong);
    add_escaped(c, c->env->mount, strlen(c->env->mount));
    return add_pieces(c, path, CNOPS_ESCAPE_SEGMENT);
}

/* The address comes from the manifest, not from a visitor, so every part of it is literal text. */
static apr_status_t read_asset(compiler_t *c, const char *name)
{
    const char *place = c->env->is_html ? cnops_html_refuse(&c->html) : NULL;
    const char *address = c->env->asset(c->env->self, name);

    if (place)
        return refuse_place(c, place);
    if (!address)
        return refuse(c, "no asset %s", name);
    add_escaped(c, address, strlen(address));
    return APR_SUCCESS;
}

/* --- blocks --- */

static apr_status_t open_block(compiler_t *c, bool is_each, int op)
{
    if (c->block_count == CNOPS_TEMPLATE_DEPTH_MAX)
        return refuse(c, "blocks too deep");
    cnops_html_end_name(&c->html);
    c->blocks[c->block_count++] = (block_t){.is_each = is_each, .op = op, .before = c->html};
    c->each_count += is_each;
    return APR_SUCCESS;
}

/* Reads "name", "name=word" or "name!=word" into op. */
static apr_status_t read_test(cnops_op_t *op, compiler_t *c, const char *rest)
{
    const char *equals = strchr(rest, '=');
    const char *end = rest + strlen(rest);

    if (equals) {
        const bool is_not = equals > rest && equals[-1] == '!';

        op->test = is_not ? CNOPS_TEST_IS_NOT : CNOPS_TEST_IS;
        op->text = apr_pstrdup(c->kept, equals + 1);
        end = equals - is_not;
        if (!cnops_sentence_is_path(op->text, strlen(op->text)))
            return refuse(c, "“%s” is not a word", op->text);
    }
    return read_operand(&op->operand, c, apr_pstrmemdup(c->pool, rest, (apr_size_t)(end - rest)));
}

static apr_status_t open_if(compiler_t *c, const char *rest)
{
    cnops_op_t op = {.kind = CNOPS_OP_IF};
    apr_status_t rv;

    if ((rv = read_test(&op, c, rest)) != APR_SUCCESS)
        return rv;
    return open_block(c, false, cnops_ops_add(&c->ops, op));
}

static apr_status_t open_each(compiler_t *c, const char *rest)
{
    cnops_op_t op = {.kind = CNOPS_OP_EACH};
    apr_status_t rv;

    if ((rv = read_operand(&op.operand, c, rest)) != APR_SUCCESS)
        return rv;
    return open_block(c, true, cnops_ops_add(&c->ops, op));
}

/* The innermost block, where this file opened it and it is of the kind wanted; else NULL, and
 * the fault is set. */
static block_t *get_block(compiler_t *c, bool is_each, const char *tag)
{
    const bool is_ours = c->block_count > c->source->blocks;
    block_t *block = is_ours ? &c->blocks[c->block_count - 1] : NULL;

    if (block && block->is_each == is_each)
        return block;
    refuse(c, "{{%s}} without its beginning", tag);
    return NULL;
}

static apr_status_t read_else(compiler_t *c, const char *rest)
{
    block_t *block = get_block(c, false, "#else");

    (void)rest;
    if (!block)
        return CNOPS_EMALFORMED;
    if (block->has_else)
        return refuse(c, "a second {{#else}}");
    block->has_else = true;
    block->jump = cnops_ops_add(&c->ops, (cnops_op_t){.kind = CNOPS_OP_JUMP});
    cnops_ops_set_target(&c->ops, block->op, cnops_ops_next(&c->ops));
    cnops_html_end_name(&c->html);
    block->first = c->html;
    c->html = block->before;
    return APR_SUCCESS;
}

/* Both branches must end at the same kind of place: what follows the block is escaped for it. */
static apr_status_t join_branches(compiler_t *c, const cnops_html_t *other)
{
    cnops_html_end_name(&c->html);
    if (!cnops_html_join(&c->html, other))
        return refuse(c, "the block ends elsewhere in the markup than it began");
    return APR_SUCCESS;
}

static apr_status_t close_if(compiler_t *c, const char *rest)
{
    const block_t *block = get_block(c, false, "/if");

    (void)rest;
    if (!block)
        return CNOPS_EMALFORMED;
    cnops_ops_set_target(&c->ops, block->has_else ? block->jump : block->op,
                         cnops_ops_next(&c->ops));
    c->block_count--;
    return join_branches(c, block->has_else ? &block->first : &block->before);
}

static apr_status_t close_each(compiler_t *c, const char *rest)
{
    const block_t *block = get_block(c, true, "/each");

    (void)rest;
    if (!block)
        return CNOPS_EMALFORMED;
    cnops_ops_add(&c->ops, (cnops_op_t){.kind = CNOPS_OP_NEXT, .target = block->op + 1});
    cnops_ops_set_target(&c->ops, block->op, cnops_ops_next(&c->ops));
    c->block_count--;
    c->each_count--;
    return join_branches(c, &block->before);
}

/* --- partials --- */

/* The last line end of a partial is dropped, so that a partial can stand within a line. */
static apr_status_t read_partial(compiler_t *c, const char *name)
{
    const char *file = name;
    const source_t *outer = c->source;

    if (!c->env->is_html)
        return refuse(c, "a plain text has no partials");
    const char *text = c->env->partial(c->env->self, &file, name, c->pool);
    if (!text)
        return refuse(c, "no partial %s", name);
    if (c->partial_count == PARTIAL_DEPTH_MAX)
        return refuse(c, "partials too deep: does %s include itself?", name);
    const apr_size_t len = strlen(text);
    const apr_size_t cut = len > 0 && text[len - 1] == '\n';
    c->partial_count++;
    const apr_status_t rv = compile_source(c, file, apr_pstrmemdup(c->pool, text, len - cut));
    c->partial_count--;
    c->source = outer;
    return rv;
}

/* --- tags --- */

typedef struct tag_row_t {
    const char *word;
    bool has_rest; /* the tag needs one: {{url}} alone is the value named url */
    tag_fn read;
} tag_row_t;

static const tag_row_t tags[] = {
    {"#if", true, open_if},           {"#else", false, read_else},        {"/if", false, close_if},
    {"#each", true, open_each},       {"/each", false, close_each},       {">", true, read_partial},
    {"t", true, read_first_sentence}, {"t2", true, read_second_sentence}, {"tn", true, read_plural},
    {"url", true, read_url},          {"asset", true, read_asset},
};

static apr_status_t read_tag(compiler_t *c, const char *inside, apr_size_t inside_len)
{
    const char *tag = cnops_sentence_collapse(inside, inside_len, c->pool);

    if (*tag == '!')
        return APR_SUCCESS;
    const char *space = strchr(tag, ' ');
    const char *rest = space ? space + 1 : "";
    const apr_size_t len = space ? (apr_size_t)(space - tag) : strlen(tag);
    for (apr_size_t at = 0; at < sizeof tags / sizeof *tags; at++) {
        const tag_row_t *row = &tags[at];

        if (strlen(row->word) == len && memcmp(row->word, tag, len) == 0 &&
            row->has_rest == (*rest != '\0'))
            return row->read(c, rest);
    }
    return read_value(c, tag);
}

static apr_status_t compile_source(compiler_t *c, const char *file, const char *text)
{
    source_t source = {file, {.text = text, .next = text}, c->block_count};
    cnops_scan_t *scan = &source.scan;
    cnops_scan_e found;

    /* cppcheck-suppress autoVariables ; read_partial restores the outer source */
    c->source = &source;
    while ((found = cnops_template_scan(scan)) == CNOPS_SCAN_TAG) {
        add_literal(c, scan->literal, scan->literal_len);
        const apr_status_t rv = read_tag(c, scan->inside, scan->inside_len);
        if (rv != APR_SUCCESS)
            return rv;
    }
    if (found == CNOPS_SCAN_UNCLOSED)
        return refuse(c, "{{ without its }}");
    add_literal(c, scan->literal, scan->literal_len);
    return c->block_count == source.blocks ? APR_SUCCESS : refuse(c, "a block is not closed");
}

apr_status_t cnops_template_compile(const cnops_template_t **ptemplate, const char **pfault,
                                    const char *name, const char *source,
                                    const cnops_template_env_t *env, apr_pool_t *pool)
{
    compiler_t *c;
    apr_pool_t *scratch;
    apr_status_t rv;

    apr_pool_create(&scratch, pool);
    c = apr_pcalloc(scratch, sizeof *c);
    c->env = env;
    c->kept = pool;
    c->pool = scratch;
    cnops_ops_init(&c->ops, pool, scratch);
    rv = compile_source(c, name, source);
    *ptemplate = rv == APR_SUCCESS ? cnops_ops_finish(&c->ops) : NULL;
    *pfault = c->fault ? apr_pstrdup(pool, c->fault) : NULL;
    apr_pool_destroy(scratch);
    return rv;
}
