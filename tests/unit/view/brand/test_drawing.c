/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/brand/drawing.h"

#include "base/test_pool.h"

#include <apr_strings.h>

#define SVG(inside) "<svg xmlns=\"http://www.w3.org/2000/svg\">" inside "</svg>"

static const char *fault_of(const char *text)
{
    return cnops_drawing_fault(text, strlen(text), pool);
}

static void accepts_drawings(void **state)
{
    static const char *const good[] = {
        SVG(""),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- ours -->" SVG(
            "<g><rect width=\"1\"/></g>"),
        SVG("<title>Emblème ⵣ</title><path d=\"M0 0h1\" style=\"fill:#fff;stroke:none\"/>"),
        SVG("<defs><linearGradient id=\"a\"><stop offset=\"1\"/></linearGradient></defs>"
            "<circle fill=\"url(#a)\" r=\"1\" clip-path='url( \"#a\" )'/>"),
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">"
        "<path id=\"a\" d=\"M0 0\"/><use xlink:href=\"#a\"/><use href=\"#a\"/></svg>",
        "<s:svg xmlns:s=\"http://www.w3.org/2000/svg\"><s:g/></s:svg>",
        "\xEF\xBB\xBF<?xml version=\"1.0\"?>" SVG(""),
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(good); i++)
        if (fault_of(good[i]))
            fail_msg("%s: %s", good[i], fault_of(good[i]));
}

/* A document, and a part of what is said about it. */
static const char *const bad[][2] = {
    {SVG("<script>alert(1)</script>"), "<script>"},
    {SVG("<g><script href=\"#a\"/></g>"), "<script>"},
    {SVG("<style>@import 'x.css';</style>"), "<style>"},
    {SVG("<image href=\"x.png\"/>"), "<image>"},
    {SVG("<foreignObject/>"), "<foreignObject>"},
    {SVG("<a href=\"#a\"><g/></a>"), "<a>"},
    {SVG("<set attributeName=\"href\" to=\"x\"/>"), "<set>"},
    {SVG("<animate/>"), "<animate>"},
    {SVG("<filter><feImage href=\"#a\"/></filter>"), "<filter>"},
    {SVG("<SCRIPT/>"), "<SCRIPT>"},
    {SVG("<script xmlns=\"http://www.w3.org/1999/xhtml\"/>"), "<script>"},
    {SVG("<g xmlns=\"http://www.w3.org/1999/xhtml\"/>"), "<g>"},
    {SVG("<g onload=\"alert(1)\"/>"), "runs a script"},
    {SVG("<g ONclick=\"alert(1)\"/>"), "runs a script"},
    {SVG("<use href=\"https://x.example/a.svg#a\"/>"), "leads out"},
    {SVG("<use href=\"other.svg#a\"/>"), "leads out"},
    {SVG("<use xmlns:xlink=\"http://www.w3.org/1999/xlink\" xlink:href=\"//x.example\"/>"),
     "leads out"},
    {SVG("<use xmlns:xmlx=\"http://www.w3.org/1999/xlink\" xmlx:href=\"x.svg#a\"/>"), "leads out"},
    {SVG("<g xml:base=\"https://x.example/\"><use href=\"#a\"/></g>"), "begin with"},
    {SVG("<g fill=\"url(https://x.example/#a)\"/>"), "loads or runs"},
    {SVG("<g style=\"fill:url(#a);mask:URL('x.svg#a')\"/>"), "loads or runs"},
    {SVG("<g style=\"fill:u\\72l(x)\"/>"), "loads or runs"},
    {SVG("<g style=\"mask:image-set('x.png' 1x)\"/>"), "loads or runs"},
    {SVG("<g fill=\"ur&#108;(x)\"/>"), "loads or runs"},
    {SVG("<g to=\"javascript:alert(1)\"/>"), "loads or runs"},
    {"<!DOCTYPE svg [<!ENTITY a \"b\">]>" SVG("<g id=\"&a;\"/>"), "DOCTYPE"},
    {"<?xml-stylesheet href=\"x.css\"?>" SVG(""), "instruction"},
    {SVG("<?php echo 1 ?>"), "instruction"},
    {"<svg/>", "not an SVG drawing"},
    {"<html xmlns=\"http://www.w3.org/1999/xhtml\"/>", "not an SVG drawing"},
    {"<g xmlns=\"http://www.w3.org/2000/svg\"/>", "not an SVG drawing"},
    {"", "not XML"},
    {"\x89PNG", "not UTF-8"},
    {SVG("<g>"), "not XML"},
    {SVG("&lost;"), "not XML"},
};

static void refuses_what_runs_or_loads(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const char *fault = fault_of(bad[i][0]);

        if (!fault || !strstr(fault, bad[i][1]))
            fail_msg("%s: %s", bad[i][0], fault ? fault : "accepted");
    }
    assert_non_null(cnops_drawing_fault(SVG("\0"), sizeof SVG("\0") - 1, pool));
}

static void bounds_depth(void **state)
{
    const char *text = SVG("");

    (void)state;
    for (int i = 0; i < 31; i++)
        text =
            apr_pstrcat(pool, "<svg xmlns=\"http://www.w3.org/2000/svg\">", text, "</svg>", NULL);
    assert_null(fault_of(text));
    text = apr_pstrcat(pool, "<svg xmlns=\"http://www.w3.org/2000/svg\">", text, "</svg>", NULL);
    text = apr_pstrcat(pool, "<svg xmlns=\"http://www.w3.org/2000/svg\">", text, "</svg>", NULL);
    assert_non_null(strstr(fault_of(text), "nested too deep"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(accepts_drawings),
        POOL_TEST(refuses_what_runs_or_loads),
        POOL_TEST(bounds_depth),
    };

    return RUN_TESTS(tests);
}
