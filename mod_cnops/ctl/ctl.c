/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/ctl.h"

#include <apr_getopt.h>
#include <apr_strings.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

/* --- the options --- */

typedef struct option_t {
    const char *name;
    const char *value; /* name of its value in the help; NULL: the option is a flag */
    apr_size_t offset; /* of its member in cnops_ctl_t */
    bool is_common;    /* false: only for commands that list it */
    const char *help;
} option_t;

#define AT(member) offsetof(cnops_ctl_t, member)

static const option_t options[] = {
    {"driver", "NAME", AT(driver), true, "database driver: sqlite3 (default) or mysql"},
    {"params", "STRING", AT(params), true, "what it opens: a file, or host=…,dbname=…,user=…"},
    {"keys", "FILE", AT(keys), true, "the key file, made by key new"},
    {"user", "NAME", AT(user), true, "root becomes this user first (default www-data)"},
    {"migrations", "DIR", AT(migrations), true, "the folder with the schema's steps"},
    {"code-servers", "LIST", AT(code_servers), false,
     "the servers of CnopsCodeServers, separated by commas"},
    {"json", NULL, AT(json), true, "print data as JSON"},
    {"help", NULL, AT(help), true, "explain the command"},
    {"operator", "NAME", AT(operator_name), false, "who asks: kept in the person's journal"},
    {"reason", "TEXT", AT(reason), false, "why: kept in the person's journal"},
    {"htdocs", "DIR", AT(htdocs), true, "templates and messages, as built"},
    {"conf", "FILE", AT(conf), true, "httpd's file with the portal's directives"},
    {"institution", "FILE", AT(institution), true, "JSON file of the institution's names"},
    {"checkpoint", "FILE", AT(checkpoint), false, "heads of the journal, kept between checks"},
    {"accept", NULL, AT(accept), false, "the request is granted"},
    {"refuse", NULL, AT(refuse), false, "the request is refused"},
    {"partly", NULL, AT(partly), false, "a part of the request is granted"},
    {"ask-more", NULL, AT(ask_more), false, "the member must say or send more first"},
    {"answer", "TEXT", AT(answer), false, "why, in words that the member reads"},
    {"again", "BATCH", AT(again), false,
     "letters that were exported before, with new codes: a batch, or all"},
    {"text", NULL, AT(text), false, "one text file instead of PDF files"},
    {"full", NULL, AT(full), false, "the file has all members: close those that it lacks"},
    {"keep-going", NULL, AT(keep_going), false, "take the good rows, refuse the others"},
    {"allow-changing", "N", AT(allow_changing), false,
     "so many rows may change in one column, whatever their share"},
    {"establishment", "CODE", AT(establishment), false, "only what this establishment has sent"},
    {"year", "YEAR", AT(year), false, "an academic year, like 2025-2026"},
    {"due", NULL, AT(due), false, "only messages that wait"},
    {"dead", NULL, AT(dead), false, "only messages that were given up"},
    {"sent", NULL, AT(sent), false, "messages sent in the last day, with their receipts"},
    {"all-dead", NULL, AT(all_dead), false, "every message that was given up"},
};

#define OPTIONS    (sizeof options / sizeof *options)
#define FIRST_CODE 256 /* of long options: above every character, which is a short option */

static void set_defaults(cnops_ctl_t *ctl)
{
    ctl->driver = "sqlite3";
    ctl->user = "www-data";
    ctl->migrations = "/usr/share/cnops/migrations";
    ctl->htdocs = "/usr/share/cnops/htdocs";
    ctl->institution = "/etc/cnops/institution.json";
}

static void set_option(cnops_ctl_t *ctl, const option_t *option, const char *value)
{
    char *member = (char *)ctl + option->offset;

    if (option->value)
        *(const char **)(void *)member = value;
    else
        *(bool *)(void *)member = true;
}

static void describe_options(apr_getopt_option_t described[OPTIONS + 1])
{
    for (apr_size_t i = 0; i < OPTIONS; i++)
        described[i] = (apr_getopt_option_t){options[i].name, FIRST_CODE + (int)i,
                                             options[i].value != NULL, options[i].help};
    described[OPTIONS] = (apr_getopt_option_t){NULL, 0, 0, NULL};
}

/* Sets given[i] where option i is given. APR itself prints an error for an unknown option. */
static bool parse_options(cnops_ctl_t *ctl, bool given[OPTIONS], int argc, const char *const *argv)
{
    apr_getopt_option_t described[OPTIONS + 1];
    apr_getopt_t *parser;
    const char *value;
    apr_status_t rv;
    int code;

    describe_options(described);
    apr_getopt_init(&parser, ctl->pool, argc, argv);
    /* Options may come before, between and after the operands. */
    parser->interleave = 1;
    while ((rv = apr_getopt_long(parser, described, &code, &value)) == APR_SUCCESS) {
        set_option(ctl, &options[code - FIRST_CODE], value);
        given[code - FIRST_CODE] = true;
    }
    ctl->operands = (const char *const *)parser->argv + parser->ind;
    ctl->operand_count = argc - parser->ind;
    return APR_STATUS_IS_EOF(rv);
}

/* --- the command --- */

/* The number of words of the command where the operands begin with them; otherwise 0. */
static int match_words(const cnops_command_t *command, const cnops_ctl_t *ctl)
{
    char *rest, *words = apr_pstrdup(ctl->pool, command->words);
    int count = 0;

    for (char *word = apr_strtok(words, " ", &rest); word; word = apr_strtok(NULL, " ", &rest)) {
        if (count >= ctl->operand_count || strcmp(ctl->operands[count], word) != 0)
            return 0;
        count++;
    }
    return count;
}

static const cnops_command_t *find_command(int *pword_count, const cnops_command_t *commands,
                                           const cnops_ctl_t *ctl)
{
    for (; commands->words; commands++)
        if ((*pword_count = match_words(commands, ctl)) > 0)
            return commands;
    return NULL;
}

static void print_usage(const cnops_ctl_t *ctl, apr_file_t *to, const cnops_command_t *command)
{
    apr_file_printf(to, "  %s %s%s%s%s%s\n", ctl->program, command->words,
                    *command->operands ? " " : "", command->operands, *command->options ? " " : "",
                    command->options);
}

/* Compares whole names: --dead must not be found in --all-dead. */
static bool lists_option(const cnops_command_t *command, const char *name)
{
    apr_size_t len = strlen(name);

    for (const char *at = strstr(command->options, "--"); at; at = strstr(at + 2, "--"))
        if (strncmp(at + 2, name, len) == 0 && (at[2 + len] == ' ' || !at[2 + len]))
            return true;
    return false;
}

static void print_options(apr_file_t *to, const cnops_command_t *command)
{
    apr_file_puts("\nOptions:\n", to);
    for (apr_size_t i = 0; i < OPTIONS; i++)
        if (options[i].is_common || (command && lists_option(command, options[i].name)))
            apr_file_printf(to, "  --%-15s%-8s%s\n", options[i].name,
                            options[i].value ? options[i].value : "", options[i].help);
}

static void print_help(const cnops_ctl_t *ctl, const cnops_command_t *command)
{
    print_usage(ctl, ctl->out, command);
    apr_file_printf(ctl->out, "\n%s\n", command->help);
    print_options(ctl->out, command);
}

static void print_overview(const cnops_ctl_t *ctl, apr_file_t *to, const cnops_command_t *commands)
{
    for (; commands->words; commands++)
        print_usage(ctl, to, commands);
    print_options(to, NULL);
    apr_file_puts(
        "\nExit status: 0 done, 1 refused, 2 usage. --help after a command explains it.\n", to);
}

/* False, after printing the reason, where the command has no such option or another number
 * of operands. */
static bool is_well_called(const cnops_ctl_t *ctl, const cnops_command_t *command,
                           const bool given[OPTIONS])
{
    for (apr_size_t i = 0; i < OPTIONS; i++)
        if (given[i] && !options[i].is_common && !lists_option(command, options[i].name)) {
            cnops_ctl_refuse(ctl, "%s has no option --%s", command->words, options[i].name);
            return false;
        }
    if (ctl->operand_count >= command->least && ctl->operand_count <= command->most)
        return true;
    cnops_ctl_refuse(ctl, "%s wants %s", command->words,
                     command->most ? command->operands : "no operand");
    return false;
}

cnops_exit_e cnops_ctl_run(cnops_ctl_t *ctl, const cnops_command_t *commands, int argc,
                           const char *const *argv)
{
    const cnops_command_t *command;
    bool given[OPTIONS] = {false};
    int word_count = 0;

    set_defaults(ctl);
    if (!parse_options(ctl, given, argc, argv))
        return CNOPS_EXIT_USAGE;
    command = find_command(&word_count, commands, ctl);
    if (!command) {
        bool asked = ctl->help && ctl->operand_count == 0;

        print_overview(ctl, asked ? ctl->out : ctl->err, commands);
        return asked ? CNOPS_EXIT_DONE : CNOPS_EXIT_USAGE;
    }
    if (ctl->help) {
        print_help(ctl, command);
        return CNOPS_EXIT_DONE;
    }
    ctl->operands += word_count;
    ctl->operand_count -= word_count;
    if (!is_well_called(ctl, command, given)) {
        print_usage(ctl, ctl->err, command);
        return CNOPS_EXIT_USAGE;
    }
    return command->run(ctl);
}

cnops_exit_e cnops_ctl_refuse(const cnops_ctl_t *ctl, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    apr_file_printf(ctl->err, "%s: %s\n", ctl->program, apr_pvsprintf(ctl->pool, format, args));
    va_end(args);
    return CNOPS_EXIT_REFUSED;
}
