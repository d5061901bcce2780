/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/tree.h"

#include "base/secret.h"

#include <apr_strings.h>
#include <string.h>

static cnops_tree_t *make_node(cnops_tree_type_e type, apr_pool_t *pool)
{
    cnops_tree_t *node = apr_palloc(pool, sizeof *node);

    *node = (cnops_tree_t){.type = type, .pool = pool};
    return node;
}

/* Of 64 bits the one of a mark. An object that lacks it has no such name, and need not be searched:
 * names are looked up outwards, and most that are set are new. */
static apr_uint64_t bit_of(unsigned mark)
{
    return (apr_uint64_t)1 << (mark * 0x9E3779B1u >> 26);
}

static cnops_tree_t *make_text(const char *text, apr_pool_t *pool)
{
    cnops_tree_t *node = make_node(text ? CNOPS_TREE_TEXT : CNOPS_TREE_NULL, pool);

    if (text)
        node->value.text = apr_pstrdup(pool, text);
    return node;
}

/* Length, first, middle and last byte. A hash of all bytes would cost more than it saves. */
static unsigned compute_mark(const char *name, apr_size_t len)
{
    const unsigned char *bytes = (const unsigned char *)name;

    return (unsigned)len << 24 | (unsigned)bytes[0] << 16 | (unsigned)bytes[len / 2] << 8 |
           bytes[len ? len - 1 : 0];
}

cnops_tree_name_t cnops_tree_name(const char *text)
{
    return (cnops_tree_name_t){text, compute_mark(text, strlen(text))};
}

static bool is_named(const cnops_tree_t *node, const char *name, unsigned mark)
{
    return node->mark == mark && strcmp(node->name, name) == 0;
}

cnops_tree_t *cnops_tree_object(apr_pool_t *pool)
{
    return make_node(CNOPS_TREE_OBJECT, pool);
}

cnops_tree_t *cnops_tree_list(apr_pool_t *pool)
{
    return make_node(CNOPS_TREE_LIST, pool);
}

static void append(cnops_tree_t *parent, cnops_tree_t *child)
{
    parent->has |= bit_of(child->mark);
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
}

/* Puts child at the place of the child with the same name, so that the order of the JSON text
 * stays the same. False where there is none. */
static bool replace(cnops_tree_t *object, cnops_tree_t *child)
{
    cnops_tree_t *before = NULL;
    cnops_tree_t *old = object->first;

    if (!(object->has & bit_of(child->mark)))
        return false;
    while (old && !is_named(old, child->name, child->mark)) {
        before = old;
        old = old->next;
    }
    if (!old)
        return false;
    child->next = old->next;
    if (before)
        before->next = child;
    else
        object->first = child;
    if (object->last == old)
        object->last = child;
    return true;
}

static void put(cnops_tree_t *object, cnops_tree_t *child)
{
    if (!replace(object, child))
        append(object, child);
}

void cnops_tree_set(cnops_tree_t *object, const char *name, cnops_tree_t *child)
{
    const apr_size_t len = strlen(name);

    child->name = apr_pstrmemdup(object->pool, name, len);
    child->mark = compute_mark(name, len);
    put(object, child);
}

/* A text, or null, with copies of its name and text in one piece of memory: a page sets hundreds.
 */
static cnops_tree_t *make_child(const char *name, const char *text, apr_pool_t *pool)
{
    const apr_size_t name_len = strlen(name), text_size = text ? strlen(text) + 1 : 0;
    cnops_tree_t *child = apr_palloc(pool, sizeof *child + name_len + 1 + text_size);
    char *bytes = (char *)(child + 1);

    *child = (cnops_tree_t){.type = text ? CNOPS_TREE_TEXT : CNOPS_TREE_NULL,
                            .mark = compute_mark(name, name_len),
                            .name = memcpy(bytes, name, name_len + 1),
                            .pool = pool};
    if (text)
        child->value.text = memcpy(bytes + name_len + 1, text, text_size);
    return child;
}

void cnops_tree_set_text(cnops_tree_t *object, const char *name, const char *text)
{
    put(object, make_child(name, text, object->pool));
}

static cnops_tree_t *make_link(const char *text, const char *href, apr_pool_t *pool)
{
    cnops_tree_t *node = make_text(text, pool);

    node->href = text && href ? apr_pstrdup(pool, href) : NULL;
    return node;
}

void cnops_tree_set_link(cnops_tree_t *object, const char *name, const char *text, const char *href)
{
    cnops_tree_set(object, name, make_link(text, href, object->pool));
}

void cnops_tree_add_link(cnops_tree_t *list, const char *text, const char *href)
{
    append(list, make_link(text, href, list->pool));
}

void cnops_tree_set_int(cnops_tree_t *object, const char *name, apr_int64_t integer)
{
    cnops_tree_t *child = make_child(name, NULL, object->pool);

    child->type = CNOPS_TREE_INT;
    child->value.integer = integer;
    put(object, child);
}

void cnops_tree_set_bool(cnops_tree_t *object, const char *name, bool boolean)
{
    cnops_tree_t *child = make_child(name, NULL, object->pool);

    child->type = CNOPS_TREE_BOOL;
    child->value.boolean = boolean;
    put(object, child);
}

void cnops_tree_add(cnops_tree_t *list, cnops_tree_t *child)
{
    append(list, child);
}

bool cnops_tree_add_member(cnops_tree_t *object, const char *name, cnops_tree_t *child)
{
    const cnops_tree_name_t wanted = cnops_tree_name(name);

    if (cnops_tree_find(object, &wanted))
        return false;
    child->name = name;
    child->mark = wanted.mark;
    append(object, child);
    return true;
}

void cnops_tree_add_text(cnops_tree_t *list, const char *text)
{
    append(list, make_text(text, list->pool));
}

cnops_tree_t *cnops_tree_borrow(const cnops_tree_t *node, apr_pool_t *pool)
{
    cnops_tree_t *copy = apr_pmemdup(pool, node, sizeof *node);

    copy->next = NULL;
    return copy;
}

cnops_tree_t *cnops_tree_set_object(cnops_tree_t *object, const char *name)
{
    cnops_tree_t *child = cnops_tree_object(object->pool);

    cnops_tree_set(object, name, child);
    return child;
}

cnops_tree_t *cnops_tree_set_list(cnops_tree_t *object, const char *name)
{
    cnops_tree_t *child = cnops_tree_list(object->pool);

    cnops_tree_set(object, name, child);
    return child;
}

cnops_tree_t *cnops_tree_phrase(const char *text, cnops_tree_t *pieces)
{
    cnops_tree_t *node = make_text(text, pieces->pool);

    node->first = pieces->first;
    node->last = pieces->last;
    return node;
}

cnops_tree_t *cnops_tree_add_object(cnops_tree_t *list)
{
    cnops_tree_t *child = cnops_tree_object(list->pool);

    append(list, child);
    return child;
}

/* A linear search is enough: objects are small. */
const cnops_tree_t *cnops_tree_find(const cnops_tree_t *object, const cnops_tree_name_t *name)
{
    if (!object || object->type != CNOPS_TREE_OBJECT || !(object->has & bit_of(name->mark)))
        return NULL;
    const cnops_tree_t *child = object->first;
    while (child && !is_named(child, name->text, name->mark))
        child = child->next;
    return child;
}

const cnops_tree_t *cnops_tree_get(const cnops_tree_t *object, const char *name)
{
    const cnops_tree_name_t wanted = cnops_tree_name(name);

    return cnops_tree_find(object, &wanted);
}

static const cnops_tree_t *get_typed(const cnops_tree_t *object, const char *name,
                                     cnops_tree_type_e type)
{
    const cnops_tree_t *child = cnops_tree_get(object, name);

    return child && child->type == type ? child : NULL;
}

const char *cnops_tree_text(const cnops_tree_t *object, const char *name)
{
    const cnops_tree_t *child = get_typed(object, name, CNOPS_TREE_TEXT);

    return child ? child->value.text : NULL;
}

apr_int64_t cnops_tree_int(const cnops_tree_t *object, const char *name, apr_int64_t fallback)
{
    const cnops_tree_t *child = get_typed(object, name, CNOPS_TREE_INT);

    return child ? child->value.integer : fallback;
}

bool cnops_tree_bool(const cnops_tree_t *object, const char *name)
{
    const cnops_tree_t *child = get_typed(object, name, CNOPS_TREE_BOOL);

    return child && child->value.boolean;
}

/* The child of an object with this name, or the child of a list at this index. len: bytes of
 * name that count. */
static const cnops_tree_t *child_at(const cnops_tree_t *parent, const char *name, apr_size_t len)
{
    const bool is_object = parent->type == CNOPS_TREE_OBJECT;
    const bool is_place = len > 0 && strspn(name, "0123456789") >= len;
    apr_int64_t place = is_place ? apr_atoi64(name) : -1;

    for (const cnops_tree_t *child = parent->first; child; child = child->next)
        if (is_object ? strlen(child->name) == len && memcmp(child->name, name, len) == 0
                      : place-- == 0)
            return child;
    return NULL;
}

const cnops_tree_t *cnops_tree_at(const cnops_tree_t *tree, const char *path)
{
    while (tree && *path) {
        const apr_size_t len = strcspn(path, ".");

        tree = child_at(tree, path, len);
        path += len + (path[len] == '.');
    }
    return tree;
}

void cnops_tree_wipe(cnops_tree_t *tree)
{
    if (tree && tree->type == CNOPS_TREE_TEXT)
        cnops_secret_wipe((char *)tree->value.text);
    for (cnops_tree_t *child = tree ? tree->first : NULL; child; child = child->next)
        cnops_tree_wipe(child);
}

bool cnops_tree_truth(const cnops_tree_t *value)
{
    if (!value)
        return false;
    switch (value->type) {
    case CNOPS_TREE_NULL:
        return false;
    case CNOPS_TREE_BOOL:
        return value->value.boolean;
    case CNOPS_TREE_INT:
        return value->value.integer != 0;
    case CNOPS_TREE_TEXT:
        return value->value.text[0] != '\0';
    case CNOPS_TREE_LIST:
        return value->first != NULL;
    case CNOPS_TREE_OBJECT:
        return true;
    }
    return false;
}
