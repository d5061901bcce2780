/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The commands key root new and key root sign. They run on a machine that has nothing else of the
 * portal: no database, no key file, no configuration. */
#include "base/json.h"
#include "base/secret_file.h"
#include "core/certificate/public_keys.h"
#include "ctl/casework.h"
#include "ctl/new_file.h"

#include <apr_strings.h>
#include <sodium.h>
#include <string.h>

#define WORD     "cnops-root-1 " /* begins the line with the seed */
#define SEED_HEX (2 * CNOPS_ROOT_SEED_LEN)
#define ROOT_MAX 1024 /* bytes of a file with a root key */

static const char head[] = "# Root key of the portal's papers: it vouches for the keys that sign "
                           "them. Keep it, and\n# a copy, off every machine of the portal.\n";

static cnops_exit_e refuse_file(const cnops_ctl_t *ctl, const char *path, apr_status_t rv)
{
    char reason[120];

    if (APR_STATUS_IS_EEXIST(rv))
        return cnops_ctl_refuse(ctl, "%s exists: it is never overwritten", path);
    return cnops_ctl_refuse(ctl, "%s: %s", path, apr_strerror(rv, reason, sizeof reason));
}

/* --- new --- */

static apr_status_t write_root(void *self, apr_file_t *file)
{
    const unsigned char *seed = self;
    char hex[SEED_HEX + 1];
    apr_status_t rv = apr_file_write_full(file, head, sizeof head - 1, NULL);

    sodium_bin2hex(hex, sizeof hex, seed, CNOPS_ROOT_SEED_LEN);
    if (rv == APR_SUCCESS)
        rv = apr_file_write_full(file, WORD, sizeof WORD - 1, NULL);
    if (rv == APR_SUCCESS)
        rv = apr_file_write_full(file, hex, SEED_HEX, NULL);
    if (rv == APR_SUCCESS)
        rv = apr_file_write_full(file, "\n", 1, NULL);
    sodium_memzero(hex, sizeof hex);
    return rv;
}

static apr_status_t make_root(cnops_public_key_t *proot, const cnops_ctl_t *ctl, const char *path)
{
    unsigned char seed[CNOPS_ROOT_SEED_LEN];
    const cnops_new_file_t file = {path, APR_FPROT_UREAD | APR_FPROT_UWRITE, write_root, seed};
    apr_status_t rv;

    randombytes_buf(seed, sizeof seed);
    cnops_public_keys_root(proot, seed);
    rv = cnops_new_file(&file, ctl->pool);
    sodium_memzero(seed, sizeof seed);
    return rv;
}

cnops_exit_e cnops_command_key_root_new(cnops_ctl_t *ctl)
{
    const char *path = ctl->operands[0];
    cnops_tree_t *tree = cnops_tree_object(ctl->pool);
    cnops_public_key_t root;
    apr_status_t rv = make_root(&root, ctl, path);

    if (rv != APR_SUCCESS)
        return refuse_file(ctl, path, rv);
    cnops_tree_set_text(tree, "root", cnops_public_key_name(&root, ctl->pool));
    cnops_casework_print(ctl, tree);
    return CNOPS_EXIT_DONE;
}

/* --- sign --- */

/* The line with the seed, after comments. False where there is none. */
static bool parse_root(unsigned char seed[CNOPS_ROOT_SEED_LEN], const char *text)
{
    const char *at = text, *end;
    size_t len;

    while (*at == '#')
        at += strcspn(at, "\n") + (strchr(at, '\n') != NULL);
    if (strncmp(at, WORD, sizeof WORD - 1) != 0)
        return false;
    at += sizeof WORD - 1;
    return sodium_hex2bin(seed, CNOPS_ROOT_SEED_LEN, at, strcspn(at, "\n"), NULL, &len, &end) ==
               0 &&
           len == CNOPS_ROOT_SEED_LEN && end[strspn(end, "\n")] == '\0';
}

static cnops_exit_e load_root(unsigned char seed[CNOPS_ROOT_SEED_LEN], const cnops_ctl_t *ctl,
                              const char *path)
{
    char text[ROOT_MAX + 1], reason[120];
    const char *fault = NULL;
    apr_size_t len;
    apr_status_t rv = cnops_secret_file_read(text, &len, sizeof text, &fault, path, ctl->pool);
    bool is_root = rv == APR_SUCCESS && parse_root(seed, text);

    sodium_memzero(text, sizeof text);
    if (is_root)
        return CNOPS_EXIT_DONE;
    if (!fault)
        fault = rv == APR_SUCCESS ? "no root key; 'cnopsctl key root new' makes one"
                                  : apr_strerror(rv, reason, sizeof reason);
    return cnops_ctl_refuse(ctl, "%s: %s", path, fault);
}

static apr_status_t write_json(void *self, apr_file_t *file)
{
    return apr_file_write_full(file, self, strlen(self), NULL);
}

/* Everybody may read it: it is published. */
static apr_status_t write_signed(const cnops_public_keys_t *list, const char *path,
                                 apr_pool_t *pool)
{
    char *json =
        apr_pstrcat(pool, cnops_json_write(cnops_public_keys_tree(list, pool), pool), "\n", NULL);
    const cnops_new_file_t file = {
        path, APR_FPROT_UREAD | APR_FPROT_UWRITE | APR_FPROT_GREAD | APR_FPROT_WREAD, write_json,
        json};

    return cnops_new_file(&file, pool);
}

/* What the owner of the root key compares with what the portal's machine says. */
static void print_signed(const cnops_ctl_t *ctl, const cnops_public_keys_t *list)
{
    cnops_tree_t *tree = cnops_tree_object(ctl->pool), *keys;

    cnops_tree_set_text(tree, "root", cnops_public_key_name(&list->root, ctl->pool));
    cnops_tree_set_text(tree, "signed_on", list->signed_on);
    keys = cnops_tree_set_list(tree, "keys");
    for (int i = 0; i < list->keys->nelts; i++)
        cnops_tree_add_text(
            keys, cnops_public_key_name(&APR_ARRAY_IDX(list->keys, i, cnops_listed_key_t).key,
                                        ctl->pool));
    cnops_casework_print(ctl, tree);
}

cnops_exit_e cnops_command_key_root_sign(cnops_ctl_t *ctl)
{
    const char *const *paths = ctl->operands; /* ROOT KEYS SIGNED */
    unsigned char seed[CNOPS_ROOT_SEED_LEN];
    cnops_public_keys_t *list;
    cnops_exit_e verdict;
    apr_status_t rv;
    const char *fault = cnops_public_keys_load(&list, paths[1], false, ctl->pool);

    if (fault)
        return cnops_ctl_refuse(ctl, "%s: %s", paths[1], fault);
    if ((verdict = load_root(seed, ctl, paths[0])) != CNOPS_EXIT_DONE)
        return verdict;
    cnops_public_keys_sign(list, seed, apr_time_now(), ctl->pool);
    sodium_memzero(seed, sizeof seed);
    if ((rv = write_signed(list, paths[2], ctl->pool)) != APR_SUCCESS)
        return refuse_file(ctl, paths[2], rv);
    print_signed(ctl, list);
    return CNOPS_EXIT_DONE;
}
