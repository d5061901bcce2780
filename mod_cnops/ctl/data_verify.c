/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The command data verify: whether a file of a member's data is as the portal made it. */
#include "base/errors.h"
#include "base/file.h"
#include "core/certificate/file_signature.h"
#include "core/certificate/public_keys.h"
#include "ctl/casework.h"
#include "ctl/privilege.h"

#include <string.h>

#define FILE_MAX (64 * 1024 * 1024) /* bytes */

/* --- the keys --- */

/* A list that was published needs neither database nor key file. */
static cnops_exit_e load_published(const cnops_public_keys_t **plist, const cnops_ctl_t *ctl)
{
    const char *fault;
    cnops_public_keys_t *list = NULL;

    if (cnops_privilege_drop(&fault, ctl->user, ctl->pool) != APR_SUCCESS)
        return cnops_ctl_refuse(ctl, "%s", fault);
    fault = cnops_public_keys_load(&list, ctl->operands[1], false, ctl->pool);
    *plist = list;
    return fault ? cnops_ctl_refuse(ctl, "%s: %s", ctl->operands[1], fault) : CNOPS_EXIT_DONE;
}

static bool is_named(const cnops_public_key_t *key, const char *id, apr_pool_t *pool)
{
    return strcmp(cnops_public_key_name(key, pool), id) == 0;
}

static const cnops_public_key_t *find_listed(const cnops_public_keys_t *list, const char *id,
                                             apr_pool_t *pool)
{
    for (int i = 0; i < list->keys->nelts; i++) {
        const cnops_listed_key_t *listed = &APR_ARRAY_IDX(list->keys, i, cnops_listed_key_t);

        if (is_named(&listed->key, id, pool))
            return &listed->key;
    }
    return NULL;
}

/* The database keeps each key that has signed, but may be restored from before. The ring may have
 * the key still. */
static const cnops_public_key_t *find_in_ring(const cnops_keys_t *keys, const char *id,
                                              apr_pool_t *pool)
{
    cnops_public_key_t *key = apr_palloc(pool, sizeof *key);
    const char *key_id;

    for (int i = 0; (key_id = cnops_keys_id(keys, i)); i++)
        if (cnops_signature_public_key(key, keys, key_id) && is_named(key, id, pool))
            return key;
    return NULL;
}

static cnops_exit_e find_key(const cnops_public_key_t **pkey, const cnops_ctl_t *ctl,
                             const char *id)
{
    cnops_public_keys_t *known;
    const cnops_public_keys_t *list = NULL;
    cnops_portal_t *portal;
    cnops_exit_e verdict;
    apr_status_t rv;

    if (ctl->operand_count > 1) {
        verdict = load_published(&list, ctl);
        *pkey = list ? find_listed(list, id, ctl->pool) : NULL;
        return verdict;
    }
    if ((verdict = cnops_portal_open(&portal, ctl)) != CNOPS_EXIT_DONE)
        return verdict;
    if ((rv = cnops_public_keys_known(&known, &portal->core, ctl->pool)) != APR_SUCCESS)
        return cnops_casework_failed(ctl, portal, rv);
    *pkey = find_listed(known, id, ctl->pool);
    if (!*pkey)
        *pkey = find_in_ring(portal->core.keys, id, ctl->pool);
    return CNOPS_EXIT_DONE;
}

/* --- the file --- */

static cnops_exit_e read_file(cnops_file_signature_t *psignature, bool *pis_signed,
                              const cnops_ctl_t *ctl)
{
    const char *path = ctl->operands[0], *bytes;
    char reason[120];
    apr_size_t len;
    apr_status_t rv = cnops_file_read(&bytes, &len, path, FILE_MAX, ctl->pool);

    if (rv != APR_SUCCESS)
        return cnops_ctl_refuse(ctl, "%s: %s", path,
                                rv == CNOPS_ETOOLARGE ? "it is over 64 MiB"
                                                      : apr_strerror(rv, reason, sizeof reason));
    *pis_signed = cnops_file_signature_read(psignature, bytes, len, ctl->pool);
    return CNOPS_EXIT_DONE;
}

/* why: NULL where the file is genuine. */
static cnops_exit_e tell(const cnops_ctl_t *ctl, const char *key_id, const char *why)
{
    cnops_tree_t *tree = cnops_tree_object(ctl->pool);

    cnops_tree_set_text(tree, "verdict", why ? "false" : "genuine");
    cnops_tree_set_text(tree, "key", key_id);
    if (why)
        cnops_tree_set_text(tree, "why", why);
    cnops_casework_print(ctl, tree);
    return why ? CNOPS_EXIT_REFUSED : CNOPS_EXIT_DONE;
}

cnops_exit_e cnops_command_data_verify(cnops_ctl_t *ctl)
{
    const cnops_public_key_t *key = NULL;
    cnops_file_signature_t signature;
    bool is_signed = false;
    cnops_exit_e verdict = read_file(&signature, &is_signed, ctl);

    if (verdict != CNOPS_EXIT_DONE)
        return verdict;
    if (!is_signed)
        return tell(ctl, NULL, "the file does not end with a signature");
    if ((verdict = find_key(&key, ctl, signature.key_id)) != CNOPS_EXIT_DONE)
        return verdict;
    if (!key)
        return tell(ctl, signature.key_id, "the key is not known");
    return tell(ctl, signature.key_id,
                cnops_file_signature_is_genuine(&signature, key, ctl->pool)
                    ? NULL
                    : "the file was changed after it was signed");
}
