/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/xmp.h"

#include "base/buffer.h"
#include "view/escape.h"

static void add_escaped(cnops_buffer_t *out, const char *text)
{
    cnops_escape(out, CNOPS_ESCAPE_HTML, text);
}

static void add_field(cnops_buffer_t *out, const char *before, const char *text, const char *after)
{
    cnops_buffer_add_text(out, before);
    add_escaped(out, text);
    cnops_buffer_add_text(out, after);
}

/* PDF/A asks for a description of each namespace that it does not know (ISO 19005-2 §6.6.2.3). */
#define UA_SCHEMA                                                                                  \
    "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">"                          \
    "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"                          \
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"          \
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"                 \
    "<rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>part</pdfaProperty:name>"               \
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"                                     \
    "<pdfaProperty:category>internal</pdfaProperty:category>"                                      \
    "<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>"                       \
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>"

const char *cnops_xmp_write(const cnops_xmp_t *xmp, apr_pool_t *pool)
{
    cnops_buffer_t out;

    cnops_buffer_init(&out, 2048, pool);
    cnops_buffer_add_text(
        &out, "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
              "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
              "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description "
              "rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
              "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" "
              "xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" "
              "xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" "
              "xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\" "
              "xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" "
              "xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" "
              "xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">");
    add_field(&out, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">", xmp->title,
              "</rdf:li></rdf:Alt></dc:title>");
    add_field(&out, "<dc:language><rdf:Bag><rdf:li>", xmp->lang,
              "</rdf:li></rdf:Bag></dc:language>");
    if (xmp->identifier)
        add_field(&out, "<dc:identifier>", xmp->identifier, "</dc:identifier>");
    add_field(&out, "<xmp:CreateDate>", xmp->made_at, "</xmp:CreateDate>");
    add_field(&out, "<xmp:ModifyDate>", xmp->made_at, "</xmp:ModifyDate>");
    add_field(&out, "<xmp:CreatorTool>", xmp->producer, "</xmp:CreatorTool>");
    add_field(&out, "<pdf:Producer>", xmp->producer, "</pdf:Producer>");
    cnops_buffer_add_text(&out,
                          "<pdfaid:part>2</pdfaid:part>"
                          "<pdfaid:conformance>A</pdfaid:conformance>"
                          "<pdfuaid:part>1</pdfuaid:part>" UA_SCHEMA "</rdf:Description></rdf:RDF>"
                          "</x:xmpmeta>\n<?xpacket end=\"w\"?>");
    return cnops_buffer_text(&out);
}
