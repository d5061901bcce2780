/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* cnopsctl: the operator's tool for the database and the keys of the portal. To add a
 * command: a row here and a file of its own. */
#include "ctl/ctl.h"

#include <apr_general.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/stat.h>

static const cnops_command_t commands[] = {
    {"migrate", "", 0, 0, "",
     "Brings the database to this version's schema: applies the steps of --migrations that\n"
     "it lacks, in order. Refuses a database whose steps were changed or are not known here.\n"
     "A second run changes nothing.",
     cnops_command_migrate},
    {"import members", "FILE", 1, 1, "--full --keep-going",
     "Adds and updates members from a CSV file (UTF-8, comma, header row). A row is a\n"
     "membership, and its key is the immatriculation. An empty cell clears the stored value.\n"
     "Members that the file lacks stay as they are; --full closes them. If a row is refused,\n"
     "nothing is written, unless --keep-going is given. Each refused row is printed with\n"
     "line, column and reason.",
     cnops_command_import_members},
    {"import claims", "FILE", 1, 1, "--keep-going --allow-changing N --full",
     "Adds and updates claims from a CSV file (UTF-8, comma, header row), found by their\n"
     "reference. The membership of each claim must exist. An empty cell clears the stored\n"
     "value. Claims that the file lacks stay as they are, so --full is refused. If a row is\n"
     "refused, nothing is written, unless --keep-going is given. Each refused row is printed\n"
     "with line, column and reason. A file of 100 rows or more that would change one column of\n"
     "more than 20 % of them is refused, unless --allow-changing gives a number that is as high.",
     cnops_command_import_claims},
    {"import registrations", "FILE", 1, 1, "--keep-going --allow-changing N --full",
     "Adds and updates registrations of students from a CSV file (UTF-8, comma, header row),\n"
     "found by academic year and CINE. The insurer may give every status; from then on no\n"
     "establishment changes it, and the student is told by e-mail. An empty cell clears the\n"
     "stored value. Registrations that the file lacks stay as they are, so --full is refused.\n"
     "If a row is refused, nothing is written, unless --keep-going is given. Each refused row is\n"
     "printed with line, column and reason. A file of 100 rows or more that would change one\n"
     "column of more than 20 % of them (status, received_on and errors excepted) is refused,\n"
     "unless --allow-changing gives a number that is as high.",
     cnops_command_import_registrations},
    {"export registrations", "FILE", 1, 1, "--year YEAR --establishment CODE",
     "Writes the registrations that students see, in the columns of registrations.csv (CSV; JSON\n"
     "with --json), to FILE (mode 0600; never overwritten). With --year, those of one academic\n"
     "year; with --establishment, those that one establishment has sent first.",
     cnops_command_export_registrations},
    {"key new", "FILE", 1, 1, "",
     "Makes a key file (mode 0600) with a new random key. Never overwrites a file: without\n"
     "its keys a database cannot be read.",
     cnops_command_key_new},
    {"key root new", "FILE", 1, 1, "",
     "Makes a root key (mode 0600), which vouches for the keys that sign certificates. Needs\n"
     "no database: run it on a machine that is not connected, and keep FILE and a copy there.\n"
     "Prints the id of the root key; publish it, so that others can compare it. Never\n"
     "overwrites a file.",
     cnops_command_key_root_new},
    {"key root sign", "ROOT KEYS SIGNED", 3, 3, "",
     "Signs a list of public keys with the root key of the file ROOT, and writes SIGNED, which\n"
     "becomes CnopsSignedKeys. KEYS is what certificate keys has printed. Take a key out of\n"
     "KEYS to withdraw it. Prints the ids of the keys: compare them with those that the\n"
     "portal's machine prints. Needs no database. Never overwrites a file.",
     cnops_command_key_root_sign},
    {"certificate verify", "FILE|PAYLOAD", 1, 1, "",
     "Checks a certificate: a PDF file as the portal makes it, or what its QR code says (the\n"
     "digits or the whole address). Prints genuine, or with exit status 1 revoked, expired or\n"
     "false, and what was signed: compare it with the paper and with the card of the person.\n"
     "Of a file the code in its metadata is checked, not what its page shows.",
     cnops_command_certificate_verify},
    {"certificate revoke", "CODE", 1, 1, "--operator NAME --reason TEXT",
     "Revokes the certificate with the typed code CODE, as it is printed on the paper. From\n"
     "then on each check by network says so, and checks without network from their next list\n"
     "on. The journal of the person records it.",
     cnops_command_certificate_revoke},
    {"certificate keys", "", 0, 0, "",
     "Prints the public keys that check certificates as JSON, with that of the first key of\n"
     "--keys, for key root sign. With a new key file that httpd does not use yet, the root key\n"
     "can sign before the key is changed.",
     cnops_command_certificate_keys},
    {"establishment add", "CODE NAME", 2, 2, "",
     "Adds an establishment (university) that sends registrations of students. CODE is 2 to 16\n"
     "of A-Z, 0-9 and hyphen, and is given once, for ever; NAME is what people read. Prints its\n"
     "key, alone on the last line. The key is not kept and never shown again: hand it over in\n"
     "person or by a letter, and use rotate where it is lost.",
     cnops_command_establishment_add},
    {"establishment list", "", 0, 0, "",
     "Lists the establishments with their keys that work (never the keys themselves: when each\n"
     "was made, ends, and was last used) and their officers.",
     cnops_command_establishment_list},
    {"establishment rotate", "CODE", 1, 1, "",
     "Makes another key and prints it, alone on the last line. The former keys work for seven\n"
     "more days. Where a key has fallen into wrong hands, use revoke.",
     cnops_command_establishment_rotate},
    {"establishment revoke", "CODE", 1, 1, "",
     "Ends all keys of the establishment and the sessions of its officers, at once and for ever.\n"
     "What it has sent stays. To let it in again, add it with another code.",
     cnops_command_establishment_revoke},
    {"establishment webhook", "CODE URL|none", 2, 2, "",
     "Reports the end of each batch of the establishment to this address, which begins with\n"
     "https://. Messages go only to hosts of CnopsWebhookHosts.",
     cnops_command_establishment_webhook},
    {"establishment quota", "CODE ROWS|default", 2, 2, "",
     "Lets the establishment send so many rows in a day, instead of CnopsApiDayRows.",
     cnops_command_establishment_quota},
    {"establishment officer add", "CODE EMAIL", 2, 2, "",
     "Registers an officer, who may send files on the pages: with the key of the establishment,\n"
     "and a code that goes to this address.",
     cnops_command_officer_add},
    {"establishment officer remove", "CODE EMAIL", 2, 2, "",
     "Ends the right and the sessions of an officer at once. What the officer has sent stays.",
     cnops_command_officer_remove},
    {"account show", "IDENT", 1, 1, "--operator NAME --reason TEXT",
     "Shows what operators may know of a person (IDENT: national card or immatriculation):\n"
     "memberships, account with masked contacts, sessions, counters, latest events. The\n"
     "journal of the person records each use of this command.",
     cnops_command_account_show},
    {"account unlock", "IDENT", 1, 1, "--operator NAME --reason TEXT",
     "Clears every counter of failures of the person, who then may try again at once.",
     cnops_command_account_unlock},
    {"account close", "IDENT", 1, 1, "--operator NAME --reason TEXT",
     "Ends every session and refuses every later sign-in. The contacts of the account are\n"
     "informed. The account and its journal are kept.",
     cnops_command_account_close},
    {"account reclaim", "IDENT", 1, 1, "--operator NAME --reason TEXT",
     "For an account that another person has taken over: ends every session, deletes the\n"
     "account and informs its contacts, so that the rightful owner can create a new one. A\n"
     "freeze does not prevent this. Two operators must call it within 72 hours: the first\n"
     "call asks, the second one does it.",
     cnops_command_account_reclaim},
    {"import decisions", "FILE", 1, 1, "--keep-going --operator NAME --reason TEXT",
     "Answers requests of members from a CSV file (UTF-8, comma, header row): reference,\n"
     "decision (accepted, refused, partly or more_asked), reason (the member reads it) and\n"
     "decided_on. Members are told by e-mail that there is an answer. A decision that a request\n"
     "has already changes nothing. If a row is refused, nothing is written, unless --keep-going\n"
     "is given. Each refused row is printed with line, column and reason.",
     cnops_command_import_decisions},
    {"request list", "", 0, 0, "",
     "Lists the requests that have not ended: reference, kind, state, times. A number is a\n"
     "change of contacts or a new account, a reference with a D is what a member asks of the\n"
     "insurer. To see the person, use request show.",
     cnops_command_request_list},
    {"request show", "REFERENCE", 1, 1, "--operator NAME --reason TEXT",
     "Shows the person of a request and what is asked (new contacts are masked). The journal of\n"
     "the person records each use of this command.",
     cnops_command_request_show},
    {"request decide", "REFERENCE", 1, 1,
     "--accept --refuse --partly --ask-more --answer TEXT --operator NAME --reason TEXT",
     "Decides a request. --answer is what the member reads, --reason is kept in the journal.\n"
     "Requests with a D: the member is told by e-mail that there is an answer.\n"
     "Requests with a number (contacts, new accounts) are accepted or refused, for instance\n"
     "after an identity check at a counter. Before the time for refusals (72 hours) is over,\n"
     "accepting them takes two different operators: the first one hastens the request, the\n"
     "second one accepts it. Refusing takes one operator. The contacts concerned are informed.",
     cnops_command_request_decide},
    {"export requests", "FILE", 1, 1, "--operator NAME --reason TEXT",
     "Writes what members ask of the insurer and wait for: reference, kind, immatriculation,\n"
     "opened_on, due_on and payload (CSV; JSON with --json) to FILE (mode 0600; never\n"
     "overwritten). import decisions brings the answers. The journal of each person records\n"
     "the export.",
     cnops_command_export_requests},
    {"export letters", "FOLDER", 1, 1, "--again BATCH --text --operator NAME --reason TEXT",
     "Makes a letter for each open request that has none yet, with a code that exists in the\n"
     "letter only: PDF files of at most 500 letters, a page each, for window envelopes (DL or\n"
     "C5), in FOLDER, which is new or empty (files of mode 0600). Each file is a batch, which\n"
     "its name has. If a file is lost or badly printed, --again BATCH makes its letters anew, and\n"
     "--again with the name up to Z those of the whole run; --again all makes a letter for each\n"
     "open request. The former codes of these letters become invalid. With --text, FOLDER is\n"
     "one text file instead, never overwritten. The journal of the person records each letter.",
     cnops_command_export_letters},
    {"journal check", "[IDENT]", 0, 1, "--checkpoint FILE",
     "Checks the journal of a person, or all journals, and reports each row that was changed,\n"
     "removed or moved. With --checkpoint it also reports rows that were cut off the end since\n"
     "FILE was written; where nothing is wrong, it writes FILE again. Keep FILE on another\n"
     "machine.",
     cnops_command_journal_check},
    {"purge", "", 0, 0, "--checkpoint FILE",
     "Deletes all rows that are older than the directives of --conf allow (Cnops…Kept, and\n"
     "codes, counters and sessions that are over). Without --conf it keeps what any setting\n"
     "could have kept. httpd does the same by itself, some hundred rows a second. With\n"
     "--checkpoint it also checks the journal and writes FILE, as journal check does, and where\n"
     "nothing is wrong it deletes the events that are older than CnopsJournalKept and a year.",
     cnops_command_purge},
    {"data verify", "FILE [KEYS]", 1, 2, "",
     "Checks the signature of a file of a member's data (export.json): prints genuine, or false\n"
     "and why. With KEYS, the portal's published list of keys (cnops-keys.json), neither the\n"
     "database nor the key file is needed.",
     cnops_command_data_verify},
    {"outbox list", "", 0, 0, "--due --dead --sent",
     "Lists the messages that wait and those that were given up, one per line: number, first\n"
     "digits of the Message-ID, channel, state, attempts, times (UTC), receipt of an SMS, and\n"
     "the masked destination. With --json each line is an object. Never shows a text.",
     cnops_command_outbox_list},
    {"outbox retry", "NUMBER", 0, 1, "--all-dead --operator NAME --reason TEXT",
     "Makes httpd try a message again that was given up, or all of them with --all-dead. This\n"
     "is not possible once its code has expired, or a week after it was given up.",
     cnops_command_outbox_retry},
    {"doctor", "", 0, 0, "--code-servers LIST",
     "Checks the key file, the database, its schema, locked memory, the outbox, the age of the\n"
     "claims, the servers of codes, the day's SMS and the keys of papers, one line each.",
     cnops_command_doctor},
    {0}};

int main(int argc, const char *const *argv)
{
    cnops_ctl_t ctl = {.program = "cnopsctl"};

    /* Files that it makes (database, keys) are for their owner only. */
    umask(077);
    if (apr_app_initialize(&argc, &argv, NULL) != APR_SUCCESS || sodium_init() < 0 ||
        atexit(apr_terminate) != 0 || apr_pool_create(&ctl.pool, NULL) != APR_SUCCESS)
        return CNOPS_EXIT_REFUSED;
    apr_file_open_stdout(&ctl.out, ctl.pool);
    apr_file_open_stderr(&ctl.err, ctl.pool);
    return (int)cnops_ctl_run(&ctl, commands, argc, argv);
}
