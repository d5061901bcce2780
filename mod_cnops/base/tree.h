/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A tree of named values. Page data, sealed state and decoded JSON all have this form.
 *
 * Floor: base. Threads: a tree belongs to one thread until it is finished; then many may
 * read it. Memory: all nodes and copies of texts come from the pool of the root. Secrets:
 * never put one in a tree that will be rendered. */
#ifndef CNOPS_BASE_TREE_H
#define CNOPS_BASE_TREE_H

#include <apr_pools.h>
#include <stdbool.h>

typedef enum {
    CNOPS_TREE_NULL,
    CNOPS_TREE_BOOL,
    CNOPS_TREE_INT,
    CNOPS_TREE_TEXT,
    CNOPS_TREE_LIST,
    CNOPS_TREE_OBJECT
} cnops_tree_type_e;

typedef struct cnops_tree_t cnops_tree_t;

/* A name to look up, with its mark: a number that differs for most names, so that few of them need
 * to be compared byte by byte. */
typedef struct cnops_tree_name_t {
    const char *text;
    unsigned mark;
} cnops_tree_name_t;

struct cnops_tree_t {
    cnops_tree_type_e type;
    unsigned mark;    /* of the name */
    apr_uint64_t has; /* of an object: a bit for each name that it may have */
    const char *name; /* of a child of an object; otherwise NULL */
    union {
        bool boolean;
        apr_int64_t integer;
        const char *text; /* UTF-8, NUL-terminated */
    } value;
    const char *href;    /* of a text that is a link on pages; else NULL */
    cnops_tree_t *first; /* children of a list or object, in order of insertion; pieces of a text */
    cnops_tree_t *last;
    cnops_tree_t *next; /* sibling */
    apr_pool_t *pool;
};

cnops_tree_t *cnops_tree_object(apr_pool_t *pool);
cnops_tree_t *cnops_tree_list(apr_pool_t *pool);

/* Setters copy name and text, and replace a child of the same name. A NULL text is stored as
 * null. */
void cnops_tree_set_text(cnops_tree_t *object, const char *name, const char *text);
void cnops_tree_set_int(cnops_tree_t *object, const char *name, apr_int64_t integer);
void cnops_tree_set_bool(cnops_tree_t *object, const char *name, bool boolean);
/* A text that pages write as a link to href. Everything else sees only the text. href NULL: a
 * plain text. */
void cnops_tree_set_link(cnops_tree_t *object, const char *name, const char *text,
                         const char *href);
/* child must come from the same pool or from one that lives longer, and must not be part of
 * another tree. */
void cnops_tree_set(cnops_tree_t *object, const char *name, cnops_tree_t *child);
void cnops_tree_add(cnops_tree_t *list, cnops_tree_t *child);
/* Puts child under a new name, which is not copied. False, and nothing is done, where the object
 * has the name already. */
bool cnops_tree_add_member(cnops_tree_t *object, const char *name, cnops_tree_t *child);
void cnops_tree_add_text(cnops_tree_t *list, const char *text);

/* A copy of a node that is no child yet; it shares the children of the node. For hanging a part of
 * a tree that many read into another tree. */
cnops_tree_t *cnops_tree_borrow(const cnops_tree_t *node, apr_pool_t *pool);

/* Make an empty child, put it under name or at the end of list, and return it to be filled. */
cnops_tree_t *cnops_tree_set_object(cnops_tree_t *object, const char *name);
cnops_tree_t *cnops_tree_set_list(cnops_tree_t *object, const char *name);
cnops_tree_t *cnops_tree_add_object(cnops_tree_t *list);
/* As cnops_tree_set_link, at the end of list. */
void cnops_tree_add_link(cnops_tree_t *list, const char *text, const char *href);

/* A text that consists of pieces, each a text or a link. Pages write the pieces; everything else
 * sees only text. pieces: a list of texts from the same pool, which the new node takes over. */
cnops_tree_t *cnops_tree_phrase(const char *text, cnops_tree_t *pieces);

/* Getters: the value of the child. Where it is missing or has another type: NULL, the
 * fallback, or false. object may be NULL. */
const cnops_tree_t *cnops_tree_get(const cnops_tree_t *object, const char *name);
/* The same, for a name that is looked up often: cnops_tree_name makes it once. It keeps text. */
cnops_tree_name_t cnops_tree_name(const char *text);
const cnops_tree_t *cnops_tree_find(const cnops_tree_t *object, const cnops_tree_name_t *name);
const char *cnops_tree_text(const cnops_tree_t *object, const char *name);
apr_int64_t cnops_tree_int(const cnops_tree_t *object, const char *name, apr_int64_t fallback);
bool cnops_tree_bool(const cnops_tree_t *object, const char *name);

/* The value at a path, or NULL where there is none. A path is names of members and, in lists,
 * indexes from 0, joined by '.', for instance "messages.0.id". "" is the tree itself. */
const cnops_tree_t *cnops_tree_at(const cnops_tree_t *tree, const char *path);

/* Wipes every text in the tree, but not the names. tree may be NULL. */
void cnops_tree_wipe(cnops_tree_t *tree);

/* False for NULL, null, false, 0, "" and an empty list; otherwise true. This is what {{#if}}
 * in a template tests. */
bool cnops_tree_truth(const cnops_tree_t *value);

#endif
