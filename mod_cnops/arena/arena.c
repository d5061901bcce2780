/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The arena library: lets libsodium hash passwords in memory that the caller keeps.
 *
 * libsodium maps 19 MiB afresh for each hash and unmaps them afterwards; the page faults of that
 * take as long as the hash itself. It offers no way to give it memory. This library stands before
 * the libc in a namespace of its own (dlmopen), so that the libsodium of that namespace finds the
 * mmap and munmap below. The libsodium is the one of the system, unchanged; nothing else in the
 * process sees these functions.
 *
 * Floor: arena; part of neither module nor cnopsctl. Threads: any. Secrets: the arena is full of
 * blocks that are derived from the password, and is wiped after each call. */
#include "base/arena.h"

#include <errno.h>
#include <sodium.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

/* The task of this thread while libsodium works on it. */
static __thread cnops_arena_task_t *current;

/* --- what libsodium finds instead of the libc's --- */

EXPORT void *mmap(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
    bool is_plain = !addr && (flags & MAP_ANONYMOUS) && (flags & MAP_PRIVATE);

    if (current && is_plain && current->used == 0 && len <= current->arena_len) {
        current->used = len;
        return current->arena;
    }
    /* NOLINTNEXTLINE(performance-no-int-to-ptr): the system call returns the address as a number */
    return (void *)syscall(SYS_mmap, addr, len, prot, flags, fd, offset);
}

EXPORT int munmap(void *addr, size_t len)
{
    if (current && addr == current->arena)
        return 0;
    return (int)syscall(SYS_munmap, addr, len);
}

/* --- the calls --- */

static void begin(cnops_arena_task_t *task)
{
    task->used = 0;
    current = task;
    errno = 0;
}

static int end(cnops_arena_task_t *task, int failed)
{
    int error = errno;

    current = NULL;
    sodium_memzero(task->arena, task->used);
    return failed ? (error ? error : EIO) : 0;
}

static int start(void)
{
    return sodium_init() < 0 ? EIO : 0;
}

static int hash(cnops_arena_task_t *task)
{
    begin(task);
    return end(task, crypto_pwhash_str(task->new_hash, task->password, task->password_len,
                                       task->passes, task->memory));
}

static int verify(cnops_arena_task_t *task)
{
    begin(task);
    return end(task, crypto_pwhash_str_verify(task->hash, task->password, task->password_len));
}

EXPORT extern const cnops_arena_calls_t cnops_arena_calls;
const cnops_arena_calls_t cnops_arena_calls = {CNOPS_ARENA_VERSION, start, hash, verify};
