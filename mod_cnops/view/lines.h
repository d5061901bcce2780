/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Reads the small tables of htdocs (keys.txt, manifest.txt) line by line.
 *
 * Floor: view. Threads: a reader belongs to one thread. */
#ifndef CNOPS_VIEW_LINES_H
#define CNOPS_VIEW_LINES_H

#include <apr_pools.h>
#include <stdbool.h>

typedef struct cnops_lines_t {
    const char *path;
    int number; /* of the current line, from 1; 0 before the first */
    char *line; /* the current one, without blanks at its ends */
    char *next; /* where the following line starts */
} cnops_lines_t;

/* Reads the whole file into pool; at most 1 MiB. On error *pfault says "PATH: reason":
 * CNOPS_EMALFORMED where the file is not UTF-8, else the system's error. */
apr_status_t cnops_lines_open(cnops_lines_t *lines, const char **pfault, const char *path,
                              apr_pool_t *pool);

/* Goes to the next line that is not empty and does not begin with '#'; false at the end. */
bool cnops_lines_next(cnops_lines_t *lines);

/* Cuts the line in two at the first separator and drops the blanks around it. False where there
 * is no separator, or nothing on one side of it. */
bool cnops_lines_split(const cnops_lines_t *lines, char **pleft, char **pright, char separator);

/* Sets *pfault to "PATH:LINE: reason". Returns CNOPS_EMALFORMED. */
apr_status_t cnops_lines_refuse(const cnops_lines_t *lines, const char **pfault, const char *reason,
                                apr_pool_t *pool);

#endif
