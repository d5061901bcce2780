/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The institution, for the messages and letters of operators' commands.
 *
 * Floor: ctl. Threads: one. */
#ifndef CNOPS_CTL_SITE_H
#define CNOPS_CTL_SITE_H

#include "base/tree.h"
#include "ctl/ctl.h"
#include "view/brand/brand.h"

/* Reads the file of --institution and checks it as httpd does. *psite: what templates have as
 * "site". CNOPS_EXIT_REFUSED after printing all that is wrong with the file. */
cnops_exit_e cnops_ctl_site(const cnops_tree_t **psite, const cnops_ctl_t *ctl);

/* The same with what the institution gives to the appearance of e-mails, whose files are read too.
 */
cnops_exit_e cnops_ctl_brand(const cnops_tree_t **psite, const cnops_brand_t **pbrand,
                             const cnops_ctl_t *ctl);

#endif
