/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Makes a file that nobody could make again: a key, or a list that a key has signed.
 *
 * Floor: ctl. Threads: one. Secrets: the file may be one. */
#ifndef CNOPS_CTL_NEW_FILE_H
#define CNOPS_CTL_NEW_FILE_H

#include <apr_file_io.h>

/* Writes the content. The file is unbuffered: a buffer in the pool would keep a copy of a key. */
typedef apr_status_t (*cnops_new_file_fn)(void *self, apr_file_t *file);

typedef struct cnops_new_file_t {
    const char *path;
    apr_fileperms_t perms;
    cnops_new_file_fn write;
    void *self; /* of write */
} cnops_new_file_t;

/* Makes the file. It is whole and on the disk, or it is not there. A file that exists is left alone
 * (APR_STATUS_IS_EEXIST). A power cut may leave an empty file. */
apr_status_t cnops_new_file(const cnops_new_file_t *file, apr_pool_t *pool);

#endif
