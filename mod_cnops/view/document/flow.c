/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/flow.h"

#include <apr_strings.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH_MAX 1000 /* mm */
#define COUNT_MAX  100

/* --- attributes --- */

const char *cnops_flow_attr(const apr_xml_elem *elem, const char *name)
{
    for (const apr_xml_attr *attr = elem->attr; attr; attr = attr->next)
        if (strcmp(attr->name, name) == 0)
            return attr->value;
    return NULL;
}

/* value is the text of an attribute: a number of 0 to max, and no more. */
static double read_number(cnops_flow_t *flow, const char *name, const char *value, double max)
{
    char *end;
    double number = strtod(value, &end);

    if (end != value && *end == '\0' && number >= 0 && number <= max)
        return number;
    cnops_flow_refuse(flow, apr_psprintf(flow->pool, "%s=\"%s\" is no such number", name, value));
    return 0;
}

double cnops_flow_length(cnops_flow_t *flow, const apr_xml_elem *elem, const char *name,
                         double fallback)
{
    const char *value = cnops_flow_attr(elem, name);

    return (value ? read_number(flow, name, value, LENGTH_MAX) : fallback) * CNOPS_MM;
}

int cnops_flow_count(cnops_flow_t *flow, const apr_xml_elem *elem, const char *name, int fallback)
{
    const char *value = cnops_flow_attr(elem, name);

    return value ? (int)read_number(flow, name, value, COUNT_MAX) : fallback;
}

bool cnops_flow_is(const apr_xml_elem *elem, const char *name, const char *word)
{
    const char *value = cnops_flow_attr(elem, name);

    return value && strcmp(value, word) == 0;
}

const char *cnops_flow_lang(const apr_xml_elem *elem, const cnops_place_t *place)
{
    const char *lang = cnops_flow_attr(elem, "lang");

    return lang ? lang : place->lang;
}

/* --- drawing --- */

/* Two sums of the same lengths may differ by less than this. */
#define ALMOST_NOTHING 0.001

bool cnops_flow_shows(const cnops_flow_t *flow, double y)
{
    return flow->draws && y >= flow->top - ALMOST_NOTHING && y < flow->bottom - ALMOST_NOTHING;
}

void cnops_flow_show_all(cnops_flow_t *flow)
{
    flow->top = -HUGE_VAL;
    flow->bottom = HUGE_VAL;
}

void cnops_flow_begin(cnops_flow_t *flow, const cnops_element_t *element)
{
    if (!flow->draws || flow->is_decoration)
        return;
    cairo_tag_begin(flow->cairo, element->tag, NULL);
    APR_ARRAY_PUSH(flow->elements, cnops_element_t) = *element;
}

void cnops_flow_tag(cnops_flow_t *flow, const char *tag, const char *lang)
{
    cnops_flow_begin(flow, &(cnops_element_t){.tag = tag, .lang = lang});
}

void cnops_flow_figure(cnops_flow_t *flow, const char *alt, double size, cnops_place_t place)
{
    double bottom = CNOPS_A4_HEIGHT - place.y - size;

    if (isfinite(flow->top) || isfinite(flow->bottom))
        cnops_flow_refuse(flow, "a picture in a block that is higher than a page");
    if (!alt || !*alt)
        cnops_flow_refuse(flow, "a picture without words that say what it shows");
    cnops_flow_begin(flow,
                     &(cnops_element_t){.tag = "Figure",
                                        .lang = place.lang,
                                        .alt = alt,
                                        .box = {place.x, bottom, place.x + size, bottom + size}});
}

void cnops_flow_end_tag(const cnops_flow_t *flow, const char *tag)
{
    if (flow->draws && !flow->is_decoration)
        cairo_tag_end(flow->cairo, tag);
}

void cnops_flow_colour(const cnops_flow_t *flow, const cnops_document_colour_t *colour)
{
    cairo_set_source_rgb(flow->cairo, colour->red, colour->green, colour->blue);
}

void cnops_flow_refuse(cnops_flow_t *flow, const char *fault)
{
    if (!flow->fault)
        flow->fault = fault;
}

/* --- blocks --- */

double cnops_flow_children(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    double top = place.y;

    place.lang = cnops_flow_lang(elem, &place);
    for (const apr_xml_elem *child = elem->first_child; child; child = child->next)
        place.y += flow->block(flow, child, place);
    return place.y - top;
}
