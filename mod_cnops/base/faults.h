/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A list of faults that a person has to repair in a file: all of them are told at once, so that one
 * look at the file is enough.
 *
 * Floor: base. Threads: a list belongs to one thread. Secrets: none; values of the file are
 * shown. */
#ifndef CNOPS_BASE_FAULTS_H
#define CNOPS_BASE_FAULTS_H

#include <apr_pools.h>
#include <stdbool.h>

#define CNOPS_FAULTS_MAX 20 /* lines that are kept; further ones are only counted */

typedef struct cnops_faults_t cnops_faults_t;

cnops_faults_t *cnops_faults_make(apr_pool_t *pool);

/* Adds one line, without a newline in it. Control characters of the values are dropped. */
void cnops_faults_add(cnops_faults_t *faults, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

bool cnops_faults_any(const cnops_faults_t *faults);

/* The faults, one in a line, each with prefix before it; NULL where there are none. */
const char *cnops_faults_text(const cnops_faults_t *faults, const char *prefix, apr_pool_t *pool);

#endif
