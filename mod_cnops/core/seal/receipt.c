/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/seal/receipt.h"

#include "core/digest.h"

#include <apr_strings.h>
#include <string.h>

#define ID_LEN    32
#define TOKEN_LEN (CNOPS_DIGEST_HEX - 1)
#define REST_LEN  (1 + ID_LEN + 1 + TOKEN_LEN) /* what follows the kind */

/* The token covers the kind too, so that a receipt is only read with the words of the gateway that
 * the address was made for. */
static const char *token_of(const cnops_core_t *core, const char *kind, const char *message_id,
                            apr_pool_t *pool)
{
    return cnops_digest_of(core->keys, CNOPS_KEY_RECEIPT, "receipt", kind, message_id, pool);
}

const char *cnops_receipt_name(const cnops_core_t *core, const char *kind, const char *message_id,
                               apr_pool_t *pool)
{
    return apr_pstrcat(pool, kind, "-", message_id, "-", token_of(core, kind, message_id, pool),
                       NULL);
}

bool cnops_receipt_read(const char **pkind, const char **pmessage_id, const cnops_core_t *core,
                        const char *name, apr_pool_t *pool)
{
    apr_size_t kind_len = strcspn(name, "-");
    const char *id = name + kind_len + 1;

    if (strlen(name + kind_len) != REST_LEN || id[ID_LEN] != '-')
        return false;
    *pkind = apr_pstrmemdup(pool, name, kind_len);
    *pmessage_id = apr_pstrmemdup(pool, id, ID_LEN);
    return cnops_digest_equal(id + ID_LEN + 1, token_of(core, *pkind, *pmessage_id, pool));
}

apr_status_t cnops_receipt_note(const cnops_core_t *core, const char *message_id, bool delivered,
                                apr_pool_t *pool)
{
    return core->store.outbox->receipt(core->store.self, message_id, delivered,
                                       cnops_core_now(core), pool);
}
