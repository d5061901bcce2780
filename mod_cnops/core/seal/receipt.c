/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/seal/receipt.h"

#include "core/digest.h"

#include <apr_strings.h>
#include <string.h>

#define ID_LEN     32
#define TOKEN_LEN  (CNOPS_DIGEST_HEX - 1)
#define STATUS_AT  (ID_LEN + 1 + TOKEN_LEN + 1)
#define STATUS_MAX 8

static const char *token_of(const cnops_core_t *core, const char *message_id, apr_pool_t *pool)
{
    return cnops_digest_of(core->keys, CNOPS_KEY_RECEIPT, "receipt", message_id, NULL, pool);
}

const char *cnops_receipt_name(const cnops_core_t *core, const char *message_id, const char *status,
                               apr_pool_t *pool)
{
    return apr_pstrcat(pool, message_id, "-", token_of(core, message_id, pool), "-", status, NULL);
}

static bool is_shaped(const char *name)
{
    apr_size_t len = strlen(name);

    return len > STATUS_AT && len <= STATUS_AT + STATUS_MAX && name[ID_LEN] == '-' &&
           name[STATUS_AT - 1] == '-';
}

bool cnops_receipt_read(const char **pmessage_id, const char **pstatus, const cnops_core_t *core,
                        const char *name, apr_pool_t *pool)
{
    const char *token;

    if (!is_shaped(name))
        return false;
    *pmessage_id = apr_pstrmemdup(pool, name, ID_LEN);
    *pstatus = name + STATUS_AT;
    token = apr_pstrmemdup(pool, name + ID_LEN + 1, TOKEN_LEN);
    return cnops_digest_equal(token, token_of(core, *pmessage_id, pool));
}
