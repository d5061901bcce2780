/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/codes/fake_memcached.h"

#include <apr_strings.h>
#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SOCKETS_MAX 64
#define TICK        1000 /* µs */

struct fake_memcached_t {
    pthread_mutex_t lock; /* of all that follows */
    fake_answers_t answers;
    struct pollfd sockets[SOCKETS_MAX]; /* the first one listens */
    nfds_t count;
    int told[FAKE_COMMANDS];
    bool is_stopping;
    pthread_t thread;
    const char *name;
};

/* --- sockets --- */

static int listen_on_loopback(const char **pname, int backlog, apr_pool_t *pool)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, backlog) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &len) != 0)
        abort();
    *pname = apr_psprintf(pool, "127.0.0.1:%d", ntohs(address.sin_port));
    return listener;
}

static void hang_up(fake_memcached_t *fake)
{
    while (fake->count > 1)
        close(fake->sockets[--fake->count].fd);
}

/* --- the thread --- */

static fake_command_e find_command(const char *told)
{
    static const char *const names[FAKE_COMMANDS] = {"version", "set", "get"};
    int i = 0;

    while (i < FAKE_COMMANDS && strncmp(told, names[i], strlen(names[i])) != 0)
        i++;
    return (fake_command_e)i;
}

static void say(int socket, const char *answer)
{
    send(socket, answer, strlen(answer), MSG_NOSIGNAL);
}

/* A command comes in one piece: apr_memcache writes it at once. */
static bool converse(fake_memcached_t *fake, int socket)
{
    char told[1024];
    ssize_t len = recv(socket, told, sizeof told - 1, 0);
    fake_command_e command;

    if (len <= 0)
        return false;
    told[len] = '\0';
    if ((command = find_command(told)) == FAKE_COMMANDS) /* "quit" */
        return false;
    fake->told[command]++;
    if (fake->answers.to[command])
        say(socket, fake->answers.to[command]);
    return true;
}

static void take_connection(fake_memcached_t *fake)
{
    int socket = accept(fake->sockets[0].fd, NULL, NULL);

    if (socket < 0 || fake->count == SOCKETS_MAX)
        abort();
    fake->sockets[fake->count++] = (struct pollfd){.fd = socket, .events = POLLIN};
}

static void serve_all(fake_memcached_t *fake)
{
    if (poll(fake->sockets, fake->count, 0) <= 0)
        return;
    for (nfds_t i = fake->count - 1; i > 0; i--) {
        if (fake->sockets[i].revents && !converse(fake, fake->sockets[i].fd)) {
            close(fake->sockets[i].fd);
            fake->sockets[i] = fake->sockets[--fake->count];
        }
    }
    if (fake->sockets[0].revents)
        take_connection(fake);
}

static void *run(void *data)
{
    fake_memcached_t *fake = data;
    bool is_stopping = false;

    while (!is_stopping) {
        usleep(TICK);
        pthread_mutex_lock(&fake->lock);
        serve_all(fake);
        is_stopping = fake->is_stopping;
        pthread_mutex_unlock(&fake->lock);
    }
    return NULL;
}

/* --- from outside --- */

fake_memcached_t *fake_memcached_start(fake_answers_t answers, apr_pool_t *pool)
{
    fake_memcached_t *fake = apr_pcalloc(pool, sizeof *fake);

    pthread_mutex_init(&fake->lock, NULL);
    fake->answers = answers;
    fake->sockets[0].fd = listen_on_loopback(&fake->name, SOCKETS_MAX, pool);
    fake->sockets[0].events = POLLIN;
    fake->count = 1;
    if (pthread_create(&fake->thread, NULL, run, fake) != 0)
        abort();
    return fake;
}

const char *fake_memcached_name(const fake_memcached_t *fake)
{
    return fake->name;
}

int fake_memcached_told(fake_memcached_t *fake, fake_command_e command)
{
    int told;

    pthread_mutex_lock(&fake->lock);
    told = fake->told[command];
    pthread_mutex_unlock(&fake->lock);
    return told;
}

void fake_memcached_change(fake_memcached_t *fake, fake_answers_t answers)
{
    pthread_mutex_lock(&fake->lock);
    fake->answers = answers;
    hang_up(fake);
    pthread_mutex_unlock(&fake->lock);
}

void fake_memcached_say(fake_memcached_t *fake, const char *answer)
{
    pthread_mutex_lock(&fake->lock);
    for (nfds_t i = 1; i < fake->count; i++)
        say(fake->sockets[i].fd, answer);
    pthread_mutex_unlock(&fake->lock);
}

void fake_memcached_stop(fake_memcached_t *fake)
{
    pthread_mutex_lock(&fake->lock);
    fake->is_stopping = true;
    pthread_mutex_unlock(&fake->lock);
    pthread_join(fake->thread, NULL);
    hang_up(fake);
    close(fake->sockets[0].fd);
}

/* --- the black hole --- */

static apr_status_t close_both(void *data)
{
    const int *sockets = data;

    close(sockets[0]);
    close(sockets[1]);
    return APR_SUCCESS;
}

/* Nobody accepts, and there is room for one to wait: the kernel drops what comes after. */
const char *fake_memcached_black_hole(apr_pool_t *pool)
{
    int *sockets = apr_palloc(pool, 2 * sizeof *sockets);
    struct sockaddr_in address;
    socklen_t len = sizeof address;
    const char *name;

    sockets[0] = listen_on_loopback(&name, 0, pool);
    sockets[1] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (getsockname(sockets[0], (struct sockaddr *)&address, &len) != 0 ||
        connect(sockets[1], (struct sockaddr *)&address, len) != 0)
        abort();
    apr_pool_cleanup_register(pool, sockets, close_both, apr_pool_cleanup_null);
    return name;
}
