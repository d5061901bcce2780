/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The commands certificate verify, certificate revoke and certificate keys. */
#include "core/certificate/certificate.h"
#include "core/certificate/code.h"
#include "core/certificate/paper.h"

#include "base/errors.h"
#include "base/file.h"
#include "base/json.h"
#include "ctl/casework.h"
#include "view/document/identifier.h"

#include <apr_strings.h>
#include <string.h>

#define FILE_MAX (16 * 1024 * 1024) /* bytes */

/* --- verify --- */

/* What follows '#' in an address, or the whole. */
static const char *after_hash(const char *text)
{
    const char *hash = strrchr(text, '#');

    return hash ? hash + 1 : text;
}

static bool is_digits(const char *text)
{
    return *text && strspn(text, "0123456789") == strlen(text);
}

/* What is verified: digits that were given, or a file, which is read while this process may still
 * be root, and parsed when it is not any more. */
typedef struct operand_t {
    const char *digits;
    const char *bytes;
    apr_size_t len;
} operand_t;

static cnops_exit_e read_operand(operand_t *operand, const cnops_ctl_t *ctl)
{
    const char *typed = ctl->operands[0];
    char reason[120];
    apr_status_t rv;

    *operand = (operand_t){.digits = after_hash(typed)};
    if (is_digits(operand->digits))
        return CNOPS_EXIT_DONE;
    operand->digits = NULL;
    rv = cnops_file_read(&operand->bytes, &operand->len, typed, FILE_MAX, ctl->pool);
    if (rv == APR_SUCCESS)
        return CNOPS_EXIT_DONE;
    return cnops_ctl_refuse(ctl, "%s: %s", typed,
                            rv == CNOPS_ETOOLARGE ? "it is over 16 MiB"
                                                  : apr_strerror(rv, reason, sizeof reason));
}

static cnops_exit_e find_digits(operand_t *operand, const cnops_ctl_t *ctl)
{
    const char *identifier, *fault;

    if (operand->digits)
        return CNOPS_EXIT_DONE;
    identifier = cnops_identifier_read(&fault, operand->bytes, operand->len, ctl->pool);
    if (identifier && is_digits(after_hash(identifier))) {
        operand->digits = after_hash(identifier);
        return CNOPS_EXIT_DONE;
    }
    return cnops_ctl_refuse(ctl, "%s: %s; read its QR code, and verify the address that it says",
                            ctl->operands[0],
                            fault ? fault : "no code of ours is in the metadata of this file");
}

/* The list that visitors get. */
static cnops_exit_e load_keys(const cnops_public_keys_t **plist, const cnops_ctl_t *ctl,
                              cnops_portal_t *portal)
{
    const char *path = portal->core.settings->signed_keys, *fault;
    cnops_public_keys_t *list;
    apr_status_t rv;

    if (*path) {
        fault = cnops_public_keys_load(&list, path, true, ctl->pool);
        if (fault)
            return cnops_ctl_refuse(ctl, "CnopsSignedKeys %s: %s", path, fault);
        portal->core.signed_keys = list;
    }
    rv = cnops_public_keys_list(plist, &portal->core, ctl->pool);
    return rv == APR_SUCCESS ? CNOPS_EXIT_DONE : cnops_casework_failed(ctl, portal, rv);
}

static void describe_facts(cnops_tree_t *tree, const cnops_facts_t *facts, apr_pool_t *pool)
{
    cnops_tree_set_text(tree, "kind", cnops_certificate_kind_name(facts->kind));
    cnops_tree_set_text(tree, "name", facts->name);
    cnops_tree_set_text(tree, "name_ar", facts->name_ar);
    cnops_tree_set_text(tree, "birth_date", facts->birth_date);
    cnops_tree_set_text(tree, "document_type", facts->document_type);
    cnops_tree_set_text(tree, "document_end", facts->document_end);
    cnops_tree_set_text(tree, "scheme", cnops_scheme_name(facts->scheme));
    cnops_tree_set_text(tree, "rights_from", facts->rights_from);
    cnops_tree_set_text(tree, "rights_to", facts->rights_to);
    cnops_tree_set_text(tree, "academic_year",
                        facts->academic_year ? apr_psprintf(pool, "%04d-%04d", facts->academic_year,
                                                            facts->academic_year + 1)
                                             : NULL);
    cnops_tree_set_text(tree, "issued_on", facts->issued_on);
    cnops_tree_set_text(tree, "expires_on", facts->expires_on);
}

static cnops_tree_t *describe(const cnops_paper_t *paper, const cnops_public_keys_t *keys,
                              apr_pool_t *pool)
{
    cnops_tree_t *tree = cnops_tree_object(pool);

    if (paper->verdict == CNOPS_PAPER_FALSE) {
        cnops_tree_set_text(tree, "why", paper->why);
        return tree;
    }
    describe_facts(tree, &paper->facts, pool);
    cnops_tree_set_text(tree, "key", cnops_public_key_name(paper->key, pool));
    cnops_tree_set_text(tree, "root",
                        keys->signed_on ? cnops_public_key_name(&keys->root, pool) : NULL);
    return tree;
}

static void print_verdict(const cnops_ctl_t *ctl, const cnops_paper_t *paper,
                          const cnops_public_keys_t *keys)
{
    const char *word = cnops_paper_verdict_name(paper->verdict);
    cnops_tree_t *described = describe(paper, keys, ctl->pool), *tree;

    if (ctl->json) {
        tree = cnops_tree_object(ctl->pool);
        cnops_tree_set_text(tree, "verdict", word);
        cnops_tree_set(tree, "paper", described);
        cnops_casework_print(ctl, tree);
        return;
    }
    apr_file_printf(ctl->out, "%s\n", word);
    cnops_casework_print(ctl, described);
    if (paper->verdict != CNOPS_PAPER_FALSE && !keys->signed_on)
        apr_file_puts("keys not signed by a root key\n", ctl->out);
    if (paper->verdict == CNOPS_PAPER_GENUINE)
        apr_file_puts("compare with the paper and the card: a false paper can bear this code\n",
                      ctl->out);
}

cnops_exit_e cnops_command_certificate_verify(cnops_ctl_t *ctl)
{
    const cnops_public_keys_t *keys = NULL;
    cnops_portal_t *portal;
    cnops_paper_t paper;
    operand_t operand;
    cnops_exit_e verdict;
    apr_status_t rv;

    if ((verdict = read_operand(&operand, ctl)) != CNOPS_EXIT_DONE ||
        (verdict = cnops_portal_open(&portal, ctl)) != CNOPS_EXIT_DONE ||
        (verdict = find_digits(&operand, ctl)) != CNOPS_EXIT_DONE)
        return verdict;
    verdict = load_keys(&keys, ctl, portal);
    if (!keys)
        return verdict;
    rv = cnops_paper_check(&paper, &portal->core, keys, operand.digits, ctl->pool);
    if (rv != APR_SUCCESS)
        return cnops_casework_failed(ctl, portal, rv);
    print_verdict(ctl, &paper, keys);
    return paper.verdict == CNOPS_PAPER_GENUINE ? CNOPS_EXIT_DONE : CNOPS_EXIT_REFUSED;
}

/* --- revoke --- */

static cnops_exit_e find_certificate(const cnops_certificate_t **pcertificate,
                                     const cnops_ctl_t *ctl, const cnops_portal_t *portal)
{
    const char *code = cnops_certificate_code_read(ctl->operands[0], ctl->pool);
    apr_status_t rv;

    if (!code)
        return cnops_ctl_refuse(ctl, "this is no code of a certificate: four groups of four");
    rv = cnops_certificate_of_code(pcertificate, &portal->core, code, ctl->pool);
    if (rv != APR_SUCCESS)
        return cnops_casework_failed(ctl, portal, rv);
    return *pcertificate ? CNOPS_EXIT_DONE : cnops_ctl_refuse(ctl, "no certificate has this code");
}

static cnops_exit_e report_revoked(const cnops_ctl_t *ctl, const cnops_certificate_t *certificate)
{
    cnops_tree_t *tree = cnops_tree_object(ctl->pool);

    cnops_tree_set_text(tree, "certificate", "revoked");
    cnops_tree_set_text(tree, "kind", cnops_certificate_kind_name(certificate->kind));
    cnops_tree_set_text(tree, "issued_at", cnops_casework_time(certificate->issued_at, ctl->pool));
    cnops_tree_set_text(tree, "expires_on", certificate->expires_on);
    cnops_casework_print(ctl, tree);
    return CNOPS_EXIT_DONE;
}

cnops_exit_e cnops_command_certificate_revoke(cnops_ctl_t *ctl)
{
    const cnops_certificate_t *certificate = NULL;
    cnops_portal_t *portal;
    cnops_operator_t by;
    cnops_exit_e verdict;
    apr_status_t rv;

    if ((verdict = cnops_casework_operator(&by, ctl)) != CNOPS_EXIT_DONE ||
        (verdict = cnops_portal_open(&portal, ctl)) != CNOPS_EXIT_DONE)
        return verdict;
    verdict = find_certificate(&certificate, ctl, portal);
    if (!certificate)
        return verdict;
    rv = cnops_certificate_revoke(
        &portal->core, certificate,
        cnops_operator_event(CNOPS_EVENT_CERTIFICATE_REVOKED, &by, NULL, ctl->pool), ctl->pool);
    if (rv == CNOPS_ENOTFOUND)
        return cnops_ctl_refuse(ctl, "this certificate is revoked already");
    if (rv != APR_SUCCESS)
        return cnops_casework_failed(ctl, portal, rv);
    return report_revoked(ctl, certificate);
}

/* --- keys --- */

cnops_exit_e cnops_command_certificate_keys(cnops_ctl_t *ctl)
{
    cnops_public_keys_t *list;
    cnops_portal_t *portal;
    cnops_exit_e verdict = cnops_portal_open(&portal, ctl);
    apr_status_t rv;

    if (verdict != CNOPS_EXIT_DONE)
        return verdict;
    if ((rv = cnops_public_keys_known(&list, &portal->core, ctl->pool)) != APR_SUCCESS)
        return cnops_casework_failed(ctl, portal, rv);
    apr_file_printf(ctl->out, "%s\n",
                    cnops_json_write(cnops_public_keys_tree(list, ctl->pool), ctl->pool));
    return CNOPS_EXIT_DONE;
}
