/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/identifier.h"

#include <apr_strings.h>
#include <apr_xml.h>
#include <qpdf/qpdf-c.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define DC        "http://purl.org/dc/elements/1.1/"
#define XMP_MAX   65536 /* bytes; ours has two thousand */
#define DEPTH_MAX 16

/* The bytes of the stream /Metadata of the catalog, in pool. NULL where there is none. */
static const char *read_metadata(apr_size_t *plen, qpdf_data pdf, apr_pool_t *pool)
{
    qpdf_oh stream = qpdf_oh_get_key(pdf, qpdf_get_root(pdf), "/Metadata");
    QPDF_BOOL is_filtered;
    unsigned char *bytes = NULL;
    const char *copy = NULL;

    if (!qpdf_oh_is_stream(pdf, stream) ||
        (qpdf_oh_get_stream_data(pdf, stream, qpdf_dl_generalized, &is_filtered, &bytes, plen) &
         QPDF_ERRORS))
        return NULL;
    if (bytes && *plen <= XMP_MAX)
        copy = apr_pstrmemdup(pool, (const char *)bytes, *plen);
    free(bytes);
    return copy;
}

static bool is_identifier(const apr_xml_elem *element, const apr_xml_doc *xml)
{
    return strcmp(element->name, "identifier") == 0 && element->ns >= 0 &&
           strcmp(APR_XML_GET_URI_ITEM(xml->namespaces, element->ns), DC) == 0;
}

static const apr_xml_elem *find(const apr_xml_elem *element, const apr_xml_doc *xml, int depth)
{
    const apr_xml_elem *found = NULL;

    for (; element && !found && depth < DEPTH_MAX; element = element->next)
        found = is_identifier(element, xml) ? element : find(element->first_child, xml, depth + 1);
    return found;
}

static const char *join(const apr_xml_elem *element, apr_pool_t *pool)
{
    const char *text = "";

    for (const apr_text *piece = element->first_cdata.first; piece; piece = piece->next)
        text = apr_pstrcat(pool, text, piece->text, NULL);
    return *text ? text : NULL;
}

static const char *find_in_xmp(const char *xmp, apr_size_t len, apr_pool_t *pool)
{
    apr_xml_parser *parser = apr_xml_parser_create(pool);
    const apr_xml_elem *found;
    apr_xml_doc *xml;

    if (apr_xml_parser_feed(parser, xmp, len) != APR_SUCCESS ||
        apr_xml_parser_done(parser, &xml) != APR_SUCCESS)
        return NULL;
    found = find(xml->root, xml, 0);
    return found ? join(found, pool) : NULL;
}

const char *cnops_identifier_read(const char **pfault, const char *bytes, apr_size_t len,
                                  apr_pool_t *pool)
{
    qpdf_data pdf = qpdf_init();
    const char *xmp = NULL, *identifier = NULL;
    apr_size_t xmp_len = 0;

    *pfault = "this is no PDF file, or one that is damaged or locked";
    qpdf_silence_errors(pdf);
    qpdf_set_suppress_warnings(pdf, QPDF_TRUE);
    if (!(qpdf_read_memory(pdf, "document", bytes, len, NULL) & QPDF_ERRORS)) {
        *pfault = "no code of ours is in the metadata of this file";
        xmp = read_metadata(&xmp_len, pdf, pool);
    }
    if (xmp)
        identifier = find_in_xmp(xmp, xmp_len, pool);
    qpdf_get_error(pdf); /* libqpdf prints an error that nobody has taken */
    qpdf_cleanup(&pdf);
    if (identifier)
        *pfault = NULL;
    return identifier;
}
