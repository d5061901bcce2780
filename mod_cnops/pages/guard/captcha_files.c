/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/guard/captcha_files.h"

#include "base/netblock.h"
#include "base/secret.h"
#include "core/guard/image_captcha.h"
#include "core/guard/throttle.h"
#include "pages/frame/failures.h"
#include "view/captcha_image.h"

#include <apr_strings.h>

#define DRAWINGS_PER_ANSWER 20 /* visitors ask for another picture, and listen repeatedly */

/* Counted by block and not by journey: a new journey costs nothing, and each would leave a row. */
static apr_status_t take_drawing(cnops_verdict_t *pverdict, const cnops_req_t *req)
{
    const cnops_core_t *core = req->app->core;

    return cnops_throttle_take(
        pverdict, core, CNOPS_USE_BLOCK_DRAWINGS, cnops_netblock_of(req->ip, req->pool),
        DRAWINGS_PER_ANSWER * cnops_throttle_image_limit(core, req->ip), req->pool);
}

/* NULL: *image was opened, and is of this journey. Else the answer. */
static cnops_res_t *open_image(cnops_image_captcha_t *image, const cnops_req_t *req)
{
    const cnops_core_t *core = req->app->core;
    cnops_verdict_t verdict;
    apr_status_t rv;

    if (cnops_image_captcha_open(image, core, req->journey->id, req->part, req->pool) !=
        APR_SUCCESS)
        return cnops_failure_page(req, 404, 0);
    /* A file that is not made (404) is not counted. */
    rv = take_drawing(&verdict, req);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    return verdict.allowed ? NULL : cnops_failure_page(req, 429, verdict.retry_after);
}

typedef apr_status_t (*make_fn)(const char **pbytes, apr_size_t *plen, const cnops_req_t *req,
                                const cnops_image_captcha_t *image);

static apr_status_t draw(const char **pbytes, apr_size_t *plen, const cnops_req_t *req,
                         const cnops_image_captcha_t *image)
{
    return cnops_captcha_image_draw(pbytes, plen, image->solution, image->seed, req->pool);
}

static apr_status_t speak(const char **pbytes, apr_size_t *plen, const cnops_req_t *req,
                          const cnops_image_captcha_t *image)
{
    return cnops_captcha_audio_speak(pbytes, plen, req->app->audio, req->lang, image->solution,
                                     image->seed, req->pool);
}

/* A text browser saves the file under this name instead of the id, which is 150 characters long. */
static cnops_res_t *answer_file(const cnops_req_t *req, make_fn make, const char *type,
                                const char *name)
{
    cnops_image_captcha_t image;
    cnops_res_t *res = open_image(&image, req);
    const char *bytes;
    apr_size_t len;
    apr_status_t rv = res ? APR_SUCCESS : make(&bytes, &len, req, &image);

    cnops_secret_wipe(image.solution);
    if (res || rv != APR_SUCCESS)
        return res ? res : cnops_failure(req, rv);
    res = cnops_page_bytes(req, type, bytes, len);
    apr_table_set(res->headers, "Content-Disposition",
                  apr_psprintf(req->pool, "inline; filename=\"%s\"", name));
    return res;
}

cnops_res_t *cnops_captcha_files_picture(cnops_req_t *req)
{
    return answer_file(req, draw, "image/png", "captcha.png");
}

cnops_res_t *cnops_captcha_files_sound(cnops_req_t *req)
{
    return answer_file(req, speak, "audio/wav", "captcha.wav");
}
