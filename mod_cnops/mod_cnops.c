/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The module record and the hooks of the module. There is no logic here: each hook is a
 * function in httpd/. */

#include "httpd/config.h"
#include "httpd/directives.h"
#include "httpd/handler.h"
#include "httpd/wiring.h"

#include <http_config.h>
#include <http_request.h>

static void register_hooks(apr_pool_t *pool)
{
    /* In its post_config, mod_dbd prepares the statements that were registered before. */
    static const char *const before_dbd[] = {"mod_dbd.c", NULL};

    (void)pool;
    ap_hook_check_config(cnops_wiring_check, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_post_config(cnops_wiring_start, NULL, before_dbd, APR_HOOK_MIDDLE);
    ap_hook_child_init(cnops_wiring_child, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_translate_name(cnops_handler_translate, NULL, NULL, APR_HOOK_LAST);
    ap_hook_map_to_storage(cnops_handler_map, NULL, NULL, APR_HOOK_LAST);
    ap_hook_handler(cnops_handler, NULL, NULL, APR_HOOK_MIDDLE);
}

/* The only symbol that this library exports. */
__attribute__((visibility("default"))) module AP_MODULE_DECLARE_DATA cnops_module = {
    STANDARD20_MODULE_STUFF,
    NULL, /* create per-directory config */
    NULL, /* merge per-directory config */
    cnops_config_make,
    NULL, /* merge per-server config: there is one portal, in the main server */
    cnops_directives,
    register_hooks,
    AP_MODULE_FLAG_NONE,
};
