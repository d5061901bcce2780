/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/export_folder.h"

#include "ctl/export_keeper.h"

#include <apr_errno.h>
#include <apr_portable.h>
#include <apr_strings.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct cnops_export_folder_t {
    int socket;
    pid_t keeper;
};

/* --- the folder --- */

static cnops_exit_e refuse(const cnops_ctl_t *ctl, const char *what, int error)
{
    char reason[120];

    return cnops_ctl_refuse(ctl, "%s %s: %s", ctl->operands[0], what,
                            apr_strerror(error, reason, sizeof reason));
}

/* What is in the folder: NULL, or the name of something, before all a file that was not finished.
 */
static const char *find_entry(DIR *dir, apr_pool_t *pool)
{
    const char *found = NULL;

    for (const struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        found = apr_pstrdup(pool, entry->d_name);
        if (cnops_export_is_part(found))
            return found;
    }
    return found;
}

static cnops_exit_e check_empty(int folder, const cnops_ctl_t *ctl)
{
    DIR *dir = fdopendir(dup(folder));
    const char *entry = dir ? find_entry(dir, ctl->pool) : NULL;

    if (!dir)
        return refuse(ctl, "cannot be read", errno);
    closedir(dir);
    if (entry && cnops_export_is_part(entry))
        return cnops_ctl_refuse(ctl,
                                "%s has %s, which was not finished: remove it, and export what it "
                                "was for with --again and the batch in its name",
                                ctl->operands[0], entry);
    return entry ? cnops_ctl_refuse(ctl, "%s has files already: name a new folder, or an empty one",
                                    ctl->operands[0])
                 : CNOPS_EXIT_DONE;
}

static cnops_exit_e open_dir(cnops_export_keeper_t *keeper, const cnops_ctl_t *ctl)
{
    keeper->path = ctl->operands[0];
    keeper->made = mkdir(keeper->path, 0700) == 0;
    if (!keeper->made && errno != EEXIST)
        return refuse(ctl, "cannot be made", errno);
    keeper->dir = open(keeper->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (keeper->dir < 0)
        return refuse(ctl, "cannot be used", errno);
    return check_empty(keeper->dir, ctl);
}

/* --- the keeper --- */

static apr_status_t close_folder(void *self)
{
    cnops_export_folder_t *folder = self;

    close(folder->socket);
    waitpid(folder->keeper, NULL, 0);
    return APR_SUCCESS;
}

static cnops_exit_e start(cnops_export_folder_t *folder, cnops_export_keeper_t *keeper,
                          const cnops_ctl_t *ctl)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return refuse(ctl, "needs a socket", errno);
    folder->keeper = fork();
    if (folder->keeper < 0)
        return refuse(ctl, "needs a second process", errno);
    if (folder->keeper == 0) {
        close(ends[0]);
        keeper->socket = ends[1];
        cnops_export_keeper_run(keeper);
    }
    close(ends[1]);
    close(keeper->dir);
    folder->socket = ends[0];
    apr_pool_cleanup_register(ctl->pool, folder, close_folder, apr_pool_cleanup_null);
    return CNOPS_EXIT_DONE;
}

cnops_exit_e cnops_export_folder_open(cnops_export_folder_t **pfolder, const cnops_ctl_t *ctl)
{
    cnops_export_folder_t *folder = apr_pcalloc(ctl->pool, sizeof *folder);
    cnops_export_keeper_t keeper = {.program = ctl->program};
    apr_os_file_t err;
    cnops_exit_e verdict;

    if ((verdict = open_dir(&keeper, ctl)) != CNOPS_EXIT_DONE)
        return verdict;
    apr_os_file_get(&err, ctl->err);
    keeper.err = err;
    *pfolder = folder;
    return start(folder, &keeper, ctl);
}

/* --- what it is told --- */

static apr_status_t tell(const cnops_export_folder_t *folder, cnops_export_order_e order,
                         const char *bytes, apr_size_t len)
{
    char message[CNOPS_EXPORT_MESSAGE];
    int error = 0;

    message[0] = (char)order;
    memcpy(message + 1, bytes, len);
    if (send(folder->socket, message, len + 1, MSG_NOSIGNAL) != (ssize_t)len + 1 ||
        recv(folder->socket, &error, sizeof error, 0) != (ssize_t)sizeof error)
        error = EPIPE;
    explicit_bzero(message, len + 1);
    return error;
}

static apr_status_t tell_text(const cnops_export_folder_t *folder, cnops_export_order_e order,
                              const char *text)
{
    apr_size_t len = strlen(text);

    return len < CNOPS_EXPORT_MESSAGE ? tell(folder, order, text, len) : APR_EINVAL;
}

static apr_status_t write_all(const cnops_export_folder_t *folder, const char *bytes,
                              apr_size_t len)
{
    apr_status_t rv = APR_SUCCESS;

    while (len > 0 && rv == APR_SUCCESS) {
        apr_size_t part = len < CNOPS_EXPORT_MESSAGE - 1 ? len : CNOPS_EXPORT_MESSAGE - 1;

        rv = tell(folder, CNOPS_EXPORT_DATA, bytes, part);
        bytes += part;
        len -= part;
    }
    return rv;
}

apr_status_t cnops_export_folder_write(cnops_export_folder_t *folder, const char *name,
                                       const char *bytes, apr_size_t len)
{
    apr_status_t rv = tell_text(folder, CNOPS_EXPORT_BEGIN, name);

    if (rv != APR_SUCCESS)
        return rv;
    if ((rv = write_all(folder, bytes, len)) == APR_SUCCESS)
        rv = tell(folder, CNOPS_EXPORT_END, "", 0);
    if (rv != APR_SUCCESS)
        cnops_export_folder_discard(folder);
    return rv;
}

apr_status_t cnops_export_folder_pledge(cnops_export_folder_t *folder, const char *loss)
{
    return tell_text(folder, CNOPS_EXPORT_PLEDGE, loss);
}

apr_status_t cnops_export_folder_publish(cnops_export_folder_t *folder)
{
    return tell(folder, CNOPS_EXPORT_PUBLISH, "", 0);
}

apr_status_t cnops_export_folder_discard(cnops_export_folder_t *folder)
{
    return tell(folder, CNOPS_EXPORT_DISCARD, "", 0);
}
