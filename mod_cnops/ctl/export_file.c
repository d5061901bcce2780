/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/export_file.h"

#include <apr_errno.h>

cnops_exit_e cnops_export_file_open(apr_file_t **pfile, const cnops_ctl_t *ctl, const char *what)
{
    const char *path = ctl->operands[0];
    char reason[120];
    apr_status_t rv =
        apr_file_open(pfile, path, APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_EXCL,
                      APR_FPROT_UREAD | APR_FPROT_UWRITE, ctl->pool);

    if (APR_STATUS_IS_EEXIST(rv))
        return cnops_ctl_refuse(ctl, "%s exists: %s never written over", path, what);
    return rv == APR_SUCCESS ? CNOPS_EXIT_DONE
                             : cnops_ctl_refuse(ctl, "%s cannot be made: %s", path,
                                                apr_strerror(rv, reason, sizeof reason));
}

/* The descriptor still writes where the folder does not let the file be removed. */
void cnops_export_file_discard(apr_file_t *file, const cnops_ctl_t *ctl)
{
    const char *path = ctl->operands[0];
    char reason[120];
    bool is_empty = apr_file_trunc(file, 0) == APR_SUCCESS;
    apr_status_t rv = apr_file_remove(path, ctl->pool);

    if (rv != APR_SUCCESS)
        cnops_ctl_refuse(ctl, "%s cannot be removed, and %s: %s", path,
                         is_empty ? "is empty" : "has a part of the export: remove it",
                         apr_strerror(rv, reason, sizeof reason));
}
