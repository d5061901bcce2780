/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/brand/mutuelles.h"

#include "base/text.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <string.h>

static const cnops_tree_t *first_of(const cnops_tree_t *object, const char *name)
{
    const cnops_tree_t *list = cnops_tree_get(object, name);

    return list && list->type == CNOPS_TREE_LIST ? list->first : NULL;
}

/* --- names --- */

static const char *const names[] = {"code", "name", "name_ar"};
#define NAMES (sizeof names / sizeof *names)

/* What is compared of a name; "" for NULL. */
static const char *key_of(const char *name, apr_pool_t *pool)
{
    return name ? cnops_text_lower(cnops_text_compact(name, pool), pool) : "";
}

typedef bool (*name_fn)(void *self, const char *key, const char *pointer);

/* Calls see for each name of an entry, until it returns true. pointer: of the entry. */
static bool walk_names(const cnops_tree_t *entry, const char *pointer, name_fn see, void *self,
                       apr_pool_t *pool)
{
    int index = 0;

    for (apr_size_t i = 0; i < NAMES; i++) {
        const char *key = key_of(cnops_tree_text(entry, names[i]), pool);

        if (*key && see(self, key, apr_pstrcat(pool, pointer, "/", names[i], NULL)))
            return true;
    }
    for (const cnops_tree_t *at = first_of(entry, "also"); at; at = at->next, index++) {
        const char *key = key_of(at->type == CNOPS_TREE_TEXT ? at->value.text : NULL, pool);

        if (*key && see(self, key, apr_psprintf(pool, "%s/also/%d", pointer, index)))
            return true;
    }
    return false;
}

/* --- finding --- */

static bool is_same(void *self, const char *key, const char *pointer)
{
    (void)pointer;
    return strcmp(self, key) == 0;
}

const cnops_tree_t *cnops_mutuelle_named(const cnops_tree_t *institution, const char *name,
                                         apr_pool_t *pool)
{
    char *key = apr_pstrdup(pool, key_of(name, pool));

    if (!*key)
        return NULL;
    for (const cnops_tree_t *at = first_of(institution, "mutuelles"); at; at = at->next)
        if (walk_names(at, "", is_same, key, pool))
            return at;
    return NULL;
}

const cnops_tree_t *cnops_mutuelle_coded(const cnops_tree_t *institution, const char *code)
{
    for (const cnops_tree_t *at = first_of(institution, "mutuelles"); at; at = at->next) {
        const char *own = cnops_tree_text(at, "code");

        if (own && strcmp(own, code) == 0)
            return at;
    }
    return NULL;
}

/* --- checking --- */

typedef struct seen_t {
    cnops_faults_t *faults;
    apr_hash_t *owners; /* key → pointer of the name that was first */
    const char *entry;  /* pointer of the entry that is looked at */
} seen_t;

/* An entry may repeat a name of its own. */
static bool is_of(const char *pointer, const char *entry)
{
    apr_size_t len = strlen(entry);

    return strncmp(pointer, entry, len) == 0 && pointer[len] == '/';
}

static bool note(void *self, const char *key, const char *pointer)
{
    seen_t *seen = self;
    const char *owner = apr_hash_get(seen->owners, key, APR_HASH_KEY_STRING);

    if (!owner)
        apr_hash_set(seen->owners, key, APR_HASH_KEY_STRING, pointer);
    else if (!is_of(owner, seen->entry))
        cnops_faults_add(seen->faults,
                         "%s: is the same name as %s; members could not be told apart", pointer,
                         owner);
    return false;
}

static void check_code(cnops_faults_t *faults, const cnops_tree_t *entry, const char *pointer)
{
    const char *code = cnops_tree_text(entry, "code");

    if (code && (strcmp(code, CNOPS_SHEET_STUDENT) == 0 || strcmp(code, CNOPS_SHEET_PUBLIC) == 0))
        cnops_faults_add(faults,
                         "%s/code: \"%s\" is the name of a scheme's own care sheet; for example "
                         "\"mutuelle-%s\"",
                         pointer, code, code);
}

void cnops_mutuelles_check(cnops_faults_t *faults, const cnops_tree_t *institution,
                           apr_pool_t *pool)
{
    seen_t seen = {faults, apr_hash_make(pool), NULL};
    int index = 0;

    for (const cnops_tree_t *at = first_of(institution, "mutuelles"); at; at = at->next, index++) {
        seen.entry = apr_psprintf(pool, "/mutuelles/%d", index);
        check_code(faults, at, seen.entry);
        walk_names(at, seen.entry, note, &seen, pool);
    }
}
