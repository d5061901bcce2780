/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/brand/colour.h"

#include <apr_strings.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STEPS     200  /* of cnops_colour_reach */
#define FADE      0.98 /* of colourfulness, each time */
#define FADES_MAX 300

typedef struct light_t {
    double red, green, blue; /* linear, from 0 to 1 */
} light_t;

typedef struct lab_t {
    double l, a, b;
} lab_t;

/* --- text --- */

bool cnops_colour_parse(cnops_colour_t *pcolour, const char *text)
{
    long bits;

    if (!text || *text != '#' || strlen(text) != 7 ||
        strspn(text + 1, "0123456789abcdefABCDEF") != 6)
        return false;
    bits = strtol(text + 1, NULL, 16);
    pcolour->red = (unsigned char)(bits >> 16 & 255);
    pcolour->green = (unsigned char)(bits >> 8 & 255);
    pcolour->blue = (unsigned char)(bits & 255);
    return true;
}

const char *cnops_colour_text(cnops_colour_t colour, apr_pool_t *pool)
{
    return apr_psprintf(pool, "#%02x%02x%02x", colour.red, colour.green, colour.blue);
}

/* --- sRGB and linear light (IEC 61966-2-1) --- */

static double expand(unsigned char part)
{
    double value = part / 255.0;

    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static unsigned char compress(double light)
{
    double inside = light < 0 ? 0 : light > 1 ? 1 : light;
    double value = inside <= 0.0031308 ? inside * 12.92 : 1.055 * pow(inside, 1 / 2.4) - 0.055;

    return (unsigned char)lround(value * 255);
}

static light_t light_of(cnops_colour_t colour)
{
    return (light_t){expand(colour.red), expand(colour.green), expand(colour.blue)};
}

double cnops_colour_contrast(cnops_colour_t a, cnops_colour_t b)
{
    light_t x = light_of(a), y = light_of(b);
    double first = 0.2126 * x.red + 0.7152 * x.green + 0.0722 * x.blue + 0.05;
    double second = 0.2126 * y.red + 0.7152 * y.green + 0.0722 * y.blue + 0.05;

    return first > second ? first / second : second / first;
}

/* --- OKLab; the numbers are Ottosson's --- */

static lab_t lab_of(cnops_colour_t colour)
{
    light_t c = light_of(colour);
    double l = cbrt(0.4122214708 * c.red + 0.5363325363 * c.green + 0.0514459929 * c.blue);
    double m = cbrt(0.2119034982 * c.red + 0.6806995451 * c.green + 0.1073969566 * c.blue);
    double s = cbrt(0.0883024619 * c.red + 0.2817188376 * c.green + 0.6299787005 * c.blue);

    return (lab_t){0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
                   1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
                   0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

static light_t light_of_lab(lab_t lab)
{
    double l = pow(lab.l + 0.3963377774 * lab.a + 0.2158037573 * lab.b, 3);
    double m = pow(lab.l - 0.1055613458 * lab.a - 0.0638541728 * lab.b, 3);
    double s = pow(lab.l - 0.0894841775 * lab.a - 1.2914855480 * lab.b, 3);

    return (light_t){4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
                     -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
                     -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s};
}

static bool is_inside(double light)
{
    return light > -0.001 && light < 1.001;
}

/* Takes colourfulness away until a screen can show the colour. */
static cnops_colour_t colour_of(lab_t lab)
{
    light_t light = light_of_lab(lab);

    for (int i = 0; i < FADES_MAX &&
                    !(is_inside(light.red) && is_inside(light.green) && is_inside(light.blue));
         i++) {
        lab.a *= FADE;
        lab.b *= FADE;
        light = light_of_lab(lab);
    }
    return (cnops_colour_t){compress(light.red), compress(light.green), compress(light.blue)};
}

/* A plain mixture would be grey half-way: the colourfulness falls with the square of the share. */
cnops_colour_t cnops_colour_shade(cnops_colour_t colour, cnops_colour_t end, double share)
{
    lab_t lab = lab_of(colour);
    double kept = 1 - share * share;

    return colour_of((lab_t){lab.l + share * (lab_of(end).l - lab.l), lab.a * kept, lab.b * kept});
}

cnops_colour_t cnops_colour_reach(cnops_colour_t colour, cnops_colour_t end, cnops_colour_t against,
                                  double ratio)
{
    cnops_colour_t shade = colour;

    for (int step = 1; step <= STEPS && cnops_colour_contrast(shade, against) < ratio; step++)
        shade = cnops_colour_shade(colour, end, (double)step / STEPS);
    return shade;
}
