/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/flow.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

/* --- attributes --- */

const char *cnops_flow_attr(const apr_xml_elem *elem, const char *name)
{
    for (const apr_xml_attr *attr = elem->attr; attr; attr = attr->next)
        if (strcmp(attr->name, name) == 0)
            return attr->value;
    return NULL;
}

double cnops_flow_length(const apr_xml_elem *elem, const char *name, double fallback)
{
    const char *value = cnops_flow_attr(elem, name);

    return (value ? strtod(value, NULL) : fallback) * CNOPS_MM;
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

void cnops_flow_tag(const cnops_flow_t *flow, const char *tag)
{
    if (flow->draws)
        cairo_tag_begin(flow->cairo, tag, NULL);
}

void cnops_flow_end_tag(const cnops_flow_t *flow, const char *tag)
{
    if (flow->draws)
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

static double place_space(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    (void)flow, (void)place;
    return cnops_flow_length(elem, "height", 4);
}

typedef double (*block_fn)(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);

typedef struct block_row_t {
    const char *name;
    block_fn place;
} block_row_t;

static const block_row_t blocks[] = {
    {"h1", cnops_flow_text},         {"h2", cnops_flow_text},         {"p", cnops_flow_text},
    {"columns", cnops_flow_columns}, {"stack", cnops_flow_children},  {"table", cnops_flow_table},
    {"row", cnops_flow_row},         {"box", cnops_flow_box},         {"space", place_space},
    {"rule", cnops_flow_rule},       {"dots", cnops_flow_dots},       {"cells", cnops_flow_cells},
    {"qr", cnops_flow_qr},           {"picture", cnops_flow_picture},
};

double cnops_flow_block(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    place.lang = cnops_flow_lang(elem, &place);
    for (apr_size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (strcmp(blocks[i].name, elem->name) == 0)
            return blocks[i].place(flow, elem, place);
    cnops_flow_refuse(flow, apr_psprintf(flow->pool, "<%s> is no block", elem->name));
    return 0;
}

double cnops_flow_children(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    double top = place.y;

    place.lang = cnops_flow_lang(elem, &place);
    for (const apr_xml_elem *child = elem->first_child; child; child = child->next)
        place.y += cnops_flow_block(flow, child, place);
    return place.y - top;
}
