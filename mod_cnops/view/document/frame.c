/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/frame.h"

#include <math.h>

#define OUTER     (6.5 * CNOPS_MM)  /* of the outer line, from the edge of the page */
#define INNER     (13.1 * CNOPS_MM) /* of the inner line */
#define MIDDLE    ((OUTER + INNER) / 2)
#define STEP      (6.6 * CNOPS_MM) /* from star to star, about: a whole number of them fits */
#define CORNER    (5.2 * CNOPS_MM) /* radius of the stars in the corners */
#define TIPS      8
#define WAIST     0.7654 /* of a star of two squares: where they cross, by the radius of its tips */
#define WAVES     3      /* of the braid */
#define WAVE      (9 * CNOPS_MM)
#define LINE      0.6    /* points */
#define STEEPNESS 0.3642 /* of a Bézier curve that follows a half of a sine */
#define WHITE     (&(cnops_document_colour_t){1, 1, 1})

/* --- stars --- */

/* To eighths of a point, which nobody sees: fewer digits make a smaller file. */
static double snap(double length)
{
    return floor(8 * length + 0.5) / 8;
}

/* Adds the outline of a star to the path. */
static void add_star(cairo_t *cairo, double x, double y, double radius)
{
    cairo_new_sub_path(cairo);
    for (int i = 0; i < 2 * TIPS; i++) {
        double angle = M_PI / TIPS * i, r = i % 2 ? radius * WAIST : radius;

        cairo_line_to(cairo, snap(x) + snap(r * cos(angle)), snap(y) + snap(r * sin(angle)));
    }
    cairo_close_path(cairo);
}

/* A row of stars from one corner to the next one, without those of the corners. */
typedef struct row_t {
    double x, y;           /* of the first corner */
    double step_x, step_y; /* one of them is 0 */
    int count;             /* steps to the next corner */
} row_t;

static void add_row(cairo_t *cairo, const row_t *row, double radius)
{
    for (int i = 1; i < row->count; i++)
        add_star(cairo, row->x + i * row->step_x, row->y + i * row->step_y, radius);
}

static void make_rows(row_t rows[4], double width, double height)
{
    double across = width - 2 * MIDDLE, down = height - 2 * MIDDLE;
    int columns = (int)(across / STEP + 0.5), lines = (int)(down / STEP + 0.5);
    double x = across / columns, y = down / lines;

    rows[0] = (row_t){MIDDLE, MIDDLE, x, 0, columns};
    rows[1] = (row_t){MIDDLE, height - MIDDLE, x, 0, columns};
    rows[2] = (row_t){MIDDLE, MIDDLE, 0, y, lines};
    rows[3] = (row_t){width - MIDDLE, MIDDLE, 0, y, lines};
}

static void fill_rows(const cnops_flow_t *flow, const row_t rows[4], double radius)
{
    for (int i = 0; i < 4; i++)
        add_row(flow->cairo, &rows[i], radius);
    cnops_flow_colour(flow, &flow->document->primary);
    cairo_fill(flow->cairo);
}

/* A dot in each star: one line for a whole row, whose dashes have no length and round ends. The
 * file is a quarter smaller than with shapes. */
static void dot_rows(const cnops_flow_t *flow, const row_t rows[4], double radius,
                     const cnops_document_colour_t *colour)
{
    cairo_save(flow->cairo);
    cairo_set_line_cap(flow->cairo, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_width(flow->cairo, 2 * radius);
    cnops_flow_colour(flow, colour);
    for (int i = 0; i < 4; i++) {
        const row_t *row = &rows[i];
        double step = row->step_x + row->step_y, half = 0.5, last = row->count - half;

        cairo_set_dash(flow->cairo, (double[]){0, step}, 2, step / 2);
        cairo_move_to(flow->cairo, row->x + half * row->step_x, row->y + half * row->step_y);
        cairo_line_to(flow->cairo, row->x + last * row->step_x, row->y + last * row->step_y);
        cairo_stroke(flow->cairo);
    }
    cairo_restore(flow->cairo);
}

static void fill_corners(const cnops_flow_t *flow, double width, double height, double radius,
                         const cnops_document_colour_t *colour)
{
    for (int i = 0; i < 4; i++)
        add_star(flow->cairo, i & 1 ? width - MIDDLE : MIDDLE, i & 2 ? height - MIDDLE : MIDDLE,
                 radius);
    cnops_flow_colour(flow, colour);
    cairo_fill(flow->cairo);
}

/* --- the frame --- */

static void draw_border(cairo_t *cairo, double inset, double line, double width, double height)
{
    cairo_set_line_width(cairo, line);
    cairo_rectangle(cairo, inset, inset, width - 2 * inset, height - 2 * inset);
    cairo_stroke(cairo);
}

void cnops_frame(const cnops_flow_t *flow, double width, double height)
{
    const cnops_document_colour_t *primary = &flow->document->primary;
    const cnops_document_colour_t *accent = &flow->document->accent;
    double radius = STEP / 2 * 0.96;
    row_t rows[4];

    make_rows(rows, width, height);
    cnops_flow_colour(flow, primary);
    draw_border(flow->cairo, OUTER, 2 * LINE, width, height);
    draw_border(flow->cairo, INNER, LINE, width, height);
    fill_rows(flow, rows, radius);
    dot_rows(flow, rows, radius * 0.58, WHITE);
    dot_rows(flow, rows, radius * 0.36, accent);
    fill_corners(flow, width, height, CORNER + 2 * LINE, WHITE);
    fill_corners(flow, width, height, CORNER, primary);
    fill_corners(flow, width, height, CORNER * 0.72, accent);
    fill_corners(flow, width, height, CORNER * 0.56, WHITE);
    fill_corners(flow, width, height, CORNER * 0.36, primary);
}

/* --- the braid --- */

/* Half a wave after the other, by turns above and below the middle. phase: of a whole wave. */
static void add_wave(cairo_t *cairo, const cnops_place_t *place, double height, double phase)
{
    double half = WAVE / 2, middle = place->y + height / 2, high = height / 2 * 4 / 3;
    double x = place->x - phase * WAVE;
    int count = (int)((place->x + place->width - x) / half);

    cairo_move_to(cairo, x, middle);
    for (int i = 0; i <= count; i++) {
        double from = x + i * half, y = i % 2 ? middle + high : middle - high;

        cairo_curve_to(cairo, from + half * STEEPNESS, y, from + half * (1 - STEEPNESS), y,
                       from + half, middle);
    }
}

void cnops_frame_braid(const cnops_flow_t *flow, const cnops_place_t *place, double height)
{
    cairo_save(flow->cairo);
    cairo_rectangle(flow->cairo, place->x, place->y, place->width, height);
    cairo_clip(flow->cairo);
    cairo_set_line_width(flow->cairo, LINE);
    for (int i = 0; i < WAVES; i++)
        add_wave(flow->cairo, place, height - LINE, (double)i / WAVES);
    cnops_flow_colour(flow, &flow->document->primary);
    cairo_stroke(flow->cairo);
    cairo_restore(flow->cairo);
}
