/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/qr.h"

#include "base/buffer.h"
#include "view/document/picture.h"

#include <apr_strings.h>
#include <math.h>
#include <qrencode.h>
#include <string.h>

#define QUIET 4   /* modules */
#define GRID  128 /* by point: half of what cairo keeps */

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

/* One rectangle for each run of dark modules in a row, in lengths of a module. All are one path, so
 * that no seam is between two rows. y goes up. */
static void add_row(cnops_buffer_t *drawing, const unsigned char *row, int width, int y)
{
    for (int begin = 0, end; begin < width; begin = end) {
        char line[40];

        for (end = begin + 1; end < width && (row[end] & 1) == (row[begin] & 1);)
            end++;
        if (!(row[begin] & 1))
            continue;
        apr_snprintf(line, sizeof line, "%d %d %d 1 re\n", QUIET + begin, y, end - begin);
        cnops_buffer_add_text(drawing, line);
    }
}

static void write_drawing(cnops_document_picture_t *picture, const QRcode *code, apr_pool_t *pool)
{
    int size = code->width + 2 * QUIET;
    cnops_buffer_t drawing;

    cnops_buffer_init(&drawing, 16384, pool);
    cnops_buffer_add_text(&drawing, apr_psprintf(pool, "1 g\n0 0 %d %d re f\n0 g\n", size, size));
    for (int y = 0; y < code->width; y++)
        add_row(&drawing, code->data + y * code->width, code->width, size - 1 - QUIET - y);
    cnops_buffer_add_text(&drawing, "f\n");
    *picture = (cnops_document_picture_t){
        .width = size, .height = size, .drawing = drawing.bytes, .drawing_len = drawing.len};
}

static void draw(cnops_flow_t *flow, const QRcode *code, double size, const cnops_place_t *place)
{
    cnops_document_picture_t *picture = apr_palloc(flow->pool, sizeof *picture);
    cnops_picture_box_t box = {floor(place->x * GRID) / GRID, floor(place->y * GRID) / GRID, size,
                               size};

    write_drawing(picture, code, flow->pool);
    cnops_picture_place(flow, picture, &box);
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
        draw(flow, code, size, &place);
        cnops_flow_end_tag(flow, "Figure");
    }
    return size + CNOPS_MM;
}
