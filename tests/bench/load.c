/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Sends prepared HTTP requests over keep-alive connections, and measures the answers.
 *
 *   load PORT CONNECTIONS BLOCKS SECONDS REQUESTS [ANSWERS]
 *
 * CONNECTIONS requests are under way at the same time, each from one connection. The connections
 * come from BLOCKS address blocks (127.0.1.1, 127.0.2.1…). SECONDS is how long the requests are
 * repeated; 0: each is sent once. REQUESTS is a file: the length of each request in 4 bytes, then
 * its bytes. ANSWERS is a file to write: number of the request and length of its answer, 4 bytes
 * each, then the answer.
 *
 * Prints one JSON object. "repeated" counts requests that were sent again (see start), "broken"
 * those without an answer. Times are in µs; a request's time is from its sending to the last byte
 * of its answer. An answer below 400 counts as good. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS_MOST 1024
#define BLOCKS_MOST      250
#define ANSWER_MOST      (1 << 20) /* bytes */
#define STATUSES         600
#define SILENCE_MOST     15000 /* ms without any answer: the server hangs */

typedef struct request_t {
    const char *bytes;
    uint32_t length;
} request_t;

typedef struct sample_t {
    uint32_t took; /* µs */
    bool is_good;
} sample_t;

typedef struct connection_t {
    int fd;             /* -1: closed */
    uint32_t request;   /* the number of the one under way */
    bool is_busy;       /* waits for its answer */
    bool is_used;       /* has given an answer before */
    uint64_t sent_at;   /* µs */
    size_t length;      /* of what has come of the answer */
    size_t head_length; /* 0: the end of the headers has not come */
    long body_length;   /* -1: chunked; -2: until the connection is closed */
    int status;
    char *answer; /* ANSWER_MOST bytes and a 0 */
    struct sockaddr_in from;
} connection_t;

typedef struct load_t {
    struct sockaddr_in server;
    connection_t connections[CONNECTIONS_MOST];
    int count, busy, poll;
    request_t *requests;
    uint32_t request_count;
    uint64_t next;     /* requests taken so far */
    uint64_t ends_at;  /* µs; 0: each request once */
    FILE *answers;     /* or NULL */
    sample_t *samples; /* one for each answer */
    size_t sample_count, sample_room;
    uint64_t statuses[STATUSES];
    uint64_t connects, repeated, broken; /* broken: refused, reset or unreadable */
    uint64_t bytes;
} load_t;

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static uint64_t now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static void *grow(void *old, size_t size)
{
    void *room = realloc(old, size);

    if (!room)
        fail("memory");
    return room;
}

/* --- the requests --- */

static const char *map_file(const char *path, size_t *psize)
{
    struct stat about;
    int fd = open(path, O_RDONLY);
    void *bytes;

    if (fd < 0 || fstat(fd, &about) != 0 || about.st_size == 0)
        fail(path);
    bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED)
        fail(path);
    close(fd);
    *psize = (size_t)about.st_size;
    return bytes;
}

static void read_requests(load_t *load, const char *path)
{
    size_t size;
    const char *at = map_file(path, &size), *end = at + size;

    while (at < end) {
        request_t *request;

        if (load->request_count % 1024 == 0)
            load->requests =
                grow(load->requests, (load->request_count + 1024) * sizeof *load->requests);
        request = &load->requests[load->request_count++];
        memcpy(&request->length, at, sizeof request->length);
        request->bytes = at + sizeof request->length;
        at = request->bytes + request->length;
    }
}

/* --- connections --- */

static void disconnect(connection_t *connection)
{
    if (connection->fd >= 0)
        close(connection->fd);
    connection->fd = -1;
}

/* Connecting on the loopback does not wait, so that the socket may block. */
static bool reconnect(load_t *load, connection_t *connection)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    int on = 1;

    load->connects++;
    connection->is_used = false;
    connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection->fd < 0)
        fail("socket");
    setsockopt(connection->fd, IPPROTO_TCP, 1 /* TCP_NODELAY */, &on, sizeof on);
    setsockopt(connection->fd, IPPROTO_IP, 24 /* IP_BIND_ADDRESS_NO_PORT */, &on, sizeof on);
    if (bind(connection->fd, (struct sockaddr *)&connection->from, sizeof connection->from) == 0 &&
        connect(connection->fd, (struct sockaddr *)&load->server, sizeof load->server) == 0 &&
        epoll_ctl(load->poll, EPOLL_CTL_ADD, connection->fd, &event) == 0)
        return true;
    disconnect(connection);
    return false;
}

static bool send_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);

        if (sent < 0)
            return false;
        bytes += sent;
        length -= (size_t)sent;
    }
    return true;
}

static bool is_over(const load_t *load)
{
    return load->ends_at ? now() >= load->ends_at : load->next >= load->request_count;
}

static bool is_sent(load_t *load, connection_t *connection)
{
    const request_t *request = &load->requests[connection->request];

    connection->length = connection->head_length = 0;
    if (connection->fd < 0 && !reconnect(load, connection))
        return false;
    return send_all(connection->fd, request->bytes, request->length);
}

static void fail_request(load_t *load, connection_t *connection)
{
    load->broken++;
    disconnect(connection);
}

/* The server may close a connection that it keeps alive while a request is on its way. Every client
 * then sends that request again, once, on a new connection. */
static void start(load_t *load, connection_t *connection)
{
    bool sent = is_sent(load, connection);

    if (!sent && connection->is_used) {
        load->repeated++;
        disconnect(connection);
        sent = is_sent(load, connection);
    }
    connection->is_busy = sent;
    load->busy += sent;
    if (!sent)
        fail_request(load, connection);
}

/* Sends the next request on a connection that waits for nothing. */
static void send_next(load_t *load, connection_t *connection)
{
    if (is_over(load))
        return;
    connection->request = (uint32_t)(load->next++ % load->request_count);
    connection->sent_at = now();
    start(load, connection);
}

/* --- answers --- */

static void read_head(connection_t *connection)
{
    char *end = strstr(connection->answer, "\r\n\r\n");
    const char *length;

    if (!end)
        return;
    connection->head_length = (size_t)(end - connection->answer) + 4;
    *end = '\0'; /* for the searches */
    connection->status = (int)strtol(connection->answer + strlen("HTTP/1.1 "), NULL, 10);
    length = strcasestr(connection->answer, "\r\nContent-Length:");
    if (length)
        connection->body_length = strtol(length + strlen("\r\nContent-Length:"), NULL, 10);
    else if (strcasestr(connection->answer, "\r\nTransfer-Encoding: chunked"))
        connection->body_length = -1;
    else
        connection->body_length = connection->status == 204 || connection->status == 304 ? 0 : -2;
    *end = '\r';
}

static bool is_complete(const connection_t *connection)
{
    size_t body = connection->length - connection->head_length;
    const char *last = connection->answer + connection->length;

    if (connection->head_length == 0 || connection->body_length == -2)
        return false;
    if (connection->body_length == -1)
        return body >= 5 && memcmp(last - 5, "0\r\n\r\n", 5) == 0;
    return body >= (size_t)connection->body_length;
}

static bool is_last(connection_t *connection)
{
    char *end = connection->answer + connection->head_length - 2;
    bool last;

    *end = '\0';
    last = strcasestr(connection->answer, "\r\nConnection: close") != NULL;
    *end = '\r';
    return last;
}

static void keep_sample(load_t *load, const connection_t *connection)
{
    uint64_t took = now() - connection->sent_at;

    if (load->sample_count == load->sample_room) {
        load->sample_room = load->sample_room ? 2 * load->sample_room : 4096;
        load->samples = grow(load->samples, load->sample_room * sizeof *load->samples);
    }
    load->samples[load->sample_count++] =
        (sample_t){.took = took > UINT32_MAX ? UINT32_MAX : (uint32_t)took,
                   .is_good = connection->status < 400};
}

static void keep_answer(load_t *load, const connection_t *connection)
{
    uint32_t head[2] = {connection->request, (uint32_t)connection->length};

    load->bytes += connection->length;
    load->statuses[connection->status >= 0 && connection->status < STATUSES ? connection->status
                                                                            : 0]++;
    keep_sample(load, connection);
    if (load->answers &&
        (fwrite(head, sizeof head, 1, load->answers) != 1 ||
         fwrite(connection->answer, 1, connection->length, load->answers) != connection->length))
        fail("answers");
}

/* Returns the bytes that came; 0 where the connection is broken. */
static size_t receive(connection_t *connection)
{
    size_t room = ANSWER_MOST - connection->length;
    ssize_t got = recv(connection->fd, connection->answer + connection->length, room, 0);

    if (got <= 0)
        return 0;
    connection->length += (size_t)got;
    connection->answer[connection->length] = '\0';
    if (connection->head_length == 0)
        read_head(connection);
    return (size_t)got;
}

/* The connection was closed, or reset. */
static void take_end(load_t *load, connection_t *connection)
{
    bool may_repeat = connection->is_used && connection->length == 0;

    disconnect(connection);
    if (!connection->is_busy)
        return;
    load->busy--;
    connection->is_busy = false;
    if (may_repeat) {
        load->repeated++;
        start(load, connection);
        return;
    }
    if (connection->head_length > 0 && connection->body_length == -2)
        keep_answer(load, connection);
    else
        load->broken++;
    send_next(load, connection);
}

static void take_bytes(load_t *load, connection_t *connection)
{
    if (receive(connection) == 0) {
        take_end(load, connection);
        return;
    }
    if (!connection->is_busy || !is_complete(connection))
        return;
    load->busy--;
    connection->is_busy = false;
    connection->is_used = true;
    keep_answer(load, connection);
    if (is_last(connection))
        disconnect(connection);
    send_next(load, connection);
}

/* --- the run --- */

static void place(load_t *load, int number, int blocks)
{
    connection_t *connection = &load->connections[number];
    uint32_t address = 0x7f000001u + ((uint32_t)(number % blocks + 1) << 8);

    *connection = (connection_t){.fd = -1, .answer = grow(NULL, ANSWER_MOST + 1)};
    connection->from =
        (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(address)};
}

/* The requests of connections that could not send are taken up by the others. */
static void run(load_t *load)
{
    struct epoll_event events[64];

    for (int i = 0; i < load->count; i++)
        send_next(load, &load->connections[i]);
    while (load->busy > 0) {
        int ready = epoll_wait(load->poll, events, 64, SILENCE_MOST);

        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0) { /* whatever is under way will not be answered */
            load->broken += (uint64_t)load->busy;
            return;
        }
        for (int i = 0; i < ready; i++)
            take_bytes(load, events[i].data.ptr);
    }
}

/* --- the report --- */

static int compare(const void *a, const void *b)
{
    uint32_t x = ((const sample_t *)a)->took, y = ((const sample_t *)b)->took;

    return (x > y) - (x < y);
}

static uint32_t quantile(const sample_t *samples, size_t count, double part)
{
    size_t at = (size_t)((double)count * part);

    return count ? samples[at < count ? at : count - 1].took : 0;
}

static size_t pick_good(const load_t *load, sample_t *good)
{
    size_t count = 0;

    for (size_t i = 0; i < load->sample_count; i++)
        if (load->samples[i].is_good)
            good[count++] = load->samples[i];
    return count;
}

static void tell_times(const char *name, const sample_t *samples, size_t count)
{
    printf("\"%s\":{\"count\":%zu,\"p50\":%u,\"p99\":%u,\"most\":%u},", name, count,
           quantile(samples, count, 0.5), quantile(samples, count, 0.99),
           quantile(samples, count, 1));
}

static void tell_statuses(const load_t *load)
{
    const char *separator = "";

    printf("\"statuses\":{");
    for (int i = 0; i < STATUSES; i++) {
        if (!load->statuses[i])
            continue;
        printf("%s\"%d\":%llu", separator, i, (unsigned long long)load->statuses[i]);
        separator = ",";
    }
    printf("},");
}

static double own_seconds(void)
{
    struct rusage use;

    getrusage(RUSAGE_SELF, &use);
    return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
           (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

static void tell(load_t *load, uint64_t began)
{
    double seconds = (double)(now() - began) / 1e6;
    sample_t *good = calloc(load->sample_count + 1, sizeof *good);
    size_t good_count;

    if (!good)
        fail("memory");
    qsort(load->samples, load->sample_count, sizeof *load->samples, compare);
    good_count = pick_good(load, good);
    printf("{\"seconds\":%.6f,\"bytes\":%llu,\"connects\":%llu,\"repeated\":%llu,\"broken\":%llu,",
           seconds, (unsigned long long)load->bytes, (unsigned long long)load->connects,
           (unsigned long long)load->repeated, (unsigned long long)load->broken);
    tell_times("all", load->samples, load->sample_count);
    tell_times("good", good, good_count);
    tell_statuses(load);
    printf("\"cpu\":%.6f}\n", own_seconds());
    free(good);
}

static int number(const char *text, int most)
{
    char *end;
    long value = strtol(text, &end, 10);

    if (*end || end == text || value < 0 || value > most) {
        errno = EINVAL;
        fail(text);
    }
    return (int)value;
}

static void prepare(load_t *load, int argc, char **argv)
{
    int blocks = number(argv[3], BLOCKS_MOST);

    load->server = (struct sockaddr_in){.sin_family = AF_INET,
                                        .sin_port = htons((uint16_t)number(argv[1], 65535)),
                                        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    load->count = number(argv[2], CONNECTIONS_MOST);
    load->poll = epoll_create1(EPOLL_CLOEXEC);
    if (load->poll < 0 || load->count == 0 || blocks == 0)
        fail("CONNECTIONS and BLOCKS");
    read_requests(load, argv[5]);
    if (argc == 7 && !(load->answers = fopen(argv[6], "wb")))
        fail(argv[6]);
    for (int i = 0; i < load->count; i++)
        place(load, i, blocks);
}

int main(int argc, char **argv)
{
    static load_t load;
    uint64_t began;
    int seconds;

    if (argc != 6 && argc != 7) {
        fprintf(stderr, "usage: load PORT CONNECTIONS BLOCKS SECONDS REQUESTS [ANSWERS]\n");
        return 2;
    }
    prepare(&load, argc, argv);
    seconds = number(argv[4], 3600);
    began = now();
    load.ends_at = seconds ? began + (uint64_t)seconds * 1000000 : 0;
    run(&load);
    tell(&load, began);
    return load.answers && fclose(load.answers) != 0;
}
