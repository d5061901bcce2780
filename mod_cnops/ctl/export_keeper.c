/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/export_keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define PART ".part"

bool cnops_export_is_part(const char *name)
{
    size_t len = strlen(name);

    return len > strlen(PART) && strcmp(name + len - strlen(PART), PART) == 0;
}

/* --- texts --- */

/* False where the text does not fit. */
static bool keep_text(char kept[CNOPS_EXPORT_TEXT], const char *text, size_t len)
{
    if (len >= CNOPS_EXPORT_TEXT)
        return false;
    memcpy(kept, text, len);
    kept[len] = '\0';
    return true;
}

/* A name without a folder in it. */
static bool is_name(const char *name)
{
    size_t len = strlen(name);

    return len > 0 && name[0] != '.' &&
           strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.") == len;
}

/* --- the orders --- */

static void forget(cnops_export_keeper_t *keeper)
{
    keeper->name[0] = keeper->loss[0] = '\0';
}

static int begin(cnops_export_keeper_t *keeper, const char *text, size_t len)
{
    if (keeper->name[0] || len + strlen(PART) >= CNOPS_EXPORT_TEXT)
        return EINVAL;
    keep_text(keeper->name, text, len);
    if (!is_name(keeper->name)) {
        forget(keeper);
        return EINVAL;
    }
    memcpy(keeper->part, keeper->name, len);
    memcpy(keeper->part + len, PART, sizeof PART);
    keeper->file = openat(keeper->dir, keeper->part,
                          O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (keeper->file >= 0)
        return 0;
    forget(keeper);
    return errno;
}

static int write_data(const cnops_export_keeper_t *keeper, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t written = write(keeper->file, bytes, len);

        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return written < 0 ? errno : ENOSPC;
        bytes += written;
        len -= (size_t)written;
    }
    return 0;
}

static int close_file(cnops_export_keeper_t *keeper, bool keeps)
{
    int error = keeps && fsync(keeper->file) != 0 ? errno : 0;

    if (keeper->file >= 0 && close(keeper->file) != 0 && !error)
        error = errno;
    keeper->file = -1;
    return error;
}

static int publish(cnops_export_keeper_t *keeper)
{
    struct stat other;

    if (!keeper->name[0] || keeper->file >= 0)
        return EINVAL;
    if (fstatat(keeper->dir, keeper->name, &other, AT_SYMLINK_NOFOLLOW) == 0)
        return EEXIST;
    if (renameat(keeper->dir, keeper->part, keeper->dir, keeper->name) != 0)
        return errno;
    keeper->published++;
    forget(keeper);
    return fsync(keeper->dir) != 0 ? errno : 0;
}

static int discard(cnops_export_keeper_t *keeper)
{
    int error = 0;

    close_file(keeper, false);
    if (keeper->name[0] && unlinkat(keeper->dir, keeper->part, 0) != 0)
        error = errno;
    forget(keeper);
    return error;
}

static int obey(cnops_export_keeper_t *keeper, char order, const char *bytes, size_t len)
{
    switch (order) {
    case CNOPS_EXPORT_BEGIN:
        return begin(keeper, bytes, len);
    case CNOPS_EXPORT_DATA:
        return write_data(keeper, bytes, len);
    case CNOPS_EXPORT_END:
        return close_file(keeper, true);
    case CNOPS_EXPORT_PLEDGE:
        return keep_text(keeper->loss, bytes, len) ? 0 : EINVAL;
    case CNOPS_EXPORT_PUBLISH:
        return publish(keeper);
    case CNOPS_EXPORT_DISCARD:
        return discard(keeper);
    default:
        return EINVAL;
    }
}

/* --- the process --- */

/* The command has ended, or was killed. */
static void clean_up(cnops_export_keeper_t *keeper)
{
    if (keeper->loss[0])
        dprintf(keeper->err, "%s: %s\n", keeper->program, keeper->loss);
    if (keeper->name[0] && discard(keeper) != 0)
        dprintf(keeper->err, "%s: %s/%s cannot be removed: remove it\n", keeper->program,
                keeper->path, keeper->part);
    if (keeper->made && !keeper->published)
        rmdir(keeper->path);
}

void cnops_export_keeper_run(cnops_export_keeper_t *keeper)
{
    static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    static char message[CNOPS_EXPORT_MESSAGE];
    ssize_t len;

    keeper->file = -1;
    /* What a terminal sends to the command is sent to this process too. */
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        (void)signal(ignored[i], SIG_IGN);
    while ((len = recv(keeper->socket, message, sizeof message, 0)) > 0) {
        int error = obey(keeper, message[0], message + 1, (size_t)len - 1);

        explicit_bzero(message, (size_t)len);
        if (send(keeper->socket, &error, sizeof error, MSG_NOSIGNAL) < 0)
            break;
    }
    clean_up(keeper);
    _exit(0);
}
