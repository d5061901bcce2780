/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Authenticated encryption of small texts: cookies, columns, messages.
 *
 * Floor: core. Threads: any.
 *
 * XChaCha20-Poly1305 (IETF draft, libsodium) with a random nonce. Purpose and context are
 * associated data, so that a sealed text opens only for the use it was made for. Form: KEYID '.'
 * base64url(nonce ‖ ciphertext). The plaintext is padded (ISO 7816-4) to a multiple of
 * CNOPS_SEAL_BLOCK, so that its length tells little. Values of columns are sealed by
 * core/seal/columns.h, which knows their purpose and context. */
#ifndef CNOPS_CORE_SEAL_SEAL_H
#define CNOPS_CORE_SEAL_SEAL_H

#include "core/core.h"

#define CNOPS_SEAL_BLOCK 64    /* bytes */
#define CNOPS_SEAL_MAX   16384 /* characters of a sealed text */

/* context: what the text belongs to ("person", "journey"…); never NULL. NULL where the sealed
 * text would be over CNOPS_SEAL_MAX. */
const char *cnops_seal(const cnops_core_t *core, cnops_key_purpose_e purpose, const char *context,
                       const char *text, apr_pool_t *pool);

/* *ptext lives in pool and is wiped with it. CNOPS_EFORGED for any text that was not sealed for
 * this purpose and context. */
apr_status_t cnops_unseal(char **ptext, const cnops_core_t *core, cnops_key_purpose_e purpose,
                          const char *context, const char *sealed, apr_pool_t *pool);

#endif
