/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/privilege.h"

#include <apr_errno.h>
#include <apr_strings.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

apr_status_t cnops_privilege_drop(const char **pfault, const char *user, apr_pool_t *pool)
{
    const struct passwd *entry;

    if (geteuid() != 0)
        return APR_SUCCESS;
    /* getpwnam has a static buffer, which is safe with one thread. */
    entry = getpwnam(user);
    if (!entry || entry->pw_uid == 0) {
        *pfault =
            apr_psprintf(pool, "root cannot become %s: name an ordinary user, --user NAME", user);
        return APR_EINVAL;
    }
    /* The last call must fail: the process cannot become root again. */
    if (initgroups(user, entry->pw_gid) == 0 && setgid(entry->pw_gid) == 0 &&
        setuid(entry->pw_uid) == 0 && setuid(0) != 0)
        return APR_SUCCESS;
    *pfault = apr_psprintf(pool, "root cannot become %s", user);
    return APR_EACCES;
}
