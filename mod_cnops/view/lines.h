/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Line-by-line reading of the small tables of htdocs: keys.txt, manifest.txt.
 *
 * Floor: view. Callers: messages.c, assets.c. Threads: one reader, one thread. */
#ifndef CNOPS_VIEW_LINES_H
#define CNOPS_VIEW_LINES_H

#include <apr_pools.h>
#include <stdbool.h>

typedef struct cnops_lines_t {
    const char *path;
    int number; /* of the current line, 1-based; 0 before the first */
    char *line; /* without blanks at its ends */
    char *rest;
} cnops_lines_t;

/* Reads the whole file, which must be UTF-8. On error *pfault says "PATH: reason". */
apr_status_t cnops_lines_open(cnops_lines_t *lines, const char **pfault, const char *path,
                              apr_pool_t *pool);
/* The next line that is neither empty nor begins with '#'; false at the end. */
bool cnops_lines_next(cnops_lines_t *lines);
/* Cuts the line in two at the first separator, blanks around it dropped; false if it is
 * not there or a side is empty. */
bool cnops_lines_split(const cnops_lines_t *lines, char **pleft, char **pright, char separator);
/* CNOPS_EMALFORMED, and *pfault "PATH:LINE: reason". */
apr_status_t cnops_lines_refuse(const cnops_lines_t *lines, const char **pfault, const char *reason,
                                apr_pool_t *pool);

#endif
