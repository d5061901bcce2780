/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/drawings.h"

#include "view/document/frame.h"

#include <string.h>

static void draw_line(const cnops_flow_t *flow, const cnops_place_t *place, double height)
{
    cnops_flow_colour(flow, &flow->document->accent);
    cairo_set_line_width(flow->cairo, 1.5);
    cairo_move_to(flow->cairo, place->x, place->y + height / 2);
    cairo_line_to(flow->cairo, place->x + place->width, place->y + height / 2);
    cairo_stroke(flow->cairo);
}

double cnops_drawing_rule(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    double height = cnops_flow_length(flow, elem, "height", 4);

    if (!cnops_flow_shows(flow, place.y))
        return height;
    if (cnops_flow_is(elem, "braid", "yes"))
        cnops_frame_braid(flow, &place, height);
    else
        draw_line(flow, &place, height);
    return height;
}

/* --- pictures --- */

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

static const cnops_document_picture_t *find_picture(const cnops_flow_t *flow, const char *name)
{
    const cnops_document_picture_t *picture = flow->document->pictures;

    while (picture && picture->name && name && strcmp(picture->name, name) != 0)
        picture++;
    return picture && picture->name && name ? picture : NULL;
}

static void draw_picture(cnops_flow_t *flow, const cnops_document_picture_t *picture, double size,
                         const cnops_place_t *place)
{
    reader_t reader = {picture->png, picture->png_len};
    cairo_surface_t *image = cairo_image_surface_create_from_png_stream(read_png, &reader);

    if (cairo_surface_status(image) == CAIRO_STATUS_SUCCESS) {
        double scale = size / cairo_image_surface_get_width(image);

        cairo_save(flow->cairo);
        cairo_translate(flow->cairo, place->x, place->y);
        cairo_scale(flow->cairo, scale, scale);
        cairo_set_source_surface(flow->cairo, image, 0, 0);
        /* PDF/A forbids that readers are asked to smooth a picture (ISO 19005-2 §6.2.8). */
        cairo_pattern_set_filter(cairo_get_source(flow->cairo), CAIRO_FILTER_NEAREST);
        cairo_paint(flow->cairo);
        cairo_restore(flow->cairo);
    } else {
        cnops_flow_refuse(flow, "a picture is no PNG file");
    }
    cairo_surface_destroy(image);
}

double cnops_drawing_picture(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    double size = cnops_flow_length(flow, elem, "size", 20);
    const cnops_document_picture_t *picture = find_picture(flow, cnops_flow_attr(elem, "name"));

    if (!picture) {
        cnops_flow_refuse(flow, "a picture that is not there");
        return 0;
    }
    if (cnops_flow_shows(flow, place.y)) {
        if (cnops_flow_is(elem, "align", "center"))
            place.x += (place.width - size) / 2;
        cnops_flow_figure(flow, cnops_flow_attr(elem, "alt"), size, place);
        draw_picture(flow, picture, size, &place);
        cnops_flow_end_tag(flow, "Figure");
    }
    return size + CNOPS_MM;
}
