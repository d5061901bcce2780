/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/pages.h"

#include "view/document/text.h"

#include <math.h>
#include <string.h>

#define MARGIN    (17 * CNOPS_MM)
#define BOTTOM    (CNOPS_A4_HEIGHT - 16 * CNOPS_MM)
#define FOOT_GAP  (4 * CNOPS_MM)  /* between the blocks and the foot */
#define LINE_MOST (9 * CNOPS_MM)  /* the highest line that a block may have */
#define WITH_HEAD (14 * CNOPS_MM) /* what follows a heading on its page, at least */
#define SLICE_MIN                                                                                  \
    (3 * LINE_MOST)   /* what a block that must go on has on its first page, at least              \
                       */
#define PAGES_MAX 300 /* a document ends somewhere, whatever its data */
#define PAGES_99  99  /* stands for their number until they are counted */

typedef struct pages_t {
    cnops_flow_t *flow;
    const apr_xml_elem *root, *foot;
    const apr_xml_elem *repeated; /* head of the table that goes on; NULL: none */
    cnops_place_t place;          /* of the next block */
    double bottom;                /* blocks end above it */
    bool is_counting;             /* nothing is drawn: how many pages are there? */
} pages_t;

/* --- pages --- */

static double room(const pages_t *pages)
{
    return pages->bottom - pages->place.y;
}

static double draw_block(pages_t *pages, const apr_xml_elem *elem)
{
    return pages->flow->block(pages->flow, elem, pages->place);
}

static double measure(pages_t *pages, const apr_xml_elem *elem, cnops_block_fn block)
{
    cnops_flow_t *flow = pages->flow;
    bool draws = flow->draws;
    double height;

    flow->draws = false;
    height = block(flow, elem, pages->place);
    flow->draws = draws;
    return height;
}

static double measure_block(pages_t *pages, const apr_xml_elem *elem)
{
    return measure(pages, elem, pages->flow->block);
}

/* Heads of tables that are repeated, and feet, are told once: in the structure they are nothing. */
static void draw_decoration(pages_t *pages, const apr_xml_elem *elem, cnops_block_fn block)
{
    double top = pages->flow->top, bottom = pages->flow->bottom;

    cnops_flow_show_all(pages->flow);
    pages->flow->is_decoration = true;
    pages->place.y += block(pages->flow, elem, pages->place);
    pages->flow->is_decoration = false;
    pages->flow->top = top;
    pages->flow->bottom = bottom;
}

/* There are as many pages as sheets. */
static bool has_sheets(const pages_t *pages)
{
    const apr_xml_elem *first = pages->root->first_child;

    return first && strcmp(first->name, "sheet") == 0;
}

static void begin_page(pages_t *pages)
{
    if (++pages->flow->page > PAGES_MAX && !has_sheets(pages))
        cnops_flow_refuse(pages->flow, "more than 300 pages");
    pages->place.y = MARGIN;
    if (pages->repeated)
        draw_decoration(pages, pages->repeated, pages->flow->block);
}

/* The foot comes last: finish.c marks the decoration at the end of a page as its foot. */
static void draw_foot(pages_t *pages)
{
    const char *lang = pages->place.lang;

    if (!pages->foot)
        return;
    pages->place.lang = cnops_flow_lang(pages->root, &pages->place);
    pages->place.y = pages->bottom + FOOT_GAP;
    draw_decoration(pages, pages->foot, cnops_flow_children);
    pages->place.lang = lang;
}

static void end_page(pages_t *pages)
{
    draw_foot(pages);
    if (!pages->is_counting)
        cairo_show_page(pages->flow->cairo);
    begin_page(pages);
}

/* --- blocks that are higher than what is left of a page --- */

typedef struct slicing_t {
    const apr_xml_elem *elem;
    cnops_block_fn block;
    double height; /* of the whole block */
    double line;   /* height of each line; 0: they differ */
} slicing_t;

/* How many of lines stand on a page with room for some: neither the first nor the last one of a
 * text stands alone on a page. */
static double lines_on_page(double lines, double some)
{
    if (lines <= some)
        return lines;
    return lines - some < 2 && some > 2 ? some - 1 : fmax(some, 1);
}

/* How much of the block stands on this page, of which the part above from stands on others. */
static double slice_height(const pages_t *pages, const slicing_t *slicing, double from)
{
    double left = slicing->height - from, line = slicing->line, lines, here;

    if (left <= room(pages))
        return left;
    if (line <= 0)
        return fmax(room(pages) - LINE_MOST, LINE_MOST);
    lines = floor(left / line + 0.01);
    here = lines_on_page(lines, floor(room(pages) / line + 0.01));
    return here < lines ? here * line : left;
}

static void place_slices(pages_t *pages, const slicing_t *slicing)
{
    cnops_flow_t *flow = pages->flow;
    double from = 0;

    while (from < slicing->height && !flow->fault) {
        double height = slice_height(pages, slicing, from);
        bool is_last = from + height >= slicing->height;
        cnops_place_t place = pages->place;

        flow->top = from > 0 ? place.y : -HUGE_VAL;
        flow->bottom = is_last ? HUGE_VAL : place.y + height;
        place.y -= from;
        slicing->block(flow, slicing->elem, place);
        cnops_flow_show_all(flow);
        from += height;
        pages->place.y += height;
        if (!is_last)
            end_page(pages);
    }
}

/* begins: the height that must be left of the page for the block to begin on it. */
static void place_block(pages_t *pages, const apr_xml_elem *elem, double begins)
{
    slicing_t slicing = {.elem = elem, .block = pages->flow->block};

    bool must_go_on;

    slicing.height = measure_block(pages, elem);
    must_go_on = slicing.height > pages->bottom - MARGIN;
    if (must_go_on ? room(pages) < SLICE_MIN
                   : fmax(slicing.height, begins) > room(pages) && pages->place.y > MARGIN)
        end_page(pages);
    if (slicing.height > room(pages))
        place_slices(pages, &slicing);
    else
        pages->place.y += draw_block(pages, elem);
}

static void slice_text(pages_t *pages, const slicing_t *slicing)
{
    const char *tag = cnops_text_tag(slicing->elem);

    cnops_flow_tag(pages->flow, tag, pages->place.lang);
    place_slices(pages, slicing);
    cnops_flow_end_tag(pages->flow, tag);
}

static void place_text(pages_t *pages, const apr_xml_elem *elem)
{
    slicing_t slicing = {.elem = elem, .block = cnops_text_part};
    bool is_heading = strcmp(elem->name, "p") != 0;
    const char *lang = pages->place.lang;

    pages->place.lang = cnops_flow_lang(elem, &pages->place);
    slicing.height = measure(pages, elem, cnops_text);
    slicing.line = cnops_text_line(pages->flow, elem, &pages->place);
    if (is_heading || slicing.height <= room(pages) || slicing.height < 4 * slicing.line) {
        place_block(pages, elem, slicing.height + (is_heading && elem->next ? WITH_HEAD : 0));
    } else {
        if (room(pages) < 2 * slicing.line)
            end_page(pages);
        slice_text(pages, &slicing);
    }
    pages->place.lang = lang;
}

/* --- tables --- */

static const apr_xml_elem *head_of(const apr_xml_elem *table)
{
    const apr_xml_elem *head = table->first_child;

    return head && cnops_flow_is(head, "head", "yes") ? head : NULL;
}

/* A head is not left alone at the end of a page. */
static void place_row(pages_t *pages, const apr_xml_elem *row, const apr_xml_elem *head)
{
    double begins =
        row == head && row->next ? measure_block(pages, row) + measure_block(pages, row->next) : 0;

    place_block(pages, row, begins < pages->bottom - MARGIN ? begins : 0);
}

/* A long table goes on on the next page, with its head. */
static void place_table(pages_t *pages, const apr_xml_elem *table)
{
    const apr_xml_elem *head = head_of(table);
    const char *lang = pages->place.lang;

    pages->place.lang = cnops_flow_lang(table, &pages->place);
    cnops_flow_tag(pages->flow, "Table", pages->place.lang);
    for (const apr_xml_elem *row = table->first_child; row && !pages->flow->fault;
         row = row->next) {
        place_row(pages, row, head);
        pages->repeated = head;
    }
    pages->repeated = NULL;
    cnops_flow_end_tag(pages->flow, "Table");
    pages->place.lang = lang;
}

/* --- the whole --- */

static void place_bottom(pages_t *pages, const apr_xml_elem *elem)
{
    double height = measure(pages, elem, cnops_flow_children);

    if (height > room(pages))
        end_page(pages);
    pages->place.y = pages->bottom - height;
    pages->place.y += cnops_flow_children(pages->flow, elem, pages->place);
}

static bool is_text(const apr_xml_elem *elem)
{
    return strcmp(elem->name, "p") == 0 || strcmp(elem->name, "h1") == 0 ||
           strcmp(elem->name, "h2") == 0;
}

static void place_blocks(pages_t *pages, const apr_xml_elem *elem);

static void place_one(pages_t *pages, const apr_xml_elem *elem)
{
    if (strcmp(elem->name, "table") == 0)
        place_table(pages, elem);
    else if (strcmp(elem->name, "bottom") == 0)
        place_bottom(pages, elem);
    else if (strcmp(elem->name, "break") == 0)
        end_page(pages);
    else if (strcmp(elem->name, "stack") == 0 && !cnops_flow_is(elem, "keep", "yes"))
        place_blocks(pages, elem);
    else if (is_text(elem))
        place_text(pages, elem);
    else if (elem != pages->foot)
        place_block(pages, elem, 0);
}

static void place_blocks(pages_t *pages, const apr_xml_elem *elem)
{
    const char *lang = pages->place.lang;

    pages->place.lang = cnops_flow_lang(elem, &pages->place);
    for (const apr_xml_elem *child = elem->first_child; child && !pages->flow->fault;
         child = child->next)
        place_one(pages, child);
    pages->place.lang = lang;
}

/* Each sheet is printed and posted by itself: what is on it must not go on on another one. */
static void place_sheet(pages_t *pages, const apr_xml_elem *sheet)
{
    int page = pages->flow->page;

    cnops_flow_tag(pages->flow, "Sect", pages->place.lang);
    place_blocks(pages, sheet);
    cnops_flow_end_tag(pages->flow, "Sect");
    if (pages->flow->page != page)
        cnops_flow_refuse(pages->flow, "a <sheet> has more than one page");
}

static void place_sheets(pages_t *pages)
{
    const apr_xml_elem *first = pages->root->first_child;

    for (const apr_xml_elem *sheet = first; sheet && !pages->flow->fault; sheet = sheet->next) {
        if (sheet != first)
            end_page(pages);
        place_sheet(pages, sheet);
    }
}

static void place_all(pages_t *pages, bool is_counting)
{
    pages->is_counting = is_counting;
    pages->flow->draws = !is_counting;
    pages->flow->page = 0;
    cnops_flow_show_all(pages->flow);
    begin_page(pages);
    if (has_sheets(pages))
        place_sheets(pages);
    else
        place_blocks(pages, pages->root);
    draw_foot(pages);
}

const apr_xml_elem *cnops_pages_foot(const apr_xml_elem *root)
{
    const apr_xml_elem *elem = root->first_child;

    while (elem && strcmp(elem->name, "foot") != 0)
        elem = elem->next;
    return elem;
}

void cnops_pages_draw(cnops_flow_t *flow, const apr_xml_elem *root, const char *lang)
{
    pages_t pages = {.flow = flow, .root = root, .foot = cnops_pages_foot(root), .bottom = BOTTOM};

    pages.place = (cnops_place_t){.x = MARGIN, .width = CNOPS_A4_WIDTH - 2 * MARGIN, .lang = lang};
    cnops_flow_show_all(flow);
    if (pages.foot) {
        flow->page = flow->pages = PAGES_99;
        pages.bottom -= measure(&pages, pages.foot, cnops_flow_children) + FOOT_GAP;
        place_all(&pages, true);
        flow->pages = flow->page;
    }
    place_all(&pages, false);
}
