/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/picture.h"

#include "base/errors.h"
#include "base/gzip.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* --- reading a PNG file --- */

typedef struct reader_t {
    const char *at;
    apr_size_t left;
} reader_t;

static cairo_status_t read_png(void *closure, unsigned char *bytes, unsigned len)
{
    reader_t *reader = closure;

    if (len > reader->left)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(bytes, reader->at, len);
    reader->at += len;
    reader->left -= len;
    return CAIRO_STATUS_SUCCESS;
}

/* --- packing --- */

/* cairo's colours are multiplied by their opacity, those of PDF are not. */
static char colour_of(unsigned multiplied, unsigned alpha)
{
    return (char)(alpha ? (multiplied * 255 + alpha / 2) / alpha : 0);
}

/* A point of cairo is one number, with its opacity in the highest byte. */
static void split(char *colours, char *alphas, uint32_t point)
{
    unsigned alpha = point >> 24;

    colours[0] = colour_of(point >> 16 & 0xFF, alpha);
    colours[1] = colour_of(point >> 8 & 0xFF, alpha);
    colours[2] = colour_of(point & 0xFF, alpha);
    *alphas = (char)alpha;
}

static apr_status_t pack(cnops_document_picture_t *picture, cairo_surface_t *image,
                         apr_pool_t *pool)
{
    const unsigned char *bytes = cairo_image_surface_get_data(image);
    bool is_opaque = cairo_image_surface_get_format(image) != CAIRO_FORMAT_ARGB32;
    apr_size_t stride = (apr_size_t)cairo_image_surface_get_stride(image), count = 0;
    apr_size_t points = (apr_size_t)picture->width * (apr_size_t)picture->height;
    char *colours = apr_palloc(pool, 3 * points), *alphas = apr_palloc(pool, points);
    apr_status_t rv;

    for (int y = 0; y < picture->height; y++)
        for (int x = 0; x < picture->width; x++, count++) {
            uint32_t point;

            memcpy(&point, bytes + (apr_size_t)y * stride + 4 * (apr_size_t)x, sizeof point);
            split(colours + 3 * count, alphas + count, is_opaque ? point | 0xFF000000U : point);
        }
    rv = cnops_gzip_bare(&picture->colours, &picture->colours_len, colours, 3 * points, pool);
    if (rv != APR_SUCCESS)
        return rv;
    return cnops_gzip_bare(&picture->alphas, &picture->alphas_len, alphas, points, pool);
}

apr_status_t cnops_picture_pack(cnops_document_picture_t *picture, const char *name,
                                const char *png, apr_size_t len, apr_pool_t *pool)
{
    reader_t reader = {png, len};
    cairo_surface_t *image = cairo_image_surface_create_from_png_stream(read_png, &reader);
    apr_status_t rv = CNOPS_EMALFORMED;

    if (cairo_surface_status(image) == CAIRO_STATUS_SUCCESS) {
        *picture = (cnops_document_picture_t){.name = name,
                                              .width = cairo_image_surface_get_width(image),
                                              .height = cairo_image_surface_get_height(image)};
        rv = pack(picture, image, pool);
    }
    cairo_surface_destroy(image);
    return rv;
}

/* --- the stand-in --- */

#define STAND_IN 2 /* points of its height, and of the width of the first one */

void cnops_picture_place(cnops_flow_t *flow, const cnops_document_picture_t *picture,
                         const cnops_picture_box_t *box)
{
    int width = STAND_IN + flow->pictures->nelts;
    cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, STAND_IN);

    APR_ARRAY_PUSH(flow->pictures, const cnops_document_picture_t *) = picture;
    cairo_save(flow->cairo);
    /* Without a clip cairo takes a picture that is opaque for the whole page, and forgets the page.
     */
    cairo_rectangle(flow->cairo, box->x, box->y, box->width, box->height);
    cairo_clip(flow->cairo);
    cairo_translate(flow->cairo, box->x, box->y);
    cairo_scale(flow->cairo, box->width / width, box->height / STAND_IN);
    cairo_set_source_surface(flow->cairo, image, 0, 0);
    cairo_paint(flow->cairo);
    cairo_restore(flow->cairo);
    cairo_surface_destroy(image);
}

int cnops_picture_number(int width, int height)
{
    return height == STAND_IN && width >= STAND_IN ? width - STAND_IN : -1;
}
