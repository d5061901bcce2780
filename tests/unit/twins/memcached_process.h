/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A real memcached on a free port of the loopback, with the mishaps of one. It ends with
 * the program that started it. Threads: one. */
#ifndef CNOPS_TWINS_MEMCACHED_PROCESS_H
#define CNOPS_TWINS_MEMCACHED_PROCESS_H

#include <apr_pools.h>
#include <sys/types.h>

typedef struct memcached_process_t {
    pid_t pid; /* 0: none runs */
    int port;
    const char *name; /* "127.0.0.1:PORT" */
} memcached_process_t;

/* On a port that was free a moment ago; another one is taken where it is not any more. */
void memcached_process_start(memcached_process_t *process, apr_pool_t *pool);
/* On the port it had, empty: what a restart leaves. */
void memcached_process_restart(memcached_process_t *process);
/* kill -9, and gone; nothing where none runs. */
void memcached_process_kill(memcached_process_t *process);
/* SIGSTOP: the kernel goes on taking connections, nobody answers. */
void memcached_process_freeze(const memcached_process_t *process);
void memcached_process_thaw(const memcached_process_t *process);

/* A port nobody listens on. */
int memcached_process_free_port(void);

#endif
