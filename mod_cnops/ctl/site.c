/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/site.h"

#include "view/brand/institution.h"

#include <apr_strings.h>

static cnops_exit_e refuse(const cnops_ctl_t *ctl, const cnops_faults_t *faults)
{
    const char *prefix = apr_pstrcat(ctl->pool, "--institution ", ctl->institution, ": ", NULL);
    char *text = apr_pstrdup(ctl->pool, cnops_faults_text(faults, prefix, ctl->pool));
    char *rest;

    for (char *line = apr_strtok(text, "\n", &rest); line; line = apr_strtok(NULL, "\n", &rest))
        cnops_ctl_refuse(ctl, "%s", line);
    return CNOPS_EXIT_REFUSED;
}

/* The tree of the file; NULL after printing what is wrong. */
static cnops_exit_e load(const cnops_tree_t **pinstitution, const cnops_ctl_t *ctl)
{
    cnops_faults_t *faults = cnops_faults_make(ctl->pool);

    *pinstitution = cnops_institution_load(faults, ctl->institution, ctl->htdocs, ctl->pool);
    return cnops_faults_any(faults) ? refuse(ctl, faults) : CNOPS_EXIT_DONE;
}

cnops_exit_e cnops_ctl_site(const cnops_tree_t **psite, const cnops_ctl_t *ctl)
{
    const cnops_tree_t *institution;
    cnops_exit_e verdict = load(&institution, ctl);

    if (verdict == CNOPS_EXIT_DONE)
        *psite = cnops_institution_site(institution, ctl->pool);
    return verdict;
}

cnops_exit_e cnops_ctl_brand(const cnops_tree_t **psite, const cnops_brand_t **pbrand,
                             const cnops_ctl_t *ctl)
{
    cnops_faults_t *faults = cnops_faults_make(ctl->pool);
    const cnops_tree_t *institution;
    cnops_exit_e verdict = load(&institution, ctl);

    if (verdict != CNOPS_EXIT_DONE)
        return verdict;
    *psite = cnops_institution_site(institution, ctl->pool);
    *pbrand = cnops_brand_make(faults, institution, ctl->institution, "", ctl->pool);
    return cnops_faults_any(faults) ? refuse(ctl, faults) : CNOPS_EXIT_DONE;
}
