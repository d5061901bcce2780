/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/writing.h"

#include "base/text.h"

#include <pango/pangocairo.h>
#include <stdlib.h>
#include <string.h>

#define LINE     0.7              /* points: thinner lines are lost in copies */
#define CELL     (5.5 * CNOPS_MM) /* width of a box for one digit */
#define RATIO    1.3              /* its height */
#define GROUP    (2 * CNOPS_MM)   /* between groups of boxes */
#define TICK     (3.8 * CNOPS_MM) /* side of a box to tick */
#define TICK_GAP (2 * CNOPS_MM)

static const cnops_document_colour_t ink = {0.09, 0.13, 0.13};

static void set_line(const cnops_flow_t *flow)
{
    cnops_flow_colour(flow, &ink);
    cairo_set_line_width(flow->cairo, LINE);
}

double cnops_writing_dots(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    static const double dashes[] = {0.8, 1.6};
    double height = cnops_flow_length(flow, elem, "height", 7);

    if (cnops_flow_shows(flow, place.y)) {
        set_line(flow);
        cairo_set_dash(flow->cairo, dashes, 2, 0);
        cairo_move_to(flow->cairo, place.x, place.y + height);
        cairo_line_to(flow->cairo, place.x + place.width, place.y + height);
        cairo_stroke(flow->cairo);
        cairo_set_dash(flow->cairo, NULL, 0, 0);
    }
    return height + CNOPS_MM;
}

/* --- boxes for digits --- */

typedef struct cells_t {
    int count;
    double size;        /* width of one */
    const char *groups; /* "2 2 4": how many stand together; NULL: all */
    const char *value;  /* what is in them; "" */
} cells_t;

/* How many boxes the next group has: the next number of *pgroups, else all that are left. */
static int next_group(const char **pgroups, int left)
{
    char *end = NULL;
    long count = *pgroups ? strtol(*pgroups, &end, 10) : 0;

    *pgroups = end && end != *pgroups ? end : NULL;
    return count > 0 && count < left ? (int)count : left;
}

static double width_of(const cells_t *cells)
{
    const char *groups = cells->groups;
    double width = 0;

    for (int left = cells->count; left > 0;) {
        int count = next_group(&groups, left);

        width += count * cells->size + (left > count ? GROUP : 0);
        left -= count;
    }
    return width;
}

/* A value that is longer has as many boxes as it needs, and they are narrower where the place is
 * too small for them. */
static cells_t read_cells(cnops_flow_t *flow, const apr_xml_elem *elem, double width)
{
    const char *value = cnops_flow_attr(elem, "value");
    cells_t cells = {cnops_flow_count(flow, elem, "count", 8), CELL,
                     cnops_flow_attr(elem, "groups"), value ? value : ""};
    int letters = (int)cnops_text_length(cells.value);
    double needed;

    if (letters > cells.count)
        cells.count = letters;
    needed = width_of(&cells);
    if (needed > width)
        cells.size *= width / needed;
    return cells;
}

static void draw_letter(const cnops_flow_t *flow, const cells_t *cells, apr_size_t len, double x,
                        double y)
{
    PangoLayout *layout = cnops_engine_layout(flow->engine, false);
    PangoFontDescription *font =
        pango_font_description_from_string("Portail Latin,Portail Arabe Bold 12");
    int height;

    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(layout, (int)(cells->size * PANGO_SCALE));
    pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
    pango_layout_set_text(layout, cells->value, (int)len);
    pango_layout_get_size(layout, NULL, &height);
    cairo_move_to(flow->cairo, x, y + (CELL * RATIO - (double)height / PANGO_SCALE) / 2);
    pango_cairo_show_layout(flow->cairo, layout);
    g_object_unref(layout);
}

typedef void (*cell_fn)(const cnops_flow_t *flow, cells_t *cells, double x, double y);

/* Calls draw for each box, with its corner. */
static void walk_cells(const cnops_flow_t *flow, cells_t cells, const cnops_place_t *place,
                       cell_fn draw)
{
    const char *groups = cells.groups;
    double x = place->x;

    for (int left = cells.count; left > 0;) {
        for (int count = next_group(&groups, left); count > 0; count--, left--) {
            draw(flow, &cells, x, place->y);
            x += cells.size;
        }
        x += GROUP;
    }
}

static void draw_box(const cnops_flow_t *flow, cells_t *cells, double x, double y)
{
    cairo_rectangle(flow->cairo, x, y, cells->size, CELL * RATIO);
}

/* The next letter of the value, which moves on. */
static void draw_next(const cnops_flow_t *flow, cells_t *cells, double x, double y)
{
    apr_size_t len = cnops_text_sequence(cells->value, strlen(cells->value));

    if (len == 0)
        return;
    draw_letter(flow, cells, len, x, y);
    cells->value += len;
}

double cnops_writing_cells(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    if (cnops_flow_shows(flow, place.y)) {
        cells_t cells = read_cells(flow, elem, place.width);

        set_line(flow);
        walk_cells(flow, cells, &place, draw_box);
        cairo_stroke(flow->cairo);
        if (*cells.value) {
            cnops_flow_tag(flow, "P", place.lang);
            cnops_flow_colour(flow, &ink);
            walk_cells(flow, cells, &place, draw_next);
            cnops_flow_end_tag(flow, "P");
        }
    }
    return CELL * RATIO + CNOPS_MM;
}

/* --- boxes to tick --- */

double cnops_writing_tick(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    bool is_rtl = strcmp(place.lang, "ar") == 0;
    cnops_place_t text = {.x = place.x + (is_rtl ? 0 : TICK + TICK_GAP),
                          .y = place.y,
                          .width = place.width - TICK - TICK_GAP,
                          .lang = place.lang};
    double height = cnops_flow_children(flow, elem, text);

    if (cnops_flow_shows(flow, place.y)) {
        set_line(flow);
        cairo_rectangle(flow->cairo, is_rtl ? place.x + place.width - TICK : place.x, place.y, TICK,
                        TICK);
        cairo_stroke(flow->cairo);
    }
    return (height > TICK ? height : TICK) + CNOPS_MM;
}
