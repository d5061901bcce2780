/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* mod_bench: answers with bytes that were read at the start, and does nothing else. It is what a
 * handler in C costs at least.
 *
 *   BenchAnswers DIR
 *
 * An address that ends in /NAME is answered with the file DIR/NAME.answer: status, type of the
 * content, other headers, an empty line, the body. */
#include <httpd.h>

#include <apr_file_io.h>
#include <apr_hash.h>
#include <apr_strings.h>
#include <http_config.h>
#include <http_core.h>
#include <http_protocol.h>
#include <http_request.h>
#include <string.h>

extern module AP_MODULE_DECLARE_DATA bench_module; /* it is defined at the end */

typedef struct answer_t {
    int status;
    const char *type;
    apr_array_header_t *headers; /* names and values in turn */
    const char *body;
    apr_size_t length;
} answer_t;

/* --- reading them --- */

static char *take_line(char **pat)
{
    char *line = *pat, *end = strstr(line, "\r\n");

    if (!end)
        return NULL;
    *end = '\0';
    *pat = end + 2;
    return line;
}

static void read_header(answer_t *answer, char *line)
{
    char *value = strstr(line, ": ");

    if (!value)
        return;
    *value = '\0';
    APR_ARRAY_PUSH(answer->headers, const char *) = line;
    APR_ARRAY_PUSH(answer->headers, const char *) = value + 2;
}

static answer_t *parse(char *text, apr_size_t size, apr_pool_t *pool)
{
    answer_t *answer = apr_pcalloc(pool, sizeof *answer);
    char *at = text, *status = take_line(&at), *line;

    answer->type = take_line(&at);
    answer->headers = apr_array_make(pool, 16, sizeof(const char *));
    if (!status || !answer->type)
        return NULL;
    answer->status = (int)apr_atoi64(status);
    while ((line = take_line(&at)) && *line)
        read_header(answer, line);
    answer->body = at;
    answer->length = size - (apr_size_t)(at - text);
    return answer;
}

static answer_t *read_answer(const char *path, apr_pool_t *pool)
{
    apr_finfo_t about;
    apr_file_t *file;
    char *text;

    if (apr_file_open(&file, path, APR_FOPEN_READ | APR_FOPEN_BINARY, 0, pool) != APR_SUCCESS ||
        apr_file_info_get(&about, APR_FINFO_SIZE, file) != APR_SUCCESS)
        return NULL;
    text = apr_pcalloc(pool, (apr_size_t)about.size + 1);
    if (apr_file_read_full(file, text, (apr_size_t)about.size, NULL) != APR_SUCCESS)
        return NULL;
    apr_file_close(file);
    return parse(text, (apr_size_t)about.size, pool);
}

static const char *read_answers(cmd_parms *cmd, void *config, const char *folder)
{
    apr_hash_t *answers = ap_get_module_config(cmd->server->module_config, &bench_module);
    apr_finfo_t about;
    apr_dir_t *dir;

    (void)config;
    if (apr_dir_open(&dir, folder, cmd->pool) != APR_SUCCESS)
        return apr_psprintf(cmd->pool, "%s cannot be read", folder);
    while (apr_dir_read(&about, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        const char *end = strstr(about.name, ".answer");
        answer_t *answer;

        if (!end || end[strlen(".answer")])
            continue;
        answer = read_answer(apr_pstrcat(cmd->pool, folder, "/", about.name, NULL), cmd->pool);
        if (!answer)
            return apr_psprintf(cmd->pool, "%s/%s is no answer", folder, about.name);
        apr_hash_set(answers, apr_pstrmemdup(cmd->pool, about.name, end - about.name),
                     APR_HASH_KEY_STRING, answer);
    }
    apr_dir_close(dir);
    return NULL;
}

/* --- answering --- */

static int handle(request_rec *r)
{
    apr_hash_t *answers = ap_get_module_config(r->server->module_config, &bench_module);
    const answer_t *answer;

    if (!r->handler || strcmp(r->handler, "bench") != 0)
        return DECLINED;
    answer = apr_hash_get(answers, strrchr(r->uri, '/') + 1, APR_HASH_KEY_STRING);
    if (!answer)
        return HTTP_NOT_FOUND;
    r->status = answer->status;
    ap_set_content_type(r, answer->type);
    for (int i = 0; i < answer->headers->nelts; i += 2)
        apr_table_addn(r->err_headers_out, APR_ARRAY_IDX(answer->headers, i, const char *),
                       APR_ARRAY_IDX(answer->headers, i + 1, const char *));
    ap_set_content_length(r, (apr_off_t)answer->length);
    ap_rwrite(answer->body, (int)answer->length, r);
    return OK;
}

/* --- the module --- */

static void *make_config(apr_pool_t *pool, server_rec *s)
{
    (void)s;
    return apr_hash_make(pool);
}

static void register_hooks(apr_pool_t *pool)
{
    (void)pool;
    ap_hook_handler(handle, NULL, NULL, APR_HOOK_MIDDLE);
}

static const command_rec directives[] = {
    AP_INIT_TAKE1("BenchAnswers", read_answers, NULL, RSRC_CONF, "A folder of answers"), {0}};

__attribute__((visibility("default"))) module AP_MODULE_DECLARE_DATA bench_module = {
    STANDARD20_MODULE_STUFF, NULL, NULL, make_config, NULL, directives, register_hooks, 0};
