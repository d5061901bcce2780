/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/captcha_image.h"

#include "base/buffer.h"
#include "base/noise.h"

#include <cairo.h>
#include <math.h>
#include <string.h>

#define WIDTH      CNOPS_CAPTCHA_IMAGE_WIDTH
#define HEIGHT     CNOPS_CAPTCHA_IMAGE_HEIGHT
#define MARGIN     12.0 /* pixels left free at either side */
#define PIECES     8    /* straight pieces that one bend is drawn with */
#define CURVES     2    /* lines in the digits' colour, through all digits */
#define CUTS       2    /* lines in the colour of the paper, through all digits */
#define CURVE_LEN  7    /* points of such a line */
#define STROKE_LEN 14   /* most points of a stroke */
#define STROKES    4    /* most strokes of a digit */
#define SHAPES     2    /* variants of each digit */

typedef struct point_t {
    double x, y;
} point_t;

/* --- how digits are written: smooth strokes through points of a box 100 wide, 140 high --- */

typedef struct stroke_t {
    int count;
    point_t points[STROKE_LEN];
} stroke_t;

typedef struct shape_t {
    stroke_t strokes[STROKES]; /* a stroke without points ends the list */
} shape_t;

/* clang-format off */
static const shape_t shapes['9' - '2' + 1][SHAPES] = {
    /* 2 */
    {{{{8, {{10, 38}, {22, 12}, {50, 2}, {80, 14}, {88, 42}, {70, 78}, {38, 110}, {8, 138}}},
       {3, {{8, 138}, {50, 137}, {94, 138}}}}},
     {{{8, {{12, 30}, {30, 6}, {60, 2}, {86, 22}, {80, 56}, {54, 90}, {28, 118}, {6, 136}}},
       {4, {{6, 136}, {34, 128}, {62, 140}, {96, 130}}}}}},
    /* 3 */
    {{{{6, {{10, 22}, {34, 3}, {70, 8}, {84, 34}, {66, 60}, {38, 66}}},
       {6, {{38, 66}, {76, 72}, {92, 102}, {70, 132}, {34, 138}, {6, 118}}}}},
     {{{2, {{10, 4}, {90, 4}}},
       {2, {{90, 4}, {42, 58}}},
       {6, {{42, 58}, {80, 66}, {92, 98}, {68, 132}, {32, 138}, {6, 120}}}}}},
    /* 4 */
    {{{{2, {{66, 2}, {6, 94}}}, {2, {{6, 94}, {98, 94}}}, {2, {{72, 52}, {70, 138}}}}},
     {{{2, {{72, 2}, {4, 96}}}, {2, {{4, 96}, {98, 96}}}, {2, {{72, 2}, {72, 138}}}}}},
    /* 5 */
    {{{{2, {{88, 4}, {24, 4}}},
       {2, {{24, 4}, {16, 62}}},
       {7, {{16, 62}, {48, 50}, {82, 64}, {92, 96}, {72, 130}, {36, 138}, {6, 122}}}}},
     {{{3, {{92, 6}, {58, 8}, {26, 4}}},
       {2, {{26, 4}, {22, 58}}},
       {6, {{22, 58}, {70, 56}, {92, 90}, {78, 126}, {42, 140}, {8, 128}}}}}},
    /* 6 */
    {{{{11, {{78, 6}, {44, 24}, {18, 62}, {8, 100}, {24, 132}, {54, 138}, {84, 122}, {88, 92},
             {66, 70}, {36, 74}, {12, 98}}}}},
     {{{11, {{86, 14}, {56, 2}, {26, 22}, {10, 70}, {12, 112}, {42, 138}, {76, 130}, {90, 102},
             {74, 74}, {42, 70}, {12, 94}}}}}},
    /* 7 */
    {{{{2, {{6, 4}, {94, 4}}}, {3, {{94, 4}, {66, 60}, {44, 138}}}, {2, {{34, 70}, {86, 66}}}}},
     {{{3, {{8, 18}, {10, 4}, {12, 4}}}, {2, {{10, 4}, {96, 4}}}, {3, {{96, 4}, {58, 66}, {38, 138}}}}}},
    /* 8 */
    {{{{13, {{80, 22}, {50, 2}, {18, 20}, {26, 50}, {50, 64}, {78, 84}, {92, 112}, {52, 138},
             {8, 114}, {22, 84}, {50, 64}, {76, 46}, {80, 22}}}}},
     {{{7, {{50, 64}, {18, 48}, {16, 18}, {50, 2}, {84, 18}, {82, 48}, {50, 64}}},
       {7, {{50, 64}, {12, 84}, {8, 118}, {50, 138}, {92, 118}, {88, 84}, {50, 64}}}}}},
    /* 9 */
    {{{{10, {{88, 44}, {64, 70}, {30, 66}, {10, 40}, {26, 10}, {58, 2}, {84, 16}, {90, 44},
             {84, 90}, {64, 138}}}}},
     {{{8, {{86, 50}, {52, 72}, {16, 58}, {10, 26}, {40, 2}, {76, 10}, {88, 42}, {86, 52}}},
       {4, {{88, 40}, {88, 90}, {64, 130}, {22, 136}}}}}},
};
/* clang-format on */

/* --- random choices --- */

/* Bends the whole picture along two sine waves, one in each direction. */
typedef struct warp_t {
    double wide, tall;             /* amplitudes, pixels */
    double wide_pace, tall_pace;   /* frequencies, radians a pixel */
    double wide_start, tall_start; /* phases, radians */
} warp_t;

/* How a digit is moved from its box into the picture. */
typedef struct stance_t {
    double x, y;         /* its middle, pixels */
    double scale;        /* pixels for one unit of the box */
    double narrow;       /* factor of its width */
    double lean;         /* shear: how far it slants */
    double sine, cosine; /* of the angle it is rotated by */
} stance_t;

typedef struct picture_t {
    cairo_t *cairo;
    cnops_noise_t noise;
    warp_t warp;
    double weight; /* of strokes, pixels */
} picture_t;

static double between(picture_t *picture, double low, double high)
{
    return cnops_noise_between(&picture->noise, low, high);
}

static void choose_warp(picture_t *picture)
{
    warp_t *warp = &picture->warp;

    warp->wide = between(picture, 2.0, 3.2);
    warp->tall = between(picture, 2.5, 4.0);
    warp->wide_pace = between(picture, 0.08, 0.13);
    warp->tall_pace = between(picture, 0.04, 0.09);
    warp->wide_start = between(picture, 0, 2 * M_PI);
    warp->tall_start = between(picture, 0, 2 * M_PI);
}

static stance_t choose_stance(picture_t *picture, int index, int count)
{
    double room = (WIDTH - 2 * MARGIN) / count;
    double angle = between(picture, -0.25, 0.25);
    stance_t stance = {
        .x = MARGIN + room * (index + 0.5) + between(picture, -0.08, 0.08) * room,
        .y = HEIGHT / 2.0 + between(picture, -5, 5),
        .scale = between(picture, 0.29, 0.34),
        .narrow = between(picture, 0.8, 1.0),
        .lean = between(picture, -0.25, 0.25),
        .sine = sin(angle),
        .cosine = cos(angle),
    };

    return stance;
}

/* --- drawing --- */

static void draw_to(const picture_t *picture, point_t point)
{
    const warp_t *warp = &picture->warp;
    double x = point.x + warp->wide * sin(point.y * warp->wide_pace + warp->wide_start);
    double y = point.y + warp->tall * sin(point.x * warp->tall_pace + warp->tall_start);

    cairo_line_to(picture->cairo, x, y);
}

/* A coordinate between b (t = 0) and c (t = 1) on the smooth line through a, b, c and d: a
 * Catmull-Rom spline. */
static double blend(double a, double b, double c, double d, double t)
{
    return 0.5 *
           (2 * b + t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a))));
}

static void draw_line(const picture_t *picture, const point_t *points, int count)
{
    cairo_new_path(picture->cairo);
    for (int i = 0; i + 1 < count; i++) {
        const point_t *a = &points[i ? i - 1 : 0], *b = &points[i], *c = &points[i + 1];
        const point_t *d = &points[i + 2 < count ? i + 2 : i + 1];

        for (int piece = 0; piece <= PIECES; piece++) {
            double t = (double)piece / PIECES;

            draw_to(picture,
                    (point_t){blend(a->x, b->x, c->x, d->x, t), blend(a->y, b->y, c->y, d->y, t)});
        }
    }
    cairo_stroke(picture->cairo);
}

static point_t place(const stance_t *stance, double x, double y)
{
    double flat = (x - 50) * stance->narrow - (y - 70) * stance->lean, down = y - 70;

    return (point_t){stance->x + stance->scale * (flat * stance->cosine - down * stance->sine),
                     stance->y + stance->scale * (flat * stance->sine + down * stance->cosine)};
}

static void draw_digit(picture_t *picture, char digit, const stance_t *stance)
{
    const shape_t *shape = &shapes[digit - '2'][cnops_noise_below(&picture->noise, SHAPES)];
    point_t points[STROKE_LEN];

    cairo_set_line_width(picture->cairo, picture->weight + between(picture, -0.4, 0.6));
    for (int i = 0; i < STROKES && shape->strokes[i].count; i++) {
        const stroke_t *stroke = &shape->strokes[i];

        for (int at = 0; at < stroke->count; at++)
            points[at] = place(stance, stroke->points[at].x + between(picture, -4, 4),
                               stroke->points[at].y + between(picture, -4, 4));
        draw_line(picture, points, stroke->count);
    }
}

/* Draws a line from the left edge to the right, at random heights, so that it crosses digits. */
static void draw_curve(picture_t *picture, double width)
{
    point_t points[CURVE_LEN];

    for (int i = 0; i < CURVE_LEN; i++) {
        points[i].x = -10 + (WIDTH + 20.0) * i / (CURVE_LEN - 1);
        points[i].y = between(picture, 0.18 * HEIGHT, 0.82 * HEIGHT);
    }
    cairo_set_line_width(picture->cairo, width);
    draw_line(picture, points, CURVE_LEN);
}

/* Dark digits on light paper, with a contrast of at least 7:1: the picture may be hard for
 * programs, but not for people who see badly. */
static void draw_all(picture_t *picture, const char *digits)
{
    int count = (int)strlen(digits);
    double paper = between(picture, 0.9, 0.97), ink = between(picture, 0.08, 0.24);
    double tint = between(picture, 0, 0.14);

    choose_warp(picture);
    picture->weight = between(picture, 2.7, 3.2);
    cairo_set_line_cap(picture->cairo, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(picture->cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_source_rgb(picture->cairo, paper, paper, paper);
    cairo_paint(picture->cairo);
    cairo_set_source_rgb(picture->cairo, ink, ink + tint / 2, ink + tint);
    for (int i = 0; i < count; i++) {
        stance_t stance = choose_stance(picture, i, count);

        draw_digit(picture, digits[i], &stance);
    }
    for (int i = 0; i < CURVES; i++)
        draw_curve(picture, picture->weight * between(picture, 0.6, 0.75));
    cairo_set_source_rgb(picture->cairo, paper, paper, paper);
    for (int i = 0; i < CUTS; i++)
        draw_curve(picture, between(picture, 0.8, 1.2));
}

static cairo_status_t write_bytes(void *self, const unsigned char *bytes, unsigned len)
{
    cnops_buffer_add(self, (const char *)bytes, len);
    return CAIRO_STATUS_SUCCESS;
}

apr_status_t cnops_captcha_image_draw(const char **pbytes, apr_size_t *plen, const char *digits,
                                      apr_uint64_t seed, apr_pool_t *pool)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
    picture_t picture = {.cairo = cairo_create(surface), .noise = {seed}};
    cnops_buffer_t png;
    cairo_status_t status;

    cnops_buffer_init(&png, 8192, pool);
    draw_all(&picture, digits);
    status = cairo_status(picture.cairo);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_write_to_png_stream(surface, write_bytes, &png);
    cairo_destroy(picture.cairo);
    cairo_surface_destroy(surface);
    *pbytes = png.bytes;
    *plen = png.len;
    return status == CAIRO_STATUS_SUCCESS ? APR_SUCCESS : APR_ENOMEM;
}
