/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/hasher.h"

#include "base/errors.h"

#include <apr_strings.h>
#include <dlfcn.h>
#include <errno.h>
#include <sodium.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#define PAGE      ((apr_size_t)4096)
#define HUGE_PAGE ((apr_size_t)2 * 1024 * 1024)

/* Behind the arenas, in memory that all children share. */
typedef struct shared_t {
    _Atomic int64_t used_at; /* monotonic µs; 0: the arenas have no memory */
} shared_t;

struct cnops_hasher_t {
    const cnops_arena_calls_t *calls;
    int count;
    apr_size_t memory; /* of one arena */
    shared_t *shared;
    char *arenas;
    apr_size_t mapped_len;
};

static int64_t monotonic_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * APR_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* --- the arenas --- */

static void unmap(cnops_hasher_t *hasher)
{
    if (hasher->shared)
        munmap(hasher->arenas, hasher->mapped_len);
    hasher->shared = NULL;
    hasher->count = 0;
}

apr_status_t cnops_hasher_resize(cnops_hasher_t *hasher, int count, apr_size_t memory)
{
    apr_size_t rounded = APR_ALIGN(memory, HUGE_PAGE), len = (apr_size_t)count * rounded + PAGE;
    void *mapped;

    if (count < 1 || memory == 0)
        return APR_EINVAL;
    if (hasher->shared && hasher->count == count && hasher->memory == rounded)
        return APR_SUCCESS;
    mapped =
        mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED)
        return APR_FROM_OS_ERROR(errno);
    if (madvise(mapped, len, MADV_DONTDUMP) != 0) {
        apr_status_t rv = APR_FROM_OS_ERROR(errno);

        munmap(mapped, len);
        return rv;
    }
    /* Where the system allows huge pages for shared memory (shmem_enabled is advise), a hash takes
     * another tenth less. Elsewhere this fails or does nothing. */
    madvise(mapped, len - PAGE, MADV_HUGEPAGE);
    unmap(hasher);
    hasher->arenas = mapped;
    hasher->shared = (shared_t *)(void *)(hasher->arenas + len - PAGE);
    hasher->mapped_len = len;
    hasher->memory = rounded;
    hasher->count = count;
    return APR_SUCCESS;
}

static bool has_all_slots(int *held, int count, cnops_slots_t *slots)
{
    for (int i = 0; i < count; i++) {
        if (cnops_slots_acquire(&held[i], slots, CNOPS_SLOTS_STRANGER, 0) == APR_SUCCESS)
            continue;
        while (i > 0)
            cnops_slots_return(slots, held[--i]);
        return false;
    }
    return true;
}

void cnops_hasher_rest(const cnops_hasher_t *hasher, cnops_slots_t *slots, apr_interval_time_t idle)
{
    int held[CNOPS_SLOTS_MAX];
    int64_t used_at = hasher ? atomic_load(&hasher->shared->used_at) : 0;

    if (used_at == 0 || monotonic_now() - used_at < idle ||
        !has_all_slots(held, hasher->count, slots))
        return;
    if (madvise(hasher->arenas, hasher->mapped_len - PAGE, MADV_REMOVE) == 0)
        atomic_store(&hasher->shared->used_at, 0);
    for (int i = 0; i < hasher->count; i++)
        cnops_slots_return(slots, held[i]);
}

/* --- hashes --- */

static int hash_plainly(const cnops_arena_task_t *task)
{
    return crypto_pwhash_str(task->new_hash, task->password, task->password_len, task->passes,
                             task->memory)
               ? ENOMEM
               : 0;
}

static int verify_plainly(const cnops_arena_task_t *task)
{
    errno = 0;
    if (crypto_pwhash_str_verify(task->hash, task->password, task->password_len) == 0)
        return 0;
    return errno ? errno : EIO;
}

static bool set_arena(cnops_arena_task_t *task, const cnops_hasher_t *hasher, int slot)
{
    if (!hasher || slot >= hasher->count)
        return false;
    atomic_store(&hasher->shared->used_at, monotonic_now());
    task->arena = hasher->arenas + (apr_size_t)slot * hasher->memory;
    task->arena_len = hasher->memory;
    return true;
}

int cnops_hasher_hash(const cnops_hasher_t *hasher, int slot, cnops_arena_task_t *task)
{
    return set_arena(task, hasher, slot) ? hasher->calls->hash(task) : hash_plainly(task);
}

int cnops_hasher_verify(const cnops_hasher_t *hasher, int slot, cnops_arena_task_t *task)
{
    return set_arena(task, hasher, slot) ? hasher->calls->verify(task) : verify_plainly(task);
}

/* --- the library --- */

static const char *find_calls(const cnops_arena_calls_t **pcalls, const char *path)
{
    void *library = dlmopen(LM_ID_NEWLM, path, RTLD_NOW | RTLD_LOCAL);

    if (!library)
        return dlerror();
    if (!(*pcalls = dlsym(library, CNOPS_ARENA_SYMBOL)))
        return "this is not the arena library";
    if ((*pcalls)->version != CNOPS_ARENA_VERSION)
        return "this is the arena library of another version";
    return (*pcalls)->start() == 0 ? NULL : "its libsodium finds no source of random bytes";
}

/* Hashes must be the same in both directions, and must have used the arena; else something else
 * than the mmap of the library was called. */
static const char *check_calls(const cnops_hasher_t *hasher)
{
    char theirs[crypto_pwhash_STRBYTES], ours[crypto_pwhash_STRBYTES];
    cnops_arena_task_t task = {.password = "cnops",
                               .password_len = 5,
                               .passes = crypto_pwhash_OPSLIMIT_MIN,
                               .memory = crypto_pwhash_MEMLIMIT_MIN,
                               .new_hash = theirs,
                               .hash = ours};

    if (hash_plainly(&(cnops_arena_task_t){.password = task.password,
                                           .password_len = task.password_len,
                                           .passes = task.passes,
                                           .memory = task.memory,
                                           .new_hash = ours}) != 0 ||
        cnops_hasher_hash(hasher, 0, &task) != 0)
        return "no memory for a hash";
    if (task.used == 0)
        return "its libsodium takes memory of its own";
    task.hash = ours;
    if (cnops_hasher_verify(hasher, 0, &task) != 0 ||
        crypto_pwhash_str_verify(theirs, task.password, task.password_len) != 0)
        return "its hashes are not those of libsodium";
    task.password_len--;
    return cnops_hasher_verify(hasher, 0, &task) == EINVAL ? NULL : "it accepts a wrong password";
}

apr_status_t cnops_hasher_load(cnops_hasher_t **phasher, const char **pfault, const char *path,
                               apr_pool_t *pool)
{
    cnops_hasher_t *hasher = apr_pcalloc(pool, sizeof *hasher);
    const char *fault = find_calls(&hasher->calls, path);

    *phasher = NULL;
    if (!fault && cnops_hasher_resize(hasher, 1, crypto_pwhash_MEMLIMIT_MIN) != APR_SUCCESS)
        fault = "no shared memory";
    if (!fault && (fault = check_calls(hasher)))
        unmap(hasher);
    *pfault = fault ? apr_pstrdup(pool, fault) : NULL;
    if (fault)
        return APR_EDSOOPEN;
    *phasher = hasher;
    return APR_SUCCESS;
}
