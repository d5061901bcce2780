/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/text.h"

#include "base/buffer.h"
#include "base/language.h"

#include <apr_strings.h>
#include <pango/pangocairo.h>
#include <string.h>

#define INK                                                                                        \
    {                                                                                              \
        0.09, 0.13, 0.13                                                                           \
    }
#define FAINT                                                                                      \
    {                                                                                              \
        0.32, 0.38, 0.38                                                                           \
    }

typedef struct style_t {
    const char *name;
    double size; /* points */
    bool is_bold;
    bool is_primary; /* in the primary colour of the institution */
    double after;    /* mm */
    cnops_document_colour_t colour;
} style_t;

/* The first one is that of texts without a style. */
static const style_t styles[] = {
    {"text", 10, false, false, 1.5, INK},
    {"h1", 19, true, true, 2, INK},
    {"h2", 12, true, true, 1.5, INK},
    {"label", 8.5, false, false, 0.3, FAINT},
    {"value", 11, true, false, 1, INK},
    {"large", 14, true, false, 1.5, INK},
    {"small", 8, false, false, 1, FAINT},
    {"code", 12, true, false, 1, INK},
    {"row", 8.5, false, false, 0, INK},     /* of long tables */
    {"field", 8.5, false, false, 0.3, INK}, /* beside a place to write in: grey is lost in copies */
    /* of certificates, whose facts are read on the fourth copy of a fax */
    {"kind", 21, true, true, 1, INK},
    {"name", 18, true, false, 1, INK},
    {"name-long", 11, true, false, 1, INK},
    {"fact", 13, true, false, 0, INK},
    {"caption", 10, false, false, 0, INK},
    {"typed", 19, true, false, 1, INK},
    /* of letters */
    {"address", 10.5, false, false, 0, INK},
    {"posted", 24, true, false, 1, INK},
};

/* The letters of the Arabic face look smaller than those of the Latin face at the same size. */
#define ARABIC_SCALE 1.2

static const style_t *style_named(const char *name)
{
    for (apr_size_t i = 0; i < sizeof styles / sizeof *styles; i++)
        if (strcmp(styles[i].name, name) == 0)
            return &styles[i];
    return NULL;
}

static const style_t *find_style(cnops_flow_t *flow, const apr_xml_elem *elem)
{
    const char *name = cnops_flow_attr(elem, "style");
    const style_t *style = style_named(name ? name : elem->name);

    if (name && !style)
        cnops_flow_refuse(flow, apr_psprintf(flow->pool, "\"%s\" is no style", name));
    return style ? style : &styles[0];
}

/* --- the text of an element, with the places of its bold parts --- */

typedef struct run_t {
    const cnops_flow_t *flow;
    cnops_buffer_t text;
    PangoAttrList *attrs;
} run_t;

/* What is not seen needs no glyph: marks of direction, blanks of another width. */
static bool is_invisible(gunichar letter)
{
    GUnicodeType type = g_unichar_type(letter);

    return type == G_UNICODE_FORMAT || type == G_UNICODE_SPACE_SEPARATOR;
}

#define NO_LETTER "\xE2\x96\xA1" /* □ */

/* Pango would draw a box with the number of a letter that no font has, and readers who copy the
 * text would get that number. */
static void add_letter(run_t *run, const char *at, const char *next)
{
    gunichar letter = g_utf8_get_char(at);

    if (letter < 128 || is_invisible(letter) || cnops_engine_has(run->flow->engine, letter))
        cnops_buffer_add(&run->text, at, (apr_size_t)(next - at));
    else
        cnops_buffer_add_text(&run->text, NO_LETTER);
}

static void add_text(run_t *run, const apr_text *text)
{
    for (; text; text = text->next)
        for (const char *at = text->text, *next; *at; at = next) {
            next = g_utf8_next_char(at);
            add_letter(run, at, next);
        }
}

static void add_bold(run_t *run, apr_size_t from)
{
    PangoAttribute *bold = pango_attr_weight_new(PANGO_WEIGHT_BOLD);

    bold->start_index = (guint)from;
    bold->end_index = (guint)run->text.len;
    pango_attr_list_insert(run->attrs, bold);
}

static void add_number(run_t *run, int number)
{
    cnops_buffer_add_text(&run->text, apr_itoa(run->flow->pool, number));
}

static void add_part(run_t *run, const apr_xml_elem *part)
{
    apr_size_t from = run->text.len;

    add_text(run, part->first_cdata.first);
    if (strcmp(part->name, "b") == 0)
        add_bold(run, from);
    else if (strcmp(part->name, "page") == 0)
        add_number(run, run->flow->page);
    else if (strcmp(part->name, "pages") == 0)
        add_number(run, run->flow->pages);
    add_text(run, part->following_cdata.first);
}

static void collect(run_t *run, const apr_xml_elem *elem)
{
    add_text(run, elem->first_cdata.first);
    for (const apr_xml_elem *part = elem->first_child; part; part = part->next)
        add_part(run, part);
}

/* Line ends of the markup are blanks of the text, as in HTML. */
static void collapse(char *text)
{
    for (; *text; text++)
        if (*text == '\n' || *text == '\t')
            *text = ' ';
}

/* --- the layout --- */

static PangoAlignment alignment_of(const apr_xml_elem *elem, bool is_rtl)
{
    bool at_end = cnops_flow_is(elem, "align", "end");

    if (cnops_flow_is(elem, "align", "center"))
        return PANGO_ALIGN_CENTER;
    return at_end != is_rtl ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
}

static void set_font(PangoLayout *layout, const style_t *style, double scale, bool is_arabic)
{
    PangoFontDescription *font = pango_font_description_new();

    pango_font_description_set_family_static(font, is_arabic ? "Portail Arabe,Portail Latin"
                                                             : "Portail Latin,Portail Arabe");
    pango_font_description_set_size(
        font, (gint)(style->size * scale * (is_arabic ? ARABIC_SCALE : 1) * PANGO_SCALE));
    pango_font_description_set_weight(font,
                                      style->is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
}

static PangoLayout *make_layout(cnops_flow_t *flow, const apr_xml_elem *elem, const style_t *style,
                                const cnops_place_t *place)
{
    bool is_arabic = strcmp(cnops_language_dir(place->lang), "rtl") == 0;
    PangoLayout *layout = cnops_engine_layout(flow->engine, is_arabic);
    run_t run = {.flow = flow, .attrs = pango_attr_list_new()};

    cnops_buffer_init(&run.text, 128, flow->pool);
    collect(&run, elem);
    cnops_buffer_text(&run.text);
    collapse(run.text.bytes);
    set_font(layout, style, flow->scale, is_arabic);
    pango_layout_set_attributes(layout, run.attrs);
    pango_attr_list_unref(run.attrs);
    pango_layout_set_width(layout, (int)(place->width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout, alignment_of(elem, is_arabic));
    pango_layout_set_text(layout, run.text.bytes, (int)run.text.len);
    return layout;
}

/* The text of an element without the number of a page is the same on each page. */
static bool has_number(const apr_xml_elem *elem)
{
    for (const apr_xml_elem *part = elem->first_child; part; part = part->next)
        if (strncmp(part->name, "page", 4) == 0)
            return true;
    return false;
}

/* A block is measured, and often drawn right afterwards: to lay it out costs the most of both. The
 * caller does not free the layout, and uses it before it asks for another one. */
static PangoLayout *lay_out(cnops_flow_t *flow, const apr_xml_elem *elem, const style_t *style,
                            const cnops_place_t *place)
{
    cnops_kept_t *kept = &flow->kept[((apr_uintptr_t)elem >> 5) % CNOPS_KEPT];

    if (kept->layout && kept->elem == elem && kept->width == place->width &&
        kept->scale == flow->scale && !has_number(elem))
        return kept->layout;
    if (kept->layout)
        g_object_unref(kept->layout);
    *kept = (cnops_kept_t){elem, place->width, flow->scale, make_layout(flow, elem, style, place)};
    return kept->layout;
}

void cnops_text_forget(cnops_flow_t *flow)
{
    for (int i = 0; i < CNOPS_KEPT; i++) {
        if (flow->kept[i].layout)
            g_object_unref(flow->kept[i].layout);
        flow->kept[i].layout = NULL;
    }
}

/* A line stands on the page on which it begins. */
static void draw_lines(const cnops_flow_t *flow, PangoLayout *layout, const cnops_place_t *place)
{
    PangoLayoutIter *iter = pango_layout_get_iter(layout);

    do {
        PangoRectangle line;
        double baseline = (double)pango_layout_iter_get_baseline(iter) / PANGO_SCALE;

        pango_layout_iter_get_line_extents(iter, NULL, &line);
        if (!cnops_flow_shows(flow, place->y + (double)line.y / PANGO_SCALE))
            continue;
        cairo_move_to(flow->cairo, place->x + (double)line.x / PANGO_SCALE, place->y + baseline);
        pango_cairo_show_layout_line(flow->cairo, pango_layout_iter_get_line_readonly(iter));
    } while (pango_layout_iter_next_line(iter));
    pango_layout_iter_free(iter);
}

/* height: of its lines. */
static void draw(cnops_flow_t *flow, PangoLayout *layout, const style_t *style,
                 const cnops_place_t *place, double height)
{
    cnops_flow_colour(flow, style->is_primary ? &flow->document->primary : &style->colour);
    if (place->y >= flow->top && place->y + height <= flow->bottom) {
        cairo_move_to(flow->cairo, place->x, place->y);
        pango_cairo_show_layout(flow->cairo, layout);
    } else {
        draw_lines(flow, layout, place);
    }
}

const char *cnops_text_tag(const apr_xml_elem *elem)
{
    if (strcmp(elem->name, "h1") == 0)
        return "H1";
    return strcmp(elem->name, "h2") == 0 ? "H2" : "P";
}

/* Places the text, in an element of the structure with this tag. */
static double place_text(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place,
                         const char *tag)
{
    const style_t *style = find_style(flow, elem);
    PangoLayout *layout = lay_out(flow, elem, style, &place);
    double height;
    int units;

    pango_layout_get_size(layout, NULL, &units);
    height = (double)units / PANGO_SCALE;
    if (flow->draws && place.y < flow->bottom && place.y + height > flow->top) {
        cnops_flow_tag(flow, tag, place.lang);
        draw(flow, layout, style, &place, height);
        cnops_flow_end_tag(flow, tag);
    }
    return height + style->after * flow->scale * CNOPS_MM;
}

double cnops_text(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    return place_text(flow, elem, place, cnops_text_tag(elem));
}

double cnops_text_part(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    return place_text(flow, elem, place, "Span");
}

double cnops_text_line(cnops_flow_t *flow, const apr_xml_elem *elem, const cnops_place_t *place)
{
    PangoLayout *layout = lay_out(flow, elem, find_style(flow, elem), place);
    PangoRectangle line;

    pango_layout_line_get_extents(pango_layout_get_line_readonly(layout, 0), NULL, &line);
    return (double)line.height / PANGO_SCALE;
}

double cnops_text_baseline(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    PangoLayout *layout;

    if (strcmp(elem->name, "p") != 0 && *elem->name != 'h')
        return 0;
    place.lang = cnops_flow_lang(elem, &place);
    layout = lay_out(flow, elem, find_style(flow, elem), &place);
    return (double)pango_layout_get_baseline(layout) / PANGO_SCALE;
}
