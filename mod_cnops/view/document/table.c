/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/table.h"

#include "view/document/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GAP     (3 * CNOPS_MM)   /* between columns */
#define PADDING (1.2 * CNOPS_MM) /* above and below what is in a cell */
#define BORDER  (3 * CNOPS_MM)   /* within a box */
#define HAIR    0.6              /* points */

static int count_children(const apr_xml_elem *elem)
{
    int count = 0;

    for (const apr_xml_elem *child = elem->first_child; child; child = child->next)
        count++;
    return count;
}

/* The width of the next column: the next percents of *pwidths ("30 40 30"), else an equal share. */
static double next_width(const char **pwidths, int count, double whole)
{
    char *end = NULL;
    double percents = *pwidths ? strtod(*pwidths, &end) : 0;

    if (*pwidths && end != *pwidths) {
        *pwidths = end;
        return whole * percents / 100;
    }
    return whole / (count > 0 ? count : 1);
}

/* Columns begin where reading begins: in Arabic at the right. */
static double x_of(const cnops_place_t *place, double offset, double width)
{
    bool is_rtl = strcmp(place->lang, "ar") == 0;

    return is_rtl ? place->x + place->width - offset - width : place->x + offset;
}

/* Returns the height of the highest. */
static double place_columns(cnops_flow_t *flow, const apr_xml_elem *elem, const char *widths,
                            cnops_place_t place, cnops_block_fn place_one)
{
    int count = count_children(elem);
    double offset = 0, highest = 0;

    for (const apr_xml_elem *child = elem->first_child; child; child = child->next) {
        double width = next_width(&widths, count, place.width);
        cnops_place_t one = {x_of(&place, offset, width), place.y, width, place.lang};
        double height;

        one.width -= child->next ? GAP : 0;
        if (strcmp(place.lang, "ar") == 0 && child->next)
            one.x += GAP;
        height = place_one(flow, child, one);
        if (height > highest)
            highest = height;
        offset += width;
    }
    return highest;
}

double cnops_table_columns(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    return place_columns(flow, elem, cnops_flow_attr(elem, "widths"), place, flow->block);
}

/* --- tables --- */

static double place_cell(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    bool is_head = cnops_flow_is(elem, "head", "yes");
    bool is_of_column = cnops_flow_is(elem->parent, "head", "yes");
    const char *tag = is_head ? "TH" : "TD";
    double height;

    place.lang = cnops_flow_lang(elem, &place);
    cnops_flow_begin(flow, &(cnops_element_t){.tag = tag,
                                              .lang = place.lang,
                                              .scope = !is_head       ? NULL
                                                       : is_of_column ? "Column"
                                                                      : "Row"});
    height = elem->first_child && strcmp(elem->first_child->name, "b") != 0
                 ? cnops_flow_children(flow, elem, place)
                 : cnops_text(flow, elem, place);
    cnops_flow_end_tag(flow, tag);
    return height;
}

double cnops_table_row(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    const apr_xml_elem *table = elem->parent;
    double bottom = place.y + 2 * PADDING, height;
    cnops_place_t inside = place;

    inside.y += PADDING;
    inside.lang = cnops_flow_lang(elem, &place);
    cnops_flow_tag(flow, "TR", inside.lang);
    height = place_columns(flow, elem, cnops_flow_attr(table, "widths"), inside, place_cell);
    cnops_flow_end_tag(flow, "TR");
    bottom += height;
    if (cnops_flow_shows(flow, bottom) && cnops_flow_is(table, "rule", "yes")) {
        cnops_flow_colour(flow, &(cnops_document_colour_t){0.8, 0.83, 0.82});
        cairo_set_line_width(flow->cairo, HAIR);
        cairo_move_to(flow->cairo, place.x, bottom);
        cairo_line_to(flow->cairo, place.x + place.width, bottom);
        cairo_stroke(flow->cairo);
    }
    return bottom - place.y;
}

double cnops_table(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    double height;

    cnops_flow_tag(flow, "Table", place.lang);
    height = cnops_flow_children(flow, elem, place);
    cnops_flow_end_tag(flow, "Table");
    return height;
}

/* --- boxes --- */

/* Of a box that goes on on the next page, the part that stands on this one. */
static void draw_border(const cnops_flow_t *flow, const cnops_place_t *place, double height)
{
    double top = fmax(place->y, flow->top), bottom = fmin(place->y + height, flow->bottom);

    if (top >= bottom)
        return;
    cnops_flow_colour(flow, &flow->document->primary);
    cairo_set_line_width(flow->cairo, HAIR);
    cairo_rectangle(flow->cairo, place->x, top, place->width, bottom - top);
    cairo_stroke(flow->cairo);
}

double cnops_table_box(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    cnops_place_t inside = {place.x + BORDER, place.y + BORDER, place.width - 2 * BORDER,
                            place.lang};
    double least = cnops_flow_length(flow, elem, "height", 0);
    double height = cnops_flow_children(flow, elem, inside) + 2 * BORDER;

    if (height < least)
        height = least;
    if (flow->draws)
        draw_border(flow, &place, height);
    return height + 2 * CNOPS_MM;
}
