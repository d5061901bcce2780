/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Prepared statements on MariaDB without anything around them: what a database answers at best.
 *
 *   bare DIR DATABASE USER CONNECTIONS SECONDS <STATEMENTS
 *
 * DIR is the folder of packaging/mariadb. Each line of STATEMENTS is one statement. Lines that
 * follow each other are one set; an empty line ends it. Connection i runs set i again and again
 * (set i modulo the number of sets), each statement prepared once. In a statement ?N    is a number
 * from 1 to N, another one each time ?xN   is a text of N hex digits, another one each time Prints
 * one JSON object: how many sets and statements were run, how many failed, and the CPU seconds of
 * this program. */
#include <mysql.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define STATEMENTS_MOST  64 /* of one set */
#define SETS_MOST        64
#define ARGUMENTS_MOST   32 /* of one statement */
#define CONNECTIONS_MOST 128
#define LINE_MOST        65536
#define HEX_MOST         64

typedef struct argument_t {
    unsigned long most; /* of a number; 0: a text */
    unsigned long length;
    uint64_t number;
    char text[HEX_MOST];
} argument_t;

typedef struct template_t {
    char *sql; /* with ? only */
    int count;
    argument_t arguments[ARGUMENTS_MOST];
} template_t;

typedef struct set_t {
    int count;
    template_t *statements[STATEMENTS_MOST];
} set_t;

typedef struct statement_t {
    MYSQL_STMT *handle;
    int count;
    argument_t arguments[ARGUMENTS_MOST];
    MYSQL_BIND binds[ARGUMENTS_MOST];
} statement_t;

typedef struct worker_t {
    pthread_t thread;
    MYSQL *connection;
    statement_t *statements;
    int count;
    uint64_t noise; /* state of its random numbers */
    double ends_at; /* s */
    long sets, executed, failed;
    char fault[256]; /* the first one */
} worker_t;

static set_t sets[SETS_MOST];
static int set_count;

static _Noreturn void fail(const char *what, const char *why)
{
    fprintf(stderr, "bare: %s: %s\n", what, why);
    exit(1);
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void *room(size_t size)
{
    void *bytes = calloc(1, size);

    if (!bytes)
        fail("memory", "none is left");
    return bytes;
}

/* --- the statements --- */

/* Reads what follows a ?, and returns where it ends. */
static char *read_argument(template_t *template, char *at)
{
    argument_t *argument;
    bool is_text = *at == 'x';

    if (template->count == ARGUMENTS_MOST)
        fail(template->sql, "too many arguments");
    argument = &template->arguments[template->count++];
    argument->length = strtoul(at + is_text, &at, 10);
    if (argument->length == 0 || (is_text && argument->length > HEX_MOST))
        fail(template->sql, "a number from 1 on follows each ?");
    if (!is_text)
        argument->most = argument->length;
    return at;
}

static template_t *read_template(const char *line)
{
    template_t *template = room(sizeof *template);
    char *copy = strdup(line), *to;

    template->sql = to = room(strlen(line) + 1);
    for (char *from = copy; *from;) {
        *to++ = *from;
        from = *from == '?' ? read_argument(template, from + 1) : from + 1;
    }
    free(copy);
    return template;
}

static void read_line(char *line)
{
    set_t *set = &sets[set_count];

    line[strcspn(line, "\n")] = '\0';
    if (!*line)
        set_count += set->count > 0;
    else if (set_count == SETS_MOST || set->count == STATEMENTS_MOST)
        fail("standard input", "too many statements");
    else
        set->statements[set->count++] = read_template(line);
}

static void read_statements(void)
{
    char *line = room(LINE_MOST);

    while (fgets(line, LINE_MOST, stdin))
        read_line(line);
    *line = '\0';
    read_line(line);
    free(line);
    if (set_count == 0)
        fail("standard input", "no statement");
}

/* --- one connection --- */

static uint64_t draw(worker_t *worker)
{
    worker->noise ^= worker->noise << 13;
    worker->noise ^= worker->noise >> 7;
    return worker->noise ^= worker->noise << 17;
}

static void fill(worker_t *worker, argument_t *argument)
{
    if (argument->most) {
        argument->number = 1 + draw(worker) % argument->most;
        return;
    }
    for (unsigned long i = 0; i < argument->length; i++)
        argument->text[i] = "0123456789abcdef"[draw(worker) >> 60];
}

static void bind_argument(statement_t *statement, int i)
{
    argument_t *argument = &statement->arguments[i];
    bool is_text = argument->most == 0;

    statement->binds[i] =
        (MYSQL_BIND){.buffer_type = is_text ? MYSQL_TYPE_STRING : MYSQL_TYPE_LONGLONG,
                     .buffer = is_text ? (void *)argument->text : (void *)&argument->number,
                     .buffer_length = argument->length,
                     .is_unsigned = !is_text,
                     .length = &argument->length};
}

static void prepare(worker_t *worker, statement_t *statement, const template_t *template)
{
    statement->handle = mysql_stmt_init(worker->connection);
    if (mysql_stmt_prepare(statement->handle, template->sql, strlen(template->sql)) != 0)
        fail(template->sql, mysql_stmt_error(statement->handle));
    statement->count = template->count;
    memcpy(statement->arguments, template->arguments, sizeof statement->arguments);
    for (int i = 0; i < statement->count; i++)
        bind_argument(statement, i);
    if (statement->count && mysql_stmt_bind_param(statement->handle, statement->binds) != 0)
        fail(template->sql, mysql_stmt_error(statement->handle));
}

static void execute(worker_t *worker, statement_t *statement)
{
    for (int i = 0; i < statement->count; i++)
        fill(worker, &statement->arguments[i]);
    worker->executed++;
    if (mysql_stmt_execute(statement->handle) != 0 ||
        (mysql_stmt_field_count(statement->handle) > 0 &&
         mysql_stmt_store_result(statement->handle) != 0)) {
        if (worker->failed++ == 0)
            snprintf(worker->fault, sizeof worker->fault, "%s",
                     mysql_stmt_error(statement->handle));
    }
    mysql_stmt_free_result(statement->handle);
}

static void *work(void *self)
{
    worker_t *worker = self;

    mysql_thread_init();
    for (; now() < worker->ends_at; worker->sets++)
        for (int i = 0; i < worker->count; i++)
            execute(worker, &worker->statements[i]);
    mysql_thread_end();
    return NULL;
}

static void open_worker(worker_t *worker, int number, char **argv)
{
    const set_t *set = &sets[number % set_count];
    char socket[512];

    snprintf(socket, sizeof socket, "%s/mariadb.sock", argv[1]);
    worker->noise = 0x9e3779b97f4a7c15u * (uint64_t)(number + 1) ^ (uint64_t)time(NULL);
    worker->connection = mysql_init(NULL);
    if (!worker->connection ||
        !mysql_real_connect(worker->connection, NULL, argv[3], NULL, argv[2], 0, socket, 0))
        fail(socket, worker->connection ? mysql_error(worker->connection) : "memory");
    worker->count = set->count;
    worker->statements = room((size_t)set->count * sizeof *worker->statements);
    for (int i = 0; i < set->count; i++)
        prepare(worker, &worker->statements[i], set->statements[i]);
}

/* --- the run --- */

static double own_seconds(void)
{
    struct rusage use;

    getrusage(RUSAGE_SELF, &use);
    return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
           (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

static void tell(const worker_t *workers, int count, double seconds, double cpu)
{
    long done = 0, executed = 0, failed = 0;
    const char *fault = "";

    for (int i = 0; i < count; i++) {
        done += workers[i].sets;
        executed += workers[i].executed;
        failed += workers[i].failed;
        if (workers[i].failed)
            fault = workers[i].fault;
    }
    if (failed)
        fprintf(stderr, "bare: %ld statements failed, one of them: %s\n", failed, fault);
    printf("{\"seconds\":%.6f,\"sets\":%ld,\"statements\":%ld,\"failed\":%ld,\"cpu\":%.6f}\n",
           seconds, done, executed, failed, cpu);
}

static void run(worker_t *workers, int count, double seconds)
{
    double began = now(), cpu = own_seconds();

    for (int i = 0; i < count; i++) {
        workers[i].ends_at = began + seconds;
        if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
            fail("thread", "it cannot be made");
    }
    for (int i = 0; i < count; i++)
        pthread_join(workers[i].thread, NULL);
    tell(workers, count, now() - began, own_seconds() - cpu);
}

int main(int argc, char **argv)
{
    static worker_t workers[CONNECTIONS_MOST];
    int count = argc == 6 ? (int)strtol(argv[4], NULL, 10) : 0;

    if (count < 1 || count > CONNECTIONS_MOST)
        fail("usage", "bare DIR DATABASE USER CONNECTIONS SECONDS <STATEMENTS");
    read_statements();
    if (mysql_library_init(0, NULL, NULL) != 0)
        fail("libmariadb", "it does not start");
    for (int i = 0; i < count; i++)
        open_worker(&workers[i], i, argv);
    run(workers, count, strtod(argv[5], NULL));
    for (int i = 0; i < count; i++)
        mysql_close(workers[i].connection);
    return 0;
}
