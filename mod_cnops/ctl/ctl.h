/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The frame of cnopsctl and cnops-demo: reads the command line and runs a sub-command.
 *
 * Floor: ctl. Threads: one. */
#ifndef CNOPS_CTL_CTL_H
#define CNOPS_CTL_CTL_H

#include <apr_file_io.h>
#include <stdbool.h>

/* The exit statuses of contract.md §8. */
typedef enum { CNOPS_EXIT_DONE, CNOPS_EXIT_REFUSED, CNOPS_EXIT_USAGE } cnops_exit_e;

typedef struct cnops_ctl_t {
    const char *program; /* name of the program, for messages */

    /* options; an option that was not given has its default, or NULL */
    const char *driver, *params;        /* of apr_dbd: sqlite3 | mysql, and its parameters */
    const char *keys;                   /* path of the key file */
    const char *user;                   /* the user that root becomes */
    const char *migrations;             /* folder */
    const char *code_servers;           /* memcached servers: host:port, separated by commas */
    const char *htdocs;                 /* folder, as built */
    const char *institution;            /* path of institution.json */
    const char *conf;                   /* httpd file with our directives; NULL: the usual one */
    const char *operator_name, *reason; /* of a command that shows or changes a person's data */
    const char *checkpoint;             /* path of the checkpoint of the journal */
    const char *allow_changing;         /* a number of rows */
    bool json, full, keep_going, help;
    bool due, dead, sent, all_dead; /* of the outbox commands */
    bool accept, refuse, partly, ask_more;
    const char *again; /* batch of letters, or "all" */
    bool text;
    const char *answer;        /* what a member reads of a decision */
    const char *year;          /* an academic year */
    const char *establishment; /* its code */

    /* the rest of the command line */
    const char *const *operands;
    int operand_count;

    apr_file_t *out, *err;
    apr_pool_t *pool;
} cnops_ctl_t;

typedef struct cnops_command_t {
    const char *words;    /* "import members" */
    const char *operands; /* "FILE", or "" */
    int least, most;      /* number of operands */
    const char *options;  /* besides the common ones: "--full --keep-going", or "" */
    const char *help;     /* one or several full lines */
    cnops_exit_e (*run)(cnops_ctl_t *ctl);
} cnops_command_t;

/* The sub-commands, one file each. */
cnops_exit_e cnops_command_migrate(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_import_members(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_import_claims(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_key_new(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_key_root_new(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_key_root_sign(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_certificate_verify(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_certificate_revoke(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_certificate_keys(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_doctor(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_account_show(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_account_unlock(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_account_close(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_account_reclaim(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_journal_check(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_purge(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_data_verify(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_outbox_list(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_outbox_retry(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_request_list(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_request_show(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_request_decide(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_export_letters(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_export_requests(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_import_decisions(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_establishment_add(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_establishment_list(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_establishment_rotate(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_establishment_revoke(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_establishment_webhook(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_establishment_quota(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_officer_add(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_officer_remove(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_import_registrations(cnops_ctl_t *ctl);
cnops_exit_e cnops_command_export_registrations(cnops_ctl_t *ctl);

/* Reads argv into *ctl, finds the command in the table and runs it, or prints help. The
 * caller has set program, out, err and pool. The table ends with a row whose words are NULL. */
cnops_exit_e cnops_ctl_run(cnops_ctl_t *ctl, const cnops_command_t *commands, int argc,
                           const char *const *argv);

/* Prints "PROGRAM: …" and a line end to standard error; returns CNOPS_EXIT_REFUSED. */
cnops_exit_e cnops_ctl_refuse(const cnops_ctl_t *ctl, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
