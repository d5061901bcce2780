/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "httpd/directives.h"

#include "httpd/config.h"

#include <apr_strings.h>

command_rec cnops_directives[CNOPS_DIRECTIVES_MAX + 1];

static const char *refuse(const cmd_parms *cmd, const char *reason)
{
    return apr_pstrcat(cmd->pool, cmd->cmd->name, ": ", reason, NULL);
}

/* Paths are relative to ServerRoot, as in all of httpd. "" means "no file" and stays "". */
static const char *make_absolute(const cmd_parms *cmd, const char *path)
{
    return *path ? ap_server_root_relative(cmd->pool, path) : path;
}

static const char *set(cmd_parms *cmd, void *unused, const char *value, const char *value2)
{
    const cnops_setting_t *row = cmd->info;
    cnops_config_t *config = cnops_config_of(cmd->server);
    const char *fault = ap_check_cmd_context(cmd, GLOBAL_ONLY);

    (void)unused;
    if (fault)
        return fault;
    if (value2 && row->type != CNOPS_SETTING_BLOCKS && row->type != CNOPS_SETTING_DELAYS &&
        row->type != CNOPS_SETTING_GATEWAY)
        return refuse(cmd, "takes one value; put it in quotes if it has a blank");
    if (row->type == CNOPS_SETTING_PATH && !(value = make_absolute(cmd, value)))
        return refuse(cmd, "is not a path");
    config->is_configured = true;
    return cnops_setting_set(config->settings, row, value, value2, cmd->pool);
}

/* httpd calls this once per word of a directive that takes any number of words. */
static const char *set_each(cmd_parms *cmd, void *unused, const char *value)
{
    return set(cmd, unused, value, NULL);
}

static void take_words(command_rec *directive, const cnops_setting_t *row)
{
    directive->func.take2 = set;
    directive->args_how = TAKE12;
    if (row->type == CNOPS_SETTING_SERVERS || row->type == CNOPS_SETTING_TESTS) {
        directive->func.take1 = set_each;
        directive->args_how = ITERATE;
    }
}

/* Fills the array while the library is being loaded: httpd reads it right afterwards,
 * before it runs any hook of the module. */
__attribute__((constructor)) static void make_directives(void)
{
    command_rec *directive = cnops_directives;

    for (const cnops_setting_t *row = cnops_settings_table; row->name; row++) {
        if (directive == cnops_directives + CNOPS_DIRECTIVES_MAX)
            abort();
        directive->name = row->name;
        take_words(directive, row);
        directive->cmd_data = (void *)row;
        directive->req_override = RSRC_CONF;
        directive->errmsg = row->help;
        directive++;
    }
}
