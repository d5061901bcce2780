/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/certificate/file_signature.h"

#include "base/base64.h"
#include "base/buffer.h"
#include "base/secret.h"

#include <apr_strings.h>
#include <sodium.h>
#include <string.h>

static const char purpose[] = "mod_cnops data 1\n";

#define BEFORE_KEY   ",\"signature\":{\"alg\":\"Ed25519\",\"kid\":\""
#define BEFORE_VALUE "\",\"value\":\""
#define AFTER        "\"}}"

#define KEY_ID_LEN (2 * CNOPS_SIGNING_KEY_ID_LEN)
#define VALUE_LEN  86 /* base64url of 64 bytes */
#define KEY_AT     (sizeof BEFORE_KEY - 1)
#define VALUE_AT   (KEY_AT + KEY_ID_LEN + sizeof BEFORE_VALUE - 1)

_Static_assert(VALUE_AT + VALUE_LEN + sizeof AFTER - 1 == CNOPS_FILE_SIGNATURE_LEN,
               "the end of a file has a fixed length");

/* The message that is signed. The caller wipes it. */
static cnops_buffer_t frame(const char *bytes, apr_size_t len, apr_pool_t *pool)
{
    cnops_buffer_t message;

    cnops_buffer_init(&message, sizeof purpose + len, pool);
    cnops_buffer_add_text(&message, purpose);
    cnops_buffer_add(&message, bytes, len);
    return message;
}

/* --- signing --- */

static void add_end(cnops_buffer_t *file, const cnops_keys_t *keys, const char *json,
                    apr_size_t len)
{
    cnops_buffer_t message = frame(json, len, file->pool);
    unsigned char signature[CNOPS_PAYLOAD_SIGNATURE_LEN];
    char key_id[KEY_ID_LEN + 1];
    cnops_public_key_t key;

    cnops_signature_make(signature, &key, message.bytes, message.len, keys);
    cnops_secret_wipe_bytes(message.bytes, message.len);
    sodium_bin2hex(key_id, sizeof key_id, key.id, sizeof key.id);
    cnops_buffer_add_text(file, BEFORE_KEY);
    cnops_buffer_add_text(file, key_id);
    cnops_buffer_add_text(file, BEFORE_VALUE);
    cnops_buffer_add_text(file, cnops_base64_encode(signature, sizeof signature, file->pool));
    cnops_buffer_add_text(file, AFTER);
}

char *cnops_file_signature_add(const char *json, const cnops_keys_t *keys, apr_pool_t *pool)
{
    apr_size_t len = strlen(json);
    cnops_buffer_t file;

    if (len < 3 || json[0] != '{' || json[len - 1] != '}')
        return NULL;
    cnops_buffer_init(&file, len + CNOPS_FILE_SIGNATURE_LEN, pool);
    cnops_buffer_add(&file, json, len - 1);
    add_end(&file, keys, json, len - 1);
    cnops_buffer_text(&file);
    return file.bytes;
}

/* --- checking --- */

static bool is_end(const char *end)
{
    return memcmp(end, BEFORE_KEY, KEY_AT) == 0 &&
           memcmp(end + KEY_AT + KEY_ID_LEN, BEFORE_VALUE, sizeof BEFORE_VALUE - 1) == 0 &&
           memcmp(end + VALUE_AT + VALUE_LEN, AFTER, sizeof AFTER - 1) == 0;
}

static bool read_value(unsigned char bytes[CNOPS_PAYLOAD_SIGNATURE_LEN], const char *end,
                       apr_pool_t *pool)
{
    apr_size_t len;
    const char *text = apr_pstrmemdup(pool, end + VALUE_AT, VALUE_LEN);
    const unsigned char *value = cnops_base64_decode(&len, text, pool);

    if (!value || len != CNOPS_PAYLOAD_SIGNATURE_LEN)
        return false;
    memcpy(bytes, value, len);
    return true;
}

bool cnops_file_signature_read(cnops_file_signature_t *psignature, const char *file, apr_size_t len,
                               apr_pool_t *pool)
{
    const char *end;

    while (len > 0 && (file[len - 1] == '\n' || file[len - 1] == '\r'))
        len--;
    if (len <= CNOPS_FILE_SIGNATURE_LEN)
        return false;
    psignature->signed_bytes = file;
    psignature->signed_len = len - CNOPS_FILE_SIGNATURE_LEN;
    end = file + psignature->signed_len;
    if (!is_end(end) || !read_value(psignature->bytes, end, pool))
        return false;
    memcpy(psignature->key_id, end + KEY_AT, KEY_ID_LEN);
    psignature->key_id[KEY_ID_LEN] = '\0';
    return true;
}

bool cnops_file_signature_is_genuine(const cnops_file_signature_t *signature,
                                     const cnops_public_key_t *key, apr_pool_t *pool)
{
    cnops_buffer_t message = frame(signature->signed_bytes, signature->signed_len, pool);
    bool is_genuine = cnops_signature_fits(signature->bytes, message.bytes, message.len, key);

    cnops_secret_wipe_bytes(message.bytes, message.len);
    return is_genuine;
}
