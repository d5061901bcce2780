/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* cnops-demo: makes the data of the demonstration. All persons are fictional. */
#include "base/json.h"
#include "claims.h"
#include "core/account/account.h"
#include "core/person/identity.h"
#include "core/person/person.h"
#include "ctl/portal.h"
#include "people.h"
#include "students.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MEMBERS_DEFAULT 10000
#define MEMBERS_MAX     9000000 /* a document has at most 7 digits */
#define CLAIMS_MAX      900000000

/* --- members [COUNT] --- */

static void print_cell(apr_file_t *out, const char *cell, bool is_last)
{
    /* The demonstration has no cell with a quote or a line end in it. */
    const char *quote = cell && strchr(cell, ',') ? "\"" : "";

    apr_file_printf(out, "%s%s%s%s", quote, cell ? cell : "", quote, is_last ? "\n" : ",");
}

static void print_row(apr_file_t *out, const char *const values[CNOPS_MEMBER_COLUMNS])
{
    for (int c = 0; c < CNOPS_MEMBER_COLUMNS; c++)
        print_cell(out, values[c], c == CNOPS_MEMBER_COLUMNS - 1);
}

static void print_members(apr_file_t *out, apr_int64_t count, apr_pool_t *pool)
{
    const char *values[CNOPS_MEMBER_COLUMNS];
    apr_pool_t *row_pool;

    for (int c = 0; c < CNOPS_MEMBER_COLUMNS; c++)
        values[c] = cnops_member_column_name((cnops_member_column_e)c);
    print_row(out, values);
    for (int i = 0; i < demo_case_count(); i++)
        print_row(out, demo_cases[i].values);
    apr_pool_create(&row_pool, pool);
    for (apr_int64_t i = 0; i < count - demo_case_count(); i++) {
        apr_pool_clear(row_pool);
        demo_member_make(values, i, row_pool);
        print_row(out, values);
    }
}

/* False, after saying so, where operand i is no number from 1 to max. */
static bool read_count(apr_int64_t *pcount, cnops_ctl_t *ctl, int i, apr_int64_t max)
{
    char *end;

    *pcount = apr_strtoi64(ctl->operands[i], &end, 10);
    if (!*end && *pcount >= 1 && *pcount <= max)
        return true;
    cnops_ctl_refuse(ctl, "%s is no number from 1 to %" APR_INT64_T_FMT, ctl->operands[i], max);
    return false;
}

static cnops_exit_e run_members(cnops_ctl_t *ctl)
{
    apr_int64_t count = MEMBERS_DEFAULT;
    apr_file_t *out;

    if (ctl->operand_count == 1 && !read_count(&count, ctl, 0, MEMBERS_MAX))
        return CNOPS_EXIT_USAGE;
    apr_file_open_flags_stdout(&out, APR_FOPEN_WRITE | APR_FOPEN_BUFFERED, ctl->pool);
    print_members(out, count, ctl->pool);
    if (apr_file_flush(out) != APR_SUCCESS)
        return cnops_ctl_refuse(ctl, "the members cannot be written");
    return CNOPS_EXIT_DONE;
}

static cnops_exit_e run_claims(cnops_ctl_t *ctl)
{
    apr_int64_t members = 0, claims = 0;
    apr_file_t *out;

    if (ctl->operand_count == 1)
        return CNOPS_EXIT_USAGE;
    if (ctl->operand_count == 2 &&
        (!read_count(&members, ctl, 0, MEMBERS_MAX) || !read_count(&claims, ctl, 1, CLAIMS_MAX)))
        return CNOPS_EXIT_USAGE;
    apr_file_open_flags_stdout(&out, APR_FOPEN_WRITE | APR_FOPEN_BUFFERED, ctl->pool);
    demo_claims_print(out, members, claims, ctl->pool);
    if (apr_file_flush(out) != APR_SUCCESS)
        return cnops_ctl_refuse(ctl, "the claims cannot be written");
    return CNOPS_EXIT_DONE;
}

/* --- identities --- */

/* The text "name":"value" without the braces of an object. */
static const char *json_pair(const char *name, const char *value, apr_pool_t *pool)
{
    cnops_tree_t *tree = cnops_tree_object(pool);
    const char *object;

    cnops_tree_set_text(tree, name, value);
    object = cnops_json_write(tree, pool);
    return apr_pstrmemdup(pool, object + 1, strlen(object) - 2);
}

typedef struct pair_t {
    const char *name, *value; /* a NULL value is left out */
} pair_t;

static void print_object(const cnops_ctl_t *ctl, const pair_t *pairs, apr_size_t count)
{
    const char *separator = "";

    apr_file_puts("  {\n", ctl->out);
    for (apr_size_t i = 0; i < count; i++) {
        if (!pairs[i].value)
            continue;
        apr_file_printf(ctl->out, "%s    %s", separator,
                        json_pair(pairs[i].name, pairs[i].value, ctl->pool));
        separator = ",\n";
    }
    apr_file_puts("\n  }", ctl->out);
}

static void print_identity(const cnops_ctl_t *ctl, const demo_case_t *demo)
{
    const char *const *v = demo->values;
    const char *rib = v[CNOPS_COLUMN_RIB];
    const demo_student_t *student = demo_student_find(v[CNOPS_COLUMN_IMMATRICULATION]);
    const pair_t pairs[] = {{"case", demo->text},
                            {"scheme", v[CNOPS_COLUMN_SCHEME]},
                            {"payment_mode", v[CNOPS_COLUMN_PAYMENT_MODE]},
                            {"immatriculation", v[CNOPS_COLUMN_IMMATRICULATION]},
                            {"identifiant_employeur", v[CNOPS_COLUMN_EMPLOYEE_NO]},
                            {"cni", v[CNOPS_COLUMN_CNI]},
                            {"cine", student ? student->cine : NULL},
                            {"massar", student ? student->massar : NULL},
                            {"date_naissance", demo->birth_date},
                            {"rib", rib ? rib + strlen(rib) - 8 : NULL},
                            {"etat_civil", v[CNOPS_COLUMN_CIVIL_STATUS_NO]},
                            {"courriel", demo->email},
                            {"telephone", demo->phone},
                            {"mot_de_passe", demo->password}};

    print_object(ctl, pairs, sizeof pairs / sizeof *pairs);
}

/* Who is no member can only be tracked. */
static void print_student(const cnops_ctl_t *ctl, const demo_student_t *student)
{
    const pair_t pairs[] = {{"case", student->text},
                            {"cine", student->cine},
                            {"massar", student->massar},
                            {"date_naissance", student->birth_date}};

    print_object(ctl, pairs, sizeof pairs / sizeof *pairs);
}

static cnops_exit_e run_identities(cnops_ctl_t *ctl)
{
    const char *separator = "[\n";

    for (const demo_case_t *demo = demo_cases; demo->text; demo++) {
        apr_file_puts(separator, ctl->out);
        print_identity(ctl, demo);
        separator = ",\n";
    }
    for (const demo_student_t *student = demo_students; student->cine; student++) {
        if (!student->text)
            continue;
        apr_file_puts(separator, ctl->out);
        print_student(ctl, student);
    }
    apr_file_puts("\n]\n", ctl->out);
    return CNOPS_EXIT_DONE;
}

static cnops_exit_e run_registrations(cnops_ctl_t *ctl)
{
    demo_students_print(ctl->out);
    return CNOPS_EXIT_DONE;
}

/* --- accounts --- */

static cnops_account_request_t request_of(const cnops_core_t *core, const demo_case_t *demo,
                                          const cnops_person_t *person, apr_pool_t *pool)
{
    return (cnops_account_request_t){.journey_id = cnops_portal_random_id(core, pool),
                                     .person_id = person->id,
                                     .password = demo->password,
                                     .email = demo->email,
                                     .phone = demo->phone,
                                     .lang = "fr",
                                     .terms_version = "1",
                                     .terms_lang = "fr",
                                     .terms_at = cnops_core_now(core)};
}

/* An account that an earlier run has created counts as success. */
static cnops_exit_e create_account(const cnops_ctl_t *ctl, const cnops_core_t *core,
                                   const demo_case_t *demo)
{
    const char *number = demo->values[CNOPS_COLUMN_CNI];
    const char *digest = cnops_identity_document_digest(
        core, demo->values[CNOPS_COLUMN_DOCUMENT_TYPE], number, ctl->pool);
    cnops_account_request_t request;
    cnops_account_created_e created;
    const cnops_person_t *person;

    if (cnops_person_by_document(&person, &core->store, digest, ctl->pool) != APR_SUCCESS ||
        !person)
        return cnops_ctl_refuse(ctl, "%s is no member: import members first", number);
    request = request_of(core, demo, person, ctl->pool);
    if (cnops_account_create(&created, core, &request, NULL, ctl->pool) != APR_SUCCESS)
        return cnops_ctl_refuse(ctl, "the account of %s cannot be created", number);
    return CNOPS_EXIT_DONE;
}

static cnops_exit_e run_accounts(cnops_ctl_t *ctl)
{
    cnops_portal_t *portal;
    cnops_exit_e verdict = cnops_portal_open(&portal, ctl);

    for (const demo_case_t *demo = demo_cases; demo->text && verdict == CNOPS_EXIT_DONE; demo++)
        if (demo->password)
            verdict = create_account(ctl, &portal->core, demo);
    return verdict;
}

/* --- main --- */

static const cnops_command_t commands[] = {
    {"members", "[COUNT]", 0, 1, "",
     "Prints members.csv: a dozen members, each of them a case to try, then others up to COUNT\n"
     "rows (default 10000). Every run prints the same members.",
     run_members},
    {"claims", "[MEMBERS COUNT]", 0, 2, "",
     "Prints claims.csv: the claims of the cases, who have 0, 3, 60 and 2,000 of them. With two\n"
     "numbers, COUNT claims in all, of as many members as 'members MEMBERS' prints.",
     run_claims},
    {"registrations", "", 0, 0, "",
     "Prints registrations.csv: students with every status, in three academic years.",
     run_registrations},
    {"identities", "", 0, 0, "",
     "Prints identities.json: for each case, what the member or student would type.",
     run_identities},
    {"accounts", "", 0, 0, "", "Creates an account for each case that has one.", run_accounts},
    {0}};

int main(int argc, const char *const *argv)
{
    cnops_ctl_t ctl = {.program = "cnops-demo"};

    umask(077);
    if (apr_app_initialize(&argc, &argv, NULL) != APR_SUCCESS || sodium_init() < 0 ||
        atexit(apr_terminate) != 0 || apr_pool_create(&ctl.pool, NULL) != APR_SUCCESS)
        return CNOPS_EXIT_REFUSED;
    apr_file_open_stdout(&ctl.out, ctl.pool);
    apr_file_open_stderr(&ctl.err, ctl.pool);
    return (int)cnops_ctl_run(&ctl, commands, argc, argv);
}
