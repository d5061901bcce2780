/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/htdocs_fixture.h"

#include "base/buffer.h"

#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_strings.h>
#include <assert.h>
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int remove_entry(const char *path, const struct stat *info, int type, struct FTW *ftw)
{
    (void)info;
    (void)type;
    (void)ftw;
    return remove(path);
}

static apr_status_t remove_folder(void *path)
{
    nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    return APR_SUCCESS;
}

const char *cnops_htdocs_make(apr_pool_t *pool)
{
    char *path = apr_pstrdup(pool, "/tmp/cnops-htdocs-XXXXXX");
    const char *made = mkdtemp(path);

    assert(made);
    apr_pool_cleanup_register(pool, path, remove_folder, apr_pool_cleanup_null);
    return made;
}

static void write_bytes(const char *htdocs, const char *name, const char *bytes, apr_size_t len,
                        apr_pool_t *pool)
{
    const char *path = apr_pstrcat(pool, htdocs, "/", name, NULL);
    const char *folder = apr_pstrmemdup(pool, path, (apr_size_t)(strrchr(path, '/') - path));
    apr_file_t *file;
    apr_status_t rv = apr_dir_make_recursive(folder, APR_FPROT_OS_DEFAULT, pool);

    assert(rv == APR_SUCCESS);
    rv = apr_file_open(&file, path, APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_TRUNCATE,
                       APR_FPROT_OS_DEFAULT, pool);
    assert(rv == APR_SUCCESS);
    rv = apr_file_write_full(file, bytes, len, NULL);
    assert(rv == APR_SUCCESS);
    apr_file_close(file);
}

void cnops_htdocs_write(const char *htdocs, const char *name, const char *text, apr_pool_t *pool)
{
    write_bytes(htdocs, name, text, strlen(text), pool);
}

static void add_word(cnops_buffer_t *out, apr_size_t word)
{
    const uint32_t bytes = (uint32_t)word;

    cnops_buffer_add(out, (const char *)&bytes, sizeof bytes);
}

/* parity: 0 adds the sentences of pairs, 1 their translations. */
static void add_table(cnops_buffer_t *table, cnops_buffer_t *texts, const char *const *pairs,
                      size_t parity, apr_size_t start)
{
    for (size_t at = parity; pairs[at - parity]; at += 2) {
        add_word(table, strlen(pairs[at]));
        add_word(table, start + texts->len);
        for (const char *byte = pairs[at]; *byte; byte++)
            cnops_buffer_add_byte(texts, *byte == '|' ? '\0' : *byte);
        cnops_buffer_add_byte(texts, '\0');
    }
}

void cnops_htdocs_write_mo(const char *htdocs, const char *lang, const char *const *pairs,
                           apr_pool_t *pool)
{
    cnops_buffer_t file, texts;
    apr_size_t count = 0;

    while (pairs[2 * count])
        count++;
    const apr_size_t start = 28 + 16 * count;
    cnops_buffer_init(&file, 1024, pool);
    cnops_buffer_init(&texts, 1024, pool);
    add_word(&file, 0x950412DE);
    add_word(&file, 0);
    add_word(&file, count);
    add_word(&file, 28);
    add_word(&file, 28 + 8 * count);
    add_word(&file, 0);
    add_word(&file, start);
    add_table(&file, &texts, pairs, 0, start);
    add_table(&file, &texts, pairs, 1, start);
    cnops_buffer_add(&file, texts.bytes, texts.len);
    write_bytes(htdocs, apr_pstrcat(pool, "messages/", lang, ".mo", NULL), file.bytes, file.len,
                pool);
}
