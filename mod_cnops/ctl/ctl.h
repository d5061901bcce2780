/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What every sub-command of cnopsctl is given, and what it answers.
 *
 * Floor: ctl. Callers: ctl, the demonstration's generator. Threads: one. */
#ifndef CNOPS_CTL_CTL_H
#define CNOPS_CTL_CTL_H

#include <apr_file_io.h>
#include <stdbool.h>

/* The exit statuses of contract.md §8. */
typedef enum { CNOPS_EXIT_DONE, CNOPS_EXIT_REFUSED, CNOPS_EXIT_USAGE } cnops_exit_e;

typedef struct cnops_ctl_t {
    const char *program; /* as it was called, for messages */

    /* options; those not given have their default, or NULL */
    const char *driver, *params; /* of apr_dbd: sqlite3 | mysql, and what it opens */
    const char *keys;            /* path of the key file */
    const char *user;            /* to become where root calls */
    const char *migrations;      /* folder */
    const char *code_servers;    /* memcached: host:port, commas between */
    const char *htdocs;          /* folder, as built */
    const char *institution;     /* path of institution.json */
    const char *conf;            /* httpd file with the portal directives; NULL: the usual one */
    const char *operator_name, *reason; /* who asks, and why: what touches a person */
    const char *checkpoint;             /* path of the file of the journal's heads */
    bool json, full, keep_going, help;
    bool due, dead, sent, all_dead; /* of outbox */
    bool accept, refuse, again;

    /* what remains of the command line */
    const char *const *operands;
    int operand_count;

    apr_file_t *out, *err;
    apr_pool_t *pool;
} cnops_ctl_t;

typedef struct cnops_command_t {
    const char *words;    /* "import members" */
    const char *operands; /* "FILE", or "" */
    int least, most;      /* how many operands */
    const char *options;  /* of its own: "--full --keep-going", or "" */
    const char *help;     /* what it does, in whole lines */
    cnops_exit_e (*run)(cnops_ctl_t *ctl);
} cnops_command_t;

/* The sub-commands, one file each. */
cnops_exit_e cnops_command_migrate(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_import_members(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_key_new(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_doctor(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_account_show(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_account_unlock(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_account_close(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_account_reclaim(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_journal_check(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_purge(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_outbox_list(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_outbox_retry(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_request_list(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_request_show(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_request_decide(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_export_letters(cnops_ctl_t *ctl);

/* Reads argv into *ctl (program, out, err and pool are set before), picks the command of
 * the table (which ends with NULL words) and runs it, or helps. */
cnops_exit_e cnops_ctl_run(cnops_ctl_t *ctl, const cnops_command_t *commands, int argc,
                           const char *const *argv);

/* "PROGRAM: …" and a line end on standard error; returns CNOPS_EXIT_REFUSED. */
cnops_exit_e cnops_ctl_refuse(const cnops_ctl_t *ctl, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
