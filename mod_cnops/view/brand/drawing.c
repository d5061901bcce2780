/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/brand/drawing.h"

#include "base/text.h"

#include <apr_strings.h>
#include <apr_xml.h>
#include <string.h>
#include <strings.h>

#define DEPTH_MAX 32 /* of elements in each other */
#define SVG       "http://www.w3.org/2000/svg"

static const char *const elements[] = {
    "svg",      "g",        "defs",           "symbol",         "use",    "title",
    "desc",     "path",     "rect",           "line",           "circle", "text",
    "ellipse",  "polygon",  "stop",           "tspan",          "mask",   "marker",
    "clipPath", "polyline", "linearGradient", "radialGradient", NULL};

static bool lists(const char *const *list, const char *word)
{
    while (*list && strcmp(*list, word) != 0)
        list++;
    return *list != NULL;
}

/* --- values --- */

/* Whether each url( of a value leads to a part of the drawing itself. CSS may write letters as
 * escapes, so a value with a backslash is refused by the caller. */
static bool urls_are_inside(const char *value, apr_pool_t *pool)
{
    const char *lower = cnops_text_lower(value, pool);

    while ((lower = strstr(lower, "url("))) {
        lower += strlen("url(");
        lower += strspn(lower, " \t\r\n\"'");
        if (*lower != '#')
            return false;
    }
    return true;
}

/* The parser leaves a prefix that begins with "xml" in the name. */
static const char *name_of(const apr_xml_attr *attr)
{
    const char *colon = strrchr(attr->name, ':');

    return colon ? colon + 1 : attr->name;
}

static const char *check_attribute(const apr_xml_attr *attr, apr_pool_t *pool)
{
    const char *lower = cnops_text_lower(attr->value, pool), *name = name_of(attr);

    if (strcasecmp(name, "href") == 0 && *attr->value != '#')
        return "a link that leads out of it";
    /* It would move every "#name" to another document. */
    if (strcasecmp(name, "base") == 0)
        return "an address that links begin with";
    if (strncasecmp(name, "on", 2) == 0)
        return "an attribute that runs a script";
    if (strchr(attr->value, '\\') || strstr(lower, "@import") || strstr(lower, "image-set") ||
        strstr(lower, "src(") || strstr(lower, "image(") || strstr(lower, "javascript:") ||
        !urls_are_inside(attr->value, pool))
        return "a value that loads or runs something";
    return NULL;
}

/* --- elements --- */

static bool is_svg(const apr_xml_doc *doc, int ns)
{
    return ns >= 0 && strcmp(APR_XML_GET_URI_ITEM(doc->namespaces, ns), SVG) == 0;
}

static const char *check_element(const apr_xml_doc *doc, const apr_xml_elem *element, int depth,
                                 apr_pool_t *pool)
{
    const char *fault = NULL;

    if (depth > DEPTH_MAX)
        return "elements that are nested too deep";
    if (!is_svg(doc, element->ns) || !lists(elements, element->name))
        return apr_psprintf(pool, "the element <%s>", element->name);
    for (const apr_xml_attr *attr = element->attr; attr && !fault; attr = attr->next) {
        if ((fault = check_attribute(attr, pool)))
            return apr_psprintf(pool, "in <%s>, in %s: %s", element->name, attr->name, fault);
    }
    for (const apr_xml_elem *child = element->first_child; child && !fault; child = child->next)
        fault = check_element(doc, child, depth + 1, pool);
    return fault;
}

/* --- the document --- */

static const apr_xml_doc *parse(const char **pfault, const char *bytes, apr_size_t len,
                                apr_pool_t *pool)
{
    apr_xml_parser *parser = apr_xml_parser_create(pool);
    apr_xml_doc *doc = NULL;
    char text[200];

    if (apr_xml_parser_feed(parser, bytes, len) == APR_SUCCESS &&
        apr_xml_parser_done(parser, &doc) == APR_SUCCESS)
        return doc;
    *pfault = apr_pstrcat(
        pool, "it is not XML: ", apr_xml_parser_geterror(parser, text, sizeof text), NULL);
    return NULL;
}

/* What the parser does not show: a declaration of entities, and an instruction that loads a style
 * sheet. Both begin with these bytes, whose only other use is the first line of XML. */
static const char *check_bytes(const char *bytes, apr_size_t len)
{
    static const char first[] = "<?xml ";

    if (!cnops_text_is_utf8(bytes, len))
        return "it is not UTF-8 text";
    if (strstr(bytes, "<!DOCTYPE") || strstr(bytes, "<!ENTITY"))
        return "it has a DOCTYPE: remove it";
    bytes = cnops_text_after_mark(bytes);
    if (strncmp(bytes, first, sizeof first - 1) == 0)
        bytes += sizeof first - 1;
    return strstr(bytes, "<?") ? "it has an instruction <?…?>: remove it" : NULL;
}

const char *cnops_drawing_fault(const char *bytes, apr_size_t len, apr_pool_t *pool)
{
    const char *fault = check_bytes(bytes, len);
    const apr_xml_doc *doc = fault ? NULL : parse(&fault, bytes, len, pool);

    if (!doc)
        return fault;
    if (!doc->root || strcmp(doc->root->name, "svg") != 0 || !is_svg(doc, doc->root->ns))
        return "it is not an SVG drawing";
    fault = check_element(doc, doc->root, 0, pool);
    return fault ? apr_pstrcat(pool, "it has what a drawing must not have: ", fault,
                               "; save it as plain SVG", NULL)
                 : NULL;
}
