/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/table.h"

#include "view/document/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GAP     (3 * CNOPS_MM) /* between columns */
#define PADDING 1.2            /* mm above and below what is in a cell */
#define BORDER  (3 * CNOPS_MM) /* within a box */
#define HAIR    0.6            /* points */

static int count_children(const apr_xml_elem *elem)
{
    int count = 0;

    for (const apr_xml_elem *child = elem->first_child; child; child = child->next)
        count++;
    return count;
}

/* The width of the next column: the next percents of *pwidths ("30 40 30"), else an equal share. */
static double next_width(cnops_flow_t *flow, const char **pwidths, int count, double whole)
{
    char *end;
    double percents;

    if (!*pwidths)
        return whole / count;
    percents = strtod(*pwidths, &end);
    if (end == *pwidths || percents <= 0 || percents > 100)
        cnops_flow_refuse(flow, "a column without its width");
    *pwidths = end;
    return whole * percents / 100;
}

/* Columns begin where reading begins: in Arabic at the right. */
static double x_of(const cnops_place_t *place, double offset, double width)
{
    bool is_rtl = strcmp(place->lang, "ar") == 0;

    return is_rtl ? place->x + place->width - offset - width : place->x + offset;
}

/* Letters of different scripts and sizes stand at different heights. The lowest first line of the
 * children; 0 where elem does not ask for it. */
static double find_baseline(cnops_flow_t *flow, const apr_xml_elem *elem,
                            const cnops_place_t *place)
{
    double lowest = 0;

    if (!cnops_flow_is(elem, "baseline", "yes"))
        return 0;
    for (const apr_xml_elem *child = elem->first_child; child; child = child->next) {
        double own = cnops_text_baseline(flow, child, *place);

        lowest = own > lowest ? own : lowest;
    }
    return lowest;
}

/* How far a child moves down to stand on the common line. */
static double find_drop(cnops_flow_t *flow, const apr_xml_elem *child, const cnops_place_t *place,
                        double baseline)
{
    double own = baseline > 0 ? cnops_text_baseline(flow, child, *place) : 0;

    return own > 0 ? baseline - own : 0;
}

/* Returns the height of the highest. */
static double place_columns(cnops_flow_t *flow, const apr_xml_elem *elem, const char *widths,
                            cnops_place_t place, cnops_block_fn place_one)
{
    int count = count_children(elem);
    double offset = 0, highest = 0, baseline = find_baseline(flow, elem, &place);

    for (const apr_xml_elem *child = elem->first_child; child; child = child->next) {
        double drop = find_drop(flow, child, &place, baseline);
        double width = next_width(flow, &widths, count, place.width);
        cnops_place_t one = place;
        double height;

        one.x = x_of(&place, offset, width);
        one.y += drop;
        one.width = width - (child->next ? GAP : 0);
        if (strcmp(place.lang, "ar") == 0 && child->next)
            one.x += GAP;
        height = place_one(flow, child, one) + drop;
        if (height > highest)
            highest = height;
        offset += width;
    }
    if (offset > place.width * 1.001)
        cnops_flow_refuse(flow, "columns wider than their place");
    return highest;
}

double cnops_table_columns(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    return place_columns(flow, elem, cnops_flow_attr(elem, "widths"), place, flow->block);
}

/* --- tables --- */

static double place_content(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    return elem->first_child && strcmp(elem->first_child->name, "b") != 0
               ? cnops_flow_children(flow, elem, place)
               : cnops_text(flow, elem, place);
}

/* As placed, without drawing it. */
static double measure(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place,
                      cnops_block_fn place_one)
{
    bool draws = flow->draws;
    double height;

    flow->draws = false;
    height = place_one(flow, elem, place);
    flow->draws = draws;
    return height;
}

static double place_cell(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    bool is_head = cnops_flow_is(elem, "head", "yes");
    bool is_of_column = cnops_flow_is(elem->parent, "head", "yes");
    const char *tag = is_head ? "TH" : "TD";
    double height;

    place.lang = cnops_flow_lang(elem, &place);
    if (place.height > 0)
        place.y += (place.height - measure(flow, elem, place, place_content)) / 2;
    cnops_flow_begin(flow, &(cnops_element_t){.tag = tag,
                                              .lang = place.lang,
                                              .scope = !is_head       ? NULL
                                                       : is_of_column ? "Column"
                                                                      : "Row"});
    height = place_content(flow, elem, place);
    cnops_flow_end_tag(flow, tag);
    return height;
}

static void set_hair(const cnops_flow_t *flow, const cnops_document_colour_t *colour)
{
    cnops_flow_colour(flow, colour);
    cairo_set_line_width(flow->cairo, HAIR);
}

static void draw_rule(const cnops_flow_t *flow, const cnops_place_t *place, double bottom)
{
    set_hair(flow, &(cnops_document_colour_t){0.8, 0.83, 0.82});
    cairo_move_to(flow->cairo, place->x, bottom);
    cairo_line_to(flow->cairo, place->x + place->width, bottom);
    cairo_stroke(flow->cairo);
}

/* Lines around the row and between its cells. inside: where the cells stand. */
static void draw_grid(cnops_flow_t *flow, const apr_xml_elem *row, const cnops_place_t *place,
                      const cnops_place_t *inside, double height)
{
    const char *widths = cnops_flow_attr(row->parent, "widths");
    int count = count_children(row);
    double offset = 0;

    set_hair(flow, &(cnops_document_colour_t){0.09, 0.13, 0.13});
    cairo_rectangle(flow->cairo, place->x, place->y, place->width, height);
    for (int i = 1; i < count; i++) {
        double x;

        offset += next_width(flow, &widths, count, inside->width);
        x = x_of(inside, offset, 0) + (strcmp(inside->lang, "ar") == 0 ? GAP : -GAP) / 2;
        cairo_move_to(flow->cairo, x, place->y);
        cairo_line_to(flow->cairo, x, place->y + height);
    }
    cairo_stroke(flow->cairo);
}

/* Where the cells of a row stand, without what is above them. */
static cnops_place_t place_inside(const apr_xml_elem *row, cnops_place_t place, bool has_grid)
{
    place.height = 0;
    place.lang = cnops_flow_lang(row, &place);
    if (has_grid) {
        place.x += GAP / 2;
        place.width -= GAP;
    }
    return place;
}

static double place_cells(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    return place_columns(flow, elem, cnops_flow_attr(elem->parent, "widths"), place, place_cell);
}

double cnops_table_row(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    const apr_xml_elem *table = elem->parent;
    bool has_grid = cnops_flow_is(table, "grid", "yes");
    double padding = cnops_flow_length(flow, table, "padding", PADDING);
    cnops_place_t inside = place_inside(elem, place, has_grid);
    double least = cnops_flow_length(flow, elem, "height", 0), height;

    inside.y += padding;
    if (flow->draws && cnops_flow_is(table, "middle", "yes"))
        inside.height = measure(flow, elem, inside, place_cells);
    cnops_flow_tag(flow, "TR", inside.lang);
    height = place_cells(flow, elem, inside);
    cnops_flow_end_tag(flow, "TR");
    height = (inside.height > 0 ? inside.height : height) + 2 * padding;
    if (height < least)
        height = least;
    if (has_grid && cnops_flow_shows(flow, place.y))
        draw_grid(flow, elem, &place, &inside, height);
    else if (cnops_flow_shows(flow, place.y + height) && cnops_flow_is(table, "rule", "yes"))
        draw_rule(flow, &place, place.y + height);
    return height;
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
    cnops_place_t inside = {.x = place.x + BORDER,
                            .y = place.y + BORDER,
                            .width = place.width - 2 * BORDER,
                            .lang = place.lang};
    double least = cnops_flow_length(flow, elem, "height", 0);
    double height = cnops_flow_children(flow, elem, inside) + 2 * BORDER;

    if (height < least)
        height = least;
    if (flow->draws)
        draw_border(flow, &place, height);
    return height + 2 * CNOPS_MM;
}
