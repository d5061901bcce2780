/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The process that writes the files of an export (ctl/export_folder.h), which tells it what to do
 * by messages on a socket: an order, then its bytes. It answers each with an errno, 0 where it was
 * done.
 *
 * Floor: ctl. Threads: one. It uses no pool, because it must not run their cleanups. */
#ifndef CNOPS_CTL_EXPORT_KEEPER_H
#define CNOPS_CTL_EXPORT_KEEPER_H

#include <stdbool.h>

#define CNOPS_EXPORT_MESSAGE 32768 /* bytes of a message at most, its order included */
#define CNOPS_EXPORT_TEXT    300   /* bytes of a name or a text at most, with NUL */

typedef enum {
    CNOPS_EXPORT_BEGIN = 'b', /* name: begins a file */
    CNOPS_EXPORT_DATA = 'd',  /* bytes of it */
    CNOPS_EXPORT_END = 'e',   /* it is complete: bring it to the disk */
    CNOPS_EXPORT_PLEDGE = 'p',
    CNOPS_EXPORT_PUBLISH = 'r',
    CNOPS_EXPORT_DISCARD = 'x'
} cnops_export_order_e;

typedef struct cnops_export_keeper_t {
    const char *program; /* for messages */
    const char *path;    /* of the folder */
    int socket, dir, err;
    bool made; /* the folder was made for this export */

    /* set by the keeper */
    int file;                     /* descriptor; -1: none */
    char name[CNOPS_EXPORT_TEXT]; /* of the file that is written, "" where none */
    char part[CNOPS_EXPORT_TEXT]; /* its temporary name */
    char loss[CNOPS_EXPORT_TEXT]; /* to be printed if the command ends now; "": nothing */
    int published;                /* files */
} cnops_export_keeper_t;

/* Whether this is the temporary name of a file. */
bool cnops_export_is_part(const char *name);

/* Serves until the socket is closed, cleans up, and ends the process. */
void cnops_export_keeper_run(cnops_export_keeper_t *keeper) __attribute__((noreturn));

#endif
