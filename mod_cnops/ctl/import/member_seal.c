/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Turns a row into what the database stores: facts as digests, everything else sealed. */
#include "base/json.h"
#include "core/person/identity.h"
#include "core/seal/columns.h"
#include "ctl/import/member_row.h"

#include <string.h>

static const cnops_member_column_e person_columns[] = {
    CNOPS_COLUMN_DOCUMENT_TYPE, CNOPS_COLUMN_CNI,        CNOPS_COLUMN_BIRTH_DATE,
    CNOPS_COLUMN_FAMILY_NAME,   CNOPS_COLUMN_GIVEN_NAME, CNOPS_COLUMN_FAMILY_NAME_AR,
    CNOPS_COLUMN_GIVEN_NAME_AR,
};

static const cnops_member_column_e membership_columns[] = {
    CNOPS_COLUMN_IMMATRICULATION,
    CNOPS_COLUMN_MASSAR,
    CNOPS_COLUMN_MUTUELLE,
    CNOPS_COLUMN_AFFILIATION_NO,
    CNOPS_COLUMN_ADDRESS,
    CNOPS_COLUMN_POSTAL_CODE,
    CNOPS_COLUMN_CITY,
    CNOPS_COLUMN_EMAIL_ON_FILE,
    CNOPS_COLUMN_PHONE_ON_FILE,
};

#define COUNT(table) ((int)(sizeof(table) / sizeof *(table)))

static const char *or_null(const char *value)
{
    return *value ? value : NULL;
}

static cnops_tree_t *tree_of(const cnops_member_row_t *row, const cnops_member_column_e *columns,
                             int count, apr_pool_t *pool)
{
    cnops_tree_t *tree = cnops_tree_object(pool);

    for (int i = 0; i < count; i++)
        cnops_tree_set_text(tree, cnops_member_column_name(columns[i]),
                            or_null(row->values[columns[i]]));
    return tree;
}

static const char *seal_tree(const cnops_core_t *core, cnops_sealed_e what,
                             const cnops_tree_t *tree, apr_pool_t *pool)
{
    return cnops_column_seal(core, what, NULL, cnops_json_write(tree, pool), pool);
}

static const char *seal_membership(const cnops_core_t *core, const cnops_member_row_t *row,
                                   apr_pool_t *pool)
{
    cnops_tree_t *tree = tree_of(row, membership_columns, COUNT(membership_columns), pool);

    cnops_tree_set_bool(tree, cnops_member_column_name(CNOPS_COLUMN_ADDRESS_PENDING),
                        *row->values[CNOPS_COLUMN_ADDRESS_PENDING] == '1');
    return seal_tree(core, CNOPS_SEALED_MEMBERSHIP, tree, pool);
}

static void digest_facts(cnops_membership_t *m, const cnops_core_t *core,
                         const cnops_member_row_t *row, const char *document, apr_pool_t *pool)
{
    const char *const *v = row->values;

    m->immatriculation_digest =
        cnops_identity_immatriculation_digest(core, v[CNOPS_COLUMN_IMMATRICULATION], pool);
    m->employee_digest = cnops_identity_fact_digest(core, CNOPS_FACT_EMPLOYEE, document,
                                                    v[CNOPS_COLUMN_EMPLOYEE_NO], pool);
    m->rib_digest =
        cnops_identity_fact_digest(core, CNOPS_FACT_RIB, document, v[CNOPS_COLUMN_RIB], pool);
    m->civil_status_digest = cnops_identity_fact_digest(core, CNOPS_FACT_CIVIL_STATUS, document,
                                                        v[CNOPS_COLUMN_CIVIL_STATUS_NO], pool);
}

/* An import compares this digest with the stored one and writes only rows that have changed. */
static const char *digest_row(const cnops_core_t *core, const cnops_member_row_t *row,
                              apr_pool_t *pool)
{
    const char *parts[CNOPS_MEMBER_COLUMNS + 1];

    memcpy(parts, row->values, sizeof row->values);
    parts[CNOPS_MEMBER_COLUMNS] = NULL;
    return cnops_column_digest_with(core, CNOPS_KEYED_IMPORT_ROW, NULL, parts, pool);
}

void cnops_member_row_seal(cnops_import_row_t *kept, const cnops_core_t *core,
                           const cnops_member_row_t *row, apr_int64_t line, apr_pool_t *pool)
{
    const char *const *v = row->values;
    cnops_membership_t *m = &kept->membership;

    *kept = (cnops_import_row_t){.line = line, .key_id = cnops_keys_current(core->keys)};
    kept->document_digest = cnops_identity_document_digest(core, v[CNOPS_COLUMN_DOCUMENT_TYPE],
                                                           v[CNOPS_COLUMN_CNI], pool);
    kept->person_sealed = seal_tree(
        core, CNOPS_SEALED_PERSON, tree_of(row, person_columns, COUNT(person_columns), pool), pool);
    kept->import_digest = digest_row(core, row, pool);
    digest_facts(m, core, row, kept->document_digest, pool);
    cnops_scheme_parse(&m->scheme, v[CNOPS_COLUMN_SCHEME]);
    cnops_member_status_parse(&m->status, v[CNOPS_COLUMN_STATUS]);
    cnops_payment_parse(&m->payment_mode, v[CNOPS_COLUMN_PAYMENT_MODE]);
    m->rights_from = or_null(v[CNOPS_COLUMN_RIGHTS_FROM]);
    m->rights_to = or_null(v[CNOPS_COLUMN_RIGHTS_TO]);
    m->record_sealed = seal_membership(core, row, pool);
}
