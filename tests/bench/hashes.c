/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* How many passwords this machine can check in a second, with nothing else to do.
 *
 *   hashes THREADS SECONDS KIBIBYTES PASSES
 *
 * Each thread checks a password with the stock libsodium, again and again. Prints one JSON object.
 */
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define THREADS_MOST 64

typedef struct worker_t {
    pthread_t thread;
    const char *hash;
    double ends_at; /* s */
    long count;
} worker_t;

static const char password[] = "zellige bleu 47 figues";

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void *work(void *self)
{
    worker_t *worker = self;

    for (; now() < worker->ends_at; worker->count++)
        if (crypto_pwhash_str_verify(worker->hash, password, strlen(password)) != 0)
            abort();
    return NULL;
}

static double own_seconds(void)
{
    struct rusage use;

    getrusage(RUSAGE_SELF, &use);
    return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
           (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

static long run(const char *hash, int threads, double ends_at)
{
    worker_t workers[THREADS_MOST];
    long count = 0;

    for (int i = 0; i < threads; i++) {
        workers[i] = (worker_t){.hash = hash, .ends_at = ends_at};
        if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
            abort();
    }
    for (int i = 0; i < threads; i++) {
        pthread_join(workers[i].thread, NULL);
        count += workers[i].count;
    }
    return count;
}

int main(int argc, char **argv)
{
    char hash[crypto_pwhash_STRBYTES];
    double began, seconds;
    long count;
    int threads;

    if (argc != 5 || sodium_init() < 0)
        return 2;
    threads = (int)strtol(argv[1], NULL, 10);
    if (threads < 1 || threads > THREADS_MOST ||
        crypto_pwhash_str(hash, password, strlen(password), strtoull(argv[4], NULL, 10),
                          (size_t)strtoull(argv[3], NULL, 10) * 1024) != 0)
        return 2;
    began = now();
    count = run(hash, threads, began + strtod(argv[2], NULL));
    seconds = now() - began;
    printf("{\"seconds\":%.6f,\"count\":%ld,\"cpu\":%.6f}\n", seconds, count, own_seconds());
    return 0;
}
