/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/drawings.h"

#include "view/document/frame.h"
#include "view/document/picture.h"

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

static const cnops_document_picture_t *find_picture(const cnops_flow_t *flow, const char *name)
{
    const cnops_document_picture_t *picture = flow->document->pictures;

    while (picture && picture->name && name && strcmp(picture->name, name) != 0)
        picture++;
    return picture && picture->name && name ? picture : NULL;
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
        cnops_picture_place(flow, picture,
                            &(cnops_picture_box_t){place.x, place.y, size,
                                                   size * picture->height / picture->width});
        cnops_flow_end_tag(flow, "Figure");
    }
    return size + CNOPS_MM;
}
