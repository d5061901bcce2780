/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "memcached_process.h"

#include <apr_strings.h>
#include <arpa/inet.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define LOOKS      1000
#define LOOK_AGAIN 10000 /* µs: ten seconds in all, for a busy machine */
#define STARTS     20
#define NOBODY     65534

static struct sockaddr_in loopback(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

int memcached_process_free_port(void)
{
    int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int port, taken;

    do {
        struct sockaddr_in address = loopback(port = 20000 + (int)arc4random_uniform(12000));

        taken = bind(probe, (struct sockaddr *)&address, sizeof address);
    } while (taken != 0);
    close(probe);
    return port;
}

static bool listens(int port)
{
    struct sockaddr_in address = loopback(port);
    int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool yes = connect(probe, (struct sockaddr *)&address, sizeof address) == 0;

    close(probe);
    return yes;
}

static void become_memcached(int port, pid_t parent)
{
    char text[8];
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    /* memcached refuses to run as root. A change of user clears the death signal, so the user is
     * changed first. */
    if (getuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
        _exit(1);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    apr_snprintf(text, sizeof text, "%d", port);
    execlp("memcached", "memcached", "-l", "127.0.0.1", "-p", text, "-U", "0", "-m", "16", "-t",
           "2", (char *)NULL);
    _exit(127);
}

/* False where it ended at once, because another process has taken the port. */
static bool spawn(memcached_process_t *process)
{
    pid_t parent = getpid();

    process->pid = fork();
    assert_true(process->pid >= 0);
    if (process->pid == 0)
        become_memcached(process->port, parent);
    for (int i = 0; i < LOOKS; i++) {
        int status;

        if (waitpid(process->pid, &status, WNOHANG) == process->pid) {
            process->pid = 0;
            return false;
        }
        if (listens(process->port))
            return true;
        usleep(LOOK_AGAIN);
    }
    fail_msg("memcached does not listen on port %d", process->port);
    return false;
}

void memcached_process_start(memcached_process_t *process, apr_pool_t *pool)
{
    for (int i = 0; i < STARTS; i++) {
        process->port = memcached_process_free_port();
        process->name = apr_psprintf(pool, "127.0.0.1:%d", process->port);
        if (spawn(process))
            return;
    }
    fail_msg("memcached does not start: is it installed?");
}

void memcached_process_restart(memcached_process_t *process)
{
    memcached_process_kill(process);
    for (int i = 0; i < STARTS; i++) {
        if (spawn(process))
            return;
        usleep(LOOK_AGAIN);
    }
    fail_msg("memcached does not start again on port %d", process->port);
}

void memcached_process_kill(memcached_process_t *process)
{
    int status;

    if (process->pid == 0)
        return;
    kill(process->pid, SIGKILL);
    assert_int_equal(waitpid(process->pid, &status, 0), process->pid);
    process->pid = 0;
}

void memcached_process_freeze(const memcached_process_t *process)
{
    int status;

    kill(process->pid, SIGSTOP);
    assert_int_equal(waitpid(process->pid, &status, WUNTRACED), process->pid);
}

void memcached_process_thaw(const memcached_process_t *process)
{
    kill(process->pid, SIGCONT);
}
