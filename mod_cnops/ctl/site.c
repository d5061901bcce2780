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

cnops_exit_e cnops_ctl_site(const cnops_tree_t **psite, const cnops_ctl_t *ctl)
{
    cnops_faults_t *faults = cnops_faults_make(ctl->pool);
    const cnops_tree_t *institution =
        cnops_institution_load(faults, ctl->institution, ctl->htdocs, ctl->pool);

    if (cnops_faults_any(faults))
        return refuse(ctl, faults);
    *psite = cnops_institution_site(institution, ctl->pool);
    return CNOPS_EXIT_DONE;
}
