/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A real memcached on a free port of the loopback interface, with the failures that it can have. It
 * ends with the program that started it. Threads: one. */
#ifndef CNOPS_TWINS_MEMCACHED_PROCESS_H
#define CNOPS_TWINS_MEMCACHED_PROCESS_H

#include <apr_pools.h>
#include <sys/types.h>

typedef struct memcached_process_t {
    pid_t pid; /* 0: none runs */
    int port;
    const char *name; /* "127.0.0.1:PORT" */
} memcached_process_t;

/* Starts on a port that was free a moment ago, or on another one if that port is taken now. */
void memcached_process_start(memcached_process_t *process, apr_pool_t *pool);
/* Starts again on the same port, empty, as after a restart. */
void memcached_process_restart(memcached_process_t *process);
/* Kills it with SIGKILL; does nothing where none runs. */
void memcached_process_kill(memcached_process_t *process);
/* Stops it with SIGSTOP: the kernel still accepts connections, but no request is answered. */
void memcached_process_freeze(const memcached_process_t *process);
void memcached_process_thaw(const memcached_process_t *process);

/* A port on which no process listens. */
int memcached_process_free_port(void);

#endif
