/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* cnopsctl: the operator's hand on the portal's database and keys. To add a command:
 * one row here, one file. */
#include "ctl/ctl.h"

#include <apr_general.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/stat.h>

static const cnops_command_t commands[] = {
    {"migrate", "", 0, 0, "",
     "Brings the database to this version's schema: applies the steps of --migrations that\n"
     "it lacks, in order. Refuses a database whose steps changed or are not known here.\n"
     "Run again, it does nothing.",
     cnops_command_migrate},
    {"import members", "FILE", 1, 1, "--full --keep-going",
     "Adds and updates members from a CSV file (UTF-8, comma, header row). A row is a\n"
     "membership, its key the immatriculation; a blank clears; members the file lacks stay,\n"
     "or are closed with --full. If a row is refused nothing is written, unless --keep-going\n"
     "is given. Each refused row is told with line, column and reason.",
     cnops_command_import_members},
    {"key new", "FILE", 1, 1, "",
     "Makes a key file (mode 0600) with a fresh random key. Never overwrites one: without\n"
     "its keys a database is unreadable.",
     cnops_command_key_new},
    {"account show", "IDENT", 1, 1, "--operator NAME --reason TEXT",
     "Tells what operators may know of a person (IDENT: national card or immatriculation):\n"
     "memberships, account with masked contacts, sessions, counters, latest events. That it\n"
     "was looked at is an event too.",
     cnops_command_account_show},
    {"account unlock", "IDENT", 1, 1, "--operator NAME --reason TEXT",
     "Clears every counter of failures about the person, so that they may try at once.",
     cnops_command_account_unlock},
    {"account close", "IDENT", 1, 1, "--operator NAME --reason TEXT",
     "Ends every session and lets nobody sign in any more; its contacts are told. The\n"
     "account stays, and so does its journal.",
     cnops_command_account_close},
    {"account reclaim", "IDENT", 1, 1, "--operator NAME --reason TEXT",
     "Gives back an account that somebody else took: sessions end, the account goes, its\n"
     "contacts are told, and the person creates one anew. Whatever freeze there is. Two\n"
     "operators must ask for it within 72 hours: the first call asks, the second does it.",
     cnops_command_account_reclaim},
    {"request list", "", 0, 0, "",
     "Lists the requests that are not at their end: number, kind, state, times. Of whom is told\n"
     "by request show.",
     cnops_command_request_list},
    {"request show", "ID", 1, 1, "--operator NAME --reason TEXT",
     "Tells who a request is about and the contacts asked for, masked. That it was looked at is\n"
     "an event.",
     cnops_command_request_show},
    {"request decide", "ID", 1, 1, "--accept --refuse --operator NAME --reason TEXT",
     "Decides on a request, after an identity check at a counter, say. Accepting before the\n"
     "time for refusals (72 hours) is over takes two different operators: the first hastens,\n"
     "the second accepts. Refusing takes one. Whoever is concerned is told.",
     cnops_command_request_decide},
    {"export letters", "FILE", 1, 1, "--again --operator NAME --reason TEXT",
     "Writes a letter for each open request that has none yet: address on file, language and a\n"
     "code that is in FILE alone (mode 0600; never written over). With --again also those\n"
     "exported before, whose former code is void then. Each is an event of the person's.",
     cnops_command_export_letters},
    {"journal check", "[IDENT]", 0, 1, "--checkpoint FILE",
     "Reads the journal of a person, or every one, and tells each row that was changed,\n"
     "taken out or moved. With --checkpoint also what was cut off the end since FILE was\n"
     "written; where nothing is wrong FILE is written anew. Keep it on another machine.",
     cnops_command_journal_check},
    {"purge", "", 0, 0, "",
     "Drops what is over (codes, counters, sent messages, sessions past any setting), as httpd\n"
     "does by itself every few minutes.",
     cnops_command_purge},
    {"outbox list", "", 0, 0, "--due --dead --sent",
     "Lists the messages that wait and those that were given up, a line each: number, first\n"
     "digits of the Message-ID, channel, state, attempts, times (UTC), receipt of an SMS, and\n"
     "the destination, masked. With --json an object a line. Never a content.",
     cnops_command_outbox_list},
    {"outbox retry", "NUMBER", 0, 1, "--all-dead --operator NAME --reason TEXT",
     "Has a message that was given up tried again, or all of them with --all-dead. One whose\n"
     "code is past its life, or that was given up a week ago, cannot be.",
     cnops_command_outbox_retry},
    {"doctor", "", 0, 0, "--code-servers LIST",
     "Checks key file, database, schema, locked memory, outbox, where codes are kept and the\n"
     "day's SMS, a line each.",
     cnops_command_doctor},
    {0}};

int main(int argc, const char *const *argv)
{
    cnops_ctl_t ctl = {.program = "cnopsctl"};

    /* What it makes (database, keys) is for its user alone. */
    umask(077);
    if (apr_app_initialize(&argc, &argv, NULL) != APR_SUCCESS || sodium_init() < 0 ||
        apr_pool_create(&ctl.pool, NULL) != APR_SUCCESS)
        return CNOPS_EXIT_REFUSED;
    atexit(apr_terminate);
    apr_file_open_stdout(&ctl.out, ctl.pool);
    apr_file_open_stderr(&ctl.err, ctl.pool);
    return (int)cnops_ctl_run(&ctl, commands, argc, argv);
}
