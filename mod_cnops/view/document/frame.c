/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/frame.h"

#include "base/buffer.h"
#include "base/gzip.h"

#include <apr_strings.h>
#include <math.h>
#include <stdarg.h>

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

/* --- operators of PDF (PDF 32000-1 Annex A) --- */

/* Lengths are written as whole eighths of a point, which nobody sees: a smaller file. */
#define EIGHTHS 8

static int snap(double length)
{
    return (int)floor(EIGHTHS * length + 0.5);
}

static void add(cnops_buffer_t *content, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void add(cnops_buffer_t *content, const char *format, ...)
{
    char line[128];
    va_list args;

    va_start(args, format);
    apr_vsnprintf(line, sizeof line, format, args);
    va_end(args);
    cnops_buffer_add_text(content, line);
}

static void set_colours(cnops_buffer_t *content, const cnops_document_colour_t *colour)
{
    add(content, "%.4f %.4f %.4f rg\n%.4f %.4f %.4f RG\n", colour->red, colour->green, colour->blue,
        colour->red, colour->green, colour->blue);
}

static void set_width(cnops_buffer_t *content, double width)
{
    add(content, "%.2f w\n", EIGHTHS * width);
}

/* --- stars --- */

/* Adds the outline of a star to the path. */
static void add_star(cnops_buffer_t *content, double x, double y, double radius)
{
    for (int i = 0; i < 2 * TIPS; i++) {
        double angle = M_PI / TIPS * i, r = i % 2 ? radius * WAIST : radius;

        add(content, "%d %d %c\n", snap(x) + snap(r * cos(angle)), snap(y) + snap(r * sin(angle)),
            i == 0 ? 'm' : 'l');
    }
    add(content, "h\n");
}

/* A row of stars from one corner to the next one, without those of the corners. */
typedef struct row_t {
    double x, y;           /* of the first corner */
    double step_x, step_y; /* one of them is 0 */
    int count;             /* steps to the next corner */
} row_t;

static void add_row(cnops_buffer_t *content, const row_t *row, double radius)
{
    for (int i = 1; i < row->count; i++)
        add_star(content, row->x + i * row->step_x, row->y + i * row->step_y, radius);
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

static void fill_rows(cnops_buffer_t *content, const row_t rows[4], double radius)
{
    for (int i = 0; i < 4; i++)
        add_row(content, &rows[i], radius);
    add(content, "f\n");
}

static void add_line(cnops_buffer_t *content, const row_t *row)
{
    double half = 0.5, last = row->count - half;

    add(content, "%d %d m %d %d l S\n", snap(row->x + half * row->step_x),
        snap(row->y + half * row->step_y), snap(row->x + last * row->step_x),
        snap(row->y + last * row->step_y));
}

/* A dot in each star: one line for a whole row, whose dashes have no length and round ends. The
 * file is a quarter smaller than with shapes. */
static void dot_rows(cnops_buffer_t *content, const row_t rows[4], double radius,
                     const cnops_document_colour_t *colour)
{
    add(content, "q 1 J\n");
    set_width(content, 2 * radius);
    set_colours(content, colour);
    for (int i = 0; i < 4; i++) {
        double step = EIGHTHS * (rows[i].step_x + rows[i].step_y);

        add(content, "[0 %.3f] %.3f d\n", step, step / 2);
        add_line(content, &rows[i]);
    }
    add(content, "Q\n");
}

static void fill_corners(cnops_buffer_t *content, const double size[2], double radius,
                         const cnops_document_colour_t *colour)
{
    set_colours(content, colour);
    for (int i = 0; i < 4; i++)
        add_star(content, i & 1 ? size[0] - MIDDLE : MIDDLE, i & 2 ? size[1] - MIDDLE : MIDDLE,
                 radius);
    add(content, "f\n");
}

/* --- the frame --- */

static void draw_border(cnops_buffer_t *content, double inset, double line, const double size[2])
{
    set_width(content, line);
    add(content, "%d %d %d %d re S\n", snap(inset), snap(inset), snap(size[0] - 2 * inset),
        snap(size[1] - 2 * inset));
}

static void draw_corners(cnops_buffer_t *content, const cnops_document_t *document,
                         const double size[2])
{
    fill_corners(content, size, CORNER + 2 * LINE, WHITE);
    fill_corners(content, size, CORNER, &document->primary);
    fill_corners(content, size, CORNER * 0.72, &document->accent);
    fill_corners(content, size, CORNER * 0.56, WHITE);
    fill_corners(content, size, CORNER * 0.36, &document->primary);
}

apr_status_t cnops_frame(cnops_document_t *document, apr_pool_t *pool)
{
    const double size[2] = {CNOPS_A4_WIDTH, CNOPS_A4_HEIGHT};
    cnops_buffer_t content;
    double radius = STEP / 2 * 0.96;
    row_t rows[4];

    cnops_buffer_init(&content, 40000, pool);
    make_rows(rows, size[0], size[1]);
    add(&content, "%g 0 0 %g 0 0 cm\n", 1.0 / EIGHTHS, 1.0 / EIGHTHS);
    set_colours(&content, &document->primary);
    draw_border(&content, OUTER, 2 * LINE, size);
    draw_border(&content, INNER, LINE, size);
    fill_rows(&content, rows, radius);
    dot_rows(&content, rows, radius * 0.58, WHITE);
    dot_rows(&content, rows, radius * 0.36, &document->accent);
    draw_corners(&content, document, size);
    return cnops_gzip_bare(&document->frame, &document->frame_len, content.bytes, content.len,
                           pool);
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
