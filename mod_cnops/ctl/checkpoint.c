/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/checkpoint.h"

#include "base/errors.h"
#include "core/digest.h"

#include <apr_strings.h>
#include <sodium.h>
#include <stdint.h>
#include <string.h>

#define TITLE    "cnops-journal-heads "
#define LAST     "mac "
#define LINE_LEN 160
#define MAC_LEN  32 /* bytes */

struct cnops_checkpoint_t {
    const cnops_core_t *core;
    apr_pool_t *pool;
    apr_file_t *file;
    const char *path, *new_path;
    crypto_generichash_state *state;
};

/* libsodium needs a larger alignment (64 bytes) for its state than pools give. */
static crypto_generichash_state *make_state(apr_pool_t *pool)
{
    apr_size_t boundary = _Alignof(crypto_generichash_state);
    char *room = apr_palloc(pool, sizeof(crypto_generichash_state) + boundary);

    return (void *)(room + boundary - (uintptr_t)room % boundary);
}

static cnops_checkpoint_t *make(const cnops_core_t *core, const char *path, apr_pool_t *pool)
{
    cnops_checkpoint_t *checkpoint = apr_pcalloc(pool, sizeof *checkpoint);

    checkpoint->core = core;
    checkpoint->state = make_state(pool);
    checkpoint->pool = pool;
    checkpoint->path = path;
    checkpoint->new_path = apr_pstrcat(pool, path, ".new", NULL);
    return checkpoint;
}

/* False where the key ring has no key of this id. */
static bool begin_mac(cnops_checkpoint_t *checkpoint, const char *key_id)
{
    const unsigned char *key = cnops_keys_get(checkpoint->core->keys, key_id, CNOPS_KEY_EVENTS);

    return key && crypto_generichash_init(checkpoint->state, key, CNOPS_KEY_LEN, MAC_LEN) == 0;
}

static void add_to_mac(cnops_checkpoint_t *checkpoint, const char *line)
{
    crypto_generichash_update(checkpoint->state, (const unsigned char *)line, strlen(line));
}

static void end_mac(cnops_checkpoint_t *checkpoint, char hex[2 * MAC_LEN + 1])
{
    unsigned char mac[MAC_LEN];

    crypto_generichash_final(checkpoint->state, mac, sizeof mac);
    sodium_bin2hex(hex, 2 * MAC_LEN + 1, mac, sizeof mac);
}

/* --- reading --- */

/* Reads the whole file and compares the MAC. Lines after the MAC line make it invalid. */
static bool is_as_written(cnops_checkpoint_t *checkpoint)
{
    char line[LINE_LEN], hex[2 * MAC_LEN + 1];

    if (apr_file_gets(line, sizeof line, checkpoint->file) != APR_SUCCESS ||
        strncmp(line, TITLE, sizeof TITLE - 1) != 0 ||
        !begin_mac(checkpoint, apr_pstrmemdup(checkpoint->pool, line + sizeof TITLE - 1,
                                              strcspn(line + sizeof TITLE - 1, "\n"))))
        return false;
    do {
        add_to_mac(checkpoint, line);
        if (apr_file_gets(line, sizeof line, checkpoint->file) != APR_SUCCESS)
            return false;
    } while (strncmp(line, LAST, sizeof LAST - 1) != 0);
    end_mac(checkpoint, hex);
    line[strcspn(line, "\n")] = '\0';
    return cnops_digest_equal(line + sizeof LAST - 1, hex) &&
           APR_STATUS_IS_EOF(apr_file_gets(line, sizeof line, checkpoint->file));
}

static apr_status_t rewind_to_heads(cnops_checkpoint_t *checkpoint)
{
    char line[LINE_LEN];
    apr_off_t start = 0;
    apr_status_t rv = apr_file_seek(checkpoint->file, APR_SET, &start);

    return rv == APR_SUCCESS ? apr_file_gets(line, sizeof line, checkpoint->file) : rv;
}

apr_status_t cnops_checkpoint_open(cnops_checkpoint_t **pcheckpoint, const cnops_core_t *core,
                                   const char *path, apr_pool_t *pool)
{
    cnops_checkpoint_t *checkpoint = make(core, path, pool);
    apr_status_t rv = apr_file_open(&checkpoint->file, path, APR_FOPEN_READ | APR_FOPEN_BUFFERED,
                                    APR_FPROT_OS_DEFAULT, pool);

    *pcheckpoint = NULL;
    if (rv != APR_SUCCESS)
        return rv;
    if (!is_as_written(checkpoint))
        return CNOPS_EFORGED;
    *pcheckpoint = checkpoint;
    return rewind_to_heads(checkpoint);
}

apr_status_t cnops_checkpoint_next(cnops_checkpoint_t *checkpoint, cnops_chain_head_t *phead)
{
    char line[LINE_LEN];
    apr_status_t rv = apr_file_gets(line, sizeof line, checkpoint->file);
    char *end;

    if (rv != APR_SUCCESS)
        return rv;
    if (strncmp(line, LAST, sizeof LAST - 1) == 0)
        return APR_EOF;
    phead->person_id = apr_strtoi64(line, &end, 10);
    phead->seq = apr_strtoi64(end, &end, 10);
    end += strspn(end, " ");
    apr_cpystrn(phead->mac, end, sizeof phead->mac);
    return APR_SUCCESS;
}

/* --- writing --- */

static apr_status_t write_line(cnops_checkpoint_t *checkpoint, const char *line)
{
    add_to_mac(checkpoint, line);
    return apr_file_write_full(checkpoint->file, line, strlen(line), NULL);
}

apr_status_t cnops_checkpoint_begin(cnops_checkpoint_t **pcheckpoint, const cnops_core_t *core,
                                    const char *path, apr_pool_t *pool)
{
    cnops_checkpoint_t *checkpoint = make(core, path, pool);
    const char *key_id = cnops_keys_current(core->keys);
    apr_status_t rv;

    rv = apr_file_open(&checkpoint->file, checkpoint->new_path,
                       APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_TRUNCATE | APR_FOPEN_BUFFERED,
                       APR_FPROT_UREAD | APR_FPROT_UWRITE, pool);
    *pcheckpoint = checkpoint;
    if (rv != APR_SUCCESS)
        return rv;
    begin_mac(checkpoint, key_id);
    return write_line(checkpoint, apr_pstrcat(pool, TITLE, key_id, "\n", NULL));
}

apr_status_t cnops_checkpoint_add(cnops_checkpoint_t *checkpoint, const cnops_chain_head_t *head)
{
    char line[LINE_LEN];

    apr_snprintf(line, sizeof line, "%" APR_INT64_T_FMT " %" APR_INT64_T_FMT " %s\n",
                 head->person_id, head->seq, head->mac);
    return write_line(checkpoint, line);
}

apr_status_t cnops_checkpoint_finish(cnops_checkpoint_t *checkpoint)
{
    char hex[2 * MAC_LEN + 1];
    apr_status_t rv = APR_SUCCESS;

    end_mac(checkpoint, hex);
    if (apr_file_printf(checkpoint->file, LAST "%s\n", hex) < 0)
        rv = APR_EGENERAL;
    /* The file is on the disk before it gets its name: after a power cut there is a whole
     * checkpoint, the old one or the new one. */
    if (rv == APR_SUCCESS)
        rv = apr_file_flush(checkpoint->file);
    if (rv == APR_SUCCESS)
        rv = apr_file_sync(checkpoint->file);
    apr_file_close(checkpoint->file);
    return rv == APR_SUCCESS
               ? apr_file_rename(checkpoint->new_path, checkpoint->path, checkpoint->pool)
               : rv;
}

void cnops_checkpoint_abandon(cnops_checkpoint_t *checkpoint)
{
    apr_file_close(checkpoint->file);
    apr_file_remove(checkpoint->new_path, checkpoint->pool);
}
