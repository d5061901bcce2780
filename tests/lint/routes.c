/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Prints the table of addresses (pages/routes.c) for tests/http/others.test.mjs, so that the test
 * knows each address that the portal has. One per line, with tabs between the words:
 *
 *   PATH member|all GET|- POST|-
 */
#include "pages/routes.h"

#include <stdio.h>

int main(void)
{
    for (const cnops_route_t *route = cnops_routes; route->path; route++)
        printf("%s\t%s\t%s\t%s\n", route->path, route->member ? "member" : "all",
               cnops_route_answers(route, CNOPS_METHOD_GET) ? "GET" : "-",
               cnops_route_answers(route, CNOPS_METHOD_POST) ? "POST" : "-");
    return 0;
}
