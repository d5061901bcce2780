/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "courier/loopback.h"

#include <apr_strings.h>
#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEARD_MAX 65536
#define TICK      20 /* ms */

struct loopback_t {
    const char *greeting;
    const loopback_reply_t *replies;
    bool silent;
    int listener, port, connections;
    bool stopping;
    char heard[HEARD_MAX + 1];
    size_t len;
    pthread_mutex_t lock;
    pthread_t thread;
};

static bool is_stopping(loopback_t *loopback)
{
    bool stopping;

    pthread_mutex_lock(&loopback->lock);
    stopping = loopback->stopping;
    pthread_mutex_unlock(&loopback->lock);
    return stopping;
}

static bool await(loopback_t *loopback, int socket)
{
    struct pollfd poller = {.fd = socket, .events = POLLIN};

    while (!is_stopping(loopback))
        if (poll(&poller, 1, TICK) > 0)
            return true;
    return false;
}

static void keep(loopback_t *loopback, const char *bytes, size_t len)
{
    pthread_mutex_lock(&loopback->lock);
    if (len > HEARD_MAX - loopback->len)
        len = HEARD_MAX - loopback->len;
    memcpy(loopback->heard + loopback->len, bytes, len);
    loopback->len += len;
    loopback->heard[loopback->len] = '\0';
    pthread_mutex_unlock(&loopback->lock);
}

/* Whether all that was received ends with end. The end of a letter may come in several reads. */
static bool ends_with(const loopback_t *loopback, const char *end)
{
    size_t len = strlen(end);

    return loopback->len >= len && strcmp(loopback->heard + loopback->len - len, end) == 0;
}

/* Sends the reply to received; false where the connection must be closed. */
static bool answer(const loopback_t *loopback, int socket, const char *received)
{
    for (const loopback_reply_t *reply = loopback->replies; reply->when; reply++) {
        bool fits = reply->when[0] == '\r'
                        ? ends_with(loopback, reply->when)
                        : strncmp(received, reply->when, strlen(reply->when)) == 0;

        if (fits)
            return reply->say && send(socket, reply->say, strlen(reply->say), MSG_NOSIGNAL) > 0;
    }
    return true;
}

/* Answers each read: curl writes one command, or a whole request, at a time. */
static void converse(loopback_t *loopback, int socket)
{
    char bytes[HEARD_MAX + 1];
    ssize_t len;

    if (loopback->greeting)
        send(socket, loopback->greeting, strlen(loopback->greeting), MSG_NOSIGNAL);
    while (await(loopback, socket) && (len = recv(socket, bytes, HEARD_MAX, 0)) > 0) {
        bytes[len] = '\0';
        keep(loopback, bytes, (size_t)len);
        if (!loopback->silent && !answer(loopback, socket, bytes))
            break;
    }
    close(socket);
}

static void *serve(void *data)
{
    loopback_t *loopback = data;

    while (await(loopback, loopback->listener)) {
        int socket = accept(loopback->listener, NULL, NULL);

        if (socket < 0)
            break;
        pthread_mutex_lock(&loopback->lock);
        loopback->connections++;
        pthread_mutex_unlock(&loopback->lock);
        converse(loopback, socket);
    }
    return NULL;
}

loopback_t *loopback_start(const char *greeting, const loopback_reply_t *replies, bool silent,
                           apr_pool_t *pool)
{
    loopback_t *loopback = apr_pcalloc(pool, sizeof *loopback);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;

    loopback->greeting = greeting;
    loopback->replies = replies;
    loopback->silent = silent;
    pthread_mutex_init(&loopback->lock, NULL);
    loopback->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(loopback->listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(loopback->listener, 8) != 0 ||
        getsockname(loopback->listener, (struct sockaddr *)&address, &len) != 0 ||
        pthread_create(&loopback->thread, NULL, serve, loopback) != 0)
        abort();
    loopback->port = ntohs(address.sin_port);
    return loopback;
}

int loopback_port(const loopback_t *loopback)
{
    return loopback->port;
}

const char *loopback_heard(loopback_t *loopback, apr_pool_t *pool)
{
    const char *heard;

    pthread_mutex_lock(&loopback->lock);
    heard = apr_pstrdup(pool, loopback->heard);
    pthread_mutex_unlock(&loopback->lock);
    return heard;
}

int loopback_connections(loopback_t *loopback)
{
    int connections;

    pthread_mutex_lock(&loopback->lock);
    connections = loopback->connections;
    pthread_mutex_unlock(&loopback->lock);
    return connections;
}

void loopback_stop(loopback_t *loopback)
{
    pthread_mutex_lock(&loopback->lock);
    loopback->stopping = true;
    pthread_mutex_unlock(&loopback->lock);
    pthread_join(loopback->thread, NULL);
    close(loopback->listener);
    pthread_mutex_destroy(&loopback->lock);
}
