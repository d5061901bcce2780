/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/certificate/paper.h"

#include "core/certificate/certificate.h"

#include <apr_strings.h>
#include <string.h>

static const char *const verdicts[] = {CNOPS_PAPER_VERDICT(CNOPS_WORDS_TEXT)};

const char *cnops_paper_verdict_name(cnops_paper_verdict_e verdict)
{
    return verdicts[verdict];
}

/* Reads the facts before their signature is checked: they name the key. *pwhy: what is wrong. */
static bool read_signed(cnops_paper_t *paper, const cnops_public_keys_t *keys, const char *digits,
                        apr_pool_t *pool)
{
    unsigned char bytes[CNOPS_PAYLOAD_MAX];
    apr_size_t len = cnops_payload_from_digits(bytes, digits);

    if (len <= CNOPS_PAYLOAD_SIGNATURE_LEN ||
        !cnops_payload_read(&paper->facts, bytes, len - CNOPS_PAYLOAD_SIGNATURE_LEN, pool)) {
        paper->why = "its code is not of the form that the portal writes";
        return false;
    }
    paper->key = cnops_public_keys_find(keys, paper->facts.key);
    if (!paper->key)
        paper->why = "it is signed by a key that is not in the list of keys";
    else if (!cnops_signature_is_genuine(bytes, len, paper->key))
        paper->why = "the signature does not fit: it was changed, or is forged";
    return !paper->why;
}

static apr_status_t look_up(cnops_paper_t *paper, const cnops_core_t *core, apr_pool_t *pool)
{
    const char *today = cnops_certificate_day(core, cnops_core_now(core), pool);
    const cnops_certificate_t *row;
    apr_status_t rv =
        core->store.certificates->by_number(core->store.self, &row, paper->facts.number, pool);

    if (rv == APR_SUCCESS && row && row->revoked_at)
        paper->verdict = CNOPS_PAPER_REVOKED;
    else if (strcmp(paper->facts.expires_on, today) < 0)
        paper->verdict = CNOPS_PAPER_EXPIRED;
    else
        paper->verdict = CNOPS_PAPER_GENUINE;
    return rv;
}

apr_status_t cnops_paper_check(cnops_paper_t *ppaper, const cnops_core_t *core,
                               const cnops_public_keys_t *keys, const char *digits,
                               apr_pool_t *pool)
{
    *ppaper = (cnops_paper_t){.verdict = CNOPS_PAPER_FALSE};
    if (read_signed(ppaper, keys, digits, pool))
        return look_up(ppaper, core, pool);
    ppaper->facts = (cnops_facts_t){.kind = 0};
    return APR_SUCCESS;
}
