/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A library that tests/memory/httpd preloads into httpd, so that tests can read the memory of
 * each child.
 *
 * The module prevents that: it calls prctl(PR_SET_DUMPABLE, 0) in its children, after which not
 * even their own user can read their memory. This library replaces prctl. Instead of that call
 * it starts a thread, which writes all writable memory to MEMORY_DIR/PID.mem as soon as the file
 * MEMORY_DIR/ask exists. This needs no privilege and no debugger, and makes no copy of the
 * memory inside the process. */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE     4096
#define MAPS_MAX (256 * 1024)
#define POLL     50000 /* µs */

static const char zeros[PAGE];

static void write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t done = write(fd, bytes, len);

        if (done <= 0)
            _exit(70);
        bytes += done;
        len -= (size_t)done;
    }
}

/* Leaves out pages of zeros, for instance of unused stacks. */
static void write_range(int fd, const char *from, const char *to)
{
    for (; from < to; from += PAGE)
        if (memcmp(from, zeros, PAGE) != 0)
            write_all(fd, from, PAGE);
}

/* The kernel's list of mappings, NUL-terminated, in a new mapping: an allocation on the heap
 * would change the memory that is about to be written. */
static char *read_maps(void)
{
    char *text = mmap(NULL, MAPS_MAX, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    size_t len = 0;
    ssize_t got;

    if (text == MAP_FAILED || fd < 0)
        _exit(71);
    while ((got = read(fd, text + len, MAPS_MAX - 1 - len)) > 0)
        len += (size_t)got;
    close(fd);
    return text;
}

static void dump(const char *path)
{
    char part[512];
    char *maps = read_maps(), *rest = maps;
    int fd;

    snprintf(part, sizeof part, "%s.part", path);
    if ((fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) < 0)
        _exit(72);
    for (char *line; (line = strsep(&rest, "\n")) && *line;) {
        unsigned long from, to;
        char access[8];

        if (sscanf(line, "%lx-%lx %7s", &from, &to, access) == 3 && access[0] == 'r' &&
            access[1] == 'w')
            /* NOLINTNEXTLINE(performance-no-int-to-ptr): the kernel prints addresses */
            write_range(fd, (const char *)from, (const char *)to);
    }
    close(fd);
    rename(part, path);
    munmap(maps, MAPS_MAX);
}

/* Does not use access(): that ignores the capability to search folders without permission. */
static int is_there(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0;
}

static void *wait_to_be_asked(void *data)
{
    const char *dir = data;
    char ask[400], answer[400];

    snprintf(ask, sizeof ask, "%s/ask", dir);
    snprintf(answer, sizeof answer, "%s/%d.mem", dir, (int)getpid());
    for (;; usleep(POLL))
        if (is_there(ask) && !is_there(answer))
            dump(answer);
    return NULL;
}

/* Blocks all signals in the new thread: httpd expects them in its own threads. */
static void start_waiting(char *dir)
{
    pthread_t thread;
    sigset_t all, former;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &former);
    if (pthread_create(&thread, NULL, wait_to_be_asked, dir) != 0)
        _exit(73);
    pthread_sigmask(SIG_SETMASK, &former, NULL);
}

__attribute__((visibility("default"))) int prctl(int option, ...)
{
    unsigned long args[4];
    char *dir = getenv("MEMORY_DIR");
    va_list list;

    va_start(list, option);
    for (int i = 0; i < 4; i++)
        args[i] = va_arg(list, unsigned long);
    va_end(list);
    if (option == PR_SET_DUMPABLE && (int)args[0] == 0 && dir) {
        start_waiting(dir);
        return 0;
    }
    return (int)syscall(SYS_prctl, option, args[0], args[1], args[2], args[3]);
}
