/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/qr.h"

#include <apr_strings.h>
#include <math.h>
#include <qrencode.h>
#include <string.h>

#define QUIET 4   /* modules */
#define GRID  128 /* by point: cairo keeps twice as many, so that half a module is exact too */

static bool append(QRinput *input, QRencodeMode mode, const char *text)
{
    int len = (int)strlen(text);

    return len == 0 || QRinput_append(input, mode, len, (const unsigned char *)text) == 0;
}

static QRcode *encode(const char *prefix, const char *digits)
{
    QRinput *input = QRinput_new2(0, QR_ECLEVEL_M);
    QRcode *code = NULL;

    if (input && append(input, QR_MODE_8, prefix) && append(input, QR_MODE_NUM, digits))
        code = QRcode_encodeInput(input);
    if (input)
        QRinput_free(input);
    return code;
}

/* One line, as thick as a module, for each run of dark modules in a row: half the numbers of a
 * rectangle. All are one path, so that no seam is between two rows. */
static void draw_row(cairo_t *cairo, const unsigned char *row, int width, double y)
{
    for (int begin = 0, end; begin < width; begin = end) {
        for (end = begin + 1; end < width && (row[end] & 1) == (row[begin] & 1);)
            end++;
        if (row[begin] & 1) {
            cairo_move_to(cairo, begin, y + 0.5);
            cairo_line_to(cairo, end, y + 0.5);
        }
    }
}

static void draw(cairo_t *cairo, const QRcode *code, double size, const cnops_place_t *place)
{
    double module = size / (code->width + 2 * QUIET);

    cairo_save(cairo);
    cairo_translate(cairo, floor(place->x * GRID) / GRID, floor(place->y * GRID) / GRID);
    cairo_scale(cairo, module, module);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_rectangle(cairo, 0, 0, code->width + 2 * QUIET, code->width + 2 * QUIET);
    cairo_fill(cairo);
    cairo_translate(cairo, QUIET, QUIET);
    cairo_set_source_rgb(cairo, 0, 0, 0);
    cairo_set_line_width(cairo, 1);
    for (int y = 0; y < code->width; y++)
        draw_row(cairo, code->data + y * code->width, code->width, y);
    cairo_stroke(cairo);
    cairo_restore(cairo);
}

static apr_status_t forget(void *code)
{
    QRcode_free(code);
    return APR_SUCCESS;
}

/* Encoded once, although the block is placed twice. NULL: the text is too long. */
static const QRcode *code_of(const cnops_flow_t *flow, const apr_xml_elem *elem)
{
    const char *prefix = cnops_flow_attr(elem, "prefix"), *digits = cnops_flow_attr(elem, "digits");
    const char *key = apr_psprintf(flow->pool, "cnops_qr %pp", (const void *)elem);
    void *code;

    if (apr_pool_userdata_get(&code, key, flow->pool) == APR_SUCCESS && code)
        return code;
    if ((code = encode(prefix ? prefix : "", digits ? digits : "")))
        apr_pool_userdata_setn(code, key, forget, flow->pool);
    return code;
}

/* In points, with the quiet modules. */
static double size_of(cnops_flow_t *flow, const apr_xml_elem *elem, const QRcode *code)
{
    double size = cnops_flow_length(flow, elem, "size", 48);
    double least = cnops_flow_length(flow, elem, "module", 0), width = code->width + 2 * QUIET;

    return ceil(GRID * fmax(size / width, least)) / GRID * width;
}

double cnops_qr(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    const QRcode *code = code_of(flow, elem);
    double size;

    if (!code) {
        cnops_flow_refuse(flow, "the text of a QR code is too long");
        return 0;
    }
    size = size_of(flow, elem, code);
    if (cnops_flow_shows(flow, place.y)) {
        cnops_flow_figure(flow, cnops_flow_attr(elem, "alt"), size, place);
        draw(flow->cairo, code, size, &place);
        cnops_flow_end_tag(flow, "Figure");
    }
    return size + CNOPS_MM;
}
