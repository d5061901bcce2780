/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/progress.h"

#include <unistd.h>

#define BAR_WIDTH 40

cnops_progress_t cnops_progress_begin(const cnops_ctl_t *ctl)
{
    return (cnops_progress_t){ctl->err, isatty(STDERR_FILENO) != 0};
}

void cnops_progress_show(const cnops_progress_t *progress, apr_int64_t done, apr_int64_t total)
{
    static const char full[] = "########################################";
    int share, width;

    if (!progress->shows || total <= 0)
        return;
    share = (int)(done * 100 / total);
    width = share * BAR_WIDTH / 100;
    apr_file_printf(progress->err, "\r[%.*s%*s] %3d %%", width, full, BAR_WIDTH - width, "", share);
}

void cnops_progress_clear(const cnops_progress_t *progress)
{
    if (progress->shows)
        apr_file_printf(progress->err, "\r%*s\r", BAR_WIDTH + 8, "");
}
