/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/blocks.h"

#include "base/language.h"
#include "view/document/drawings.h"
#include "view/document/fixed.h"
#include "view/document/qr.h"
#include "view/document/table.h"
#include "view/document/text.h"
#include "view/document/writing.h"

#include <apr_strings.h>
#include <string.h>

static double place_space(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    (void)place;
    return cnops_flow_length(flow, elem, "height", 4);
}

typedef struct block_row_t {
    const char *name;
    cnops_block_fn place;
} block_row_t;

static const block_row_t blocks[] = {
    {"h1", cnops_text},
    {"h2", cnops_text},
    {"p", cnops_text},
    {"columns", cnops_table_columns},
    {"stack", cnops_flow_children},
    {"table", cnops_table},
    {"row", cnops_table_row},
    {"box", cnops_table_box},
    {"space", place_space},
    {"rule", cnops_drawing_rule},
    {"dots", cnops_writing_dots},
    {"cells", cnops_writing_cells},
    {"tick", cnops_writing_tick},
    {"at", cnops_fixed},
    {"qr", cnops_qr},
    {"picture", cnops_drawing_picture},
};

double cnops_block(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    place.lang = cnops_flow_lang(elem, &place);
    if (!cnops_language_known(place.lang))
        cnops_flow_refuse(flow, apr_psprintf(flow->pool, "\"%s\" is no language", place.lang));
    for (apr_size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (strcmp(blocks[i].name, elem->name) == 0)
            return blocks[i].place(flow, elem, place);
    cnops_flow_refuse(flow, apr_psprintf(flow->pool, "<%s> is no block", elem->name));
    return 0;
}
